"""Rows sorted by what they are; what remains is running text for the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.layout import words
from pipeline.layout.captions import find_captions
from pipeline.layout.header import Found, find_header
from pipeline.layout.measures import Measures
from pipeline.layout.rows import Row
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sizes import is_flat
from pipeline.layout.titles import find_around_titles, find_titles
from pipeline.model.block import Graphics
from pipeline.model.geometry import Box, overlap


@dataclass
class Sorted:
    """Rows by what they are."""

    header: list[Found] = field(default_factory=list)
    titles: list[list[Row]] = field(default_factory=list)
    heads: list[Found] = field(default_factory=list)
    """Subtitles and bylines."""
    captions: list[list[Row]] = field(default_factory=list)
    lettering: list[Row] = field(default_factory=list)
    """Rows inside a picture."""
    noise: list[Row] = field(default_factory=list)
    """Specks that were read as characters; they stay in ``page.lines`` and belong to no region."""
    body: list[Row] = field(default_factory=list)


def sort_rows(rows: Sequence[Row], graphics: Graphics, measures: Measures, settings: LayoutSettings) -> Sorted:
    """Take out the rows that are not running text, in an order in which each step makes the next one easier."""
    result = Sorted()
    em = measures.em
    result.lettering = [row for row in rows if _in_picture(row, graphics.photos, em, settings)]
    rest = _without(rows, result.lettering)
    result.noise = [row for row in rest if _is_dirt(row, settings)]
    rest = _without(rest, result.noise)
    header = find_header(rest, graphics.rules, em, settings)
    result.header = [item for item in header if not _is_unsure_speck(item.row, settings)]
    rest = _without(rest, [item.row for item in header])
    noise = [row for row in rest if _is_noise(row, rest, em, settings)]
    result.noise += [item.row for item in header if item not in result.header] + noise
    rest = _without(rest, noise)
    result.titles = find_titles(rest, em, settings)
    rest = _without(rest, [row for title in result.titles for row in title])
    result.heads = find_around_titles(result.titles, rest, measures, settings)
    rest = _without(rest, [item.row for item in result.heads])
    result.captions = find_captions(rest, graphics.photos, measures, settings)
    result.body = _without(rest, [row for caption in result.captions for row in caption])
    return result


def _without(rows: Sequence[Row], taken: Sequence[Row]) -> list[Row]:
    gone = {id(row) for row in taken}
    return [row for row in rows if id(row) not in gone]


def _in_picture(row: Row, photos: Sequence[Box], em: float, settings: LayoutSettings) -> bool:
    """Well inside a picture; a row of body size at its edge is more likely text that the picture seems to touch."""
    x0, y0, x1, y1 = row.box
    margin = 0.0 if row.size >= settings.strays.lettering_size or row.reversed else 1.0 * em
    middle = (y0 + y1) / 2
    return any(
        overlap(x0, x1, p[0], p[2]) > settings.strays.lettering_inside * (x1 - x0)
        and p[1] + margin < middle < p[3] - margin
        for p in photos
    )


def _confidence(row: Row) -> float:
    return sum(line.confidence for line in row.lines) / len(row.lines)


def _is_dirt(row: Row, settings: LayoutSettings) -> bool:
    """A rule that was read as characters, or a speck too small for any of this page's type."""
    if all(is_flat(line) for line in row.lines) and not set(row.text) <= set(words.FLAT):
        return True
    short = len(row.text) <= settings.strays.speck_length and not words.HAN.search(row.text)
    return short and row.size < settings.strays.speck_size and not set(row.text) <= set(words.FLAT)


def _is_unsure_speck(row: Row, settings: LayoutSettings) -> bool:
    """One or two characters at the head of the page that were read with doubt: names of papers are large and sure."""
    short = len(row.text) <= settings.strays.speck_length and not words.is_header(row.text)
    return short and _confidence(row) < settings.strays.speck_sure


def _flush_under(row: Row, upper: Row, em: float, settings: LayoutSettings) -> bool:
    """Does a row begin where the one right above it does?"""
    white = row.box[1] - upper.box[3]
    below = row is not upper and upper.box[1] < row.box[1] and white < settings.rows.across_white * em
    return below and abs(row.box[0] - upper.box[0]) < settings.captions.flush * em


def _is_noise(row: Row, rows: Sequence[Row], em: float, settings: LayoutSettings) -> bool:
    """Print of the other side that shines through, or a speck or scribble read as one or two characters."""
    sure = _confidence(row)
    own = settings.strays
    paleness = own.show_through_contrast - row.contrast
    pale = paleness > 0 and sure < own.show_through_confidence + own.show_through_doubt * paleness
    if row.size >= own.show_through_size and (pale or row.contrast < own.show_through_faint):
        return True
    if len(row.text) > settings.strays.speck_length:
        return False
    if len(row.text) == 1 and row.size >= settings.sizes.title and sure < own.show_through_confidence:
        return not any(_flush_under(row, other, em, settings) for other in rows)
    # The last row of a paragraph is often one character and a full stop, at the top of a column.
    letters = row.text.rstrip(words.SENTENCE_MARKS)
    if letters and all(words.HAN.match(ch) for ch in letters) and sure > settings.strays.speck_confidence:
        return False
    x0, y0, x1, y1 = row.box
    return not any(
        overlap(x0 - em, x1 + em, r.box[0], r.box[2]) > 0 and overlap(y0 - em, y1 + em, r.box[1], r.box[3]) > 0
        for r in rows
        if r is not row and len(r.text) > settings.strays.speck_length
    )
