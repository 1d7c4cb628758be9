"""Headlines, and the subtitles and bylines that stand around them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import words
from pipeline.layout.header import Found
from pipeline.layout.measures import Measures
from pipeline.layout.rows import Row, hull, rows_below, white_below
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sizes import within
from pipeline.model.block import BlockKind
from pipeline.model.geometry import Box, overlap
from pipeline.model.marks import BULLETS


def find_titles(rows: Sequence[Row], em: float, settings: LayoutSettings) -> list[list[Row]]:
    """Headlines; each is the rows it is set in."""
    titles: list[list[Row]] = []
    for row in sorted(rows, key=lambda r: r.box[1]):
        least = settings.sizes.bar_title if row.reversed else settings.sizes.title
        if row.size < least or len(words.HAN.findall(row.text)) < settings.heads.title_length:
            continue
        upper = next((title for title in titles if _continues(title[-1], row, em, settings)), None)
        if upper is None:
            titles.append([row])
        else:
            upper.append(row)
    return titles


def _continues(upper: Row, row: Row, em: float, settings: LayoutSettings) -> bool:
    """Is ``row`` the next row of the headline that ``upper`` belongs to: alike, close below and under it?"""
    alike = row.reversed == upper.reversed and (
        within(row.size / upper.size, settings.sizes.alike) or within(row.pitch / upper.pitch, settings.sizes.pitch)
    )
    gap = (row.box[1] - upper.box[3]) / (row.size * em)
    across = overlap(row.box[0], row.box[2], upper.box[0], upper.box[2])
    return (
        alike
        and -settings.heads.row_into < gap < settings.heads.row_gap
        and across > settings.heads.row_over * min(row.width, upper.width)
    )


def find_around_titles(
    titles: Sequence[Sequence[Row]], rows: Sequence[Row], measures: Measures, settings: LayoutSettings
) -> list[Found]:
    """Subtitles and bylines: rows close under a headline (a kicker: over it), centred with it or flush with it."""
    found: list[Found] = []
    em = measures.em
    for title in titles:
        box = hull(title)
        anchors, floor = [(box[0] + box[2]) / 2], box[3]
        # A quotation mark at its end may be lost, which moves the middle of a headline by half a character.
        reach = max(settings.heads.centred, settings.heads.quote * title[0].size) * em
        taken, signed = [item.row for item in found], False
        for row in sorted(rows, key=lambda r: r.box[1]):
            under = row.box[1] > (box[1] + box[3]) / 2 and row.box[1] - floor <= settings.heads.gap * em
            if not under or row in taken or not _within(row, box[0], box[2], em, settings):
                continue
            centred = min(abs(row.centre - anchor) for anchor in anchors) < reach
            flush = abs(row.box[0] - box[0]) < settings.heads.centred * em
            columns = _over_columns(box, row.box[3], rows, em, settings)
            kind = _kind(row, rows, centred, flush, columns, measures, settings)
            if kind == "byline" and signed and not words.BYLINE.search(row.text):
                continue  # a short heading under the byline
            signed = signed or kind == "byline"
            if kind is not None:
                found.append(Found(kind, row, "centred-under-the-title" if centred else "flush-under-the-title"))
                anchors.append(row.centre)
                floor = max(floor, row.box[3])
        taken = [item.row for item in found]
        for row in rows:
            over = (
                -settings.heads.kicker_into * em <= box[1] - row.box[3] < settings.heads.kicker_gap * em
                and row not in taken
            )
            larger = settings.heads.kicker_size <= row.size < settings.sizes.title
            if not (over and larger) or row.text[-1] in words.FULL_STOPS:
                continue
            if abs(row.centre - anchors[0]) < reach or _flush_over(row, rows, box[0], measures, settings):
                found.append(Found("subtitle", row, "kicker-over-the-title"))
    return found


def _over_columns(title: Box, floor: float, rows: Sequence[Row], em: float, settings: LayoutSettings) -> bool:
    """Do two rows stand side by side under a headline, not far below ``floor`` (px)?"""
    under = [
        row
        for row in rows
        if 0 <= row.box[1] - floor < settings.heads.gap * em and overlap(row.box[0], row.box[2], title[0], title[2]) > 0
    ]
    return any(overlap(a.box[0], a.box[2], b.box[0], b.box[2]) < 0 for n, a in enumerate(under) for b in under[n + 1 :])


def _flush_over(row: Row, rows: Sequence[Row], left: float, measures: Measures, settings: LayoutSettings) -> bool:
    """Does a row begin where the title under it does, with white above it?"""
    em = measures.em
    above = [r.box[3] for r in rows if r is not row and r.box[3] < row.box[3] and _over(r, row)]
    white = row.box[1] - max(above) if above else None
    return abs(row.box[0] - left) < settings.heads.centred * em and (
        white is None or white > measures.gap + settings.heads.kicker_white * em
    )


def _over(upper: Row, row: Row) -> bool:
    return overlap(upper.box[0], upper.box[2], row.box[0], row.box[2]) > 0


def _within(row: Row, left: float, right: float, em: float, settings: LayoutSettings) -> bool:
    overhang = settings.heads.overhang * em
    return overlap(row.box[0], row.box[2], left - overhang, right + overhang) > settings.heads.inside * row.width


def _on_axis(row: Row, rows: Sequence[Row], settings: LayoutSettings, em: float) -> bool:
    """Is the next row below centred with this one but not flush with it, as subtitle and byline are?"""
    below = min(rows_below(row, rows), key=lambda r: r.box[1], default=None)
    if below is None:
        return False
    ragged = min(abs(below.box[0] - row.box[0]), abs(below.box[2] - row.box[2])) > settings.heads.ragged * em
    return ragged and abs(below.centre - row.centre) < settings.heads.centred * em


def _kind(
    row: Row,
    rows: Sequence[Row],
    centred: bool,
    flush: bool,
    columns: bool,
    measures: Measures,
    settings: LayoutSettings,
) -> BlockKind | None:
    """What a row under a headline is: subtitle, byline, or running text (None).

    ``columns``: the headline stands over several columns.
    """
    em, text = measures.em, row.text
    bold = row.weight >= settings.heads.too_bold * measures.bold
    byline = words.BYLINE.search(text) is not None and not any(mark in text for mark in words.FULL_STOPS)
    marked = text.startswith(tuple(BULLETS)) and not byline  # □本报记者 is no list item
    if not (centred or flush) or text[-1] in "。；，、" or marked:
        return None
    white = white_below(row, rows)
    near = [r for r in rows_below(row, rows) if r.box[1] - row.box[3] < settings.heads.gap * em]
    spans = len(near) >= 2 or row.width > settings.heads.subtitle_width * em
    if bold and not ((spans or columns) and row.size >= settings.sizes.subtitle):
        return None  # a heading of the column under it
    stands_off = (
        white is None or white > measures.gap + settings.heads.stand_off * em or _on_axis(row, rows, settings, em)
    )
    if byline and row.size < settings.sizes.subtitle and len(text) <= settings.heads.byline_length:
        alone = white is None or white >= settings.heads.byline_gap * em
        if alone or centred:
            return "byline"
    if not stands_off:
        return None
    if row.size >= settings.sizes.subtitle and len(text) >= settings.heads.subtitle_length:
        return "subtitle"
    if (
        centred
        and spans
        and row.size >= settings.heads.subtitle_size_spanning
        and len(text) >= settings.heads.subtitle_length_spanning
    ):
        return "subtitle"
    person = len(text.strip()) <= settings.heads.name_of_person and len(words.HAN.findall(text)) >= 2
    if centred and person and row.size <= settings.heads.byline_size and row.weight < measures.bold:
        return "byline"
    return None
