"""A small typesetter: pages with columns, headlines, rules and pictures whose every line is known.

It draws what it sets, so that the pixels agree with the lines, and gives a ``Sheet`` as recognition would.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.model.geometry import Box, Quad, quad_of
from pipeline.model.page import Page, Source
from pipeline.model.sheet import Frame, Sheet
from pipeline.model.text import Line

FONTS = Path("/usr/share/fonts/opentype/noto")
"""Where the Debian package fonts-noto-cjk puts them."""
SERIF, BOLD = "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"
SIMPLIFIED = 2
"""Index of the simplified Chinese face in Noto's collections."""
NO_LINE_START = "，。、；：？！）》”"


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size, index=SIMPLIFIED)


class Typesetter:
    """Sets a page; lengths in px, page frame."""

    def __init__(self, width: int = 1600, height: int = 2200, em: int = 30) -> None:
        self.em = em
        self.image = Image.new("L", (width, height), 250)
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[Line] = []

    def line(
        self, text: str, x: float, y: float, *, size: float = 1.0, bold: bool = False, reversed_: bool = False
    ) -> Line:
        """One horizontal line with its top left corner at (x, y); ``size`` in ems."""
        height = round(size * self.em)
        face = font(BOLD if bold else SERIF, height)
        self.draw.text((x, y - 0.25 * height), text, font=face, fill=255 if reversed_ else 20)
        cuts = [0.0]
        for ch in text:
            cuts.append(cuts[-1] + face.getlength(ch))
        quad = quad_of((x, y, x + cuts[-1], y + height))
        return self._add(text, quad, tuple(cuts), height, reversed_=reversed_)

    def vertical(self, text: str, x: float, y: float, *, size: float = 1.0, bold: bool = False) -> Line:
        """One vertical line whose top left corner is (x, y)."""
        height = round(size * self.em)
        face = font(BOLD if bold else SERIF, height)
        for k, ch in enumerate(text):
            self.draw.text((x, y + k * height - 0.25 * height), ch, font=face, fill=20)
        end = y + height * len(text)
        quad: Quad = ((x + height, y), (x + height, end), (x, end), (x, y))
        return self._add(text, quad, tuple(float(height * k) for k in range(len(text) + 1)), height, vertical=True)

    def centred(self, text: str, left: float, right: float, y: float, **style: float | bool) -> Line:
        """One line in the middle between two edges."""
        size = float(style.get("size", 1.0))
        return self.line(text, (left + right - round(size * self.em) * len(text)) / 2, y, **style)  # type: ignore[arg-type]

    def flow(self, paragraphs: Sequence[str], boxes: Sequence[Box], *, pitch: float = 1.55) -> list[Line]:
        """Running text with two characters of indent through boxes (columns or parts of them), one after the other.

        A paragraph that starts with ``#`` is a bold heading with white around it; one with ``●`` is a list item.
        Raises ``AssertionError`` when the boxes are too small.
        """
        rows: list[tuple[str, int, bool]] = []
        width = int((boxes[0][2] - boxes[0][0]) // self.em)
        for paragraph in paragraphs:
            if paragraph.startswith("#"):
                rows.append((paragraph[1:], 0, True))
                continue
            indent = 0 if paragraph.startswith("●") else 2
            rest = paragraph
            while rest:
                count = width - indent
                if rest[count : count + 1] and rest[count] in NO_LINE_START:
                    count -= 1
                rows.append((rest[:count], indent, False))
                rest, indent = rest[count:], 0
        made: list[Line] = []
        place = 0
        x, y, _, bottom = boxes[0]
        for text, indent, heading in rows:
            before = 0.8 * self.em if heading and y > boxes[place][1] else 0.0
            if y + before + (2.6 if heading else 1) * self.em > bottom:
                place += 1
                assert place < len(boxes), "the text does not fit"
                x, y, _, bottom = boxes[place]
                before = 0.0
            y += before
            made.append(self.line(text, x + indent * self.em, y, bold=heading))
            y += (pitch + (0.7 if heading else 0)) * self.em
        return made

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A printed rule, 3 px thick."""
        self.draw.line((x0, y0, x1, y1), fill=30, width=3)

    def frame(self, box: Box) -> None:
        """A box of rules."""
        self.draw.rectangle(box, outline=30, width=3)

    def bar(self, box: Box) -> None:
        """A solid dark bar."""
        self.draw.rectangle(box, fill=15)

    def photo(self, box: Box) -> None:
        """A picture with tones."""
        x0, y0, x1, y1 = (round(v) for v in box)
        tones = np.random.default_rng(7).integers(60, 170, ((y1 - y0) // 8 + 1, (x1 - x0) // 8 + 1), dtype=np.uint8)
        self.image.paste(Image.fromarray(tones).resize((x1 - x0, y1 - y0)), (x0, y0))

    def _add(
        self,
        text: str,
        quad: Quad,
        cuts: tuple[float, ...],
        height: float,
        *,
        vertical: bool = False,
        reversed_: bool = False,
    ) -> Line:
        line = Line(
            id=len(self.lines),
            text=text,
            quad=quad,
            cuts=cuts,
            confidences=(98,) * len(text),
            vertical=vertical,
            reversed=reversed_,
            ink_height=height,
        )
        self.lines.append(line)
        return line

    def sheet(self) -> Sheet:
        """The page as it comes from recognition."""
        pixels = np.asarray(self.image)
        size = (pixels.shape[1], pixels.shape[0])
        source = Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png")
        page = Page(
            source=source, frame=1, scan_size=size, size=size, dpi=300, em=float(self.em), lines=tuple(self.lines)
        )
        frame = Frame(source=source, path=Path("made.png"), number=1, image=pixels, dpi=300.0)
        return Sheet(page=page, image=pixels, frame=frame)
