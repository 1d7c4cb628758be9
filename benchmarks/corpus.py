"""How fast the corpus is built and answers: ``python benchmarks/corpus.py [CHARACTERS]`` (default: 100 million).

Prints the build rate of the index, p95 of the questions that people ask, whether random queries find what a scan finds,
and other ways of searching beside it.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from corpus_made import made

from pipeline.corpus import Corpus
from pipeline.corpus.counting import Period, over_time
from pipeline.corpus.facets import facet
from pipeline.corpus.following import names_of
from pipeline.corpus.hits import hits
from pipeline.corpus.sorting import Sort, ordered
from pipeline.corpus.words import texts as all_texts
from pipeline.corpus.words import tokenizer, words_of
from pipeline.database import FILE_NAME
from pipeline.database.spaced import spaced
from pipeline.settings import Settings

QUESTIONS = 200
SCANNED = 500
SHORT_MS, PAGE_MS = 25, {1_000: 50, 10_000: 150, 100_000: 500}
"""ms: the bars, at 100 million characters."""
BUILT = 1.5e6
"""characters a second: the bar."""
PEER_CHARACTERS = 2_000_000
"""of the peers that cut words: jieba needs five seconds for a million."""


def main() -> None:
    characters = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000_000
    with tempfile.TemporaryDirectory() as home:
        measure(Path(home) / "out", characters)


def measure(folder: Path, characters: int) -> None:
    names = names_of(Settings())
    start = perf_counter()
    database, seconds = made(folder, characters, names)
    database.close()
    size = (folder / FILE_NAME).stat().st_size
    print(f"{characters:,} characters made in {perf_counter() - start:.0f} s; database of {size / 1e6:,.0f} MB")
    say("index built", f"{characters / seconds / 1e6:.2f} M characters/s", characters / seconds >= BUILT)
    with Corpus(folder) as corpus:
        with corpus.database.read() as connection:
            texts = list(all_texts(connection))
        questions(corpus, texts)
        equal_to_a_scan(corpus, texts)
        peers(corpus, texts)


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
    some = "".join(texts[:4_000])
    scale = sum(map(len, texts)) / len(some)
    counts: dict[str, int] = {}
    for size in (1, 2):
        for at in range(len(some) - size):
            piece = some[at : at + size]
            if piece.isalpha():
                counts[piece] = counts.get(piece, 0) + 1
    best = min(counts, key=lambda text: abs(counts[text] * scale - wanted))
    number = corpus.search(best, limit=0).total
    return (best, number) if 0.6 * wanted <= number <= 1.6 * wanted else None


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


def peers(corpus: Corpus, texts: Sequence[str]) -> None:
    """Other ways, on a part of the text: rate, and what of the names of two characters they find."""
    some = texts[: PEER_CHARACTERS // 100]
    names = [name for name in corpus.names.gazetteer.by_spelling if len(name) == 2][:QUESTIONS]
    truth = sum(sum(name in text for text in some) for name in names)
    cutter = tokenizer(corpus.names)
    ways: dict[str, tuple[str, Callable[[str], str]]] = {
        "FTS5 spaced characters (ours)": ("unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'", spaced),
        "FTS5 trigram": ("trigram", str),
        "FTS5 on jieba words": ("unicode61", lambda text: " ".join(words_of(cutter, text))),
    }
    print(f"peers, {sum(map(len, some)):,} characters, names of 2 characters:")
    for way, (tokenize, prepare) in ways.items():
        base = sqlite3.connect(":memory:")
        base.execute(f'CREATE VIRTUAL TABLE t USING fts5(text, content="", tokenize="{tokenize}")')
        start = perf_counter()
        base.executemany(
            "INSERT INTO t(rowid, text) VALUES (?, ?)", ((n, prepare(text)) for n, text in enumerate(some))
        )
        built = perf_counter() - start
        found = [0]

        def ask(name: str, base: sqlite3.Connection = base, way: str = way, found: list[int] = found) -> None:
            phrase = spaced(name) if "spaced" in way else name
            found[0] += base.execute("SELECT count(*) FROM t WHERE t MATCH ?", (f'"{phrase}"',)).fetchone()[0]

        took, _ = timed(ask, names)
        rate = sum(map(len, some)) / built / 1e6
        print(f"  {way}: {rate:.2f} M characters/s, p95 {took:.2f} ms, {found[0] / max(truth, 1):.1%} of blocks found")
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE t(text)")
    base.executemany("INSERT INTO t VALUES (?)", ((text,) for text in some))
    took, _ = timed(
        lambda name: base.execute("SELECT count(*) FROM t WHERE text LIKE ?", (f"%{name}%",)).fetchone(), names
    )
    print(f"  LIKE: no index, p95 {took:.1f} ms, 100.0% of blocks found")


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
