"""Whether two tables hold the same rows, wherever each keeps them and in whatever order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

ROWS = 2_000
"""that are read at a time."""
_BYTES = 16
_ALL = 1 << (8 * _BYTES)


@dataclass(slots=True)
class Tally:
    """Number of rows, and the sum of their checksums: the same whatever their order."""

    rows: int = 0
    total: int = 0

    def add(self, row: Sequence[Any]) -> None:
        """One row; its values are text, whole or floating numbers, bytes or ``None``."""
        written = repr(tuple(row)).encode("utf-8", "surrogatepass")
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.blake2b(written, digest_size=_BYTES).digest())) % _ALL

    @property
    def checksum(self) -> str:
        """Lower-case hex."""
        return f"{self.total:0{2 * _BYTES}x}"


def rows_of(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Every row, in no order, without holding all of them."""
    found = connection.execute(select(table).execution_options(yield_per=ROWS))
    for part in found.partitions():
        yield from map(tuple, part)


def counted(rows: Iterable[Sequence[Any]], tally: Tally) -> Iterator[Sequence[Any]]:
    """The same rows, added up on their way."""
    for row in rows:
        tally.add(row)
        yield row


def tally_of(connection: Connection, table: Table) -> Tally:
    """Of a whole table."""
    tally = Tally()
    for row in rows_of(connection, table):
        tally.add(row)
    return tally
