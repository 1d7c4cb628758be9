"""The picture of a page as formats embed it: an image file as it is, and where its pixels belong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Literal

from PIL import Image as PillowImage

from pipeline.model.geometry import IDENTITY, Matrix, compose
from pipeline.model.sheet import Image

_ORIENTATION_TAG = 0x0112
"""EXIF: how the picture is to be turned."""


@dataclass(frozen=True)
class Picture:
    """A JPEG or PNG file."""

    data: bytes
    kind: Literal["JPEG", "PNG"]
    size: tuple[int, int]
    """(width, height) as stored, px."""
    channels: int
    """1: grey; 3: red, green, blue."""
    bits: int
    """a channel: 8, or 1 in a PNG of two tones."""
    profile: bytes | None = None
    """the ICC profile of its colours, where it has one."""
    placed: Matrix = IDENTITY
    """stored px -> px of the picture as it is shown (an affine map: quarter turns, mirrors, scales)."""

    @cached_property
    def ending(self) -> str:
        """Of its file name."""
        return "jpg" if self.kind == "JPEG" else "png"


def jpeg_picture(data: bytes, shown: tuple[int, int] | None = None) -> Picture | None:
    """A JPEG that can be embedded as it is; ``None`` where it cannot (four colours, twelve bits, damaged).

    ``shown``: (width, height) that it has when it is shown, px; default: as stored, turned by its own tag.
    """
    try:
        with PillowImage.open(BytesIO(data)) as image:
            if image.format != "JPEG" or image.mode not in ("L", "RGB"):
                return None
            width, height = image.size
            channels = len(image.getbands())
            profile = image.info.get("icc_profile")
            tag = image.getexif().get(_ORIENTATION_TAG, 1)
    except OSError:
        return None
    turned = _turn(tag, width, height)
    upright = (height, width) if tag in (5, 6, 7, 8) else (width, height)
    across, down = (shown[0] / upright[0], shown[1] / upright[1]) if shown else (1.0, 1.0)
    scale: Matrix = ((across, 0.0, 0.0), (0.0, down, 0.0), (0.0, 0.0, 1.0))
    return Picture(data, "JPEG", (width, height), channels, 8, profile or None, compose(scale, turned))


def png_picture(image: Image, *, bilevel: bool = False) -> Picture:
    """Pixels (grey or BGR) without loss; ``bilevel``: it has two tones only, stored as one bit."""
    out = BytesIO()
    grey = image.ndim == 2
    pillow = PillowImage.fromarray(image if grey else image[:, :, ::-1])
    if bilevel and grey:
        pillow = pillow.point(lambda tone: 255 if tone > 127 else 0).convert("1")
    pillow.save(out, "PNG")
    bits = 1 if pillow.mode == "1" else 8
    return Picture(out.getvalue(), "PNG", pillow.size, 1 if grey else 3, bits)


def _turn(tag: int, width: int, height: int) -> Matrix:
    """Stored px -> upright px, by the EXIF orientation."""
    w, h = float(width), float(height)
    rows: dict[int, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
        2: ((-1, 0, w), (0, 1, 0)),
        3: ((-1, 0, w), (0, -1, h)),
        4: ((1, 0, 0), (0, -1, h)),
        5: ((0, 1, 0), (1, 0, 0)),
        6: ((0, -1, h), (1, 0, 0)),
        7: ((0, -1, h), (-1, 0, w)),
        8: ((0, 1, 0), (-1, 0, w)),
    }
    return (*rows[tag], (0.0, 0.0, 1.0)) if tag in rows else IDENTITY
