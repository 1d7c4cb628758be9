"""Rebuild ``dictionaries/glyph-confusions.tsv``: which character the default engine reads for which.

    python benchmarks/glyph_confusions.py [OUTPUT.tsv] [--rounds N] [--seed N]

The 7,000 commonest characters of jieba's dictionary and all of the shipped gazetteer are set in random rows (so that
no language helps the engine), four fonts of Noto CJK, scanned in simulation (size, ink, blur, noise, one bit, JPEG:
``made_pages.damage_of``) and read; what stands for what is counted along the best alignment of each line.  Pages of
which less than 1 or more than 50 per cent are wrong say little and are not counted.  Default: 40 rounds, each character
once in a round; some ten minutes of two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from made_pages import COLUMNS, DRAWN, LINES, MEASURE, PITCH, _at, damage_of, face, scan
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from pipeline.correct import lexicon
from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.gazetteer import load_from
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.model.page import Page, Source
from pipeline.model.sheet import Frame, Sheet
from pipeline.recognise import recognise
from pipeline.recognise.settings import RecogniseSettings

REPOSITORY = Path(__file__).resolve().parent.parent
COMMON = 7000
"""characters, the commonest"""
LARGER = 1.25
"""print is larger and cleaner by this than where sense helps the engine, so that most pages are counted"""
COUNTED = (0.01, 0.5)
"""share of wrong characters of the pages that are counted"""
FEWEST = 2
"""rarer confusions are chance, and are left out"""
HEADER = """\
# Which character the engine reads for which, counted.  Made by benchmarks/glyph_confusions.py with PP-OCRv6 small:
# {printed} characters printed in rows without sense, four fonts, degraded; {wrong} read as another character.
# One line a character that was read: the character, a tab, how often it was read for another one, a tab, the characters
# that were printed, from the most frequent down, each followed by its count and separated by spaces.  Single cases
# are in the sum and not listed.
"""


def characters() -> list[str]:
    """What is printed, in order of code point."""
    frequency: Counter[str] = Counter()
    for word, count in lexicon.shipped().frequency.items():
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                frequency[character] += count
    found = {character for character, _ in frequency.most_common(COMMON)}
    for entry in load_from(GazetteerSettings()).entries:
        found |= {character for character in "".join(entry.spellings) if "\u4e00" <= character <= "\u9fff"}
    return sorted(found)


def pages(texts: Sequence[str], rng: random.Random, engine: Engine) -> Iterator[list[tuple[str, str]]]:
    """(printed, read) lines of each page that is counted."""
    size = COLUMNS * LINES * MEASURE
    for start in range(0, len(texts), size):
        damage = damage_of("fit", rng)
        damage = replace(damage, em=min(damage.em * LARGER, 30.0), noise=damage.noise / LARGER)
        image = Image.new("L", (DRAWN * (COLUMNS * (MEASURE + 3) + 2), round(DRAWN * (LINES * PITCH + 4))), 255)
        draw = ImageDraw.Draw(image)
        rows = []
        for k in range(start, min(start + size, len(texts)), MEASURE):
            column, line = divmod((k - start) // MEASURE, LINES)
            x, y = DRAWN * (2 + column * (MEASURE + 3)), DRAWN * (2 + PITCH * line)
            text = "".join(texts[k : k + MEASURE])
            draw.text((x, y), text, font=face(damage.font), fill=15, anchor="lt")
            rows.append((text, x, y + DRAWN / 2))
        grey = scan(np.asarray(image), damage, np.random.default_rng(rng.randrange(2**31)))
        shape = (grey.shape[1], grey.shape[0])
        source = Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png")
        blank = Page(source=source, frame=1, scan_size=shape, size=shape, dpi=150)
        sheet = Sheet(blank, grey, Frame(source, Path("made.png"), 1, grey, 150.0))
        lines = recognise(sheet, engine, RecogniseSettings()).page.lines
        scale = damage.em / DRAWN
        pairs = [
            (text, "".join(line.text for line in _at(lines, x * scale, y * scale, damage.em))) for text, x, y in rows
        ]
        wrong = sum(Levenshtein.distance(*pair) for pair in pairs) / sum(len(text) for text, _ in pairs)
        if COUNTED[0] <= wrong <= COUNTED[1]:
            yield pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path, nargs="?", default=REPOSITORY / "dictionaries" / "glyph-confusions.tsv")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    rng, engine, texts = random.Random(options.seed), create_engine(EngineSettings()), characters()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    printed = 0
    for number in range(options.rounds):
        for pairs in pages(rng.sample(texts, len(texts)), rng, engine):
            for truth, read in pairs:
                printed += len(truth)
                for op in Levenshtein.opcodes(truth, read):
                    if op.tag == "replace":
                        before, after = truth[op.src_start : op.src_end], read[op.dest_start : op.dest_end]
                        for one, other in zip(before, after, strict=False):
                            counts[other][one] += 1
        print(f"\r{number + 1}/{options.rounds}", end="", file=sys.stderr)
    rows = []
    for read, row in sorted(counts.items()):
        kept = sorted(((n, one) for one, n in row.items() if n >= FEWEST), key=lambda item: (-item[0], item[1]))
        if kept and not read.isspace():
            rows.append(f"{read}\t{row.total()}\t{' '.join(f'{one}{n}' for n, one in kept)}")
    head = HEADER.format(printed=f"{printed:,}", wrong=f"{sum(row.total() for row in counts.values()):,}")
    options.output.write_text(head + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"\n{options.output}: {len(rows)} characters, {options.output.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
