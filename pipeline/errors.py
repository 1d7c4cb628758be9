"""Every error that Baokan raises on purpose.  Each carries its exit code and says what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class ExitCode:
    """Stable exit codes of the ``baokan`` command (documented in ``docs/exit-codes.md``)."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    NO_INPUT = 3
    SOME_FAILED = 4
    NOT_WRITABLE = 5
    IN_USE = 6
    DATABASE = 7
    INTERRUPTED = 130


class BaokanError(Exception):
    """Base class.  ``str(error)`` is a sentence for people: what happened and what to do."""

    exit_code = ExitCode.UNEXPECTED


class SettingsError(BaokanError):
    """A setting or argument is wrong."""

    exit_code = ExitCode.USAGE


class NoInputError(BaokanError):
    """Nothing that could be read was found."""

    exit_code = ExitCode.NO_INPUT


class OutputError(BaokanError):
    """The output folder cannot be written."""

    exit_code = ExitCode.NOT_WRITABLE


class LockedError(OutputError):
    """Others were writing in the database for longer than was waited."""


class DatabaseError(BaokanError):
    """The database is damaged, missing, not reachable, or from a newer version."""

    exit_code = ExitCode.DATABASE


class GazetteerError(BaokanError):
    """A gazetteer file cannot be used."""

    exit_code = ExitCode.USAGE


class EngineError(BaokanError):
    """The OCR engine or its models cannot be used."""


class ClusterError(BaokanError):
    """The cluster cannot be used, or no node of it is left."""


class PageError(BaokanError):
    """One file or one page of it cannot be processed; the others go on.

    ``code`` is a stable key ('truncated', 'encrypted' …); ``cause`` and ``remedy`` are sentences for people.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(
        self, path: Path, code: str, cause: str, remedy: str, *, frame: int | None = None, stage: str = "ingest"
    ) -> None:
        self.path, self.code, self.cause, self.remedy = path, code, cause, remedy
        self.frame, self.stage = frame, stage
        where = f"{path}" + (f", page {frame}" if frame else "")
        super().__init__(f"{where}: {cause} {remedy}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from worker processes to the one that writes."""
        values = self.path, self.code, self.cause, self.remedy, self.frame, self.stage
        return _page_error, values


def _page_error(path: Path, code: str, cause: str, remedy: str, frame: int | None, stage: str) -> PageError:
    return PageError(path, code, cause, remedy, frame=frame, stage=stage)
