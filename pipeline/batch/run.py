"""``baokan run``: every source of the work list, page by page, into the results folder.

While the networks read one page, the next one is decoded and straightened in one thread, and the last one laid out,
corrected and written in another.  Results do not depend on that overlap: pages are done and written in their order.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pipeline import files, ingest
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
)
from pipeline.batch.issues import write_issues
from pipeline.batch.lock import OutputLock
from pipeline.batch.overlap import Behind, ahead
from pipeline.errors import BaokanError, ExitCode, NoInputError, PageError
from pipeline.export.folders import existing, owner
from pipeline.export.store import DocumentStore
from pipeline.flow import Decoded, PageFailure, Pipeline, Straightened, decode, guard, said
from pipeline.model.page import PageSummary, Source
from pipeline.model.sheet import Sheet
from pipeline.settings import Settings

Report = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Work:
    """One source on the work list."""

    path: Path
    document: str
    row: ingest.SidecarRow | None = None
    """what ``metadata.csv`` beside it says."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """Everything that a run will do."""

    sources: tuple[Work, ...]
    notes: tuple[str, ...]
    """what a person should know of the input: files passed over, rows of tables that cannot be used."""
    missing: tuple[PageError, ...]
    """arguments and files that are not there or may not be read."""


@dataclass(frozen=True, slots=True)
class Closed:
    """All frames of a source were decoded, or none could be."""

    error: PageError | None = None


Item = tuple[Work, Source | Straightened | PageFailure | Closed]


@dataclass
class _Tally:
    """What is counted for the summary."""

    pages: int = 0
    warnings: int = 0
    failed_pages: int = 0
    failed_files: int = 0
    read: int = field(default=0)
    """frames that could be decoded."""

    @property
    def exit_code(self) -> int:
        if not self.failed_pages and not self.failed_files:
            return ExitCode.DONE
        return ExitCode.SOME_FAILED if self.read else ExitCode.NO_INPUT


def run(paths: Iterable[Path], pipeline: Pipeline, report: Report = lambda _: None) -> RunDone:
    """Digitise files and folders into ``settings.run.output``.

    Returns what the summary says, with the exit code.  Raises ``NoInputError`` (no file found), ``OutputError``,
    ``OutputInUseError``, ``GazetteerError``, ``EngineError``; finished documents are on the disk even then.
    """
    try:
        return _run(paths, pipeline, report)
    except BaokanError as error:
        report(RunStopped(str(error), error.exit_code))
        raise
    except KeyboardInterrupt:
        report(RunStopped("interrupted", ExitCode.INTERRUPTED))
        raise


def _run(paths: Iterable[Path], pipeline: Pipeline, report: Report) -> RunDone:
    start = time.perf_counter()
    output = pipeline.settings.run.output
    notes = [str(problem) for problem in pipeline.gazetteer.problems]
    files.require_writable(output)
    tally = _Tally()
    with OutputLock(output):
        files.remove(files.leftovers(output))
        work = work_list(paths, pipeline.settings)
        notes += _layer_notes(work.sources, pipeline)
        report(RunStarted(len(work.sources) + len(work.missing), str(output), (*notes, *work.notes)))
        runner = _Runner(pipeline, report, tally)
        for error in work.missing:
            runner.missing(error)
        try:
            for group in ahead(prepare_all(work.sources, pipeline), runner.may_overlap):
                while group:
                    runner.take(group.popleft())
        finally:
            runner.close()
        write_issues(output, pipeline.settings.describe)
    done = RunDone(
        files=len(work.sources) + len(work.missing),
        pages=tally.pages,
        warnings=tally.warnings,
        failed_pages=tally.failed_pages,
        failed_files=tally.failed_files,
        seconds=round(time.perf_counter() - start, 2),
        output=str(output),
        exit_code=tally.exit_code,
    )
    report(done)
    return done


def _layer_notes(work: Iterable[Work], pipeline: Pipeline) -> list[str]:
    """What a person should know of the gazetteers that lie beside the scans."""
    known = len(pipeline.gazetteer.problems)
    scans = {one.path.parent: one.path for one in work}.values()
    return [str(problem) for scan in scans for problem in pipeline.gazetteer_of(scan).problems[known:]]


def work_list(paths: Iterable[Path], settings: Settings) -> WorkList:
    """Every source under the paths, with the id of its document and its row of ``metadata.csv``.

    Raises ``NoInputError`` when nothing is named and nothing missing.
    """
    output = settings.run.output
    found = ingest.find(paths, settings.ingest, exclude=[output])
    notes = [f"{skipped.path}: {skipped.reason}" for skipped in found.skipped if skipped.notice]
    if not found.files and not found.errors:
        raise NoInputError(
            "\n".join([*notes, "No scans were found. Give image files, PDFs, or folders that hold some."])
        )
    sidecars = {folder: ingest.read_sidecar(folder) for folder in dict.fromkeys(path.parent for path in found.files)}
    notes += [problem.message for sidecar in sidecars.values() for problem in sidecar.problems]
    wanted = {ingest.document_id(path.name) for path in found.files}
    bound = {name: sha256 for name in existing(output, wanted) if (sha256 := owner(output / name)) is not None}
    ids = ingest.assign_document_ids(found.files, bound=bound)
    sources = tuple(Work(path, ids[path], sidecars[path.parent].get(path.name)) for path in found.files)
    return WorkList(sources, tuple(notes), found.errors)


def prepare_all(work: Iterable[Work], pipeline: Pipeline) -> Generator[deque[Item], None, None]:
    """Everything decoded and straightened, in groups that end with a frame: the next frame is what takes time."""
    group: deque[Item] = deque()
    for one in work:
        closed = Closed()
        try:
            for item in decode(one.path, pipeline.settings.ingest, one.row):
                if not isinstance(item, Decoded):
                    group.append((one, item))
                    continue
                group.append((one, pipeline.straighten(item)))
                del item  # while the next one is decoded this one may go
                yield group
                group = deque()
        except PageError as error:
            closed = Closed(error)
        group.append((one, closed))
    if group:
        yield group


class _Runner:
    """Takes the decoded items in their order and writes what comes of them."""

    def __init__(self, pipeline: Pipeline, report: Report, tally: _Tally) -> None:
        self._pipeline, self._report, self._tally = pipeline, report, tally
        self._reporting = Lock()
        self._settings = pipeline.settings
        self._behind = Behind()
        self._store: DocumentStore | None = None

    def may_overlap(self, group: deque[Item]) -> bool:
        """Whether the next frame may be decoded while this one is worked on."""
        what = group[-1][1]
        return not isinstance(what, Straightened) or self._small(what.pixels)

    def take(self, item: Item) -> None:
        """Do one item."""
        work, what = item
        if isinstance(what, Source):
            self._store = DocumentStore(self._settings.run.output, work.document, what, self._settings.export)
            self._tell(FileStarted(str(work.path), work.document, what.frames))
        elif isinstance(what, Closed):
            self._close(work, what.error)
        elif isinstance(what, PageFailure):
            self._behind.wait()
            self._fail(work, what)
        else:
            self._tally.read += 1
            for result in what.results:
                read = self._pipeline.read(result) if isinstance(result, Sheet) else result
                if isinstance(read, PageFailure):
                    self._behind.wait()
                    self._fail(work, read)
                else:
                    self._finish(work, read, what)

    def missing(self, error: PageError) -> None:
        """Note an argument that is not there; it has no document."""
        self._tally.failed_files += 1
        self._tell(FileFailed(str(error.path), "", error.stage, error.code, f"{error.cause} {error.remedy}"))

    def close(self) -> None:
        """Wait for the last write."""
        self._behind.close()

    @property
    def _open_store(self) -> DocumentStore:
        assert self._store is not None, "pages come after their source"
        return self._store

    def _tell(self, event: Event) -> None:
        """Pages are reported by the thread that writes them, the rest by the main one: one at a time."""
        with self._reporting:
            self._report(event)

    def _small(self, pixels: int) -> bool:
        return pixels <= self._settings.run.overlap_megapixels * 1e6

    def _finish(self, work: Work, read: Sheet, frame: Straightened) -> None:
        store = self._open_store

        def write() -> None:
            sheet = self._pipeline.finish(read, frame.row)
            if isinstance(sheet, PageFailure):
                self._fail(work, sheet)
                return
            try:
                summary = guard("export", work.path, sheet.page.frame, lambda: store.add(sheet, self._pictures(sheet)))
            except PageError as error:
                self._fail(work, PageFailure(error, sheet.page.half))
            else:
                self._done(work, sheet, summary)

        self._behind.submit(write)
        if not self._small(frame.pixels):
            self._behind.wait()

    def _pictures(self, sheet: Sheet) -> dict[str, bytes]:
        if not self._settings.run.visualise:
            return {}
        from pipeline.visualise import layout_picture

        return {f"{sheet.page.name}.layout.jpg": layout_picture(sheet)}

    def _done(self, work: Work, sheet: Sheet, summary: PageSummary) -> None:
        self._tally.pages += 1
        self._tally.warnings += len(summary.warnings)
        self._tell(
            PageDone(
                file=str(work.path),
                document=work.document,
                page=summary.name,
                status=summary.status,
                characters=summary.characters,
                blocks=summary.blocks,
                corrections=summary.corrections,
                warnings=tuple(warning.message for warning in summary.warnings),
                seconds=round(sum(sheet.page.timings.values()), 2),
            )
        )

    def _fail(self, work: Work, failure: PageFailure) -> None:
        summary = self._open_store.add_failure(failure.error, failure.half)
        self._tally.failed_pages += 1
        error = failure.error
        self._tell(
            PageFailed(
                str(work.path), work.document, summary.name, error.stage, error.code, f"{error.cause} {error.remedy}"
            )
        )

    def _close(self, work: Work, error: PageError | None) -> None:
        self._behind.wait()
        if self._store is None:  # the file could not even be opened
            source = ingest.unreadable_source(work.path)
            self._store = DocumentStore(self._settings.run.output, work.document, source, self._settings.export)
        document = self._store.finish(**said(self._store.pages), error=error)
        self._store = None
        if error is None:
            self._tell(FileDone(str(work.path), work.document, document.status, len(document.pages)))
            return
        self._tally.failed_files += 1
        self._tell(FileFailed(str(work.path), work.document, error.stage, error.code, f"{error.cause} {error.remedy}"))
