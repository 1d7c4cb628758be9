"""PDF by PDFium: scanned pages as the pictures they are, everything else drawn; text layers kept with their places."""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import PageError
from pipeline.ingest.colour import collapse_grey, is_two_valued
from pipeline.ingest.jpeg import check_jpeg
from pipeline.ingest.pdf_page import POINTS_PER_INCH, Picture, Survey, survey
from pipeline.ingest.pdf_text import PdfCharacter, place, read_characters, unreadable_share
from pipeline.ingest.problems import RESCAN, check_pixels, out_of_memory
from pipeline.ingest.raster import Raster
from pipeline.ingest.resolution import Resolution
from pipeline.ingest.settings import IngestSettings
from pipeline.model.geometry import Matrix, compose
from pipeline.model.page import Warning
from pipeline.model.sheet import Image

TextLayerUse = Literal["none", "redo", "use", "skip"]

LARGEST_PICTURES = 2.0
"""Pixel limits that all pictures of one page may have together: scans in layers have several, far below the limit."""

CROP_SLACK_PX = 2.0
"""Pixels that a page's box may take off a picture's edge by rounding alone."""

STRAIGHT_SHEAR = 1e-3
"""Sine of the angle up to which a picture counts as placed upright: a tenth of a degree cannot be seen."""

SEARCH_BYTES = 2**20
MASK_ENTRY_BYTES = 32
_MASK = re.compile(rb"/S?Mask(?:InData)?\s*[\[\d<]")
"""A mask as an array of colours, as another object, or inside the picture's own data; not ``/SMask /None``."""

WHITE = 0xFFFFFFFF

_LOCK = threading.RLock()
"""PDFium may be used by one thread at a time, whatever the document."""


class PdfReader:
    """A PDF file."""

    def __init__(self, path: Path, settings: IngestSettings) -> None:
        """Open the file.  Raises ``PageError``: encrypted, damaged, without pages, with too many."""
        self._path, self._settings = path, settings
        self._has_masks = _mentions_masks(path)
        with _LOCK:
            try:
                self._document = pypdfium2.PdfDocument(path)
            except pypdfium2.PdfiumError as error:
                raise _unopened(path, error) from error
            self.frames = len(self._document)
            try:
                self._check()
                if self._document.get_formtype() != pdfium.FORMTYPE_NONE:
                    self._document.init_forms()
            except BaseException:
                self._document.close()
                raise

    def _check(self) -> None:
        if self.frames < 1:
            raise PageError(self._path, "damaged", "The PDF has no pages.", "Export or scan it again.")
        if self.frames > self._settings.max_pages:
            raise PageError(
                self._path,
                "too-many-pages",
                f"The PDF has {self.frames} pages, and the limit is {self._settings.max_pages}.",
                "Split it, or raise ingest.max_pages.",
            )

    def close(self) -> None:
        """Close the file."""
        with _LOCK:
            self._document.close()

    def read(self, number: int) -> Raster:
        """The picture of one page, and its text layer where that is to be used.  Raises ``PageError``."""
        with _LOCK, self._page(number) as page:
            seen = survey(page, self._settings)
            self._check_page(seen, number)
            use, characters, facts = self._text_layer(page, seen)
            picture = self._whole_page_picture(page, seen)
            drawing = self._embedded(page, picture, seen, number) if picture is not None else self._rendered(page, seen)
        facts["pdf_image"] = "embedded-image" if picture is not None else "rendered"
        facts["pdf_dpi"] = round(drawing.resolution.across, 2)
        warnings = list(drawing.warnings)
        text = None
        if use == "use":
            text = place(characters, drawing.to_image, (drawing.image.shape[1], drawing.image.shape[0]))
        elif use == "skip":
            text = ()
            message = "The page has a text layer and was left out, as the setting ingest.text_layer = skip asks."
            warnings.append(Warning(code="text-layer-skipped", stage="ingest", message=message))
        return Raster(drawing.image, drawing.resolution, is_two_valued(drawing.image), facts, tuple(warnings), text)

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise self._damaged(number, "This page of the PDF cannot be opened.") from error
        try:
            yield page
        except PageError:
            raise
        except MemoryError as error:
            raise out_of_memory(self._path, number) from error
        except Exception as error:  # broken pages raise anything; all of it means the same to a person
            raise self._damaged(number, f"This page of the PDF cannot be read ({error}).") from error
        finally:
            page.close()

    def _damaged(self, number: int, cause: str) -> PageError:
        return PageError(self._path, "damaged", cause, "Export or scan it again.", frame=number)

    def _check_page(self, seen: Survey, number: int) -> None:
        if not seen.complete:
            raise PageError(
                self._path,
                "too-complex",
                f"The page is drawn from more than {self._settings.max_pdf_objects} pieces.",
                "Print it to an image file at 300 dpi and give that, or raise ingest.max_pdf_objects.",
                frame=number,
            )
        for picture in seen.pictures:
            check_pixels(self._path, *picture.size, self._settings, number)
        total = sum(width * height for width, height in (p.size for p in seen.pictures))
        if total > LARGEST_PICTURES * self._settings.max_megapixels * 1e6:
            raise PageError(
                self._path,
                "too-large",
                f"The pictures of the page have {total / 1e6:.0f} megapixels together.",
                "Print it to an image file at 300 dpi and give that, or raise ingest.max_megapixels.",
                frame=number,
            )

    def _text_layer(self, page: Any, seen: Survey) -> tuple[TextLayerUse, tuple[PdfCharacter, ...], dict[str, Any]]:
        textpage = page.get_textpage()
        try:
            wanted = self._settings.text_layer
            look = any(seen.text_objects.values()) or wanted in ("use", "skip")
            characters = read_characters(textpage, seen.text_objects) if look else ()
            count = len(characters) if look else textpage.count_chars()
        finally:
            textpage.close()
        kind = seen.kind(sum(c.visible and not c.text.isspace() for c in characters), self._settings)
        if kind == "scan" and look:  # what is drawn in sight over a scan is a stamp, not its text
            characters = tuple(c for c in characters if not c.visible)
            count = len(characters)
        facts: dict[str, Any] = {"pdf_page": kind, "text_layer": "none"}
        if not count:
            return "none", (), facts
        facts["text_layer_characters"] = count
        use: TextLayerUse
        if wanted != "auto":
            use = wanted
        elif kind != "born-digital":
            use = "redo"
        elif unreadable_share(characters) > self._settings.unreadable_share:
            use = "redo"
            facts["text_layer_unreadable"] = True
        else:
            use = "use"
        facts["text_layer"] = use
        return use, characters, facts

    def _whole_page_picture(self, page: Any, seen: Survey) -> Picture | None:
        """The one picture that is the page, where its pixels can be taken as they are."""
        if len(seen.pictures) != 1 or seen.drawn_over or any(seen.text_objects.values()) or self._has_masks:
            return None
        picture = seen.pictures[0]
        whole = picture.cover >= self._settings.scan_cover and _is_straight(picture)
        if not whole or picture.nested or picture.clipped or pdfium.FPDFPageObj_HasTransparency(picture.handle):
            return None
        return None if _is_stencil(page, picture) else picture

    def _embedded(self, page: Any, picture: Picture, seen: Survey, number: int) -> _Drawing:
        """The picture's own pixels, turned as the page shows them, cut to the page's box."""
        helper = pypdfium2.PdfObject(picture.handle, page=page)
        if helper.get_filters() == ["DCTDecode"]:
            check_jpeg(bytes(helper.get_data()), self._path, number, self._settings)
        stored = helper.get_bitmap().to_numpy()
        image = _as_shown(collapse_grey(np.array(stored[..., :3] if stored.ndim == 3 else stored)), picture)
        x0, y0, x1, y1 = picture.box
        scale_x, scale_y = image.shape[1] / (x1 - x0), image.shape[0] / (y1 - y0)
        left, top = _crop(-x0 * scale_x), _crop(-y0 * scale_y)
        right = image.shape[1] - _crop((x1 - seen.view[0]) * scale_x)
        bottom = image.shape[0] - _crop((y1 - seen.view[1]) * scale_y)
        to_image: Matrix = ((scale_x, 0, -x0 * scale_x - left), (0, scale_y, -y0 * scale_y - top), (0, 0, 1))
        return _Drawing(
            np.ascontiguousarray(image[top:bottom, left:right]),
            compose(to_image, seen.to_view),
            Resolution(scale_x * POINTS_PER_INCH, scale_y * POINTS_PER_INCH),
        )

    def _rendered(self, page: Any, seen: Survey) -> _Drawing:
        """The page drawn: a scan in pieces at the resolution of its pieces, anything else at ``render_dpi``.

        PDFium does not tell how fine the masks of pictures are, through which scans in layers paint their text.
        """
        dpi = self._settings.render_dpi
        native = seen.native_dpi()
        if seen.cover >= self._settings.scan_cover and native >= self._settings.min_dpi:
            finest = max(native, dpi) if self._has_masks else native  # a mask may be finer than its picture
            dpi = min(finest, self._settings.max_native_dpi)
        warnings: tuple[Warning, ...] = ()
        pixels = seen.view[0] * seen.view[1] * (dpi / POINTS_PER_INCH) ** 2
        limit = self._settings.max_megapixels * 1e6
        if pixels > limit:
            wanted, dpi = dpi, math.floor(dpi * math.sqrt(limit / pixels))
            message = (
                f"The page is so large that it was drawn at {dpi} instead of {wanted:.0f} dpi, to stay below "
                f"{self._settings.max_megapixels:g} megapixels (ingest.max_megapixels)."
            )
            warnings = (Warning(code="drawn-coarser", stage="ingest", message=message),)
        width, height = (max(1, round(side * dpi / POINTS_PER_INCH)) for side in seen.view)
        image = collapse_grey(_draw(page, width, height))
        scale_x, scale_y = width / seen.view[0], height / seen.view[1]
        to_image: Matrix = ((scale_x, 0, 0), (0, scale_y, 0), (0, 0, 1))
        return _Drawing(image, compose(to_image, seen.to_view), Resolution(dpi, dpi), warnings)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A page as pixels."""

    image: Image
    to_image: Matrix
    """user space of the page -> px of the image"""
    resolution: Resolution
    warnings: tuple[Warning, ...] = ()


def _draw(page: Any, width: int, height: int) -> Image:
    """The page with its annotations and form fields on white; BGR."""
    image = np.empty((height, width, 3), np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        width, height, pdfium.FPDFBitmap_BGR, image.ctypes.data_as(ctypes.c_void_p), image.strides[0]
    )
    if not bitmap:
        raise pypdfium2.PdfiumError("no memory for its picture")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        if page.formenv:
            pdfium.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return image


def _is_stencil(page: Any, picture: Picture) -> bool:
    """Whether the picture is a 1-bit mask through which a colour is painted: it has no colours of its own."""
    about = pdfium.FPDF_IMAGEOBJ_METADATA()
    known = pdfium.FPDFImageObj_GetImageMetadata(picture.handle, page, about)
    return bool(known) and about.bits_per_pixel == 1 and about.colorspace == pdfium.FPDF_COLORSPACE_UNKNOWN


def _directions(picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a row of stored pixels runs to on the page as shown, and where a column runs to; unit-free, y downwards."""
    (a, c, _), (b, d, _), _ = picture.placement
    return (a, b), (-c, -d)


def _is_straight(picture: Picture) -> bool:
    return all(
        min(abs(x), abs(y)) <= STRAIGHT_SHEAR * max(abs(x), abs(y)) and max(abs(x), abs(y)) > 0
        for x, y in _directions(picture)
    )


def _as_shown(image: Image, picture: Picture) -> Image:
    """Stored pixels turned and mirrored in the way in which the page shows them."""
    row, column = _directions(picture)
    if abs(row[0]) < abs(row[1]):
        image = cv2.transpose(image).astype(np.uint8, copy=False)
        row, column = column, row
    if row[0] < 0:
        image = image[:, ::-1]
    if column[1] < 0:
        image = image[::-1]
    return image


def _crop(pixels: float) -> int:
    """Whole pixels to cut off an edge that stands out of the page by so much."""
    return round(pixels) if pixels > CROP_SLACK_PX else 0


def _mentions_masks(path: Path) -> bool:
    """Whether any picture of the file is painted through a mask.

    PDFium gives a picture without its mask and does not say that it has one, but the dictionary of a picture always
    stands in the file as plain text.
    """
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(SEARCH_BYTES):
            if _MASK.search(tail + chunk):
                return True
            tail = chunk[-MASK_ENTRY_BYTES:]
    return False


def _unopened(path: Path, error: pypdfium2.PdfiumError) -> PageError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return PageError(
            path,
            "encrypted",
            "The PDF is protected with a password.",
            "Open it with the password and save it without (or run `qpdf --decrypt --password=… in.pdf out.pdf`), then "
            "give that file.",
        )
    if error.err_code == pdfium.FPDF_ERR_FILE:
        return PageError(path, "unreadable", "The PDF cannot be opened.", "Check its name and permissions.")
    return PageError(path, "damaged", "The PDF is broken, or ends too early.", RESCAN)
