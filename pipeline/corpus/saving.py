"""Result sets that are kept: the hits of a query as they were, tied to the characters of the scan.

``taking`` reads what is to be kept, ``comparing`` says what has changed since.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from pipeline.corpus.exporting import LAYER
from pipeline.corpus.hits import Hit
from pipeline.corpus.searching import Options
from pipeline.database.schema import saved_hits, saved_sets
from pipeline.errors import SettingsError
from pipeline.keys import key_of
from pipeline.model.geometry import Quad
from pipeline.versions import version

LONGEST_NAME, LONGEST_NOTE = 80, 2000
"""characters."""


class SavingError(SettingsError):
    """A set cannot be saved so.  ``code``: the text ``saved.error.<code>`` of the pages says why."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set without its hits."""

    id: int
    name: str
    note: str
    by: str
    owner: int | None
    """account whose it is; ``None``: it was saved at the command line."""
    made: str
    """ISO 8601, UTC."""
    query: str
    options: Options
    also: tuple[tuple[str, str], ...]
    """fields and values that had to hold beside the query."""
    sort: str
    version: int
    """of the corpus at that time."""
    event: int
    """row id of the last thing that somebody had done by then."""
    layer: str
    software: str
    total: int
    """hits."""

    def row(self) -> dict[str, Any]:
        """For programs."""
        return {name: value for name, value in asdict(self).items() if name not in ("id", "owner", "event")}


@dataclass(frozen=True, slots=True)
class SavedHit:
    """One hit of a set."""

    number: int
    """in the order of the set, 1-based."""
    sha256: str
    """of the scan."""
    frame: int
    content: str
    """SHA-256 of the page file that the character ids belong to."""
    place: tuple[Quad, ...]
    """quadrilaterals, px, scan frame, one a line; empty: not known."""
    hit: Hit

    def row(self) -> dict[str, Any]:
        """For programs: the hit, the scan that it stands on, and where."""
        return {"number": self.number, **self.hit.row(), "sha256": self.sha256, "place": self.place}


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be saved, read at one moment."""

    query: str
    options: Options
    also: tuple[tuple[str, str], ...]
    sort: str
    version: int
    event: int
    hits: tuple[SavedHit, ...]


def keep(connection: Connection, taken: Taken, name: str, note: str, by: str, owner: int | None) -> SavedSet:
    """Write a set.  Raises ``SavingError``: the name does not fit or is taken, the note is too long."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise SavingError("name", f"'{name}': a name has 1 to {LONGEST_NAME} printable characters.")
    if len(note) > LONGEST_NOTE:
        raise SavingError("note", f"A note has {LONGEST_NOTE:,} characters at most.")
    if find(connection, shown) is not None:
        raise SavingError("taken", f"'{shown}': there is a saved set of this name already. Choose another one.")
    values = {
        "name": shown,
        "key": key_of(shown),
        "note": note.strip(),
        "by": by,
        "owner": owner,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "query": taken.query,
        "options": json.dumps(asdict(taken.options)),
        "also": json.dumps(taken.also, ensure_ascii=False),
        "sort": taken.sort,
        "version": taken.version,
        "event": taken.event,
        "layer": LAYER,
        "software": f"baokan {version('baokan') or '0'}",
        "total": len(taken.hits),
    }
    made = connection.execute(insert(saved_sets).values(**values)).inserted_primary_key
    assert made is not None
    if taken.hits:
        connection.execute(insert(saved_hits), [_row(made[0], one) for one in taken.hits])
    found = with_id(connection, made[0])
    assert found is not None
    return found


def _row(set: int, one: SavedHit) -> dict[str, Any]:
    return {
        "set": set,
        "number": one.number,
        "sha256": one.sha256,
        "frame": one.frame,
        "content": one.content,
        "place": json.dumps(one.place, separators=(",", ":")),
        "hit": json.dumps(one.hit.row(), ensure_ascii=False, separators=(",", ":")),
    }


def listed(connection: Connection) -> list[SavedSet]:
    """All sets, the newest first."""
    query = select(saved_sets).order_by(saved_sets.c.made.desc(), saved_sets.c.id.desc())
    return [_set(row) for row in connection.execute(query).mappings()]


def find(connection: Connection, name: str) -> SavedSet | None:
    """The set of a name."""
    row = connection.execute(select(saved_sets).where(saved_sets.c.key == key_of(name))).mappings().first()
    return None if row is None else _set(row)


def named(connection: Connection, name: str) -> SavedSet:
    """The set of a name.  Raises ``SavingError``: there is none."""
    found = find(connection, name)
    if found is None:
        raise SavingError("none", f"'{name}': there is no saved set of this name. 'baokan corpus saved' lists them.")
    return found


def with_id(connection: Connection, id: int) -> SavedSet | None:
    """One set."""
    row = connection.execute(select(saved_sets).where(saved_sets.c.id == id)).mappings().first()
    return None if row is None else _set(row)


def hits_of(connection: Connection, set: int, limit: int | None = None, offset: int = 0) -> list[SavedHit]:
    """The hits of a set as they were, in its order."""
    query = select(saved_hits).where(saved_hits.c.set == set).order_by(saved_hits.c.number)
    return [_hit(row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]


def forget(connection: Connection, set: int) -> None:
    """Delete a set."""
    connection.execute(delete(saved_hits).where(saved_hits.c.set == set))
    connection.execute(delete(saved_sets).where(saved_sets.c.id == set))


def _set(row: RowMapping) -> SavedSet:
    values = {name: row[name] for name in SavedSet.__slots__}
    also = tuple((field, value) for field, value in json.loads(row["also"]))
    return SavedSet(**{**values, "options": Options(**json.loads(row["options"])), "also": also})


def _hit(row: RowMapping) -> SavedHit:
    values = json.loads(row["hit"])
    hit = Hit(**{**values, "characters": tuple(values["characters"])})
    place = tuple(tuple((x, y) for x, y in quad) for quad in json.loads(row["place"]))
    return SavedHit(row["number"], row["sha256"], row["frame"], row["content"], place, hit)  # type: ignore[arg-type]
