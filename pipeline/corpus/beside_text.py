"""What is known of pages beside their text: what else the engine read, names, corrections that wait for a decision.

Read for many pages at once: a question to a server takes its time, however little is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.patterns import Span
from pipeline.database.plain import marks, plain

_OPEN = "f.state = 'open' AND f.grouped IN (SELECT id FROM flag_groups WHERE \"after\" = ?)"


@dataclass(frozen=True, slots=True)
class BesideText:
    """Of some pages, by their row ids."""

    offered: dict[int, dict[str, frozenset[str]]] = field(default_factory=dict)
    """page -> character id -> what else the engine offers there."""
    confidence: dict[int, dict[str, int]] = field(default_factory=dict)
    """page -> character id -> how sure it was of what it chose, per cent."""
    names: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    """page, name of the block -> names of the gazetteer in it."""


def beside_text(connection: Connection, lines: Mapping[int, Set[int]], *, names: bool) -> BesideText:
    """Read it for some lines: page -> line ids.  ``names``: those of the gazetteer on these pages too."""
    pages = sorted(lines)
    offered = defaultdict[int, dict[str, set[str]]](lambda: defaultdict(set))
    confidence = defaultdict[int, dict[str, int]](dict)
    statement = f'SELECT page, line, "offset", text, confidence FROM readings WHERE page IN ({marks(pages)})'
    rows: Any = plain(connection, statement, pages).cursor  # of the driver itself: a page has hundreds
    for page, line, offset, text, sure in rows:
        if line in lines[page]:
            id = f"{line}.{offset}"
            offered[page][id].add(text)
            confidence[page][id] = sure
    spans = defaultdict[tuple[int, int], list[Span]](list)
    if names:
        mentioned = f'SELECT page, block, start, "end" FROM mentions WHERE page IN ({marks(pages)}) ORDER BY id'
        for page, block, start, end in plain(connection, mentioned, pages):
            spans[page, block].append((start, end))
    frozen = {page: {id: frozenset(texts) for id, texts in ids.items()} for page, ids in offered.items()}
    return BesideText(frozen, dict(confidence), dict(spans))


def waiting(connection: Connection, text: str) -> dict[int, list[str]]:
    """Page -> characters (JSON) that a correction which waits for a decision would make this text of."""
    found = defaultdict[int, list[str]](list)
    statement = f'SELECT f.page, f.ids FROM flags f WHERE {_OPEN} AND f."after" = ? ORDER BY f.id'
    for page, ids in plain(connection, statement, (text, text)):
        found[page].append(ids)
    return found


def waiting_blocks(connection: Connection, text: str) -> list[int]:
    """Row ids of the blocks that such a correction is about."""
    statement = f"SELECT b.id FROM flags f JOIN blocks b ON b.page = f.page AND b.number = f.block WHERE {_OPEN}"
    return list(plain(connection, statement, (text,)).scalars())
