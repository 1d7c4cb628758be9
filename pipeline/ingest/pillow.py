"""Decoding with Pillow, its own limits replaced by Baokan's and its errors put into words."""

from __future__ import annotations

import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import cv2
from PIL import ExifTags, ImageFile, UnidentifiedImageError
from PIL import Image as Pillow
from PIL.Image import Transpose

from pipeline.errors import PageError
from pipeline.ingest.colour import to_pixels
from pipeline.ingest.problems import RESCAN, out_of_memory, truncated
from pipeline.ingest.resolution import Resolution
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Image

_TURNS: dict[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""EXIF orientation -> what makes the image upright."""

_LIMIT_LOCK = threading.RLock()
_TRUNCATED_WORDS = ("truncated", "eof", "end of file", "unexpected end", "broken data stream", "incomplete")


@contextmanager
def opened(file: Path | IO[bytes], formats: tuple[str, ...], path: Path, frame: int | None) -> Iterator[Pillow.Image]:
    """Open an image and translate what Pillow and its libraries raise, also inside the block, into ``PageError``.

    Errors of the file system (``OSError`` with a number) go through.

    Pillow's own limit on pixels is lifted: the caller checks ``image.size`` before it loads anything.
    """
    try:
        with _quiet_and_unlimited(), Pillow.open(file, formats=formats) as image:
            yield image
    except PageError:
        raise
    except MemoryError as error:
        raise out_of_memory(path, frame) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the system's own, about the file; those of Pillow have no number
        # Decoders of hostile files raise anything; all of it means the same to a person.
        raise _explained(error, path, frame) from error


def upright(image: Pillow.Image) -> tuple[Transpose | None, int]:
    """How to turn a decoded image by its EXIF orientation tag, and the tag (1: as it is)."""
    try:
        tag = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (SyntaxError, ValueError, KeyError, TypeError, EOFError, struct.error):
        tag = 1  # broken EXIF is no reason to refuse a page whose pixels are sound
    return _TURNS.get(tag), tag if tag in _TURNS else 1


def turn(pixels: Image, how: Transpose | None) -> Image:
    """Turn or mirror pixels the way Pillow would."""
    if how is None:
        return pixels
    codes: dict[Transpose, Callable[[Any], Any]] = {
        Transpose.FLIP_LEFT_RIGHT: lambda p: cv2.flip(p, 1),
        Transpose.FLIP_TOP_BOTTOM: lambda p: cv2.flip(p, 0),
        Transpose.ROTATE_180: lambda p: cv2.rotate(p, cv2.ROTATE_180),
        Transpose.ROTATE_90: lambda p: cv2.rotate(p, cv2.ROTATE_90_COUNTERCLOCKWISE),
        Transpose.ROTATE_270: lambda p: cv2.rotate(p, cv2.ROTATE_90_CLOCKWISE),
        Transpose.TRANSPOSE: cv2.transpose,
        Transpose.TRANSVERSE: lambda p: cv2.rotate(cv2.transpose(p), cv2.ROTATE_180),
    }
    turned: Image = codes[how](pixels)
    return turned


def stated_resolution(image: Pillow.Image) -> Resolution | None:
    """What the header says, for the image as stored."""
    info = image.info
    if "dpi" in info:
        return _resolution(info["dpi"], absolute=True)
    if "resolution" in info:  # TIFF without a unit
        return _resolution(info["resolution"], absolute=False)
    if info.get("jfif_unit") == 0:
        return _resolution(info.get("jfif_density"), absolute=False)
    return None


def decode(image: Pillow.Image, settings: IngestSettings, *, inverted: bool = False) -> tuple[Image, dict[str, Any]]:
    """Load and convert to grey or BGR; see ``colour.to_pixels``.  The size must have been checked."""
    image.load()
    return to_pixels(image, tolerance=settings.icc_tolerance, inverted=inverted)


def is_bilevel(image: Pillow.Image) -> bool:
    """Whether the file stores one bit a pixel; ask before the image is loaded."""
    if image.mode == "1":
        return True
    tiles = image.tile if isinstance(image, ImageFile.ImageFile) else []
    arguments = tiles[0].args if tiles else None
    raw = arguments[0] if isinstance(arguments, tuple) and arguments else arguments
    return isinstance(raw, str) and raw.startswith("P;1")


def _resolution(pair: Any, *, absolute: bool) -> Resolution | None:
    try:
        across, down = (float(value) for value in pair)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return Resolution(across, down, absolute)


@contextmanager
def _quiet_and_unlimited() -> Iterator[None]:
    """Pillow's pixel limit and its warnings about odd tags, which name neither file nor page, are off inside."""
    with _LIMIT_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Pillow.MAX_IMAGE_PIXELS = Pillow.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Pillow.MAX_IMAGE_PIXELS = limit


def _explained(error: Exception, path: Path, frame: int | None) -> PageError:
    words = str(error).strip() or type(error).__name__
    if isinstance(error, EOFError) or any(word in words.casefold() for word in _TRUNCATED_WORDS):
        return truncated(path, frame)
    if isinstance(error, UnidentifiedImageError):
        words = "its header is broken, or its kind of pixels is not supported"
    return PageError(path, "damaged", f"The image cannot be decoded ({words}).", RESCAN, frame=frame)
