"""Chinese words on a picture, where the system has a font for them (OpenCV's own fonts are ASCII)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from pipeline.model.sheet import Image
from pipeline.visualise.colours import Colour

NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "msyh.ttc",
    "simhei.ttf",
    "simsun.ttc",
    "PingFang.ttc",
    "STHeiti Light.ttc",
)
"""Files of common fonts with Chinese characters on Linux, Windows and macOS, best first."""


def _folders() -> Iterator[Path]:
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"))
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


@cache
def font_file() -> Path | None:
    """A font with Chinese characters; ``None`` when the system has none of ``NAMES``."""
    found = {path.name: path for folder in _folders() if folder.is_dir() for path in folder.rglob("*.?t?")}
    return next((found[name] for name in NAMES if name in found), None)


def write(picture: Image, labels: Sequence[tuple[int, int, str, Colour]], size: int) -> None:
    """Write words above points, in place: ``(x, y, words, colour)``, px.  Without a font nothing is written."""
    path = font_file()
    if path is None or not labels:
        return
    font = ImageFont.truetype(str(path), size)
    canvas = PillowImage.fromarray(picture)  # BGR taken for RGB throughout: the colours are BGR too
    draw = ImageDraw.Draw(canvas)
    for x, y, words, colour in labels:
        width = round(draw.textlength(words, font=font))
        left, top = min(max(x, 0), max(picture.shape[1] - width, 0)), max(y - size - 4, 0)
        draw.rectangle((left - 1, top - 1, left + width + 1, top + size + 2), fill=(255, 255, 255))
        draw.text((left, top - 1), words, font=font, fill=colour)
    picture[:] = np.asarray(canvas)
