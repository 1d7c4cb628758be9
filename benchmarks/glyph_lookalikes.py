"""Rebuild ``dictionaries/glyph-lookalikes.tsv`` from rendered glyphs.

    python benchmarks/glyph_lookalikes.py [OUTPUT.tsv]

Every Chinese character of GB 2312 (6,763), and every other Chinese character of the shipped gazetteer, is drawn in
Noto Sans CJK SC and Noto Serif CJK SC (Debian: fonts-noto-cjk), blurred as a scan at about 16 px a character blurs it,
and compared with all others: the similarity is the correlation of the two grey images, averaged over the fonts,
the best over shifts of one pixel.  Takes about half a minute; needs Pillow and NumPy, no network.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

REPOSITORY = Path(__file__).resolve().parent.parent
FONT_FOLDERS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))
FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
SIMPLIFIED_FACE = 2
"""index of the SC face inside Noto's TrueType collections"""
DRAWN = 64
"""px, size at which a glyph is drawn before it is blurred and reduced"""
BLUR = 3.2
"""px at the drawn size; 0.8 px at the reduced size, an ordinary scan of small print"""
REDUCED = 16
"""px a character: where the engine begins to mistake characters"""
KEPT = 12
"""look-alikes kept for each character"""
LOWEST = 0.65
"""similarity below which two characters are no look-alikes"""
HEADER = """\
# Characters that look alike in print, measured on rendered glyphs.
# Made by benchmarks/glyph_lookalikes.py from Noto Sans CJK SC and Noto Serif CJK SC: correlation of the blurred glyph
# images at 16 px a character, mean of both fonts, in per cent.  Characters compared: GB 2312 and the shipped gazetteer.
# One line a character: the character, a tab, its look-alikes from the most similar down, each followed by the
# similarity in per cent and separated by spaces.
"""


def characters() -> list[str]:
    """The Chinese characters of GB 2312 and of the shipped gazetteer, in order of code point."""
    found = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    with (REPOSITORY / "dictionaries" / "changning.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found |= {character for character in row["name"] + row["aliases"] if "\u4e00" <= character <= "\u9fff"}
    return sorted(found)


def font_file(name: str) -> Path:
    for folder in FONT_FOLDERS:
        if (folder / name).exists():
            return folder / name
    raise SystemExit(f"{name} not found; install the Debian package fonts-noto-cjk")


def glyph_images(texts: list[str], font_name: str) -> NDArray[np.float32]:
    """``(characters, shifts, REDUCED**2)``: blurred glyphs, mean 0 and norm 1; shift 0 is the glyph in its place."""
    font = ImageFont.truetype(str(font_file(font_name)), DRAWN, index=SIMPLIFIED_FACE)
    margin = DRAWN // 8
    side = DRAWN + 2 * margin
    step = DRAWN // REDUCED
    shifts = [(0, 0), (-step, 0), (step, 0), (0, -step), (0, step)]
    result = np.empty((len(texts), len(shifts), REDUCED * REDUCED), np.float32)
    for n, text in enumerate(texts):
        image = Image.new("L", (side, side), 0)
        ImageDraw.Draw(image).text((side / 2, side / 2), text, 255, font=font, anchor="mm")
        blurred = image.filter(ImageFilter.GaussianBlur(BLUR))
        for k, (dx, dy) in enumerate(shifts):
            box = (margin + dx, margin + dy, margin + dx + DRAWN, margin + dy + DRAWN)
            result[n, k] = np.asarray(blurred.crop(box).resize((REDUCED, REDUCED), Image.Resampling.BOX)).ravel()
    result -= result.mean(axis=2, keepdims=True)
    result /= np.linalg.norm(result, axis=2, keepdims=True)
    return result


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "dictionaries" / "glyph-lookalikes.tsv"
    texts = characters()
    similarity = np.zeros((len(texts), len(texts)), np.float32)
    for name in FONTS:
        images = glyph_images(texts, name)
        best = images[:, 0] @ images[:, 0].T
        for k in range(1, images.shape[1]):
            np.maximum(best, images[:, 0] @ images[:, k].T, out=best)
        similarity += best / len(FONTS)
    similarity = np.maximum(similarity, similarity.T)
    np.fill_diagonal(similarity, -1)
    lines = []
    for n, text in enumerate(texts):
        order = np.argsort(-similarity[n], kind="stable")[:KEPT]
        pairs = [f"{texts[k]}{round(100 * float(similarity[n, k]))}" for k in order if similarity[n, k] >= LOWEST]
        if pairs:
            lines.append(f"{text}\t{' '.join(pairs)}")
    target.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{target}: {len(lines)} characters, {target.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
