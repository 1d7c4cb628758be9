"""Headlines with what belongs to them, the running head, and captions: print that is no part of a text column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.layout.rows import Measures, Row
from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import Graphics
from pipeline.model.geometry import Box, overlap

HEADER_WORDS = re.compile(
    r"\d{4}年\d{0,2}|[〇零一二三四五六七八九]{4}年|第\d+期|总第|期刊|星期[一二三四五六日天]|责任编辑|责编|本期\d*版|版面|第[一二三四五六七八九十\d]+版|主办|准印证|内部资料|免费交流|社区报"
)
PAGE_LABEL = re.compile(r"^[A-Z]?\d{1,3}[一-鿿]{0,4}$|^第?[一二三四五六七八九十\d]{1,3}[版页]$|^[—\-·]+\d{1,3}[—\-·]+$")
BYLINE_WORDS = re.compile(r"记者|通讯员|特约|供稿|撰稿|摄影|整理|作者|编译|实习|[文图]\s*[/：:／]|来源")
SENTENCE_END = "。！？；，、：,;"
BULLETS = ("●", "•", "■", "◆", "▲", "★", "○", "□", "◇", "△", "☆", "※", "▪", "◎")
HAN = re.compile(r"[一-鿿]")


@dataclass
class Sorted:
    """Rows by what they are; ``body`` is what remains for the columns."""

    header: list[tuple[str, Row, str]] = field(default_factory=list)
    """(kind, row, evidence) with kind 'masthead' or 'folio'."""
    titles: list[list[Row]] = field(default_factory=list)
    heads: list[tuple[str, Row, str]] = field(default_factory=list)
    """(kind, row, evidence) with kind 'subtitle' or 'byline'."""
    captions: list[tuple[list[Row], str]] = field(default_factory=list)
    lettering: list[Row] = field(default_factory=list)
    """Rows inside a picture."""
    noise: list[Row] = field(default_factory=list)
    """Specks that were read as characters; they stay in ``page.lines`` and belong to no region."""
    body: list[Row] = field(default_factory=list)


def sort_rows(rows: Sequence[Row], graphics: Graphics, measures: Measures, settings: LayoutSettings) -> Sorted:
    """Take the rows that are not running text out, in an order in which each step helps the next."""
    result = Sorted()
    em = measures.em
    rest: list[Row] = []
    for row in rows:
        (result.lettering if _in_picture(row, graphics.photos, em) else rest).append(row)
    result.header, rest = _header(rest, graphics, em, settings)
    result.noise = [row for row in rest if _is_noise(row, rest, em)]
    rest = [row for row in rest if row not in result.noise]
    result.titles, rest = _titles(rest, em, settings)
    result.heads, rest = _around_titles(result.titles, rest, measures, settings)
    result.captions, result.body = _captions(rest, graphics.photos, measures, settings)
    return result


def _in_picture(row: Row, photos: Sequence[Box], em: float) -> bool:
    """Well inside a picture; a row of body size at its edge is more likely text that the picture seems to touch."""
    x0, y0, x1, y1 = row.box
    margin = 0.0 if row.size >= 1.3 or row.reversed else 1.0 * em
    middle = (y0 + y1) / 2
    return any(
        overlap(x0, x1, p[0], p[2]) > 0.85 * (x1 - x0) and p[1] + margin < middle < p[3] - margin for p in photos
    )


def _header(
    rows: list[Row], graphics: Graphics, em: float, settings: LayoutSettings
) -> tuple[list[tuple[str, Row, str]], list[Row]]:
    if not rows:
        return [], rows
    left, right = min(r.box[0] for r in rows), max(r.box[2] for r in rows)
    top, bottom = min(r.box[1] for r in rows), max(r.box[3] for r in rows)
    found: list[tuple[str, Row, str]] = []
    border, why = _header_border(rows, graphics, (left, top, right, bottom), em, settings)
    if border is not None:
        above = [row for row in rows if row.box[3] - 0.3 * (row.box[3] - row.box[1]) <= border]
        large = any(row.size >= settings.title_size for row in above)
        found = [("masthead" if large else "folio", row, why) for row in above]
    taken = {id(row) for _, row, _ in found}
    rest = [row for row in rows if id(row) not in taken]
    if rest:
        last = max(rest, key=lambda row: row.box[3])
        foot = [row for row in rest if overlap(row.box[1], row.box[3], last.box[1], last.box[3]) > 0]
        others = [row for row in rest if row not in foot]
        stands_off = others and last.box[1] - max(r.box[3] for r in others) > 1.2 * em
        if stands_off and any(PAGE_LABEL.match(_solid(r)) for r in foot) and all(len(r.text) < 20 for r in foot):
            found += [("folio", row, "page-label-at-the-foot") for row in foot]
            rest = others
    return found, rest


def _solid(row: Row) -> str:
    return row.text.replace(" ", "")


def _header_border(
    rows: Sequence[Row], graphics: Graphics, extent: Box, em: float, settings: LayoutSettings
) -> tuple[float | None, str]:
    """y below which the articles begin, px: the lowest wide rule at the head of the page under which nothing but
    header words stand, or the lowest row of header words at the very top."""
    left, top, right, bottom = extent
    limit = top + max(settings.margin_distance * em, 0.16 * (bottom - top))
    wide = sorted(
        (r.box[1] + r.box[3]) / 2
        for r in graphics.rules
        if r.direction == "horizontal" and r.box[2] - r.box[0] >= 0.7 * (right - left)
    )
    best: float | None = None
    for y in wide:
        above = [
            row
            for row in rows
            if row.box[3] - 0.3 * (row.box[3] - row.box[1]) <= y and (best is None or row.box[3] > best)
        ]
        if y > limit or not above:
            continue
        words = sum(bool(HEADER_WORDS.search(_solid(r)) or PAGE_LABEL.match(_solid(r))) for r in above)
        large = sum(r.size >= settings.title_size for r in above)
        if words and len(above) <= words + large + 3 and large <= 2:
            best = y
        elif best is not None:
            break  # a headline with a rule under it
    if best is not None:
        return best, "above-the-head-rule"
    first = min(rows, key=lambda row: row.box[1])
    head = [r for r in rows if overlap(r.box[1], r.box[3], first.box[1], first.box[3]) > 0]
    words = sum(bool(HEADER_WORDS.search(_solid(r)) or PAGE_LABEL.match(_solid(r))) for r in head)
    small = all(r.size < 1.5 and len(_solid(r)) <= 24 for r in head)
    if small and (words >= 2 or (words == 1 and len(head) <= 2 and first.width < 0.4 * (right - left))):
        return max(r.box[3] for r in head), "header-words-in-the-first-row"
    large_first = [r for r in rows if r.box[1] < limit and r.size >= 2.2]
    if large_first:
        crown = min(large_first, key=lambda row: row.box[1])
        strip = [
            r
            for r in rows
            if HEADER_WORDS.search(_solid(r)) and r.size < 1.5 and r.box[1] < limit and crown.box[1] - em < r.box[1]
        ]
        dated = [r for r in strip if re.search(r"\d{4}年|第\d+期", _solid(r))]
        if dated and len(_solid(crown)) <= 8:
            y = max(max(r.box[3] for r in strip), crown.box[3] if crown.box[1] < max(r.box[3] for r in strip) else 0)
            titles = [r for r in rows if r.size >= settings.title_size and r.box[3] - 0.5 * em <= y and r is not crown]
            if not titles:
                return y, "date-and-issue-under-large-type"
    return None, ""


def _titles(rows: list[Row], em: float, settings: LayoutSettings) -> tuple[list[list[Row]], list[Row]]:
    titles: list[list[Row]] = []
    rest: list[Row] = []
    for row in sorted(rows, key=lambda r: r.box[1]):
        minimum = settings.title_size * (0.85 if row.reversed else 1.0)
        if row.size < minimum or not HAN.search(row.text):
            rest.append(row)
            continue
        for group in titles:
            last = group[-1]
            alike = 0.8 <= row.size / last.size <= 1.25 and row.reversed == last.reversed
            gap = row.box[1] - last.box[3]
            across = overlap(row.box[0], row.box[2], last.box[0], last.box[2])
            if alike and -0.2 * row.size * em < gap < 0.9 * row.size * em and across > 0.4 * min(row.width, last.width):
                group.append(row)
                break
        else:
            titles.append([row])
    return titles, rest


def _around_titles(
    titles: Sequence[Sequence[Row]], rows: list[Row], measures: Measures, settings: LayoutSettings
) -> tuple[list[tuple[str, Row, str]], list[Row]]:
    """Subtitles and bylines: rows close under a headline (a kicker: over it), centred with it or flush with it."""
    heads: list[tuple[str, Row, str]] = []
    em = measures.em
    taken: set[int] = set()
    for title in titles:
        box = title[0].box if len(title) == 1 else _hull(title)
        anchors, floor = [(box[0] + box[2]) / 2], box[3]
        # A quotation mark at its end may be lost, which moves the middle of a headline by half a character.
        reach = max(1.2, 0.55 * title[0].size) * em
        below = sorted((r for r in rows if r.box[1] > box[1] + 0.5 * (box[3] - box[1])), key=lambda r: r.box[1])
        for row in below:
            if row.box[1] - floor > 3.2 * em or id(row) in taken:
                continue
            centred = min(abs(row.centre - anchor) for anchor in anchors) < reach
            flush = abs(row.box[0] - box[0]) < 1.2 * em
            kind = _head_kind(row, rows, centred, flush, measures, settings)
            if kind and overlap(row.box[0], row.box[2], box[0] - 6 * em, box[2] + 6 * em) > 0.9 * row.width:
                heads.append((kind, row, "centred-under-the-title" if centred else "flush-under-the-title"))
                taken.add(id(row))
                anchors.append(row.centre)
                floor = max(floor, row.box[3])
        above = [r for r in rows if id(r) not in taken and 0 <= box[1] - r.box[3] + 0.2 * em < 1.6 * em]
        for row in above:
            if (
                abs(row.centre - anchors[0]) < reach
                and 1.1 <= row.size < settings.title_size
                and row.text[-1] not in "。"
            ):
                heads.append(("subtitle", row, "kicker-over-the-title"))
                taken.add(id(row))
    return heads, [row for row in rows if id(row) not in taken]


def _hull(rows: Sequence[Row]) -> Box:
    boxes = [row.box for row in rows]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _head_kind(
    row: Row, rows: Sequence[Row], centred: bool, flush: bool, measures: Measures, settings: LayoutSettings
) -> str | None:
    em = measures.em
    if (
        not (centred or flush)
        or row.text[-1] in "。；，、"
        or row.text.startswith(BULLETS)
        or row.weight >= measures.bold * 1.1
    ):
        return None
    words = bool(BYLINE_WORDS.search(row.text))
    if words and row.size < settings.subtitle_size and len(row.text) <= 40 and not re.search(r"[。！？]", row.text):
        neighbours = [
            r
            for r in rows
            if r is not row
            and 0 <= r.box[1] - row.box[3] < 0.6 * em
            and overlap(r.box[0], r.box[2], row.box[0], row.box[2]) > 0
        ]
        if not neighbours or centred:
            return "byline"
    below = [
        r.box[1] - row.box[3]
        for r in rows
        if r is not row
        and r.box[1] > row.box[1] + 0.5 * (row.box[3] - row.box[1])
        and overlap(r.box[0], r.box[2], row.box[0], row.box[2]) > 0
    ]
    stands_off = not below or min(below) > measures.gap + 0.2 * em
    if row.size >= settings.subtitle_size and stands_off and len(row.text) >= 5:
        return "subtitle"
    crosses = sum(
        1
        for r in rows
        if r is not row
        and 0 <= r.box[1] - row.box[3] < 3 * em
        and overlap(r.box[0], r.box[2], row.box[0], row.box[2]) > 0.5 * em
    )
    if centred and stands_off and row.size >= 1.03 and (crosses >= 2 or row.width > 14 * em) and len(row.text) >= 8:
        return "subtitle"
    short = len(row.text.strip()) <= 10 and len(HAN.findall(row.text)) >= 2
    if centred and stands_off and short and row.size <= 1.25 and row.weight < measures.bold:
        return "byline"
    return None


def _captions(
    rows: list[Row], photos: Sequence[Box], measures: Measures, settings: LayoutSettings
) -> tuple[list[tuple[list[Row], str]], list[Row]]:
    """Rows close under (or over) a picture, smaller than the body or centred on it."""
    captions: list[tuple[list[Row], str]] = []
    em = measures.em
    taken: set[int] = set()
    for photo in photos:
        floor = photo[3]
        group: list[Row] = []
        middle, width = (photo[0] + photo[2]) / 2, photo[2] - photo[0]
        for row in sorted(rows, key=lambda r: r.box[1]):
            gap = row.box[1] - floor
            if not group and id(row) not in taken and (pair := _two_rows(row, rows, photo, measures)):
                group.extend(pair)
                break
            reach = settings.caption_distance if not group else 0.8
            if id(row) in taken or gap < -0.8 * em or gap > reach * em:
                continue
            if overlap(row.box[0], row.box[2], photo[0] - em, photo[2] + em) < 0.9 * row.width:
                continue
            centred = abs(row.centre - middle) < 0.9 * em
            small = row.size <= settings.small_size
            narrow = row.width < 0.93 * width
            ends = row.text[-1] in "。，；、"
            followers = [
                r
                for r in rows
                if r is not row
                and overlap(r.box[0], r.box[2], row.box[0], row.box[2]) > 0
                and r.box[1] > row.box[1] + 0.3 * em
            ]
            below = min((r.box[1] - row.box[3] for r in followers), default=9 * em)
            score = 1.5 * centred + 1.0 * small + 1.0 * (below > 0.75 * em) + 0.5 * narrow - 1.5 * ends
            if group:
                score += 0.5
            score -= 1.0 * (row.weight >= measures.bold)
            alike = not group or abs(row.size - group[-1].size) < 0.2
            if (score >= 2.5 and alike) or (centred and small and not ends and not group):
                group.append(row)
                floor = row.box[3]
        if group:
            captions.append((group, "close-under-a-picture"))
            taken.update(id(row) for row in group)
    return captions, [row for row in rows if id(row) not in taken]


def _two_rows(row: Row, rows: Sequence[Row], photo: Box, measures: Measures) -> list[Row] | None:
    """A caption of two rows: a full one and, centred under it, the rest, with white below."""
    em = measures.em
    gap = row.box[1] - photo[3]
    inside = overlap(row.box[0], row.box[2], photo[0] - em, photo[2] + em) >= 0.9 * row.width
    if not -0.8 * em < gap < 0.9 * em or not inside or row.text[-1] in "。" or row.weight >= measures.bold:
        return None
    middle, width = (photo[0] + photo[2]) / 2, photo[2] - photo[0]
    if row.width < 0.6 * width:
        return None
    under = [
        r
        for r in rows
        if r is not row and overlap(r.box[0], r.box[2], photo[0], photo[2]) > 0 and r.box[1] > row.box[1] + 0.3 * em
    ]
    if not under:
        return None
    second = min(under, key=lambda r: r.box[1])
    white = min((r.box[1] - second.box[3] for r in under if r is not second), default=9 * em)
    close = second.box[1] - row.box[3] < 0.8 * em
    centred = abs(second.centre - middle) < 0.9 * em and second.width < 0.8 * width
    set_in = second.box[0] - row.box[0] > 1.2 * em
    if close and centred and set_in and white > 0.75 * em and abs(second.size - row.size) < 0.2:
        return [row, second]
    return None


def _is_noise(row: Row, rows: Sequence[Row], em: float) -> bool:
    """One or two characters read with little confidence in a speck or scribble away from all print."""
    if len(row.text) > 2 or all(HAN.match(ch) for ch in row.text):
        sure = sum(line.confidence for line in row.lines) / len(row.lines)
        if len(row.text) > 2 or sure > 0.6:
            return False
    x0, y0, x1, y1 = row.box
    return not any(
        overlap(x0 - em, x1 + em, r.box[0], r.box[2]) > 0 and overlap(y0 - em, y1 + em, r.box[1], r.box[3]) > 0
        for r in rows
        if r is not row and len(r.text) > 2
    )
