"""A log file for each run: ``output/logs/run-0001.jsonl``, one event a line, with its time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from pipeline import files
from pipeline.batch.events import Event
from pipeline.batch.ledger import now

FOLDER = "logs"


def log_file(output: Path, run: int) -> Path:
    """Where the log of a run lies."""
    return output / FOLDER / f"run-{run:04d}.jsonl"


class Logbook:
    """Writes events as they come; a line is on its way to the disk before the run goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        files.make_folder(path.parent)
        try:
            self._stream = path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise files.output_error(path, error) from error

    def note(self, event: Event) -> None:
        """Add an event.  Raises ``OutputError``."""
        values = asdict(event)
        line = json.dumps({"time": now(), "event": values.pop("event"), **values}, ensure_ascii=False)
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError as error:
            raise files.output_error(self._path, error) from error

    def close(self) -> None:
        """Let go of the file; what a full disk did not take was told before."""
        try:
            self._stream.close()
        except OSError as error:
            raise files.output_error(self._path, error) from error


@contextmanager
def logbook(path: Path) -> Iterator[Logbook]:
    """The log of a run while it works.  Raises ``OutputError``."""
    book = Logbook(path)
    try:
        yield book
    finally:
        book.close()
