"""Progress of a run: a bar on a terminal, plain lines elsewhere, or JSON lines."""

from __future__ import annotations

import sys
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
    RunDone,
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
        self._files = 0
        self._file = 0
        self._problems: list[str] = []

    def report(self, event: Event) -> None:
        for line in self.lines(event):
            print(line, file=sys.stderr, flush=True)

    def lines(self, event: Event) -> list[str]:
        """What to print for an event."""
        match event:
            case RunStarted():
                self._files = event.files
                notes = [f"note: {note}" for note in event.notes]
                return notes if self._quiet else [*notes, f"{_count(event.files, 'file')} -> {event.output}"]
            case FileStarted():
                return []
            case PageDone():
                return self._page(event)
            case PageFailed():
                return [self._problem(f"FAILED {event.file} {event.page}: {event.stage}: {event.reason}")]
            case FileFailed():
                self._file += 1
                return [self._problem(f"FAILED {event.file}: {event.reason}")]
            case FileDone():
                self._file += 1
                return []
            case RunDone():
                return summary(event, self._problems)
            case RunStopped():
                return ["Failed so far:", *(f"  {problem}" for problem in self._problems)] if self._problems else []

    def _page(self, event: PageDone) -> list[str]:
        lines = [] if self._quiet else [f"[{self._file + 1}/{self._files}] {describe(event)}"]
        return [*lines, *(f"  warning: {event.file} {event.page}: {warning}" for warning in event.warnings)]

    def _problem(self, line: str) -> str:
        self._problems.append(line.removeprefix("FAILED "))
        return line


class _Bar:
    """A progress bar; problems scroll by above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True, highlight=False)
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._task = self._progress.add_task("", total=None)
        self._plain = _Plain(quiet=True)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def report(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._progress.update(self._task, total=event.files)
        elif isinstance(event, PageDone):
            self._progress.update(self._task, description=describe(event))
        elif isinstance(event, FileDone | FileFailed):
            self._progress.advance(self._task)
        elif isinstance(event, RunDone | RunStopped):
            self._progress.stop()
        for line in self._plain.lines(event):
            self._console.print(line, markup=False, soft_wrap=True)


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
    lines = [
        f"{_count(event.files, 'file')}, {_count(event.pages, 'page')} done in {event.seconds:.1f} s{pace}, "
        f"{_count(event.warnings, 'warning')}, {_count(event.failed_files, 'file')} and "
        f"{_count(event.failed_pages, 'page')} failed."
    ]
    if problems:
        lines += ["Failed:", *(f"  {problem}" for problem in problems)]
    return [*lines, f"Results: {event.output}"]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
