"""In which database the results folders of a test are kept."""

from __future__ import annotations

from pathlib import Path

from helpers import postgresql
from pipeline.address import DatabaseUrl
from pipeline.database import FILE_NAME
from pipeline.database.place import NOTE, note_database


class Kept:
    """The choice of one test; ``server``: a database of its own there for each folder, instead of a file."""

    server: postgresql.Server | None = None
    made: list[DatabaseUrl]

    def __init__(self) -> None:
        self.made = []

    def drop(self) -> None:
        """Forget the databases of the test."""
        for url in self.made:
            assert self.server is not None
            self.server.drop(url)
        self.made.clear()


KEPT = Kept()


def prepare(results: Path) -> Path:
    """Have a results folder keep its database where the test wants it; returns the folder."""
    results.mkdir(parents=True, exist_ok=True)
    if KEPT.server is not None and not (results / NOTE).exists() and not (results / FILE_NAME).exists():
        KEPT.made.append(KEPT.server.fresh())
        note_database(results, KEPT.made[-1])
    return results
