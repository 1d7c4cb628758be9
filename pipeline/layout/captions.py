"""Captions: rows close under a picture, smaller than the body or centred on it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import words
from pipeline.layout.measures import Measures
from pipeline.layout.rows import Row, rows_below, white_below
from pipeline.layout.settings import LayoutSettings
from pipeline.model.geometry import Box, level, overlap
from pipeline.model.marks import BULLETS


def find_captions(
    rows: Sequence[Row], photos: Sequence[Box], measures: Measures, settings: LayoutSettings
) -> list[list[Row]]:
    """One caption of one or more rows for every picture that has one."""
    captions: list[list[Row]] = []
    taken: list[Row] = []
    for photo in photos:
        free = [row for row in rows if row not in taken and _under(row, photo, measures.em, settings)]
        caption = _of_two_rows(free, rows, photo, measures, settings) or _row_by_row(
            free, rows, photo, measures, settings
        )
        caption = caption or _above(photo, rows, taken, measures, settings)
        if caption:
            captions.append(caption)
            taken.extend(caption)
    return captions


def _under(row: Row, photo: Box, em: float, settings: LayoutSettings) -> bool:
    """Within the picture's width and not above its lower edge."""
    inside = overlap(row.box[0], row.box[2], photo[0] - em, photo[2] + em) >= settings.captions.inside * row.width
    return inside and row.box[1] >= photo[3] - settings.captions.touch * em


def _row_by_row(
    free: Sequence[Row], rows: Sequence[Row], photo: Box, measures: Measures, settings: LayoutSettings
) -> list[Row]:
    own, em, floor = settings.captions, measures.em, photo[3]
    caption: list[Row] = []
    ordered = sorted(free, key=lambda r: r.box[1])
    small = _small_rows(ordered, floor, em, settings)
    for row in ordered:
        reach = own.pitch if caption else own.distance
        alike = not caption or abs(row.size - caption[-1].size) < own.alike
        if row.box[1] - floor > reach * em or not alike:
            break
        least = own.score_next if caption else own.score
        goes_on = bool(caption) and caption[0] in small and row in small
        if not goes_on and _score(row, rows, photo, measures, settings) < least:
            break
        caption.append(row)
        floor = row.box[3]
    return caption


def _above(
    photo: Box, rows: Sequence[Row], taken: Sequence[Row], measures: Measures, settings: LayoutSettings
) -> list[Row]:
    """A short row in small type right over a picture that has no caption under it."""
    own, em = settings.captions, measures.em
    over = [
        row
        for row in rows
        if row not in taken
        and -own.touch * em < photo[1] - row.box[3] < own.above * em
        and overlap(row.box[0], row.box[2], photo[0] - em, photo[2] + em) >= settings.captions.inside * row.width
    ]
    if len(over) != 1:
        return []
    (row,) = over
    short = row.width < own.short * (photo[2] - photo[0]) and row.text[-1] not in words.ENDINGS
    small = row.size <= settings.sizes.small and row.weight < measures.bold
    placed = (
        abs(row.centre - (photo[0] + photo[2]) / 2) < own.centred * em or abs(row.box[0] - photo[0]) < own.flush * em
    )
    return [row] if short and small and placed else []


def _small_rows(ordered: Sequence[Row], floor: float, em: float, settings: LayoutSettings) -> list[Row]:
    """Rows of small type that follow each other closely under the picture; a long run of them is no caption."""
    found: list[Row] = []
    for row in ordered:
        reach = settings.captions.pitch if found else settings.captions.distance
        alike = not found or abs(row.size - found[0].size) < settings.captions.alike_small
        if row.size > settings.sizes.small or not alike or row.box[1] - floor > reach * em:
            break
        found.append(row)
        floor = row.box[3]
    return found if len(found) <= settings.captions.rows else []


def _score(row: Row, rows: Sequence[Row], photo: Box, measures: Measures, settings: LayoutSettings) -> float:
    """Evidence for a caption: centred, small, white below it, narrower than the picture; against: bold, a full stop."""
    em = measures.em
    centred = abs(row.centre - (photo[0] + photo[2]) / 2) < settings.captions.centred * em
    small = row.size <= settings.sizes.small
    white = white_below(row, rows)
    stands_off = white is None or white > settings.captions.white * em
    narrow = row.width < settings.captions.narrow * (photo[2] - photo[0])
    ends = row.text[-1] in "。，；、"
    bold = row.weight >= measures.bold
    place = 1.5 * centred
    if not centred and not bold:
        place = _flush(row, rows, photo, em, settings)
    return place + 1.0 * small + 1.0 * stands_off + 0.5 * narrow - 1.5 * ends - 1.0 * bold


def _flush(row: Row, rows: Sequence[Row], photo: Box, em: float, settings: LayoutSettings) -> float:
    """Points for a short row, flush with the picture, that ends no sentence.

    Inside a paragraph there is no such row: before a flush row it is a caption, before an indented one it may be the
    last row of a paragraph whose full stop was not read.
    """
    own = settings.captions
    short = row.width < own.short * (photo[2] - photo[0]) and row.text[-1] not in words.ENDINGS
    plain = row.size < own.large and not row.text.startswith(tuple(BULLETS)) and not words.NUMBERED.match(row.text)
    close = row.box[1] - photo[3] < own.near * em and abs(row.box[0] - photo[0]) < own.flush * em
    beside = any(r is not row and level(r.box, row.box) and photo[0] < r.centre < photo[2] for r in rows)
    if not (short and plain and close) or beside:
        return 0.0
    below = min(rows_below(row, rows), key=lambda r: r.box[1], default=None)
    if below is not None and row.width > own.short * below.width and below.box[1] - row.box[3] < em:
        return 0.0  # a row of a column under a picture that is wider
    goes_on = below is not None and abs(below.box[0] - row.box[0]) < own.flush * em and below.width > row.width
    return 2.0 if goes_on else 1.5


def _of_two_rows(
    free: Sequence[Row], rows: Sequence[Row], photo: Box, measures: Measures, settings: LayoutSettings
) -> list[Row] | None:
    """A caption of two rows: a full one and, centred under it, the rest, with white below."""
    em, width = measures.em, photo[2] - photo[0]
    close = [row for row in free if row.box[1] - photo[3] < settings.captions.close * em]
    for row in close:
        if row.text[-1] == "。" or row.weight >= measures.bold or row.width < settings.captions.full * width:
            continue
        below = rows_below(row, rows)
        second = min(below, key=lambda r: r.box[1], default=None)
        if second is None:
            continue
        white = white_below(second, rows)
        near = second.box[1] - row.box[3] < settings.captions.pitch * em
        centred = abs(second.centre - (photo[0] + photo[2]) / 2) < settings.captions.centred * em
        set_in = (
            second.box[0] - row.box[0] > settings.heads.centred * em and second.width < settings.captions.rest * width
        )
        alone = white is None or white > settings.captions.white * em
        if near and centred and set_in and alone and abs(second.size - row.size) < settings.captions.alike:
            return [row, second]
    return None
