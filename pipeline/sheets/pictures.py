"""Pictures of places and lines, from the stored page images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, select

from pipeline.crops.cut import PAPER, Window, cut, em_of, glyph_window, line_window
from pipeline.crops.encoding import beside_each_other, encoded
from pipeline.crops.images import PageImages
from pipeline.database.schema import glyphs, pages, sources
from pipeline.editing.current import with_drawn
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.rows import page_row
from pipeline.errors import PageError
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.sheets.places import unpacked, window_of_place
from pipeline.sheets.work import Spot

MARGIN = 0.12
"""Of the square around a character, on every side: what stands close to it is seen, and cut strokes are not taken for
missing ones."""
LINE_MARGIN = 0.3
"""ems around a line: enough to see strokes that reach out, and not to read the neighbours."""
LONGEST = 2400
"""px: the longer side of the picture of a line; on a larger image it is made smaller."""
WORKERS = 2
"""threads that decode at a time; decoding needs the processor, and holds no lock."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The picture of one character."""

    image: Path
    """of the page."""
    window: Window
    """the square around the character, px, page frame."""


@dataclass(frozen=True, slots=True)
class LinePicture:
    """Where a line and its characters are in its picture."""

    window: Window
    """px, page frame."""
    size: tuple[int, int]
    """(width, height) of the picture, px."""
    cuts: tuple[float, ...]
    """along the text: where each character as read begins and, last, where the line ends; shares of the picture."""
    vertical: bool


def glyph_row(images: PageImages, wanted: Sequence[Wanted | None], size: int) -> bytes:
    """Characters beside each other as one JPEG, ``size`` px high and ``size`` px wide each.

    White for ``None``, and where a page image is missing or damaged.  Raises ``ValueError`` when nothing is wanted.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        return encoded(beside_each_other(list(pool.map(lambda one: _glyph(images, one, size), wanted))))


def wanted_places(
    connection: Connection, files: PageFiles, character: str, spots: Sequence[Spot]
) -> list[Wanted | None]:
    """Where the pictures of places of a sheet are; ``None`` for a place that there is not.

    Places that are known to the sheet cost no page file; those that left it meanwhile, or that a person drew, do.
    """
    numbers = {page for page, _, _ in spots}
    query = select(glyphs.c.page, glyphs.c.places).where(glyphs.c.text == character, glyphs.c.page.in_(numbers))
    known: defaultdict[Spot, Window | None] = defaultdict(lambda: None)
    for page, data in connection.execute(query):
        for place in unpacked(data):
            known[page, int(place["line"]), int(place["offset"])] = window_of_place(place)
    homes = select(pages.c.id, pages.c.name, sources.c.document).join(sources, sources.c.id == pages.c.source)
    image = {
        row.id: files.path(row.document, row.name, ".jpg")
        for row in connection.execute(homes.where(pages.c.id.in_(numbers)))
    }
    found = []
    for spot in spots:
        window = known[spot] or _from_file(connection, files, spot)
        found.append(Wanted(image[spot[0]], window) if window is not None else None)
    return found


def page_with_lines(connection: Connection, files: PageFiles, page: int) -> tuple[Page, Path] | None:
    """A page with the lines that people drew, and where its image is; ``None``: no such page.  Raises ``PageError``."""
    row = page_row(connection, page)
    if row is None:
        return None
    return with_drawn(connection, row, files), files.path(row.document, row.name, ".jpg")


def line_picture(line: Line) -> LinePicture:
    """How a line is shown: as it is on the page, with a margin."""
    window = line_window(line, margin=LINE_MARGIN)
    scale = min(1.0, LONGEST / max(window.width, window.height))
    size = max(1, round(window.width * scale)), max(1, round(window.height * scale))
    pad, whole = LINE_MARGIN * em_of(line), window.height if line.vertical else window.width
    begin = line.cuts[0] if line.cuts else 0.0
    cuts = tuple(round((cut - begin + pad) / whole, 4) for cut in line.cuts)
    return LinePicture(window, size, cuts, line.vertical)


def line_image(images: PageImages, image: Path, shown: LinePicture) -> bytes:
    """The picture of a line as JPEG.  Raises ``PageError`` when the page image is missing or damaged."""
    return encoded(cut(images, image, shown.window, shown.size))


def _from_file(connection: Connection, files: PageFiles, spot: Spot) -> Window | None:
    try:
        found = page_with_lines(connection, files, spot[0])
    except PageError:
        return None
    line = found[0].line_by_id.get(spot[1]) if found else None
    return glyph_window(line, spot[2]) if line is not None and spot[2] < len(line.text) else None


def _glyph(images: PageImages, one: Wanted | None, size: int) -> Image:
    blank = np.full((size, size), PAPER, np.uint8)
    if one is None:
        return blank
    side = one.window.width * (1 + 2 * MARGIN)
    try:
        return cut(images, one.image, one.window.of_size(side, side), (size, size))
    except PageError:
        return blank
