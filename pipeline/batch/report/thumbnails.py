"""Small pictures of the least certain pages, with the places where the engine was not sure."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pipeline.batch.report.facts import UncertainPage
from pipeline.errors import PageError
from pipeline.export.interchange import read_page
from pipeline.model.geometry import Box
from pipeline.model.page import Page

SIZE = (260, 360)
"""px: largest width and height; drawn at half of that, so that they are sharp in print."""
QUALITY = 60
"""of the JPEG, per cent: a page takes about 12 kB."""
SURE = 0.9
"""mean confidence of a line from which on it is not marked."""
MOST_MARKS = 150
"""lines that are marked, the least certain first: more would not be told apart."""
LONGEST_TEXT = 40
"""characters of the least certain line that are quoted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of which the engine was not sure."""

    box: Box
    """px, page frame."""
    doubt: float
    """0 (sure) .. 1."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, small."""

    width: int
    """px, page frame; the marks are in the same frame"""
    height: int
    data: str | None
    """``data:image/jpeg;base64,…``; ``None``: there is no image of the page."""
    marks: tuple[Mark, ...] = ()
    text: str = ""
    """the least certain line"""


def picture(output: Path, page: UncertainPage) -> Picture:
    """The picture of one page; what is missing or damaged of its files is left out."""
    folder = output / page.document
    data = _thumbnail(folder / f"{page.name}.jpg")
    try:
        stored = read_page(folder / f"{page.name}.json")
    except PageError:
        return Picture(210, 297, data)  # the shape of an A4 page
    width, height = stored.size
    lines = [line for line in stored.lines if line.text and line.confidence < SURE]
    lines.sort(key=lambda line: line.confidence)
    marks = tuple(Mark(line.box, 1 - line.confidence) for line in lines[:MOST_MARKS])
    return Picture(max(1, width), max(1, height), data, marks, _quoted(stored))


def _quoted(page: Page) -> str:
    worst = min((line for line in page.lines if len(line.text) > 1), key=lambda line: line.confidence, default=None)
    if worst is None:
        return ""
    return worst.text[:LONGEST_TEXT] + ("…" if len(worst.text) > LONGEST_TEXT else "")


def _thumbnail(path: Path) -> str | None:
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            image.draft("L", (SIZE[0] * 2, SIZE[1] * 2))
            small = image.convert("L")
            small.thumbnail(SIZE)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None  # no image was written (export.page_image), or it is damaged
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode("ascii")
