"""How fast the corpus is built and answers: ``corpus.py [CHARACTERS] [--folder FOLDER]`` (default: 100 million).

Prints the build rate of the index, p95 of the questions that people ask (nothing is kept from one to the next), whether
random queries find what a scan finds, and other ways of searching beside it.  ``--folder`` keeps the corpus for another
run, which does not build it again.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from corpus_made import made
from corpus_peers import compared

from pipeline.corpus import Corpus
from pipeline.corpus.counting import Period, over_time
from pipeline.corpus.facets import facet
from pipeline.corpus.following import names_of
from pipeline.corpus.hits import hits
from pipeline.corpus.orders import Sort
from pipeline.corpus.remembering import Memory
from pipeline.corpus.sorting import ordered
from pipeline.corpus.words import texts as all_texts
from pipeline.database import FILE_NAME
from pipeline.settings import Settings

SAMPLED = 2_000_000
"""characters that are counted to choose texts by their frequency."""
TRIED = 20
QUESTIONS = 200
SCANNED = 500
SHORT_MS, PAGE_MS = 25, {1_000: 50, 10_000: 150, 100_000: 500}
"""ms: the bars, at 100 million characters."""
BUILT = 1.5e6
"""characters a second: the bar."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("characters", type=lambda text: int(float(text)), nargs="?", default=100_000_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        measure(asked.folder or Path(home) / "out", asked.characters)


def measure(folder: Path, characters: int) -> None:
    if not (folder / FILE_NAME).exists():
        build(folder, characters)
    with Corpus(folder) as corpus:
        corpus.memory = Memory(most=0)
        with corpus.database.read() as connection:
            texts = list(all_texts(connection))
        questions(corpus, texts)
        equal_to_a_scan(corpus, texts)
        compared(corpus.names, texts)


def build(folder: Path, characters: int) -> None:
    start = perf_counter()
    database, seconds = made(folder, characters, names_of(Settings()))
    database.close()
    size = (folder / FILE_NAME).stat().st_size
    print(f"{characters:,} characters made in {perf_counter() - start:.0f} s; database of {size / 1e6:,.0f} MB")
    say("index built", f"{characters / seconds / 1e6:.2f} M characters/s", characters / seconds >= BUILT)


def questions(corpus: Corpus, texts: Sequence[str]) -> None:
    chance = random.Random(1)
    short = [name for name in corpus.names.gazetteer.by_spelling if len(name) == 2]
    took = timed(lambda name: corpus.search(name, limit=20), chance.choices(short, k=QUESTIONS))
    told("name of 2 characters, 20 snippets, total", took, SHORT_MS)
    phrases = [stretch(texts, chance, 6) for _ in range(QUESTIONS)]
    told("phrase of 6", timed(lambda text: corpus.search(f'"{text}"', limit=20), phrases), SHORT_MS)
    for wanted, most in PAGE_MS.items():
        for name, ask in LARGE.items():
            some = frequent(corpus, texts, wanted)
            if some is None:
                print(f"  {wanted:,} hits: no text is that frequent here")
                break
            text, number = some
            took = timed(lambda query, ask=ask: ask(corpus, query), [text] * 20)
            told(f"{number:,} hits ({text}), {name}", took, most)


def kwic(corpus: Corpus, query: str) -> None:
    with corpus.found(query) as (connection, found):
        list(hits(connection, found, ordered(found, Sort.right, 50), 20))


def facets(corpus: Corpus, query: str) -> None:
    with corpus.found(query) as (connection, found):
        for name in ("year", "kind", "state"):
            facet(connection, found, name)


def months(corpus: Corpus, query: str) -> None:
    with corpus.found(query) as (connection, found):
        over_time(connection, found, Period.month)


LARGE: dict[str, Callable[[Corpus, str], None]] = {
    "lines sorted by right context": kwic,
    "facets": facets,
    "by month": months,
}


def frequent(corpus: Corpus, texts: Sequence[str], wanted: int) -> tuple[str, int] | None:
    """A text of one or two characters with about so many occurrences."""
    some = "".join(texts[: SAMPLED // len(texts[0])])
    scale = sum(map(len, texts)) / len(some)
    counts = Counter(some[at : at + size] for size in (1, 2) for at in range(len(some) - size))
    near = sorted((text for text in counts if text.isalpha()), key=lambda text: abs(counts[text] * scale - wanted))
    for text in near[:TRIED]:
        number = corpus.search(text, limit=0).total
        if 0.8 * wanted <= number <= 1.25 * wanted:
            return text, number
    return None


def equal_to_a_scan(corpus: Corpus, texts: Sequence[str]) -> None:
    chance = random.Random(2)
    asked = [stretch(texts, chance, chance.randint(1, 8)) for _ in range(SCANNED)]
    wrong = [text for text in asked if corpus.search(f'"{text}"', limit=0).total != scan(texts, text)]
    say(f"{SCANNED} random queries that find what a scan finds", f"{SCANNED - len(wrong)}", not wrong)


def scan(texts: Iterable[str], wanted: str) -> int:
    number = 0
    for text in texts:
        at = text.find(wanted)
        while at >= 0:
            number += 1
            at = text.find(wanted, at + 1)
    return number


def stretch(texts: Sequence[str], chance: random.Random, size: int) -> str:
    text = chance.choice(texts)
    at = chance.randrange(len(text) - size + 1)
    return text[at : at + size]


def timed(ask: Callable[[str], object], queries: Sequence[str]) -> tuple[float, float]:
    """p95, ms: on the wall, and of the processor."""
    wall, processor = [], []
    for query in queries:
        started, worked = perf_counter(), process_time()
        ask(query)
        wall.append(1000 * (perf_counter() - started))
        processor.append(1000 * (process_time() - worked))
    return float(np.percentile(wall, 95)), float(np.percentile(processor, 95))


def told(what: str, took: tuple[float, float], most: float) -> None:
    say(f"{what}: p95", f"{took[0]:.1f} ms, {took[1]:.1f} of the processor", took[0] < most)


def say(what: str, value: str, holds: bool) -> None:
    print(f"{what}: {value}{'' if holds else '   (misses the bar)'}", flush=True)


if __name__ == "__main__":
    main()
