"""What the database keeps of the formats that were written beside a document's own files.

Their files are entered with the frame ``FRAME``, so that what is entered of pages and of the document leaves them
alone; with them the content that they were written from, so that it is known when they are out of date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from pipeline.database import Database, Lock
from pipeline.database.schema import document_formats, files
from pipeline.database.upsert import upsert

FRAME = 0
"""Number of no frame: stands in the table of files for the formats of a document."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A file as it was written."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Which formats a document has."""

    content: str
    """of its pages when they were written (``KeptFormats.contents``); empty: not known."""
    formats: frozenset[str]
    """``name/version``."""


class KeptFormats:
    """Reads and writes the table ``document_formats``.  Raises what ``Database`` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept(self, source: int | None = None) -> dict[int, Kept]:
        """Source id -> its formats; of one source, or of all that have any."""
        wanted = select(document_formats)
        if source is not None:
            wanted = wanted.where(document_formats.c.source == source)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return {row.source: Kept(row.content, frozenset(json.loads(row.formats))) for row in rows}

    def contents(self, source: int | None = None) -> dict[int, str]:
        """Source id -> checksum over the page files and pictures that formats are written from."""
        wanted = select(files.c.source, files.c.path, files.c.sha256).where(files.c.frame > FRAME)
        if source is not None:
            wanted = wanted.where(files.c.source == source)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(files.c.source, files.c.path)).all()
        found: dict[int, Any] = {}
        for row in rows:
            if row.path.endswith((".json", ".jpg")):
                found.setdefault(row.source, hashlib.sha256()).update(f"{row.path} {row.sha256}\n".encode())
        return {number: digest.hexdigest() for number, digest in found.items()}

    def names(self, source: int) -> set[str]:
        """Names of the files of its formats."""
        with self._database.read() as connection:
            paths = connection.scalars(select(files.c.path).where(files.c.source == source, files.c.frame == FRAME))
            return {path.rpartition("/")[2] for path in paths}

    def enter(
        self,
        source: int,
        document: str,
        kept: Kept,
        written: Mapping[str, Digest],
        stale: Iterable[str] = (),
    ) -> None:
        """Files that are on the disk now, and some that are not any more."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._database.write(Lock.ROWS) as connection:
            for name in stale:
                connection.execute(delete(files).where(files.c.path == f"{document}/{name}", files.c.frame == FRAME))
            for name, digest in written.items():
                values = {
                    "path": f"{document}/{name}",
                    "source": source,
                    "frame": FRAME,
                    "bytes": digest.bytes,
                    "sha256": digest.sha256,
                    "written": now,
                }
                upsert(connection, files, ["path"], values)
            entry = {"source": source, "content": kept.content, "formats": json.dumps(sorted(kept.formats))}
            upsert(connection, document_formats, ["source"], entry)
