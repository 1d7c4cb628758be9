"""``baokan watch``: scans are taken from folders as they arrive, until it is stopped.

Each time that files have settled, a run does them; between the runs the results folder is free, so that other commands
can have it, and the lock of a watch that only waits keeps nobody out.  What was done is in the ledger: after a restart
everything is handed to a run once, which skips it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.batch.arrivals import Arrivals, Say
from pipeline.batch.events import Event, FileFailed, PageFailed, RunDone, RunStopped
from pipeline.batch.lock import OutputInUseError
from pipeline.batch.staff import Staff
from pipeline.batch.wishes import Wishes
from pipeline.batch.writer import PASSING
from pipeline.errors import ExitCode, NoInputError, SettingsError
from pipeline.settings import Settings

Report = Callable[[Event], None]
Reporting = Callable[[], AbstractContextManager[Report]]
"""Opens what is told of one run."""
Work = Callable[[Iterable[Path], Settings, Report, Wishes], RunDone]


def watch(
    folders: Sequence[Path],
    settings: Settings,
    reporting: Reporting,
    say: Say,
    *,
    wishes: Wishes = Wishes(),  # noqa: B008  (immutable)
    once: bool = False,
    work: Work | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Take what arrives; returns the exit code: 130 after an ordered stop in the middle of a run.

    ``once``: what has settled after one look, then an end.  ``work`` does a batch, by default with workers that stay
    for a while; ``sleep`` and ``clock`` are time.
    Ctrl-C while nothing is worked on raises ``KeyboardInterrupt``.  Raises ``SettingsError`` (a file is to be watched),
    ``NoInputError`` (``once``, and no folder is there), and what ends every run: ``OutputError``, ``DatabaseError``,
    ``EngineError``, ``GazetteerError``.
    """
    for folder in folders:
        if folder.exists() and not folder.is_dir():
            raise SettingsError(f"{folder}: this is no folder. Name folders to watch; 'baokan run' takes files.")
    settings = _patient(settings)
    times = settings.run.watch
    arrivals = Arrivals(folders, settings.run.output, times, say)
    if once and len(arrivals.missing()) == len(folders):
        raise NoInputError(f"{', '.join(map(str, folders))}: there is no such folder.")
    arrivals.look(clock())
    with Staff(times.idle_seconds, clock) as staff:
        if once:
            sleep(times.settle_seconds)
            arrivals.look(clock())
            code = _round(arrivals, settings, reporting, say, wishes, work or staff.run, clock, set())
            if growing := arrivals.growing(clock()):
                say(f"{growing} files are still growing; the next start takes them.")
            return code
        shown = ", ".join(str(folder) for folder in folders)
        say(f"Watching {shown} -> {settings.run.output}. Ctrl-C ends it, after the page at hand.")
        told = set[str]()
        while True:
            code = _round(arrivals, settings, reporting, say, wishes, work or staff.run, clock, told)
            if code == ExitCode.INTERRUPTED:
                return code
            staff.look()
            sleep(times.look_seconds)
            arrivals.look(clock())


def _patient(settings: Settings) -> Settings:
    """Single files never end a watch."""
    policy = settings.run.policy.model_copy(update={"on_error": "continue", "max_failures": "100%"})
    return settings.model_copy(update={"run": settings.run.model_copy(update={"policy": policy})})


def _round(
    arrivals: Arrivals,
    settings: Settings,
    reporting: Reporting,
    say: Say,
    wishes: Wishes,
    work: Work,
    clock: Callable[[], float],
    told: set[str],
) -> int:
    """Work on what has settled; ``told``: what was said of a folder in use."""
    batch = arrivals.settled(clock())
    if not batch:
        return ExitCode.DONE
    try:
        with reporting() as report:
            listener = _Listener(report)
            done = work(batch, settings, listener, wishes)
    except OutputInUseError as error:
        if str(error) not in told:
            say(f"{error} It is tried again until then.")
        told.add(str(error))
        return error.exit_code
    except NoInputError as error:
        say(str(error))  # they were taken away since the last look, which the next one sees
        return error.exit_code
    told.clear()
    if done.exit_code == ExitCode.INTERRUPTED:
        return done.exit_code
    if not done.stopped:  # else a folder has vanished: its files are due when it is back
        arrivals.taken((path, state) for path, state in batch.items() if path not in listener.missing)
        arrivals.try_again(listener.passing, clock())
    return done.exit_code


class _Listener:
    """Hands events on, and notes the files that failed for a reason that may pass."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.passing: set[Path] = set()
        self.missing: set[Path] = set()
        """those that had gone: they are due as soon as they are back."""

    def __call__(self, event: Event) -> None:
        if isinstance(event, FileFailed | PageFailed) and event.code in PASSING:
            (self.missing if event.code == "missing" else self.passing).add(Path(event.file))
        if not (isinstance(event, RunStopped) and event.exit_code == ExitCode.IN_USE):
            self._report(event)
