"""How fast a large gazetteer opens and finds names.

    python benchmarks/gazetteer.py [--names N] [--alike] [--characters N] [--seed N]

Generates names (two or three characters and a generic word; default 100,000), with an alias for every tenth, writes
them as a CSV file into a temporary folder, and measures: reading it, opening it from the cache, exact matching in a
text of which a tenth of the words is names, the search for misread names, and the whole stage ``correct`` on made pages
(the shipped gazetteers below the made one).  ``--alike``: the names are made of the characters of the shipped names
only, so that they resemble each other far more.  Prints CPU seconds and rates, the best of three; of the first page,
which has to make what later ones find made, the time.
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

from pipeline.correct import confusions, correct_page
from pipeline.correct.lexicon import shipped
from pipeline.correct.settings import CorrectSettings
from pipeline.gazetteer import Entry, Gazetteer, load, shipped_files, shipped_terms
from pipeline.gazetteer.index import Budget
from pipeline.gazetteer.writer import csv_text
from pipeline.model.block import Block, Join
from pipeline.model.geometry import quad_of
from pipeline.model.page import Page, Source
from pipeline.model.text import Alternative, Line

T = TypeVar("T")
SUFFIXES = ["小区", "路", "公寓", "花园", "居委会", "新村", "大厦", "街", "公园", "苑", "支路", "花苑"]
ALPHABET = 2500
"""characters that names are made of, the most frequent of Chinese."""
NAME_SHARE = 0.1
"""share of the words of the text that are names."""
PAGE, BLOCK, LINE, EM = 3000, 160, 20, 40.0
"""characters of a made page, of its blocks and lines; size of a character in pixels."""
DOUBTED = (0.15, 0.03)
"""shares of characters that have alternatives."""
MISREAD = 0.1
"""share of these that are misread, the right character being an alternative."""
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


def made_page(text: str, doubted: float, rng: random.Random) -> Page:
    """A page as the engine might have read it: alternatives are what it confuses the character with."""
    table = confusions.shipped()
    lines: list[Line] = []
    for start in range(0, len(text), LINE):
        read, confidences, alternatives = list(text[start : start + LINE]), [], {}
        for k, character in enumerate(read):
            ranked = [character, *[c for c in table.printed_for(character) if c != character][:3]]
            if len(ranked) == 1 or rng.random() >= doubted:
                confidences.append(rng.randint(95, 99))
                continue
            if rng.random() < MISREAD:
                ranked[:2] = ranked[1::-1]
            sure = rng.uniform(0.5, 0.9)
            offered = [Alternative(c, (1 - sure) * 0.5**n) for n, c in enumerate(ranked[1:], 1)]
            alternatives[k] = (Alternative(ranked[0], sure), *offered)
            confidences.append(int(100 * sure))
            read[k] = ranked[0]
        top = 1.5 * EM * len(lines)
        lines.append(
            Line(
                id=len(lines),
                text="".join(read),
                quad=quad_of((0.0, top, EM * len(read), top + EM)),
                cuts=tuple(EM * k for k in range(len(read) + 1)),
                confidences=tuple(confidences),
                alternatives=alternatives,
                ink_height=EM,
            )
        )
    ids = [line.id for line in lines]
    size = BLOCK // LINE
    blocks = tuple(
        Block(
            id=n,
            kind="paragraph",
            lines=tuple(ids[n * size : (n + 1) * size]),
            joins=tuple(Join(kind="line") for _ in ids[n * size + 1 : (n + 1) * size]),
            boxes=((0.0, 0.0, 100.0, 100.0),),
        )
        for n in range(-(-len(ids) // size))
    )
    source = Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png")
    whole = (int(LINE * EM), int(1.5 * EM * len(lines)) + 1)
    return Page(source=source, frame=1, scan_size=whole, size=whole, dpi=300, em=EM, lines=tuple(lines), blocks=blocks)


def time_correction(names: list[Entry], rng: random.Random) -> None:
    """The whole stage, upon the shipped gazetteers."""
    gazetteer = Gazetteer((*load([*shipped_terms(), *shipped_files()]).entries, *names))
    gazetteer.index  # noqa: B018
    text = made_text(3 * PAGE, list(gazetteer.entries), rng)
    settings = CorrectSettings()
    for doubted in DOUBTED:
        pages = [made_page(text[k : k + PAGE], doubted, rng) for k in range(0, len(text), PAGE)]
        start = time.process_time()
        correct_page(pages[0], gazetteer, settings)
        first = time.process_time() - start
        seconds, records = timed(lambda: sum(len(correct_page(p, gazetteer, settings).corrections) for p in pages))  # noqa: B023
        print(
            f"{f'correction, {doubted:.0%} with alternatives':>40}: {len(text) / seconds:,.0f} characters a second "
            f"({records:,} records; first page {first:.2f} s)"
        )


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
    parser.add_argument("--alike", action="store_true")
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    listed = {c for name in load(shipped_files()).by_spelling for c in name if "\u4e00" <= c <= "\u9fff"}
    names = made_names(options.names, sorted(listed) if options.alike else frequent_characters(ALPHABET), rng)
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
    time_correction(names, rng)


if __name__ == "__main__":
    main()
