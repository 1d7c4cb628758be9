"""Masthead, running head and the folio at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout import words
from pipeline.layout.rows import Row, hull, rows_below
from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import BlockKind, Rule
from pipeline.model.geometry import overlap


@dataclass(frozen=True)
class Found:
    """A row that is no running text, with its kind and why."""

    kind: BlockKind
    row: Row
    evidence: str


def find_header(rows: Sequence[Row], rules: Sequence[Rule], em: float, settings: LayoutSettings) -> list[Found]:
    """Rows of the masthead (large type with date and number), of the running head, and of the folio at the foot."""
    if not rows:
        return []
    found: list[Found] = []
    border, why = _border(rows, rules, em, settings)
    if border is not None:
        above = [row for row in rows if _stands_above(row, border)]
        large = any(row.size >= settings.sizes.title and not words.is_page_label(row.text) for row in above)
        kind: BlockKind = "masthead" if large else "folio"
        found = [Found(kind, row, why) for row in above]
    else:
        found = [Found("masthead", row, "date-and-issue-in-a-corner") for row in _corner(rows, em, settings)]
    taken = [item.row for item in found]
    return found + _foot([row for row in rows if row not in taken], em, settings)


def _corner(rows: Sequence[Row], em: float, settings: LayoutSettings) -> list[Row]:
    """The name of a paper, with date and number under it, that stands beside an article at the head of the page."""
    _, top, _, bottom = hull(rows)
    limit = top + max(settings.header.height * em, settings.header.share * (bottom - top))
    for name in rows:
        short = len(words.HAN.findall(name.text)) <= settings.header.name_length
        if name.box[1] > limit or name.size < settings.header.name_size or not short:
            continue
        strip: list[Row] = []
        for row in sorted(rows_below(name, rows), key=lambda r: r.box[1]):
            near = row.box[1] - (strip[-1] if strip else name).box[3] < settings.header.corner_gap * em
            small = row.size < settings.header.size and row.width <= name.width + 2 * em
            if not (near and small and words.is_header(row.text)):
                break
            strip.append(row)
        dated = any(words.is_date_line(row.text) for row in strip)
        if dated and len(strip) >= settings.header.corner_rows:
            return [name, *strip]
    return []


def _stands_above(row: Row, y: float) -> bool:
    return row.box[3] - 0.3 * row.height <= y


def _border(
    rows: Sequence[Row], rules: Sequence[Rule], em: float, settings: LayoutSettings
) -> tuple[float | None, str]:
    """y below which the articles begin, px: three kinds of evidence, the surest first."""
    left, top, right, bottom = hull(rows)
    limit = top + max(settings.header.height * em, settings.header.share * (bottom - top))
    under_rule = _lowest_head_rule(rows, rules, right - left, limit, settings)
    if under_rule is not None:
        return under_rule, "above-the-head-rule"
    level = [row for row in rows if overlap(row.box[1], row.box[3], *_ys(min(rows, key=lambda r: r.box[1]))) > 0]
    count = sum(words.is_header(row.text) for row in level)
    small = all(row.size < settings.header.size and len(row.text) <= settings.header.length for row in level)
    narrow = sum(row.width for row in level) < settings.header.alone * (right - left)
    if small and (count >= 2 or (count == 1 and len(level) <= 2 and narrow)):
        return max(row.box[3] for row in level), "header-words-in-the-first-row"
    under_name = _strip_under_name(rows, limit, em, settings)
    return under_name, "date-and-issue-under-large-type" if under_name is not None else ""


def _ys(row: Row) -> tuple[float, float]:
    return row.box[1], row.box[3]


def _lowest_head_rule(
    rows: Sequence[Row], rules: Sequence[Rule], width: float, limit: float, settings: LayoutSettings
) -> float | None:
    """The lowest rule across the head of the page with nothing but header words, and a name, above it."""
    wide = sorted(
        (rule.box[1] + rule.box[3]) / 2
        for rule in rules
        if rule.direction == "horizontal" and rule.box[2] - rule.box[0] >= settings.header.rule * width
    )
    best: float | None = None
    for y in wide:
        above = [row for row in rows if _stands_above(row, y) and (best is None or row.box[3] > best)]
        if y > limit or not above:
            continue
        count = sum(words.is_header(row.text) for row in above)
        large = [row for row in above if row.size >= settings.sizes.title]
        if count and len(large) <= 2 and len(above) <= count + len(large) + settings.header.others:
            if best is None and len(above) == len(large) == 1:
                continue  # the name alone: date and number stand between this rule and the next
            if large and not _names_the_paper(large, above):
                return best if best is not None else min(row.box[1] for row in large)
            best = y
        elif best is not None:
            break  # a headline with a rule under it
    return best


def _names_the_paper(large: Sequence[Row], above: Sequence[Row]) -> bool:
    """Date and number stand beside or under the name of a paper; over a headline stands the running head alone."""
    top = min(row.box[1] for row in large)
    return any(words.is_header(row.text) and row.box[3] > top for row in above if row not in large)


def _strip_under_name(rows: Sequence[Row], limit: float, em: float, settings: LayoutSettings) -> float | None:
    """The bottom of the strip with date and number under the name of the paper, where no rule closes it."""
    large = [row for row in rows if row.box[1] < limit and row.size >= settings.header.name_size]
    if not large:
        return None
    name = min(large, key=lambda row: row.box[1])
    strip = [
        row
        for row in rows
        if words.is_header(row.text) and row.size < settings.header.size and name.box[1] - em < row.box[1] < limit
    ]
    dated = any(words.is_date_line(row.text) for row in strip)
    if not dated or len(words.HAN.findall(name.text)) > settings.header.name_length:
        return None
    y = max(max(row.box[3] for row in strip), name.box[3])
    headline_above = any(
        row.size >= settings.sizes.title and row.box[3] - 0.5 * em <= y for row in rows if row is not name
    )
    others = sum(not words.is_header(row.text) for row in rows if row is not name and _stands_above(row, y))
    return None if headline_above or others > settings.header.others else y


def _foot(rows: Sequence[Row], em: float, settings: LayoutSettings) -> list[Found]:
    """The last row of the page, when it stands off and one of its pieces is a page label."""
    if not rows:
        return []
    last = max(rows, key=lambda row: row.box[3])
    foot = [row for row in rows if overlap(row.box[1], row.box[3], last.box[1], last.box[3]) > 0]
    others = [row for row in rows if row not in foot]
    if not others or min(r.box[1] for r in foot) - max(r.box[3] for r in others) < settings.header.foot_gap * em:
        return []
    labelled = any(words.is_page_label(row.text) for row in foot)
    short = all(len(row.text) <= settings.header.length for row in foot)
    return [Found("folio", row, "page-label-at-the-foot") for row in foot] if labelled and short else []
