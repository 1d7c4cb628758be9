"""Lines of print rendered with known character places: test data for recognition."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.model.geometry import Box
from pipeline.model.page import Page, Source
from pipeline.model.sheet import Frame, Sheet

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
FONTS = {
    "serif": ("NotoSerifCJK-Regular.ttc", 2),
    "serif-bold": ("NotoSerifCJK-Bold.ttc", 2),
    "sans": ("NotoSansCJK-Regular.ttc", 2),
    "sans-bold": ("NotoSansCJK-Bold.ttc", 2),
    "kai": ("gkai00mp.ttf", 0),
    "song": ("gbsn00lp.ttf", 0),
    "hei": ("wqy-zenhei.ttc", 0),
}
"""name -> (file, index in a collection; 2 is Simplified Chinese in Noto's)."""


def find_font(name: str) -> tuple[str, int] | None:
    """Path and index of a font that is installed; None when it is not."""
    file, index = FONTS[name]
    for folder in FONT_FOLDERS:
        for path in sorted(folder.rglob(file)) if folder.is_dir() else ():
            return str(path), index
    return None


@dataclass(frozen=True)
class Printed:
    """A line as it was printed."""

    text: str
    cells: tuple[Box, ...]
    """px: the advance of each character by the em square's height."""
    em: float


@dataclass
class Paper:
    """A white page to print on."""

    width: int
    height: int
    lines: list[Printed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grey = Image.new("L", (self.width, self.height), 255)
        self.draw = ImageDraw.Draw(self.grey)

    def print_line(
        self, text: str, x: float, y: float, size: int, font: str = "serif", spacing: float = 0.0, ink: int = 20
    ) -> Printed:
        """Print from the left; (x, y) is the top left corner of the first em square; ``spacing`` in ems."""
        face = _face(font, size)
        middle = _middle(face)
        cells: list[Box] = []
        for character in text:
            self.draw.text((x, y + size / 2 - middle), character, fill=ink, font=face)
            advance = face.getlength(character)
            cells.append((x, y, x + advance, y + size))
            x += advance + spacing * size
        printed = Printed(text, tuple(cells), float(size))
        self.lines.append(printed)
        return printed

    def print_column(self, text: str, x: float, y: float, size: int, font: str = "serif", ink: int = 20) -> Printed:
        """Print from the top downwards, characters upright."""
        face = _face(font, size)
        middle = _middle(face)
        cells: list[Box] = []
        for character in text:
            left = x + (size - face.getlength(character)) / 2
            self.draw.text((left, y + size / 2 - middle), character, fill=ink, font=face)
            cells.append((x, y, x + size, y + size))
            y += size
        printed = Printed(text, tuple(cells), float(size))
        self.lines.append(printed)
        return printed

    def box(self, box: Box, ink: int) -> None:
        """A filled rectangle."""
        self.draw.rectangle(box, fill=ink)

    def sheet(self, blur: float = 0.0, noise: float = 0.0, contrast: float = 1.0, seed: int = 0) -> Sheet:
        """The page as the recogniser gets it: blurred, paled, with noise (sigma in grey levels)."""
        grey = np.asarray(self.grey, dtype=np.float32)
        if blur:
            grey = cv2.GaussianBlur(grey, (0, 0), blur)
        grey = 255 - (255 - grey) * contrast
        if noise:
            grey = grey - 10 + np.random.default_rng(seed).normal(0, noise, grey.shape)
        return sheet_of(np.clip(grey, 0, 255).astype(np.uint8))


def _face(font: str, size: int) -> ImageFont.FreeTypeFont:
    found = find_font(font)
    if found is None:
        raise FileNotFoundError(f"font {FONTS[font][0]} is not installed (Debian: apt-get install fonts-noto-cjk)")
    return ImageFont.truetype(found[0], size, index=found[1])


def _middle(face: ImageFont.FreeTypeFont) -> float:
    """Vertical middle of the em square, from the origin of drawing: that of a character which fills its square."""
    _, top, _, bottom = face.getbbox("国")
    return (top + bottom) / 2


def sheet_of(image: NDArray[np.uint8], dpi: float = 300.0) -> Sheet:
    """A sheet around pixels, as if ``straighten`` had made it."""
    size = (image.shape[1], image.shape[0])
    source = Source(file="rendered.png", sha256="0" * 64, frames=1, media_type="image/png")
    page = Page(source=source, frame=1, scan_size=size, size=size, dpi=dpi)
    return Sheet(page, image, Frame(source, Path("rendered.png"), 1, image, dpi))
