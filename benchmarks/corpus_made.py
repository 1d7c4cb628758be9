"""A corpus of any size, made at random without page files: ``made(folder, characters)``.

Words as frequent as in the dictionary of jieba, names of the gazetteer, punctuation: characters and pairs are as
frequent as in print, rare ones included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy import Table, insert

from pipeline.corpus import state
from pipeline.corpus.names import Names
from pipeline.correct.lexicon import shipped
from pipeline.database import FILE_NAME, Database, counted_blocks, open_database, spaced
from pipeline.database.schema import articles, blocks, indexed, pages, sources

PAGE_CHARACTERS = 1_000
BLOCK_CHARACTERS = 100
PAGES_OF_A_DOCUMENT = 4
NAMES_SHARE = 0.03
"""of the words."""
MARKS = ("，",) * 5 + ("。",) * 3 + ("、", "、", "：", "；", "“", "”", "（", "）")
MARKS_SHARE = 0.12
COMMON = 60_000
"""words of the dictionary that are drawn, the most frequent first."""
YEARS = range(1990, 2025)
STATES = ("machine",) * 8 + ("in review", "reviewed")
BATCH = 5_000
TRIGGERS = (*spaced.TRIGGERS, *counted_blocks.TRIGGERS)


def made(folder: Path, characters: int, names: Names, seed: int = 7) -> tuple[Database, float]:
    """The database of a folder with so many characters, open, and the seconds that its index took to build."""
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(folder / FILE_NAME)
    with database.write() as connection:
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    for table, values in rows_of(characters, names, seed):
        _fill(database, table, values)
    start = perf_counter()
    with database.write() as connection:
        spaced.create(connection)
    took = perf_counter() - start
    with database.write() as connection:
        counted_blocks.create(connection)
        state.changed(connection)
    return database, took


def rows_of(characters: int, names: Names, seed: int = 7) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    """What the tables hold, in the order in which they refer to each other."""
    count, chance = characters // PAGE_CHARACTERS, np.random.default_rng(seed)
    yield sources, _sources(count)
    yield pages, _pages(count, chance)
    yield blocks, _blocks(count, names, chance)
    yield articles, _articles(count)
    yield indexed, ({"page": page, "names": names.identity} for page in range(1, count + 1))


def _fill(database: Database, table: Table, values: Iterator[dict[str, Any]]) -> None:
    while rows := list(islice(values, BATCH)):
        with database.write() as connection:
            connection.execute(insert(table), rows)


def _sources(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count // PAGES_OF_A_DOCUMENT + 1):
        yield {
            "id": n + 1,
            "document": f"报-{n:06d}",
            "path": f"/scans/{n}.tif",
            "state": "done",
            "sha256": f"{n:064d}",
        }


def _pages(count: int, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    for n in range(count):
        document, page = divmod(n, PAGES_OF_A_DOCUMENT)
        year, month, day = YEARS[document % len(YEARS)], document // len(YEARS) % 12 + 1, document % 28 + 1
        yield {
            "id": n + 1,
            "source": document + 1,
            "frame": page + 1,
            "name": f"page-{page + 1:04d}",
            "content": "",
            "state": STATES[n % len(STATES)],
            "version": 1,
            "issue": f"报 {year}-{month:02d}",
            "date": f"{year}-{month:02d}-{day:02d}",
            "label": str(page + 1),
            "characters": PAGE_CHARACTERS,
            "confidence": float(chance.uniform(0.9, 1)),
            "taken": "2026-01-01T00:00:00+00:00",
        }


def _blocks(count: int, names: Names, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    texts = _texts(names, chance)
    for page in range(1, count + 1):
        for position in range(PAGE_CHARACTERS // BLOCK_CHARACTERS):
            text = next(texts)
            yield {
                "page": page,
                "number": position,
                "position": position,
                "kind": "title" if position % 5 == 0 else "paragraph",
                "article": position // 5,
                "text": text,
                "cells": json.dumps([[position, 0, text]], ensure_ascii=False),
                "machine": text,
                "lines": f"[{position}]",
                "version": 1,
            }


def _texts(names: Names, chance: np.random.Generator) -> Iterator[str]:
    frequent = sorted(shipped().frequency.items(), key=lambda one: -one[1])[:COMMON]
    weights = np.array([number for _, number in frequent], float)
    places = list(names.gazetteer.by_spelling)
    words = np.array([*(word for word, _ in frequent), *places, *MARKS], object)
    parts = (1 - NAMES_SHARE - MARKS_SHARE, NAMES_SHARE, MARKS_SHARE)
    rare = 1 / np.arange(1, len(places) + 1)
    each = (weights / weights.sum(), rare / rare.sum(), np.full(len(MARKS), 1 / len(MARKS)))
    shares = np.concatenate([part * one for part, one in zip(parts, each, strict=True)])
    while True:
        whole = "".join(words[chance.choice(len(words), 200_000, p=shares)])
        for at in range(0, len(whole) - BLOCK_CHARACTERS, BLOCK_CHARACTERS):
            yield whole[at : at + BLOCK_CHARACTERS]


def _articles(count: int) -> Iterator[dict[str, Any]]:
    for page in range(1, count + 1):
        for number in range(PAGE_CHARACTERS // BLOCK_CHARACTERS // 5):
            yield {"page": page, "number": number, "title": f"第{number}篇", "characters": 5 * BLOCK_CHARACTERS}
