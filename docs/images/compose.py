"""Draw the picture of the README, a page beside its text: ``python docs/images/compose.py output/tabloid-page-2``.

Needs the font package fonts-noto-cjk.  The text is what the run wrote, as it is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, GAP = 1500, 1000, 24
"""px: the whole picture, and the space around its parts."""
PAGE_WIDTH = 720
QUALITY = 74
SANS, SERIF = "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc"
STYLES = (
    (re.compile(r"# (.+)"), "sans", 26, 14),
    (re.compile(r"## (.+)"), "sans", 20, 10),
    (re.compile(r"\*\*(.+)\*\*"), "sans", 16, 6),
    (re.compile(r"\*(.+)\*"), "caption", 15, 6),
    (re.compile(r"([^\[].*)"), "serif", 17, 7),
)
"""(line of Markdown, font, size in px, space above in px), the first that fits."""


def font(kind: str, size: int) -> ImageFont.FreeTypeFont:
    """A font for simplified Chinese."""
    name = SANS if kind == "sans" else SERIF
    return ImageFont.truetype(f"/usr/share/fonts/opentype/noto/{name}", size, index=2)


def wrapped(text: str, used: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines that fit the width (px); none begins with a closing mark."""
    lines = [""]
    for character in text:
        if used.getlength(lines[-1] + character) > width and character not in "，。、；：！？”’）》":
            lines.append("")
        lines[-1] += character
    return lines


def main(folder: Path) -> None:
    """Draw it and save it beside this file."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#e9e7e2")
    draw = ImageDraw.Draw(picture)
    page = Image.open(folder / "page-0001.jpg").convert("RGB")
    page.thumbnail((PAGE_WIDTH, HEIGHT - 2 * GAP), Image.Resampling.LANCZOS)
    picture.paste(page, (GAP, (HEIGHT - page.height) // 2))
    left = 2 * GAP + page.width
    draw.rectangle((left, GAP, WIDTH - GAP, HEIGHT - GAP), fill="white", outline="#c9c6bf")
    y, width = 1.5 * GAP, WIDTH - left - 3 * GAP
    for source in (folder / "page-0001.md").read_text(encoding="utf-8").splitlines():
        for pattern, kind, size, above in STYLES:
            if match := pattern.fullmatch(source):
                used = font(kind, size)
                y += above
                for line in wrapped(match[1], used, width):
                    if y > HEIGHT - 3 * GAP:
                        draw.text((left + GAP, y), "……", font=used, fill="#888")
                        picture.save(Path(__file__).parent / "page-and-text.jpg", quality=QUALITY, optimize=True)
                        return
                    draw.text((left + GAP, y), line, font=used, fill="#777" if kind == "caption" else "#222")
                    y += size * 1.45
                break
    picture.save(Path(__file__).parent / "page-and-text.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
