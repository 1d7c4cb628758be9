"""How many misread names are put right, and how much right text is spoilt, on ground truth with made mistakes.

    python benchmarks/names.py FOLDER [--seed N] [--offered SHARE] [--rounds N]

FOLDER holds ground truth (``*.gt.json`` with blocks of ``text`` and ``names``), for instance ``scans/``.  In each round
three names of ten get one character replaced by a look-alike, confidence 45 to 85 per cent; the right character
is among the engine's alternatives for a share of them (default 0.86, as measured with PP-OCRv6 small on small print).
Everything else is left as it is, read with 97 to 100 per cent.  Needs no OCR engine; a few seconds.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.correct import correct_page, glyphs
from pipeline.correct.settings import CorrectSettings
from pipeline.gazetteer import Gazetteer, load_from
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.model.block import Block
from pipeline.model.geometry import quad_of
from pipeline.model.page import Page, Source
from pipeline.model.text import Alternative, Line

SPOILT = 0.3
"""share of the names that get a mistake."""
LOOK_ALIKES = 6
"""a mistake is one of so many most similar characters."""
CONFIDENCES = (45, 55, 65, 75, 85)
SURE = (97, 98, 99, 100, 100, 100)
EM = 40.0


@dataclass
class Written:
    """One block with its made mistakes."""

    truth: str
    line: Line
    spoilt: list[tuple[int, int]] = field(default_factory=list)
    """spans of the names that have a mistake."""


def spoil(number: int, block: dict[str, Any], offered: float, rng: random.Random) -> Written:
    """The block as an engine might have read it."""
    truth = block["text"]
    text = list(truth)
    confidences = [rng.choice(SURE) for _ in text]
    alternatives: dict[int, tuple[Alternative, ...]] = {}
    spoilt = []
    for name in block.get("names") or ():
        if name["type"] != "place" or rng.random() > SPOILT:
            continue
        k = rng.randrange(name["start"], name["end"])
        alike = list(glyphs.shipped().look_alikes(text[k]))[:LOOK_ALIKES]
        if not alike:
            continue
        read, right = rng.choice(alike), text[k]
        text[k], confidences[k] = read, rng.choice(CONFIDENCES)
        rest = 1 - confidences[k] / 100
        readings = [(read, confidences[k] / 100)]
        others = [right] if rng.random() < offered else []
        for other in [*others, *(a for a in alike if a not in (read, right))][:4]:
            probability = rest * rng.uniform(0.15, 0.9)
            readings.append((other, probability))
            rest -= probability
        readings.sort(key=lambda pair: -pair[1])
        alternatives[k] = tuple(Alternative(text=t, probability=p) for t, p in readings)
        spoilt.append((name["start"], name["end"]))
    line = Line(
        id=number,
        text="".join(text),
        quad=quad_of((0.0, 60.0 * number, EM * len(text), 60.0 * number + EM)),
        cuts=tuple(EM * k for k in range(len(text) + 1)),
        confidences=tuple(confidences),
        alternatives=alternatives,
    )
    return Written(truth, line, spoilt)


def pages(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """The blocks of each page that has ground truth."""
    for path in sorted(folder.rglob("*.gt.json")):
        for page in json.loads(path.read_text(encoding="utf-8"))["pages"]:
            yield page["blocks"]


def run(blocks: list[Written], gazetteer: Gazetteer, count: Counter[str]) -> float:
    """Correct one page and count; returns the seconds it took."""
    page = Page(
        source=Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png"),
        frame=1,
        scan_size=(1, 1),
        size=(1, 1),
        dpi=300,
        em=EM,
        lines=tuple(b.line for b in blocks),
        blocks=tuple(
            Block(id=k, kind="paragraph", lines=(k,), boxes=((0.0, 0.0, 1.0, 1.0),)) for k in range(len(blocks))
        ),
    )
    start = time.process_time()
    result = correct_page(page, gazetteer, CorrectSettings())
    seconds = time.process_time() - start
    for written, block in zip(blocks, result.blocks, strict=True):
        text = result.text(block, "corrected").text
        count["characters"] += len(written.truth)
        count["mistakes"] += len(written.spoilt)
        if len(text) == len(written.truth):
            count["put right"] += sum(text[a:b] == written.truth[a:b] for a, b in written.spoilt)
    for record in result.corrections:
        written = blocks[record.block]
        start_at, end_at = page.ocr_text(page.blocks[record.block]).span(record.characters) or (0, 0)
        right = written.truth[start_at:end_at] == record.after
        count[f"{record.status}, {'right' if right else 'WRONG'}"] += 1
        if record.status != "left" and not any(a < end_at and start_at < b for a, b in written.spoilt):
            count[f"{record.status} in clean text"] += 1
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--offered", type=float, default=0.86, help="share of mistakes with the right alternative")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    gazetteer = load_from(GazetteerSettings())
    gazetteer.index  # noqa: B018  built before the clock starts
    count: Counter[str] = Counter()
    seconds = 0.0
    for _ in range(options.rounds):
        for blocks in pages(options.folder):
            seconds += run([spoil(k, b, options.offered, rng) for k, b in enumerate(blocks)], gazetteer, count)
    if not count["characters"]:
        raise SystemExit(f"{options.folder}: no *.gt.json with text in it")
    for key, value in sorted(count.items()):
        print(f"{key:>24}: {value}")
    print(f"{'recall':>24}: {count['put right'] / max(count['mistakes'], 1):.3f}")
    print(f"{'ms per 3,000 characters':>24}: {3e6 * seconds / count['characters']:.0f} (CPU, word list included)")


if __name__ == "__main__":
    main()
