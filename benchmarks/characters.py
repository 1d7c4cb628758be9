"""Where Baokan puts characters: lines rendered with known places, read by the whole stage, boxes compared.

    python benchmarks/characters.py [--seed N]

A character's true box is its cell: the advance by the em square.  Printed for each font, size and damage: the share
of characters read right, of these the share of boxes with IoU >= 0.7 against the cell, the mean IoU, and the error of
the em.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "recognise")]

from rendered import FONTS, Paper, Printed, find_font  # noqa: E402

from pipeline.engine import create_engine  # noqa: E402
from pipeline.engine.protocol import Engine  # noqa: E402
from pipeline.engine.settings import EngineSettings  # noqa: E402
from pipeline.model.geometry import Box, bounding_box  # noqa: E402
from pipeline.model.text import Line  # noqa: E402
from pipeline.recognise import recognise  # noqa: E402
from pipeline.recognise.settings import RecogniseSettings  # noqa: E402

HAN = (
    "因仙霞路芙蓉江威宁供水管网改造定于月日至次停影响范围小区请相关居民提前储恢复后"
    "先放三分钟再使用服务热线古北虹桥遵义天山街道办事处委员会一二口丁卜"
)
DAMAGE = {"clean": (0.4, 0.0, 1.0), "light": (0.7, 5.0, 0.85), "heavy": (1.0, 10.0, 0.65)}
"""name -> blur (px), noise (grey levels), contrast; blur is for characters of 40 px and shrinks with the size."""
THRESHOLD = 0.7


def random_line(rng: random.Random) -> str:
    """Bulletin-like text: Chinese, digits, times, Latin words, punctuation."""
    text = ""
    while len(text) < 16:
        draw = rng.random()
        if draw < 0.55 or not text:
            text += "".join(rng.choice(HAN) for _ in range(rng.randint(2, 6)))
        elif draw < 0.72:
            text += str(rng.randint(1, 62889999))
        elif draw < 0.90:
            text += rng.choice("，。、：；！？") if text[-1] in HAN else rng.choice(HAN)
        elif draw < 0.95:
            text += rng.choice(["（下）", "“听虫”", "《人民》"])
        else:
            text += rng.choice(["WiFi", "APP", "22:00", "62%", "3.5"])
    return text


def iou(a: Box, b: Box) -> float:
    """Intersection over union of two boxes."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    shared = w * h
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def compare(printed: list[Printed], lines: list[Line]) -> tuple[list[tuple[str, float]], int, list[float]]:
    """IoU of every character that was read right, the number printed, and the relative em errors of the lines."""
    found: list[tuple[str, float]] = []
    errors: list[float] = []
    for truth in printed:
        x0, y0, x1, y1 = bounding_box([(c[0], c[1]) for c in truth.cells] + [(c[2], c[3]) for c in truth.cells])
        for line in lines:
            left, top, right, bottom = line.box
            if not (x0 < (left + right) / 2 < x1 and y0 < (top + bottom) / 2 < y1):
                continue
            errors.append(line.ink_height / truth.em - 1)
            for tag, a0, a1, b0, _ in Levenshtein.opcodes(truth.text, line.text):
                if tag == "equal":
                    found += [
                        (truth.text[a0 + k], iou(truth.cells[a0 + k], bounding_box(line.character_quad(b0 + k))))
                        for k in range(a1 - a0)
                    ]
    return found, sum(len(truth.text) for truth in printed), errors


def measure(engine: Engine, font: str, size: int, damage: str, seed: int, spacing: float = 0.0):  # type: ignore[no-untyped-def]
    """One page of 20 lines."""
    rng = random.Random(seed)
    blur, noise, contrast = DAMAGE[damage]
    paper = Paper(size * 32, size * 2 * 20 + size)
    printed = [
        paper.print_line(random_line(rng), 2 * size, size + 2 * size * k, size, font, spacing) for k in range(20)
    ]
    sheet = paper.sheet(blur * size / 40, noise, contrast, seed)
    page = recognise(sheet, engine, RecogniseSettings()).page
    return compare(printed, list(page.lines))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 40, 72], help="px")
    parser.add_argument("--worst", action="store_true", help="list the characters that fare worst")
    arguments = parser.parse_args()
    engine = create_engine(EngineSettings())
    everything: list[tuple[str, float]] = []
    print(f"{'font':<12}{'size':>5} {'damage':<8}{'read':>7}{'>= 0.7':>8}{'mean':>7}{'em error':>17}")
    for font in FONTS:
        if find_font(font) is None:
            print(f"{font:<12} not installed, left out")
            continue
        for size in arguments.sizes:
            for damage in DAMAGE:
                found, count, errors = measure(engine, font, size, damage, arguments.seed)
                everything += found
                values = np.array([value for _, value in found])
                print(
                    f"{font:<12}{size:>5} {damage:<8}{len(values) / count:>7.3f}{(values >= THRESHOLD).mean():>8.3f}"
                    f"{values.mean():>7.3f}{np.median(errors):>+9.3f} ±{np.std(errors):.3f}",
                    flush=True,
                )
    values = np.array([value for _, value in everything])
    share = (values >= THRESHOLD).mean()
    print(f"all: {len(values)} characters, IoU >= {THRESHOLD}: {share:.4f}, mean {values.mean():.3f}")
    if arguments.worst:
        by_character: dict[str, list[float]] = {}
        for character, value in everything:
            by_character.setdefault(character, []).append(value)
        worst = sorted(by_character.items(), key=lambda item: -sum(v < THRESHOLD for v in item[1]))[:25]
        for character, list_of in worst:
            print(
                f"{character!r}: {sum(v < THRESHOLD for v in list_of)} of {len(list_of)}, mean {np.mean(list_of):.2f}"
            )


if __name__ == "__main__":
    main()
