"""The tables ``page_keys`` and ``gazetteers``: what tells later which pages a changed gazetteer can touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.batch.gazetteers import identity, packed, unpacked
from pipeline.database import Database, Lock
from pipeline.database.schema import gazetteers, page_keys
from pipeline.database.upsert import upsert
from pipeline.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class FrameKeys:
    """Of the pages of a frame."""

    gazetteer: str
    """``gazetteers.identity`` of the one under which the records of the pages hold."""
    keys: Mapping[str, bytes]
    """page -> ``correct.recheck.page_keys``."""


class KeptNames:
    """Reads and writes these tables.  Raises what ``Database`` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, frame: int) -> FrameKeys | None:
        """What is kept of a frame (its id); ``None``: nothing, or not the same for all its pages."""
        with self._database.read() as connection:
            rows = connection.execute(select(page_keys).where(page_keys.c.frame == frame)).all()
        if len({row.gazetteer for row in rows}) != 1:
            return None
        return FrameKeys(rows[0].gazetteer, {row.page: row.keys for row in rows})

    def gazetteer(self, key: str) -> Gazetteer | None:
        """A gazetteer as it was; ``None``: it is not kept, or by another version of Baokan."""
        with self._database.read() as connection:
            content = connection.scalar(select(gazetteers.c.content).where(gazetteers.c.id == key))
        return unpacked(content) if content is not None else None

    def keep(self, wanted: Iterable[Gazetteer]) -> None:
        """Keep gazetteers that pages are about to be corrected with."""
        by_id = {key: gazetteer for gazetteer in wanted if (key := identity(gazetteer))}
        with self._database.read() as connection:
            known = set(connection.scalars(select(gazetteers.c.id)))
        for key, gazetteer in by_id.items():
            if key not in known:
                content = packed(gazetteer)
                with self._database.write(Lock.ROWS) as connection:
                    upsert(connection, gazetteers, ["id"], {"id": key, "content": content})

    def forget_unused(self) -> None:
        """Let go of the gazetteers that no page refers to any more."""
        with self._database.read() as connection:
            kept = set(connection.scalars(select(gazetteers.c.id)))
            if len(kept) < 2:
                return  # spares a look at all pages, nearly always
            unused = kept - set(connection.scalars(select(page_keys.c.gazetteer).distinct()))
        if unused:
            with self._database.write(Lock.ROWS) as connection:
                connection.execute(delete(gazetteers).where(gazetteers.c.id.in_(unused)))


def enter(connection: Connection, frame: int, found: FrameKeys) -> None:
    """Enter what is known of the pages of a frame, in the place of what was."""
    forget(connection, [frame])
    rows = [
        {"frame": frame, "page": page, "gazetteer": found.gazetteer, "keys": keys} for page, keys in found.keys.items()
    ]
    if rows:
        connection.execute(insert(page_keys), rows)


def hold(connection: Connection, frame: int, gazetteer: str) -> None:
    """The records of the frame's pages hold under another gazetteer as well."""
    connection.execute(update(page_keys).where(page_keys.c.frame == frame).values(gazetteer=gazetteer))


def forget(connection: Connection, frames: Iterable[int]) -> None:
    """Nothing is known of these frames any more."""
    connection.execute(delete(page_keys).where(page_keys.c.frame.in_(list(frames))))
