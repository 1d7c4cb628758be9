"""A short measurement of its own: a few scans are read into a folder that is thrown away."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from pipeline import ingest
from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.events import RunDone, RunStarted
from pipeline.batch.run import Report
from pipeline.batch.wishes import Wishes
from pipeline.database import database_of
from pipeline.database.place import is_there
from pipeline.errors import NoInputError
from pipeline.following import editing_of
from pipeline.planning.figures import Measured
from pipeline.planning.ledger import measure
from pipeline.planning.written import formats
from pipeline.resources import PACKAGE
from pipeline.settings import Settings

Run = Callable[[Sequence[Path], Settings, Report, Wishes], RunDone]
"""Does pages: ``pipeline.batch.local.run_local``, or another one in tests."""
ALL_BUSY = "Workers are reckoned to be busy all the time; in long runs some wait at the beginning and at the end."


def samples(output: Path, server: DatabaseUrl = NO_SERVER) -> list[Path] | None:
    """Scans to measure on where none were named: those of the checkout; ``None``: there are results to reckon from.

    Raises ``NoInputError``: there are neither.
    """
    if is_there(database_of(output, server)):
        return None
    shipped = PACKAGE.parent / "scans"
    if shipped.is_dir():
        return [shipped]
    raise NoInputError(
        f"{output}: there are no results to reckon from, and no sample scans. Name some scans of yours with "
        "--measure, or the folder of results with --output."
    )


def trial(
    scans: Sequence[Path],
    settings: Settings,
    pages: int,
    names: Sequence[str] = (),
    *,
    run: Run,
    say: Callable[[str], None] = lambda words: None,
) -> Measured:
    """Read some pages of these files and folders, and measure.

    ``pages``: how many at most; files are picked evenly from all that there are.  ``names``: formats to try.  ``say``:
    told what is being done.  Raises ``NoInputError`` (nothing there could be read), and what ``run`` raises.
    """
    files, each = _picked(scans, settings, pages)
    say(f"Reading up to {pages:,} pages of {len(files):,} scans to measure …")
    with tempfile.TemporaryDirectory(prefix="baokan-plan-") as folder:
        run_settings = settings.run.model_copy(update={"output": Path(folder), "database": NO_SERVER})
        mine = settings.model_copy(update={"run": run_settings})
        seen, start = _Seen(), time.monotonic()
        done = run(files, mine, seen.look, Wishes(limit=pages, frames=frozenset(range(1, each + 1))))
        if not done.pages:
            raise NoInputError(
                "None of the scans that were tried could be read, so that nothing was measured. 'baokan run' on "
                f"them says why: {', '.join(map(str, files))}."
            )
        editing = editing_of(Path(folder), mine)
        with editing.database:
            editing.intake.run()
        found = measure(Path(folder))
        written, notes = formats(Path(folder), names)
    seconds = time.monotonic() - start
    names_of_scans = ", ".join(path.name for path in files[:3]) + (" …" if len(files) > 3 else "")
    return replace(
        found,
        source=f"{found.frames:,} pages read for this plan in {seconds:.0f} s on this machine ({names_of_scans})",
        # a run so short is for the most part starting and ending
        pace=replace(found.pace, workers=float(seen.jobs)),
        storage=replace(found.storage, formats=written),
        worker_bytes=seen.worker_bytes or None,
        notes=(*found.notes, *notes, ALL_BUSY),
    )


def _picked(scans: Sequence[Path], settings: Settings, pages: int) -> tuple[list[Path], int]:
    """Files evenly from all, and the pages of each."""
    found = ingest.find(scans, settings.ingest).files
    if not found:
        raise NoInputError(f"{', '.join(map(str, scans))}: there are no scans to measure on.")
    number = min(pages, len(found))
    files = [found[k * len(found) // number] for k in range(number)]
    return files, -(-pages // number)


class _Seen:
    """What is seen of the run while it works."""

    def __init__(self) -> None:
        self.jobs = 1
        self.worker_bytes = 0
        """the most memory that one of its workers has held."""

    def look(self, event: Any) -> None:
        """Whatever happened in the run, look at its workers."""
        if isinstance(event, RunStarted):
            self.jobs = event.jobs
        for child in psutil.Process().children(recursive=True):
            self.worker_bytes = max(self.worker_bytes, _peak(child))


def _peak(process: psutil.Process) -> int:
    """Bytes: the most that a process has held where the system tells (Linux), else what it holds."""
    try:
        for line in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
