"""How fast a large gazetteer opens and finds names.

    python benchmarks/gazetteer.py [--names N] [--characters N] [--seed N]

Generates names (two or three characters and a generic word; default 100,000), with an alias for every tenth, writes
them as a CSV file into a temporary folder, and measures: reading it, opening it from the cache, exact matching in a
text of which a tenth is names, and the search for misread names.  Prints CPU seconds and rates, the best of three.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipeline.correct.lexicon import shipped
from pipeline.gazetteer import Entry, Gazetteer, load
from pipeline.gazetteer.index import Budget
from pipeline.gazetteer.writer import csv_text

T = TypeVar("T")
SUFFIXES = ["小区", "路", "公寓", "花园", "居委会", "新村", "大厦", "街", "公园", "苑", "支路", "花苑"]
ALPHABET = 2500
"""characters that names are made of, the most frequent of Chinese."""
NAME_SHARE = 0.1
"""share of the words of the text that are names."""
BUDGET = Budget(edits=3, share=0.67, unsupported=1, other_length=4, indel_length=4)
ROUNDS = 3


def frequent_characters(number: int) -> list[str]:
    """The most frequent characters of Chinese by the word list."""
    count: dict[str, int] = {}
    for word, frequency in shipped().frequency.items():
        for character in word:
            if "\u4e00" <= character <= "\u9fff":
                count[character] = count.get(character, 0) + frequency
    return sorted(count, key=lambda c: -count[c])[:number]


def made_names(number: int, characters: list[str], rng: random.Random) -> list[Entry]:
    names: dict[str, Entry] = {}
    while len(names) < number:
        proper = "".join(rng.choices(characters, k=rng.choice((2, 2, 2, 3))))
        name = proper + rng.choice(SUFFIXES)
        alias = (proper + "居民区",) if len(names) % 10 == 0 else ()
        names[name] = Entry(name, "estate", parent="长宁区", aliases=alias, code=str(310105000000 + len(names)))
    return list(names.values())


def made_text(size: int, names: list[Entry], rng: random.Random) -> str:
    """Words by their frequency, and names among them."""
    words, weights = zip(*shipped().frequency.items(), strict=True)
    common = rng.choices(words, weights, k=size)
    parts = [rng.choice(names).name if rng.random() < NAME_SHARE else word for word in common]
    return "".join(parts)[:size]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of the quickest of some rounds, and what it gives."""
    best, result = float("inf"), None
    for _ in range(ROUNDS):
        result = None  # freed before the clock starts
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    assert result is not None
    return best, result


def opened(path: Path) -> Gazetteer:
    """A gazetteer, ready to be searched."""
    gazetteer = load([path])
    gazetteer.index  # noqa: B018
    return gazetteer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    names = made_names(options.names, frequent_characters(ALPHABET), rng)
    text = made_text(options.characters, names, rng)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BAOKAN_CACHE"] = str(Path(folder) / "cache")
        path = Path(folder) / "names.csv"
        path.write_text(csv_text(names), encoding="utf-8")

        def anew() -> Gazetteer:
            for cached in (Path(folder) / "cache").rglob("*.bin"):
                cached.unlink()
            return opened(path)

        reading, _ = timed(anew)
        opening, gazetteer = timed(lambda: opened(path))
    index = gazetteer.index
    exact, found = timed(lambda: sum(1 for _ in index.exact(text)))
    sample = text[:3000]
    near, close = timed(lambda: sum(1 for _ in index.near(sample, [{}] * len(sample), BUDGET)))
    print(f"{'names, spellings':>40}: {len(names):,}, {index.size:,}")
    print(f"{'read, checked and indexed':>40}: {reading:.2f} s")
    print(f"{'opened from the cache and indexed':>40}: {opening:.2f} s ({reading / opening:.1f} times as fast)")
    print(f"{'exact matching':>40}: {len(text) / exact:,.0f} characters a second ({found:,} names found)")
    print(
        f"{'misread names, no alternatives':>40}: {len(sample) / near:,.0f} characters a second ({close:,} candidates)"
    )


if __name__ == "__main__":
    main()
