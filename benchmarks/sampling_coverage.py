"""How often the interval of a sample holds the true rate of its lot, on lots that are made to be nasty.

Lots differ in size, in rate, in how unequal their pages are and in how errors come in clumps inside a line; each is
sampled again and again as ``baokan sample`` does it.  A sample whose interval lies wholly below the truth is the
dangerous one: it can pass a lot that should fail.  ``--truth TRUTH OUTPUT`` takes the errors of real pages instead.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.folder import evaluate_file
from pipeline.evaluate.truth import load_truth
from pipeline.sampling.drawing import spread_over_pages
from pipeline.sampling.estimate import Judged, Lot, Rate, error_rate
from pipeline.sampling.lot import PageCount
from pipeline.sampling.planning import PER
from pipeline.sampling.settings import SamplingSettings

LINES_OF_PAGE = (90, 30)
"""mean and standard deviation: small print has more, notices have fewer."""
CHARACTERS_OF_LINE = (4, 26)
MADE = [
    ("one issue, 8 pages", 8, 400),
    ("40 pages", 40, 700),
    ("400 pages", 400, 700),
    ("400 pages", 400, 1500),
]
"""what it is, pages, lines drawn."""
SPREADS = [("errors come singly, pages alike", 0.0, 1.0), ("as measured", 2.0, 1.3), ("worse", 1.5, 2.0)]
"""what it is, coefficient of variation of the pages' rates, errors of a line that has some."""
RATES = (1.0, 3.0, 20.0)
"""errors per 10,000 characters."""


@dataclass(frozen=True, slots=True)
class Population:
    """All lines of a lot."""

    pages: list[list[tuple[int, int]]]
    """(errors, characters) of every line, by page."""

    @property
    def rate(self) -> float:
        lines = [line for page in self.pages for line in page]
        return sum(errors for errors, _ in lines) / sum(size for _, size in lines)


def made(rng: np.random.Generator, pages: int, rate: float, unequal: float, clump: float) -> Population:
    found = []
    for _ in range(pages):
        count = max(5, int(rng.normal(*LINES_OF_PAGE)))
        sizes = rng.integers(*CHARACTERS_OF_LINE, size=count)
        times = rng.gamma(1 / unequal**2, unequal**2) if unequal else 1.0
        clumps = rng.poisson(rate / PER * times * sizes / clump)
        errors = np.array([rng.geometric(1 / clump, size=k).sum() if k else 0 for k in clumps])
        found.append([(int(e), int(s)) for e, s in zip(np.minimum(errors, sizes), sizes, strict=True)])
    return Population(found)


def real(output: Path, truth: Path) -> Population:
    """The errors of finished pages, line by printed line."""
    pages: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for path in sorted(truth.glob("*.gt.json")):
        file = evaluate_file(output, load_truth(path))
        for block in () if file.missing else file.truth.blocks:
            if block.optional or sum(block.line_lengths) != len(block.text) or not block.text:
                continue
            ends: NDArray[np.int64] = np.cumsum(block.line_lengths)
            errors = [0] * len(ends)
            for op in Levenshtein.editops(block.text, file.assignment.text(block)):
                errors[min(int(np.searchsorted(ends, op.src_pos, side="right")), len(ends) - 1)] += 1
            lines = zip(errors, block.line_lengths, strict=True)
            pages.setdefault((file.truth.id, block.page), []).extend((e, s) for e, s in lines if s)
    return Population(list(pages.values()))


def samples(population: Population, wanted: int, times: int, seed: int) -> Iterator[Rate]:
    settings = SamplingSettings()
    counts = [PageCount(f"d{n}", f"p{n}", len(page), 0, "") for n, page in enumerate(population.pages)]
    lot = Lot(len(counts), sum(size for page in population.pages for _, size in page))
    chance = random.Random(seed)
    for _ in range(times):
        taken = spread_over_pages(counts, [count.lines for count in counts], wanted, chance)
        drawn = [Judged(n, *line) for n, take in taken.items() for line in chance.sample(population.pages[n], take)]
        yield error_rate(drawn, lot, settings.confidence, settings.design_effect)


def row(name: str, spread: str, population: list[Population], wanted: int, times: int) -> str:
    below = above = total = 0
    widths, effects, rates = [], [], []
    for number, one in enumerate(population):
        for found in samples(one, wanted, times // len(population), number):
            total += 1
            below += found.low > one.rate * (1 + 1e-9)
            above += found.high < one.rate * (1 - 1e-9)
            widths.append(found.high * PER)
            effects.append(found.effect)
        rates.append(one.rate * PER)
    figures = [
        f"{np.mean(rates):.1f}",
        f"{wanted}",
        f"{(total - below - above) / total:.1%}",
        f"{above / total:.1%}",
        f"{below / total:.1%}",
        f"{np.mean(effects):.2f}",
        f"{np.mean(widths):.1f}",
    ]
    return "| " + " | ".join([name, spread, *figures]) + " |"


HEAD = (
    "| lot | errors | rate | lines drawn | interval holds it | truth above | truth below | effect | upper end |\n"
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=400, help="samples a row")
    parser.add_argument("--lots", type=int, default=8, help="lots a row")
    parser.add_argument("--truth", type=Path, nargs=2, metavar=("TRUTH", "OUTPUT"), help="real pages")
    options = parser.parse_args()
    print(HEAD)
    if options.truth:
        truth, output = options.truth
        population = real(output, truth)
        for wanted in (100, 300, 1000):
            name = f"{len(population.pages)} real pages"
            print(row(name, "real", [population], wanted, options.times), flush=True)
        return
    rng = np.random.default_rng(1)
    for name, pages, wanted in MADE:
        for spread, unequal, clump in SPREADS:
            for rate in RATES:
                lots = [made(rng, pages, rate, unequal, clump) for _ in range(options.lots)]
                print(row(name, spread, lots, wanted, options.times), flush=True)


if __name__ == "__main__":
    main()
