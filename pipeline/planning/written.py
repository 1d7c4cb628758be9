"""What a page takes in each of the formats that are asked for: a few pages are written, and their files weighed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import DONE
from pipeline.database.reading import open_results
from pipeline.database.schema import frames, sources
from pipeline.formats import format_named
from pipeline.formats.results import Selection, export_results

MOST_DOCUMENTS = 12
"""documents that are written: the dearest format, PDF, takes a quarter of a second a page."""


def formats(
    output: Path, names: Sequence[str], server: DatabaseUrl = NO_SERVER
) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Format -> bytes a page, and notes on what could not be measured.

    Raises ``SettingsError`` (no such format, or its extra is not installed), ``OSError`` (no room to try it).
    """
    chosen = [format_named(name) for name in dict.fromkeys(names)]
    documents = _documents(output, server) if chosen else []
    found: dict[str, float] = {}
    notes: tuple[str, ...] = ()
    for one in chosen:
        with tempfile.TemporaryDirectory(prefix="baokan-plan-") as folder:
            done = export_results(
                output, Path(folder), [one], "corrected", Selection(tuple(documents)), database=server
            )
            if done.pages:
                size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
                found[one.name] = size / done.pages
            else:
                notes += (f"{one.name}: no finished document could be written, so that its size is not known.",)
    return found, notes


def _documents(output: Path, server: DatabaseUrl) -> list[str]:
    """Finished documents, evenly picked from all; those with few pages first, so that this stays short."""
    with open_results(output, server) as database, database.read() as connection:
        rows = connection.execute(
            select(sources.c.document)
            .where(sources.c.state == DONE, sources.c.frames > 0)
            .where(sources.c.id.in_(select(frames.c.source).where(frames.c.state == DONE)))
            .order_by(sources.c.frames, sources.c.id)
        ).all()
    few = [row.document for row in rows[: max(MOST_DOCUMENTS, len(rows) // 2)]]
    step = max(1, len(few) // MOST_DOCUMENTS)
    return few[::step][:MOST_DOCUMENTS]
