"""The corpus on PostgreSQL: ``corpus_postgres.py [CHARACTERS]`` (default: 100 million).

Starts a server of its own, which is gone afterwards.  Prints how long loading (COPY) and the index took, p95 of the
questions that people ask (nothing is kept from one to the next), whether random queries find what a scan finds, and how
long a page takes that is taken in while the index is there.  100 million characters need 5 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from corpus import LARGE, PAGE_MS, QUESTIONS, equal_to_a_scan, frequent, say, stretch, timed
from corpus_made import rows_of
from sqlalchemy import Table, insert

from pipeline.corpus import Corpus, state
from pipeline.corpus.following import names_of
from pipeline.corpus.remembering import Memory
from pipeline.corpus.words import texts as all_texts
from pipeline.database import Database, counted_blocks, open_database, pairs
from pipeline.database.plain import plain
from pipeline.database.schema import blocks
from pipeline.settings import Settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from helpers import postgresql

SHORT_MS = 150
"""ms: the bar for a text of two characters with the number of its hits and 20 of them, at 100 million characters."""
SERVER = """
shared_buffers = 2GB
maintenance_work_mem = 1GB
max_wal_size = 8GB
effective_cache_size = 8GB
random_page_cost = 1.1
"""
"""What a server with 16 GB and a fast disk is usually given."""
PAGES_TAKEN, FIRST = 200, 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("characters", type=lambda text: int(float(text)), nargs="?", default=100_000_000)
    asked = parser.parse_args()
    with postgresql.session(postgresql.new_home()):
        server = postgresql.server(SERVER)
        url = server.fresh()
        with open_database(url) as database:
            build(database, asked.characters)
            # what the server does by itself sooner or later: it looks what there is, and how often
            server.run("VACUUM ANALYZE", name=url.secret.rpartition("/")[2])
            measure(database)


def measure(database: Database) -> None:
    told_sizes(database)
    corpus = Corpus.over(database, Path(), names_of(Settings()), Memory(most=0))
    with database.read() as connection:
        texts = list(all_texts(connection))
    questions(corpus, texts)
    equal_to_a_scan(corpus, texts)
    taken_in(database, texts)


def build(database: Database, characters: int) -> None:
    with database.write() as connection:
        plain(connection, f"DROP INDEX {pairs.INDEX}")
        plain(connection, "ALTER TABLE blocks DISABLE TRIGGER USER")
    start = perf_counter()
    for table, values in rows_of(characters, names_of(Settings())):
        copy(database, table, values)
    print(f"{characters:,} characters made and copied in {perf_counter() - start:.0f} s", flush=True)
    start = perf_counter()
    with database.write() as connection:
        pairs.create(connection)
    took = perf_counter() - start
    with database.write() as connection:
        plain(connection, "ALTER TABLE blocks ENABLE TRIGGER USER")
        counted_blocks.forget(connection)
        state.changed(connection)
    print(f"index built: {characters / took / 1e6:.2f} M characters/s", flush=True)


def told_sizes(database: Database) -> None:
    sizes = f"pg_relation_size('{pairs.INDEX}'), pg_total_relation_size('blocks'), pg_database_size(current_database())"
    with database.read() as connection:
        index, table, whole = (int(size) / 1e6 for size in plain(connection, f"SELECT {sizes}").one())
    print(f"index of {index:,.0f} MB, blocks with all indexes {table:,.0f}, database {whole:,.0f} MB", flush=True)


def copy(database: Database, table: Table, values: Iterator[dict[str, Any]]) -> None:
    """All rows in one COPY, and the numbers of new rows behind theirs."""
    first = next(values)
    with database.write() as connection:
        driver: Any = connection.connection.driver_connection
        columns = ", ".join(f'"{name}"' for name in first)
        with driver.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as stream:
            for row in chain([first], values):
                stream.write_row(tuple(row.values()))
        if "id" in table.c:
            number = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
            plain(connection, number)


def questions(corpus: Corpus, texts: Sequence[str]) -> None:
    chance = random.Random(1)
    short = [name for name in corpus.names.gazetteer.by_spelling if len(name) == 2]
    names = Asked(corpus, lambda name: corpus.search(name, limit=20), chance.choices(short, k=QUESTIONS))
    say("name of 2 characters, 20 snippets, total: p95", str(names), names.longest < SHORT_MS)
    for size in (2, 6):
        some = [stretch(texts, chance, size) for _ in range(QUESTIONS)]
        print(f"any {size} characters of the text: p95", Asked(corpus, lambda one: corpus.search(one, limit=20), some))
    for wanted in PAGE_MS:
        found = frequent(corpus, texts, wanted)
        if found is None:
            print(f"  {wanted:,} hits: no text is that frequent here")
            continue
        for name, ask in {"20 snippets": twenty, **LARGE}.items():
            asked = Asked(corpus, partial(ask, corpus), [found[0]] * 20)
            print(f"{found[1]:,} hits ({found[0]}), {name}: p95", asked, flush=True)


def twenty(corpus: Corpus, query: str) -> None:
    corpus.search(query, limit=20)


class Asked:
    """How long some questions took."""

    def __init__(self, corpus: Corpus, ask: Callable[[str], object], queries: Sequence[str]) -> None:
        before = server_seconds(corpus)
        self.longest, self._here = timed(ask, [f'"{query}"' for query in queries])
        self._server = 1000 * (server_seconds(corpus) - before) / len(queries)

    def __str__(self) -> str:
        return f"{self.longest:.1f} ms, {self._here:.1f} of the processor here; of the server {self._server:.1f} (mean)"


def server_seconds(corpus: Corpus) -> float:
    """Processor time of all processes of the server that work for this database (Linux)."""
    with corpus.database.read() as connection:
        pids = plain(connection, "SELECT pid FROM pg_stat_activity WHERE datname = current_database()").scalars().all()
    times = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids)
    return sum(int(user) + int(system) for user, system in times) / os.sysconf("SC_CLK_TCK")


def taken_in(database: Database, texts: Sequence[str]) -> None:
    """How long the rows of a page take, each page in a transaction of its own."""
    chance, took = random.Random(3), []
    for n in range(PAGES_TAKEN):
        rows = list(page_rows(FIRST + n, chance.choices(texts, k=10)))
        start = perf_counter()
        with database.write() as connection:
            connection.execute(insert(blocks), rows)
        took.append(1000 * (perf_counter() - start))
    print(f"a page of 1,000 characters more, with the index: p95 {np.percentile(took, 95):.1f} ms")


def page_rows(number: int, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    for position, text in enumerate(texts):
        shared = {"page": 1, "number": number + PAGES_TAKEN * position, "position": position, "kind": "paragraph"}
        cells = json.dumps([[position, 0, text]], ensure_ascii=False)
        yield {**shared, "text": text, "cells": cells, "machine": text, "lines": f"[{position}]", "version": 1}


if __name__ == "__main__":
    main()
