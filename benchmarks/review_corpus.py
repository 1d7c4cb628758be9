"""A large database of pages, blocks and flags, made at random without files: ``made(folder, pages, flags)``."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from pipeline.database import FILE_NAME, Database, open_database
from pipeline.database.schema import blocks, events, flag_groups, flags, pages, sources
from pipeline.editing.flags import NAMES, UNSURE
from pipeline.gazetteer import Gazetteer, load, shipped_files

BLOCKS = 20
"""on a page; a bulletin page of some 2,700 characters has about so many."""
CHARACTERS = 135
"""of a block."""
PAGES_OF_A_DOCUMENT = 8
NAMES_SHARE = 0.6
"""of the flags; the others are unsure characters."""
SPREAD = 0.9
"""how unequal the groups are: the n-th most frequent change has a share of 1/n to this power."""
STATES = ("open",) * 16 + ("accepted",) * 3 + ("rejected",)
EDITORS = ("王编辑", "李校对", "张审定", "陈馆员")
ALPHABET = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出"
    "就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
)
START_YEAR = 1990
BATCH = 5_000


def made(folder: Path, page_count: int, flag_count: int, seed: int = 6) -> Database:
    """The database of a folder with so many pages and flags, open."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    names = _names(load(shipped_files()), chance)
    database = open_database(folder / FILE_NAME, durable=True)
    _fill(database, sources, _sources(page_count))
    _fill(database, pages, _pages(page_count))
    _fill(database, blocks, _blocks(page_count, names, chance))
    groups = _groups(names, chance)
    _fill(database, flag_groups, iter(groups))
    _fill(database, flags, _flags(groups, page_count, flag_count, chance))
    _fill(database, events, _events(flag_count // 10, chance))
    with database.write() as connection:
        waits = (flags.c.grouped == flag_groups.c.id, flags.c.state == "open", flags.c.band != "applied")
        number, weight = (
            select(func.count()).where(*waits),
            select(func.round(func.sum(flags.c.weight), 4)).where(*waits),
        )
        score = func.coalesce(weight.scalar_subquery(), 0.0)
        connection.execute(update(flag_groups).values(open=number.scalar_subquery(), score=score))
    return database


def _fill(database: Database, table: Table, values: Iterator[dict[str, Any]]) -> None:
    while rows := list(islice(values, BATCH)):
        with database.write() as connection:
            connection.execute(insert(table), rows)


def _names(gazetteer: Gazetteer, chance: random.Random) -> list[str]:
    return chance.sample(sorted(gazetteer.by_spelling), k=min(3_000, len(gazetteer.by_spelling)))


def _sources(page_count: int) -> Iterator[dict[str, Any]]:
    for number in range(-(-page_count // PAGES_OF_A_DOCUMENT)):
        name = f"虹桥报-{number + 1:04d}"
        yield {"id": number + 1, "document": name, "path": f"{name}.pdf", "sha256": f"{number:064x}", "state": "done"}


def _dated(page: int) -> tuple[int, str, str]:
    source = (page - 1) // PAGES_OF_A_DOCUMENT + 1
    date = f"{START_YEAR + source // 48}-{source // 4 % 12 + 1:02d}-{source % 4 * 7 + 1:02d}"
    return source, date, f"虹桥报 {date} 第{source}期"


def _pages(page_count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, page_count + 1):
        source, date, issue = _dated(number)
        frame = (number - 1) % PAGES_OF_A_DOCUMENT + 1
        state = ("machine", "machine", "in review", "reviewed", "validated")[number % 5]
        yield {
            "id": number, "source": source, "frame": frame, "name": f"page-{frame:04d}", "content": f"{number:064x}",
            "state": state, "version": 1, "issue": issue, "date": date, "label": str(frame),
            "characters": BLOCKS * CHARACTERS, "confidence": 0.97, "taken": "2026-01-01T00:00:00+00:00",
        }  # fmt: skip


def _blocks(page_count: int, names: list[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    weights = _weights(len(names))
    for page in range(1, page_count + 1):
        for number in range(BLOCKS):
            text = "".join(chance.choices(ALPHABET, k=CHARACTERS - 10))
            for name in chance.choices(names, weights, k=2):
                at = chance.randrange(len(text))
                text = text[:at] + name + text[at:]
            yield {
                "page": page, "number": number, "position": number, "kind": "paragraph", "article": 0, "text": text,
                "cells": json.dumps([[number, 0, text]], ensure_ascii=False), "machine": text, "lines": f"[{number}]",
                "version": 1,
            }  # fmt: skip


def _weights(count: int) -> list[float]:
    return [1 / (n + 1) ** SPREAD for n in range(count)]


def _groups(names: list[str], chance: random.Random) -> list[dict[str, Any]]:
    kinds = ("place-name",) * 8 + ("term",) * 2
    changes = {(_misread(name, chance), name) for name in names for _ in range(2)}
    groups = [(NAMES, *change, chance.choice(kinds)) for change in sorted(changes)]
    groups += [(UNSURE, *chance.sample(ALPHABET, k=2), "character") for _ in range(1_500)]
    keys = ("queue", "before", "after", "kind")
    fields = [dict(zip(keys, group, strict=True)) for group in dict.fromkeys(groups)]
    return [{"id": number, **group, "open": 0, "score": 0.0} for number, group in enumerate(fields, 1)]


def _misread(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + chance.choice(ALPHABET) + name[at + 1 :]


def _flags(
    groups: list[dict[str, Any]], page_count: int, flag_count: int, chance: random.Random
) -> Iterator[dict[str, Any]]:
    by_queue = {queue: [group for group in groups if group["queue"] == queue] for queue in (NAMES, UNSURE)}
    for listed in by_queue.values():
        chance.shuffle(listed)
    weights = {queue: _weights(len(listed)) for queue, listed in by_queue.items()}
    for number in range(flag_count):
        queue = NAMES if chance.random() < NAMES_SHARE else UNSURE
        group = chance.choices(by_queue[queue], weights[queue])[0]
        yield _flag(number, group, chance.randrange(page_count) + 1, chance)


def _flag(number: int, group: dict[str, Any], page: int, chance: random.Random) -> dict[str, Any]:
    source, date, issue = _dated(page)
    state, block = chance.choice(STATES), chance.randrange(BLOCKS)
    decided = state != "open"
    band = "unsure" if group["queue"] == UNSURE else chance.choice(("flagged", "flagged", "applied"))
    ids = [f"{block}.{k}" for k in range(len(group["before"]))]
    record = {"candidates": [], "reasons": [], "evidence": {}, "polygons": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    return {
        "id": number + 1, "grouped": group["id"], "queue": group["queue"], "state": state, "band": band,
        "kind": group["kind"], "page": page, "block": block, "source": source, "issue": issue, "date": date,
        "before": group["before"], "after": group["after"], "probability": round(chance.random(), 4),
        "weight": round(chance.random(), 4), "ids": json.dumps(ids), "record": json.dumps(record),
        "left": "在不了有和人这中", "right": "大为上个国我以要", "version": 1 + decided,
        "batch": f"{number:016x}" if decided else None, "decided_by": chance.choice(EDITORS) if decided else None,
        "decided": "2026-02-01T00:00:00.000000+00:00" if decided else None,
    }  # fmt: skip


def _events(count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(count):
        source = chance.randrange(100) + 1
        yield {
            "batch": f"{number:016x}", "at": f"2026-02-{number % 28 + 1:02d}T00:00:00.000000+00:00",
            "editor": chance.choice(EDITORS), "kind": chance.choice(("accept", "reject", "edit")),
            "sha256": f"{source - 1:064x}", "frame": 1, "name": "page-0001", "content": f"{1:064x}", "block": 1,
            "ids": '["1.0"]', "before": "虹山", "after": "虹仙", "left": "在", "right": "居委会",
        }  # fmt: skip
