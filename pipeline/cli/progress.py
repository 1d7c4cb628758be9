"""Progress of a run: a bar on a terminal, plain lines elsewhere, or JSON lines."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from pipeline.batch.events import (
    Event,
    FileDone,
    FileFailed,
    FileStarted,
    PageDone,
    PageFailed,
    PageHeld,
    PageLost,
    RunDone,
    RunNote,
    RunStarted,
    RunStopped,
    to_json,
)

Report = Callable[[Event], None]


@contextmanager
def reporter(json_stream: TextIO | None, *, quiet: bool) -> Iterator[Report]:
    """What is called with every event.  ``json_stream``: where JSON lines go; ``None``: text to standard error."""
    if json_stream is not None:

        def as_json(event: Event) -> None:
            print(to_json(event), file=json_stream, flush=True)

        yield as_json
    elif sys.stderr.isatty() and not quiet:
        with _Bar() as bar:
            yield bar.report
    else:
        yield _Plain(quiet=quiet).report


class _Plain:
    """One line an event, for logs."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._pages, self._done = 0, 0
        self._problems: list[str] = []

    def report(self, event: Event) -> None:
        for line in self.lines(event):
            print(line, file=sys.stderr, flush=True)

    def lines(self, event: Event) -> list[str]:
        """What to print for an event."""
        match event:
            case RunStarted():
                self._pages = event.pages
                notes = [f"note: {note}" for note in event.notes]
                return notes if self._quiet else [*notes, started(event)]
            case RunNote():
                return [f"note: {event.message}"]
            case FileStarted():
                self._pages += max(0, event.todo - 1)
                return []
            case PageDone():
                self._done += 1
                lines = [] if self._quiet else [f"[{self._done}/{max(self._done, self._pages)}] {describe(event)}"]
                return [*lines, *(f"  warning: {event.file} {event.page}: {warning}" for warning in event.warnings)]
            case PageFailed():
                return [self._problem(f"FAILED {event.file} {event.page}: {event.stage}: {event.reason}")]
            case PageLost():
                return [f"  {event.file} {event.page}: {event.reason} It is tried again."]
            case FileFailed():
                return [self._problem(f"FAILED {event.file}: {event.reason}")]
            case FileDone() | PageHeld():
                return []
            case RunDone():
                return summary(event, self._problems)
            case RunStopped():
                return ["Failed so far:", *(f"  {problem}" for problem in self._problems)] if self._problems else []

    def _problem(self, line: str) -> str:
        self._problems.append(line.removeprefix("FAILED "))
        return line


class _Bar:
    """A progress bar over the pages; problems scroll by above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._console = Console(stderr=True, highlight=False)
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}", markup=False),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._task = self._progress.add_task("", total=None, pace="")
        self._plain = _Plain(quiet=True)
        self._start = time.monotonic()
        self._total = self._done = self._failed = 0

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def report(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._start, self._total = time.monotonic(), event.pages
            self._console.print(started(event), markup=False, soft_wrap=True)
        elif isinstance(event, FileStarted):
            self._total += max(0, event.todo - 1)
        elif isinstance(event, PageDone | PageFailed | FileFailed):
            self._failed += not isinstance(event, PageDone)
            self._done += 1
            self._show(event)
        elif isinstance(event, RunDone | RunStopped):
            self._progress.stop()
        for line in self._plain.lines(event):
            self._console.print(line, markup=False, soft_wrap=True)

    def _show(self, event: PageDone | PageFailed | FileFailed) -> None:
        minutes = (time.monotonic() - self._start) / 60
        pace = f"{self._done / minutes:.0f} pages/min" + (f", {self._failed} failed" if self._failed else "")
        self._progress.update(
            self._task,
            total=max(self._total, self._done),
            completed=self._done,
            pace=pace,
            description=describe(event) if isinstance(event, PageDone) else event.file,
        )


def started(event: RunStarted) -> str:
    """What is going to be done, in one line."""
    done = f", {_count(event.skipped, 'page')} done before" if event.skipped else ""
    done += f", {_count(event.held, 'page')} that the changed gazetteer cannot touch" if event.held else ""
    jobs = f" by {_count(event.jobs, 'worker')}" if event.jobs else ""
    return f"{_count(event.files, 'file')}, {_count(event.pages, 'page')} to do{jobs}{done} -> {event.output}"


def describe(event: PageDone) -> str:
    """One finished page in words."""
    changes = sum(event.corrections.values())
    return (
        f"{event.file} {event.page}: {event.characters:,} characters, {_count(event.blocks, 'block')}, "
        f"{_count(changes, 'correction')}, {event.seconds:.1f} s"
    )


def summary(event: RunDone, problems: list[str]) -> list[str]:
    """What a person reads in the morning: what was done, what failed and why, where the results are."""
    pace = f" ({event.seconds / event.pages:.1f} s a page)" if event.pages else ""
    before = f", {_count(event.skipped, 'page')} done before" if event.skipped else ""
    before += f", {_count(event.held, 'page')} that the changed gazetteer cannot touch" if event.held else ""
    lines = [
        f"{_count(event.files, 'file')}, {_count(event.pages, 'page')} done in {event.seconds:.1f} s{pace}{before}, "
        f"{_count(event.warnings, 'warning')}, {_count(event.failed_files, 'file')} and "
        f"{_count(event.failed_pages, 'page')} failed."
    ]
    if event.stopped:
        lines.append(f"Stopped early: {event.stopped} Start again to go on.")
    if problems:
        lines += ["Failed:", *(f"  {problem}" for problem in problems)]
    return [*lines, f"Results: {event.output}"]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
