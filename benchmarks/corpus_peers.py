"""Other ways of searching Chinese text beside ours, on a part of it: rate, size on the disk, p95, what they find."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from pipeline.corpus.names import Names
from pipeline.corpus.words import tokenizer, words_of
from pipeline.database.spaced import spaced

CHARACTERS = 2_000_000
"""of the text that all of them get: jieba needs five seconds for a million."""
QUERIES = 200
PEERS = Path(__file__).with_name(".venv-peers") / "bin" / "python"
CHARACTER_TOKENS = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"


@dataclass(frozen=True)
class Measured:
    """One way."""

    name: str
    built: float
    """s; 0: there is no index."""
    bytes: int
    took: Sequence[float]
    """s, of each query."""
    found: int
    """texts, of all queries together."""


def compared(names: Names, texts: Sequence[str]) -> None:
    """Names of two characters."""
    some = texts[: CHARACTERS // len(texts[0])]
    queries = [name for name in names.gazetteer.by_spelling if len(name) == 2][:QUERIES]
    truth = sum(sum(name in text for text in some) for name in queries)
    cutter = tokenizer(names)

    def words(text: str) -> str:
        return " ".join(words_of(cutter, text))

    with tempfile.TemporaryDirectory() as home:
        ways = [
            fts5("FTS5, characters (ours)", Path(home), some, queries, CHARACTER_TOKENS, spaced, spaced),
            fts5("FTS5, trigrams", Path(home), some, queries, "trigram", str, str),
            fts5(
                "FTS5, words of jieba",
                Path(home),
                some,
                queries,
                "unicode61",
                lambda t: " ".join(words_of(cutter, t)),
                str,
            ),
            *tantivy("tantivy, characters", Path(home), some, queries),
            like("LIKE", Path(home), some, queries),
        ]
    characters = sum(map(len, some))
    print(f"{characters:,} characters, {len(queries)} names of 2 characters:")
    for one in ways:
        rate = f"{characters / one.built / 1e6:.2f} M characters/s" if one.built else "no index"
        p95 = 1000 * float(np.percentile(one.took, 95))
        share = one.found / max(truth, 1)
        print(f"  {one.name:26} {rate:>22}, {one.bytes / 1e6:6.1f} MB, p95 {p95:7.2f} ms, {share:6.1%} of texts found")


def fts5(
    name: str,
    home: Path,
    texts: Sequence[str],
    queries: Sequence[str],
    tokenize: str,
    prepare: Callable[[str], str],
    asked: Callable[[str], str],
) -> Measured:
    path = home / f"{name}.db"
    base = sqlite3.connect(path)
    base.execute(f'CREATE VIRTUAL TABLE t USING fts5(text, content="", tokenize="{tokenize}")')
    start = perf_counter()
    rows = ((n, prepare(text)) for n, text in enumerate(texts))
    base.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", rows)
    base.commit()
    built = perf_counter() - start
    phrases = [f'"{asked(query)}"' for query in queries]
    took, found = asking(base, "SELECT count(*) FROM t WHERE t MATCH ?", phrases)
    base.close()
    return Measured(name, built, path.stat().st_size, took, found)


def like(name: str, home: Path, texts: Sequence[str], queries: Sequence[str]) -> Measured:
    path = home / f"{name}.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t(text)")
    base.executemany("INSERT INTO t VALUES (?)", ((text,) for text in texts))
    base.commit()
    took, found = asking(base, "SELECT count(*) FROM t WHERE text LIKE ?", [f"%{query}%" for query in queries])
    base.close()
    return Measured(name, 0.0, path.stat().st_size, took, found)


def asking(base: sqlite3.Connection, statement: str, queries: Sequence[str]) -> tuple[list[float], int]:
    took, found = list[float](), 0
    for query in queries:
        start = perf_counter()
        found += base.execute(statement, (query,)).fetchone()[0]
        took.append(perf_counter() - start)
    return took, found


def tantivy(name: str, home: Path, texts: Sequence[str], queries: Sequence[str]) -> list[Measured]:
    """In the environment of the other programs; none, where it is not there."""
    if not PEERS.exists():
        print("  tantivy is not installed: make benchmarks/.venv-peers/stamp")
        return []
    files = [home / "texts.json", home / "queries.json"]
    for path, value in zip(files, (texts, queries), strict=True):
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    script = Path(__file__).parent / "peers" / "tantivy_peer.py"
    done = subprocess.run([PEERS, script, *files], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  tantivy: {done.stderr.strip().splitlines()[-1]}")
        return []
    said = json.loads(done.stdout)
    return [Measured(name, said["built"], said["bytes"], said["took"], sum(said["found"]))]
