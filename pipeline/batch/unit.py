"""The unit of work: one frame of one source.  What comes of it depends on the task and the settings alone.

Every executor (in this process, worker processes, a cluster) does the same ``Unit.do``.  Nothing is written here: the
outcome carries the files as bytes, and the one process that owns the results folder writes them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pipeline.batch.gazetteers import identity
from pipeline.correct.recheck import page_keys
from pipeline.engine import create_engine, identify
from pipeline.engine.recording import Recording, RecordingEngine, file_name
from pipeline.errors import EngineError, PageError
from pipeline.export.interchange import read_page
from pipeline.export.store import page_files
from pipeline.flow import Pipeline
from pipeline.handling.faults import PageFailure, guard
from pipeline.handling.opening import decode_frame, open_source
from pipeline.handling.provenance import Nowhere, Part
from pipeline.ingest import SourceReader
from pipeline.model.page import Page, PageSummary, Source
from pipeline.model.sheet import Frame, NamesOnPage, Sheet
from pipeline.model.sidecar import SidecarRow
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Task:
    """One frame to do."""

    path: Path
    document: str
    frame: int
    """1-based."""
    row: SidecarRow | None = None
    folder: Path | None = None
    """of the document's results, where an earlier run left something to go on from."""
    stage: str | None = None
    """redo the stored pages ``pages`` from this stage on; ``None``: from the scan."""
    pages: tuple[str, ...] = ()
    elsewhere: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """what the other pages of the issue say (``Frame.elsewhere``)."""


@dataclass(frozen=True, slots=True)
class StageDone:
    """What the ledger keeps of a stage."""

    stage: str
    fingerprint: str
    seconds: float


@dataclass(slots=True)
class Outcome:
    """What came of a task."""

    source: Source | None
    """``None``: the file could not be opened (``failures`` says why)."""
    pages: list[PageSummary] = field(default_factory=list)
    failures: list[PageFailure] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    """file name -> content, all files of the frame."""
    redone: bool = False
    """The files of the frame that are not in ``contents`` hold as they are."""
    stages: list[StageDone] = field(default_factory=list)
    names: dict[str, NamesOnPage] = field(default_factory=dict)
    """page -> its names, for the pass over its issue."""
    keys: dict[str, bytes] = field(default_factory=dict)
    """page -> what of a changed gazetteer can touch it (``correct.recheck``)."""
    gazetteer: str = ""
    """``gazetteers.identity`` of the one that the names were corrected with."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file looked when it was opened."""

    size: int
    """bytes."""
    modified: int
    """time of change, ns since 1970."""


def file_state(path: Path) -> FileState | None:
    """How a file looks now; ``None`` when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None  # whoever opens it says why
    return FileState(status.st_size, status.st_mtime_ns)


OnOpen = Callable[[Source, FileState | None], None]
"""Told of a source as soon as it is open, so that it is known what it is whatever becomes of its frames."""


class Unit:
    """Does tasks, one after the other; keeps the source open while tasks ask for the same one."""

    def __init__(self, pipeline: Pipeline, recorder: RecordingEngine | None = None) -> None:
        self._pipeline, self._recorder = pipeline, recorder
        self._reader: SourceReader | None = None
        self._state: tuple[Path, FileState | None] | None = None

    @classmethod
    def of(cls, settings: Settings) -> Unit:
        """A unit with everything that the settings name.  Raises ``EngineError``, ``GazetteerError``."""
        recorder = RecordingEngine(identify(settings.engine), lambda: create_engine(settings.engine))
        pipeline = Pipeline(settings, engine=recorder)
        pipeline.gazetteer  # noqa: B018
        return cls(pipeline, recorder)

    def again(self) -> Unit:
        """A unit with the same engine that has read nothing else yet: lists of names may have changed.

        Raises ``GazetteerError``.
        """
        old = self._pipeline
        pipeline = Pipeline(old.settings, engine=old.engine, stages=old.stages)
        pipeline.gazetteer  # noqa: B018
        return Unit(pipeline, self._recorder)

    def parts(self) -> tuple[Part, ...]:
        """What takes part in a page that has no neighbours, no metadata and no names of its own."""
        return self._pipeline.provenance.parts(Nowhere(self._pipeline.settings.run.output / "none"))

    def close(self) -> None:
        """Let go of the open source."""
        if self._reader is not None:
            self._reader.close()
            self._reader = self._state = None

    def do(self, task: Task, on_open: OnOpen = lambda source, state: None) -> Outcome:
        """Do one task.  Raises ``EngineError``, ``GazetteerError``: without these no page can be done."""
        start = time.perf_counter()
        outcome = (self._redo(task, task.stage) if task.stage else None) or self._from_scan(task, on_open)
        outcome.seconds = time.perf_counter() - start
        return outcome

    def _from_scan(self, task: Task, on_open: OnOpen) -> Outcome:
        if self._recorder:
            self._recorder.begin(_recorded(task))
        outcome = Outcome(None)
        try:
            reader, state = self._open(task.path)
            outcome.source = reader.source
            on_open(reader.source, state)
            self._take(
                outcome, task, self._pipeline.process(decode_frame(reader, task.frame, task.row, task.elsewhere))
            )
        except PageError as error:
            outcome.failures.append(PageFailure(error))
        if self._recorder and self._recorder.taken:
            outcome.contents[file_name(task.frame)] = self._recorder.taken.to_bytes()
        return outcome

    def _redo(self, task: Task, stage: str) -> Outcome | None:
        """The stored pages once more; ``None`` when they cannot be used: then the scan is."""
        assert task.folder is not None
        try:
            pages = [read_page(task.folder / f"{name}.json") for name in task.pages]
        except PageError:
            return None  # damaged or gone since: made again from the scan
        outcome = Outcome(pages[0].source, redone=True)
        self._take(outcome, task, (self._pipeline.redo(page, _whence(page, task), stage) for page in pages))
        return outcome

    def _take(self, outcome: Outcome, task: Task, results: Iterable[Sheet | PageFailure]) -> None:
        """Put the finished pages into the outcome, each as the bytes of its files."""
        settings = self._pipeline.settings
        for result in results:
            if isinstance(result, PageFailure):
                outcome.failures.append(result)
                continue
            sheet = result
            try:
                made = guard("export", task.path, task.frame, lambda: page_files(sheet, settings.export))  # noqa: B023
                pictures = self._pictures(sheet)
                if sheet.names:
                    guard("correct", task.path, task.frame, lambda: self._remember(outcome, sheet))  # noqa: B023
            except PageError as error:
                outcome.failures.append(PageFailure(error, sheet.page.half))
                continue
            outcome.pages.append(made.summary)
            outcome.contents |= made.contents | pictures
            _note(outcome.stages, sheet.page, made.seconds)

    def _remember(self, outcome: Outcome, sheet: Sheet) -> None:
        """What is asked of a page when its issue, or the gazetteer, has changed."""
        gazetteer, name = self._pipeline.gazetteer_of(sheet.frame.path), sheet.page.name
        if sheet.names:
            outcome.names[name] = sheet.names
        outcome.keys[name] = page_keys(sheet.page, gazetteer, self._pipeline.settings.correct.candidates)
        outcome.gazetteer = identity(gazetteer)

    def _pictures(self, sheet: Sheet) -> dict[str, bytes]:
        if not self._pipeline.settings.run.visualise or not sheet.image.size:
            return {}
        from pipeline.visualise import layout_picture

        picture = guard("export", sheet.frame.path, sheet.frame.number, lambda: layout_picture(sheet))
        return {f"{sheet.page.name}.layout.jpg": picture}

    def _open(self, path: Path) -> tuple[SourceReader, FileState | None]:
        """The reader of a source; the one of the task before is used again while its file is the same."""
        state = file_state(path)
        if self._reader is None or state is None or (path, state) != self._state:
            self.close()
            self._reader, self._state = open_source(path, self._pipeline.settings.ingest), (path, state)
        return self._reader, state


def _recorded(task: Task) -> Recording | None:
    """What an earlier run recorded of the frame."""
    if task.folder is None:
        return None
    path = task.folder / file_name(task.frame)
    try:
        return Recording.from_bytes(path.read_bytes(), str(path))
    except (OSError, EngineError):
        return None  # none, or damaged: the engine is asked


def _whence(page: Page, task: Task) -> Frame:
    """The frame of a stored page, without its pixels."""
    nothing = np.empty((0, 0), np.uint8)
    return Frame(page.source, task.path, page.frame, nothing, page.dpi, row=task.row, elsewhere=task.elsewhere)


def _note(stages: list[StageDone], page: Page, export_seconds: float) -> None:
    """Add a page's steps; the halves of a spread have the same ones, and their times add up."""
    before = {one.stage: one.seconds for one in stages}
    timings = {**page.timings, "export": export_seconds}
    stages[:] = [
        StageDone(step.stage, step.fingerprint, before.get(step.stage, 0.0) + timings.get(step.stage, 0.0))
        for step in page.steps
    ]
