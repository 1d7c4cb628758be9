"""What stands on a PDF page: pictures, drawings and text, and how they make it a scan or a born-digital page."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.ingest.settings import IngestSettings
from pipeline.model.geometry import IDENTITY, Box, Matrix, bounding_box, compose, overlap, transform_point

POINTS_PER_INCH = 72.0
COVER_CELLS = 64
"""Cells a side of the grid on which the pictures' common cover of the page is counted."""

SMALL_COVER = 0.05
"""Share of the page below which a picture (a logo, a stamp) does not decide at which resolution a scan is drawn."""

CLIP_SLACK = 0.01
"""Share of a picture's side that a clipping path may take off at each edge without mattering."""

RECTANGLE_POINTS = 5
"""A rectangle is a move and four lines; a path with more points may be of any shape."""

UNSEEN_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)

PageKind = Literal["scan", "born-digital", "drawing"]
"""``scan``: pictures cover it.  ``born-digital``: text is drawn in sight.  ``drawing``: neither (text as outlines)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on the page."""

    handle: Any
    size: tuple[int, int]
    """width, height; px."""
    placement: Matrix
    """unit square (x to the right, y upwards) -> page as shown, pt, y downwards."""
    cover: float
    """share of the page, 0..1."""
    nested: bool
    """inside a form, so that its own matrix is not the whole truth."""
    clipped: bool
    """a clipping path may hide parts of it."""

    @property
    def box(self) -> Box:
        """Around its corners; pt, page as shown."""
        return _box_of(self.placement)

    @property
    def resolution(self) -> tuple[float, float]:
        """Dots per inch along the picture's own rows and columns."""
        (a, c, _), (b, d, _), _ = self.placement
        across, down = math.hypot(a, b), math.hypot(c, d)
        return (
            self.size[0] / across * POINTS_PER_INCH if across else 0.0,
            self.size[1] / down * POINTS_PER_INCH if down else 0.0,
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """All that decides how a page is read."""

    to_view: Matrix
    """user space of the page -> page as shown (its turn honoured), pt, y downwards."""
    view: tuple[float, float]
    """width, height of the page as shown, pt."""
    pictures: tuple[Picture, ...]
    cover: float
    """share of the page that the pictures cover together, 0..1."""
    drawn_over: bool
    """something in sight, text apart, lies above the last picture that covers the page."""
    text_objects: dict[int, bool]
    """address of a text object -> whether a person sees it."""
    complete: bool
    """False: the page has more objects than the setting allows, and was not looked at to the end."""

    def kind(self, visible_characters: int, settings: IngestSettings) -> PageKind:
        """What the page is, given how many characters are drawn in sight."""
        if visible_characters >= settings.born_digital_characters:
            return "born-digital"
        return "scan" if self.cover >= settings.scan_cover else "drawing"

    def native_dpi(self) -> float:
        """Resolution of the finest picture that matters, dots per inch; 0 when there is none."""
        return max((max(p.resolution) for p in self.pictures if p.cover >= SMALL_COVER), default=0.0)


def survey(page: Any, settings: IngestSettings) -> Survey:
    """Look at everything on a page; nothing is decoded."""
    to_view, view = _view(page)
    pictures: list[Picture] = []
    text_objects: dict[int, bool] = {}
    drawn_over = complete = False
    for number, (handle, above) in enumerate(_objects(page)):
        if number >= settings.max_pdf_objects:
            break
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture = _picture(handle, above, to_view, view)
            pictures.append(picture)
            if picture.cover >= settings.scan_cover:  # hides what was drawn before
                text_objects = dict.fromkeys(text_objects, False)
                drawn_over = False
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
            text_objects[_address(handle)] = mode not in UNSEEN_MODES and not _is_transparent(handle)
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            drawn_over = drawn_over or not _is_transparent(handle)
    else:
        complete = True
    return Survey(to_view, view, tuple(pictures), _cover(pictures, view), drawn_over, text_objects, complete)


def _view(page: Any) -> tuple[Matrix, tuple[float, float]]:
    left, bottom, right, top = page.get_bbox()
    matrices: dict[int, Matrix] = {
        0: ((1, 0, -left), (0, -1, top), (0, 0, 1)),
        90: ((0, 1, -bottom), (1, 0, -left), (0, 0, 1)),
        180: ((-1, 0, right), (0, 1, -bottom), (0, 0, 1)),
        270: ((0, -1, top), (-1, 0, right), (0, 0, 1)),
    }
    return matrices[page.get_rotation()], page.get_size()


def _objects(page: Any) -> Iterator[tuple[Any, Matrix | None]]:
    """Every object of the page, forms opened; with the matrix of the forms around it (``None``: it is in none)."""
    for index in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        yield from _opened(pdfium.FPDFPage_GetObject(page, index), None)


def _opened(handle: Any, above: Matrix | None) -> Iterator[tuple[Any, Matrix | None]]:
    yield handle, above
    if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_FORM:
        matrix = compose(above or IDENTITY, _matrix(handle))
        for index in range(max(0, pdfium.FPDFFormObj_CountObjects(handle))):
            yield from _opened(pdfium.FPDFFormObj_GetObject(handle, index), matrix)


def _picture(handle: Any, above: Matrix | None, to_view: Matrix, view: tuple[float, float]) -> Picture:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(handle, width, height)
    placement = compose(to_view, compose(above or IDENTITY, _matrix(handle)))
    x0, y0, x1, y1 = _box_of(placement)
    seen = max(0.0, overlap(x0, x1, 0, view[0])) * max(0.0, overlap(y0, y1, 0, view[1]))
    return Picture(
        handle=handle,
        size=(width.value, height.value),
        placement=placement,
        cover=seen / (view[0] * view[1]) if view[0] * view[1] else 0.0,
        nested=above is not None,
        clipped=_may_be_clipped(handle, _matrix(handle)),
    )


def _matrix(handle: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, m)
    return (m.a, m.c, m.e), (m.b, m.d, m.f), (0.0, 0.0, 1.0)


def _may_be_clipped(handle: Any, matrix: Matrix) -> bool:
    """Whether a clipping path leaves out part of a picture (a path that cannot be measured counts as one)."""
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    paths = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    x0, y0, x1, y1 = _box_of(matrix)
    slack_x, slack_y = (x1 - x0) * CLIP_SLACK, (y1 - y0) * CLIP_SLACK
    for path in range(max(0, paths)):
        points = list(_clip_points(clip, path))
        if not points:
            return True
        left, top, right, bottom = bounding_box(points)
        inside = left <= x0 + slack_x and top <= y0 + slack_y and right >= x1 - slack_x and bottom >= y1 - slack_y
        if not inside or len(points) > RECTANGLE_POINTS:
            return True
    return False


def _clip_points(clip: Any, path: int) -> Iterator[tuple[float, float]]:
    for index in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value


def _cover(pictures: list[Picture], view: tuple[float, float]) -> float:
    grid = np.zeros((COVER_CELLS, COVER_CELLS), bool)
    for picture in pictures:
        x0, y0, x1, y1 = picture.box
        columns = slice(*(_cell(x, view[0]) for x in (x0, x1)))
        rows = slice(*(_cell(y, view[1]) for y in (y0, y1)))
        grid[rows, columns] = True
    return float(grid.mean())


def _cell(position: float, extent: float) -> int:
    return min(COVER_CELLS, max(0, round(position / extent * COVER_CELLS))) if extent else 0


def _box_of(matrix: Matrix) -> Box:
    return bounding_box(transform_point(matrix, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1)))


def _is_transparent(handle: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return bool(known) and alpha.value == 0


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
