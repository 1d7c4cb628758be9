"""Results on the disk and in the ledger, in the order that survives a crash, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import files, ingest
from pipeline.batch.beside import Beside, asked
from pipeline.batch.events import Event, FileDone, FileFailed, FileStarted, PageDone, PageFailed, PageHeld, PageLost
from pipeline.batch.executor import Finished, Lost, Opened, Started
from pipeline.batch.gazetteers import identity
from pipeline.batch.holding import renewed
from pipeline.batch.ledger import DONE, FAILED, OPEN, QUARANTINED, FrameRow, Ledger, SourceRow
from pipeline.batch.ledger.names import FrameKeys
from pipeline.batch.plan import Plan, Planner
from pipeline.batch.policy import Tally
from pipeline.batch.sharing import Alone, Sharing
from pipeline.batch.unit import Outcome, Task, file_state
from pipeline.errors import PageError
from pipeline.export.documents import summarise_failure
from pipeline.export.interchange import read_document
from pipeline.export.store import DocumentFolder
from pipeline.handling.pages import said
from pipeline.model.page import PageSummary, Source

PASSING = frozenset({"missing", "no-permission", "unreadable", "out-of-memory"})
"""Codes of failures that lie with the system, not with the file: the next run tries again by itself."""
LOST_REMEDY: Mapping[str, str] = {
    "crash": "Try again with --retry-failed; if it stays, report it with what 'baokan status --failed' shows.",
    "timeout": "Raise run.limits.page_seconds, or scan at a lower resolution; then --retry-failed.",
    "memory": "Use fewer workers (--jobs 1), raise run.limits.page_memory_mb, or scan at a lower resolution.",
    "killed": "Find out what kills the workers; then --retry-failed.",
}


@dataclass
class _Open:
    """A document in work."""

    plan: Plan
    folder: DocumentFolder
    pending: set[int]
    """frames that are not final yet."""
    told: bool = False
    """Its start was reported."""
    again: bool = False
    """Its pages were done and counted; the pass over its issue corrects them once more."""


class Writer:
    """See the module.  Raises ``OutputError``, ``DatabaseError``."""

    def __init__(self, output: Path, ledger: Ledger, planner: Planner, report: Callable[[Event], None]) -> None:
        self._output, self.ledger, self._planner, self.tell = output, ledger, planner, report
        self.sharing: Sharing = Alone()
        self._documents: dict[str, _Open] = {}
        self._beside = Beside(output, ledger.formats, asked(planner.settings.export.formats))
        self._without_formats: set[int] = set()
        """sources whose formats could not be written in this run."""
        self.tally = Tally()
        self.failed_now = 0
        """pages and files that failed in this run."""
        self.finished = 0
        """documents whose files were written."""
        self.vanished = ""
        """in a sentence, when the folder of a scan that is missing is missing too."""

    def take(self, plan: Plan) -> None:
        """A source of this run."""
        folder = DocumentFolder(self._output, plan.work.document, self._planner.stage_settings)
        self._documents[plan.work.document] = _Open(plan, folder, {task.frame for task in plan.tasks})
        self.tally.skipped += plan.skipped
        self.tally.read += plan.skipped
        if plan.failed:
            self._say_again(plan)

    def take_again(self, plan: Plan) -> None:
        """A finished source whose pages the pass over its issue corrects once more."""
        folder = DocumentFolder(self._output, plan.work.document, self._settings_of(plan.work.document))
        pending = {task.frame for task in plan.tasks}
        self._documents[plan.work.document] = _Open(plan, folder, pending, told=True, again=True)

    def _settings_of(self, document: str) -> dict[str, dict[str, Any]]:
        """What a finished document was made with; the stages of the pass have the settings of this run."""
        now = self._planner.stage_settings
        if document in self._documents:
            return now
        try:
            made = read_document(self._output / document / "document.json").settings
        except PageError:
            return now  # damaged since: what is known is said
        return {**now, **made, **{stage: now[stage] for stage in ("correct", "export") if stage in now}}

    def plan_of(self, task: Task) -> Plan:
        """The plan that a task is part of."""
        return self._documents[task.document].plan

    def settled(self, task: Task) -> None:
        """Another run has done a task; the rows are up to date."""
        document = self._documents[task.document]
        row = document.plan.row
        frame = row.frames[task.frame]
        if frame.state == DONE:
            self.tally.skipped += 1
            self.tally.read += 1
        else:
            self._tell_of(document.plan, frame, "(In another run.)")
        self._final(document, task.frame)

    def learn(self, task: Task) -> list[Task]:
        """Another run may have opened a file that was never opened: the tasks of its other frames."""
        document = self._documents[task.document]
        plan = document.plan
        if not plan.unknown:
            return []
        self.ledger.refresh(plan.row)
        if plan.row.source is None:
            return []
        plan.unknown = False
        plan.tasks.clear()
        skipped = plan.skipped
        self._planner.add_frames(plan, [n for n in range(1, plan.row.source.frames + 1) if n != task.frame])
        more = list(plan.tasks)
        document.pending |= {one.frame for one in more}
        self.tally.skipped += plan.skipped - skipped
        return more

    def hold(self, plan: Plan, task: Task) -> bool:
        """Let the records of a finished frame stand as they are, and its files say under what; false when these are
        not as they were written: then the task has to be done."""
        row, frame = plan.row, plan.row.frames[task.frame]
        checksums = self.ledger.checksums(row, frame)
        folder = self._output / row.document
        contents = renewed(folder, task.pages, checksums, lambda had: self._planner.renewed(plan, frame, had))
        if contents is None:
            self._documents[row.document].pending.add(task.frame)
            return False
        files.write_all(folder, contents)
        (gazetteer,) = self._planner.gazetteers([plan])
        self.ledger.hold(row, frame, self._planner.fingerprints(plan, task.frame), identity(gazetteer), contents)
        self.tally.held += 1
        for page in task.pages:
            self.tell(PageHeld(str(task.path), row.document, page))
        return True

    def missing(self, error: PageError) -> None:
        """Note an argument that is not there; it has no document."""
        self._count_failure(file=True)
        self.tell(FileFailed(str(error.path), "", error.stage, error.code, f"{error.cause} {error.remedy}"))

    def started(self, notice: Started) -> None:
        """A worker began a task."""
        row = self._documents[notice.task.document].plan.row
        self.ledger.started(self.ledger.frame(row, notice.task.frame), notice.worker)

    def opened(self, notice: Opened) -> list[Task]:
        """A source is open: what it is; the tasks of its other frames when these were not known before."""
        task, source = notice.task, notice.source
        document = self._documents[task.document]
        plan, more = document.plan, list[Task]()
        if plan.unknown or plan.row.source != source:
            fresh = plan.row.source is None or plan.row.source.sha256 != source.sha256
            plan.row.path = plan.work.path.absolute()
            self.ledger.opened(plan.row, source, notice.state)
            if plan.unknown:
                skipped = plan.skipped
                plan.tasks.clear()
                others = [number for number in range(1, source.frames + 1) if number != task.frame]
                self._planner.add_frames(plan, others, fresh=fresh)
                more = list(plan.tasks)
                document.pending |= {one.frame for one in more}
                self.tally.skipped += plan.skipped - skipped
            plan.unknown = False
        if not document.told:
            document.told = True
            self.tell(FileStarted(str(task.path), task.document, source.frames, len(document.pending)))
        return more

    def finished_task(self, notice: Finished) -> None:
        """Store what came of a task."""
        task, outcome = notice.task, notice.outcome
        document = self._documents[task.document]
        self.tally.tried += not document.again
        if outcome.source is None:
            self._file_failed(document, task, outcome.failures[0].error)
            return
        row = document.plan.row
        frame = self.ledger.frame(row, task.frame)
        if not self.sharing.holds(frame):
            self._documents[task.document].pending.discard(task.frame)  # whoever took it over sees to the rest
            return
        if row.state != OPEN:  # from now on its document has to be written again, whatever happens
            self.ledger.set_state(row, OPEN)
        if outcome.contents:
            document.folder.write(outcome.contents, outcome.source.sha256)
        if outcome.failures:
            self._page_failed(document, frame, outcome, notice.worker)
        else:
            self.tally.read += not document.again
            self.ledger.done(
                row,
                frame,
                outcome.stages,
                outcome.pages,
                outcome.contents,
                worker=notice.worker,
                seconds=outcome.seconds,
                keep=outcome.redone,
                names=outcome.names,
                keys=FrameKeys(outcome.gazetteer, outcome.keys),
                elsewhere=task.elsewhere,
            )
        for page in outcome.pages if not document.again else ():
            self._page_done(document, page, outcome.seconds / len(outcome.pages))
        self._final(document, task.frame)

    def lost(self, notice: Lost) -> bool:
        """A worker ended in the middle of a task; whether it is to be tried again."""
        document = self._documents[notice.task.document]
        row, limits = document.plan.row, self._planner.settings.run.limits
        frame = self.ledger.frame(row, notice.task.frame)
        self.ledger.lost(frame, to_blame=notice.code != "killed")
        name, file = f"page-{frame.number:04d}", str(notice.task.path)
        if frame.faults < limits.faults and frame.tries < limits.kills:
            self.tell(PageLost(file, row.document, name, notice.code, notice.cause, frame.tries))
            return True
        self.tally.tried += 1
        times = f"It ended its worker in {frame.tries} of {frame.tries} tries and is in quarantine."
        error = PageError(
            notice.task.path,
            notice.code,
            f"{notice.cause} {times}",
            LOST_REMEDY[notice.code],
            frame=frame.number,
            stage="worker",
        )
        if row.source is None:
            self._file_failed(document, notice.task, error, QUARANTINED, notice.trace)
            return False
        self.ledger.failed(
            row,
            frame,
            error,
            state=QUARANTINED,
            fingerprint=self._expected(document, frame.number),
            pages=[summarise_failure(error)],
            worker=notice.worker,
            trace=notice.trace,
        )
        self._tell_failure(document, error, name)
        self._final(document, frame.number)
        return False

    def finish(self, plan: Plan) -> None:
        """Write the files of a document whose pages are all final."""
        self._finish(self._documents[plan.work.document])

    def write_beside(self, contents: Mapping[str, bytes]) -> None:
        """Write files of the whole results folder, by their path in it, where they differ."""
        for name, content in contents.items():
            path = self._output / name
            if not path.is_file() or path.read_bytes() != content:
                files.write(path, content)
                folder, _, stem = name.rpartition("/")
                owner = self._documents.get(folder)
                self.ledger.enter_files(owner.plan.row if owner else None, None, folder, {stem: content})

    def formats_due(self, rows: Iterable[SourceRow]) -> list[SourceRow]:
        """Finished documents that lack formats which the settings ask for."""
        return [row for row in self._beside.due(rows) if row.id not in self._without_formats]

    def write_formats(self, row: SourceRow) -> None:
        """Write what a finished document lacks of them."""
        if (error := self._beside.write(row)) is not None:
            self._without_formats.add(row.id)
            self._count_failure(file=True)
            reason = f"{error.cause} {error.remedy}"
            self.tell(FileFailed(str(row.path), row.document, error.stage, error.code, reason))

    def end_run(self, exit_code: int, message: str) -> None:
        """Enter how the run ended."""
        tally = self.tally
        self.ledger.end_run(
            done=tally.tried - self.failed_now,
            failed=self.failed_now,
            skipped=tally.skipped,
            held=tally.held,
            exit_code=exit_code,
            message=message or None,
        )

    def _file_failed(self, document: _Open, task: Task, error: PageError, state: str = FAILED, trace: str = "") -> None:
        """The file cannot be opened at all."""
        row = document.plan.row
        if error.code == "missing" and not task.path.parent.exists():
            self.vanished = f"{task.path.parent}: this folder is gone. Start again when it is back."
            self.ledger.waits(self.ledger.frame(row, task.frame))
            return
        source = ingest.unreadable_source(task.path)
        row.path = task.path.absolute()
        frame = self.ledger.frame(row, task.frame)
        lasting = self._planner.opening(task.path, error.code not in PASSING)
        self.ledger.failed(row, frame, error, state=state, fingerprint=lasting, trace=trace)
        self.ledger.unreadable(row, file_state(task.path))
        _, written = document.folder.finish(source, (), (), error=error, **said(()))
        self._beside.clear(row)
        self.ledger.finish(row, FAILED, written, error)
        self._count_failure(file=True)
        self.finished += 1
        document.pending.clear()
        reason = f"{error.cause} {error.remedy}"
        self.tell(FileFailed(str(task.path), task.document, error.stage, error.code, reason))

    def _page_failed(self, document: _Open, frame: FrameRow, outcome: Outcome, worker: str) -> None:
        """Some pages of a frame failed; the ones that were done are kept."""
        failed = [summarise_failure(failure.error, failure.half) for failure in outcome.failures]
        first = outcome.failures[0].error
        passing = any(failure.error.code in PASSING for failure in outcome.failures)
        self.ledger.failed(
            document.plan.row,
            frame,
            first,
            fingerprint="" if passing else self._expected(document, frame.number),
            pages=[*outcome.pages, *failed],
            written=outcome.contents,
            worker=worker,
            seconds=outcome.seconds,
        )
        for failure, summary in zip(outcome.failures, failed, strict=True):
            self._tell_failure(document, failure.error, summary.name)

    def _page_done(self, document: _Open, page: PageSummary, seconds: float) -> None:
        self.tally.pages += 1
        self.tally.warnings += len(page.warnings)
        self.tell(
            PageDone(
                file=str(document.plan.work.path),
                document=document.plan.work.document,
                page=page.name,
                status=page.status,
                characters=page.characters,
                blocks=page.blocks,
                corrections=page.corrections,
                warnings=tuple(warning.message for warning in page.warnings),
                seconds=round(seconds, 2),
            )
        )

    def _tell_failure(self, document: _Open, error: PageError, page: str) -> None:
        self._count_failure()
        work = document.plan.work
        reason = f"{error.cause} {error.remedy}"
        self.tell(PageFailed(str(work.path), work.document, page, error.stage, error.code, reason))

    def _say_again(self, plan: Plan) -> None:
        """What failed in an earlier run and is not tried again still counts."""
        frames = [frame for frame in plan.row.frames.values() if frame.state in (FAILED, QUARANTINED)]
        for frame in frames[: plan.failed]:
            self._tell_of(plan, frame, "(Not tried again; --retry-failed does.)")

    def _tell_of(self, plan: Plan, frame: FrameRow, why: str) -> None:
        """A failure of another run counts."""
        file = plan.row.source is None
        self.tally.failed_files += file
        self.tally.failed_pages += not file
        error = frame.error or {}
        stage, code = error.get("stage", ""), error.get("code", "")
        reason = f"{error.get('cause', '')} {error.get('remedy', '')} {why}"
        if file:
            self.tell(FileFailed(str(plan.work.path), plan.work.document, stage, code, reason))
        else:
            name = f"page-{frame.number:04d}"
            self.tell(PageFailed(str(plan.work.path), plan.work.document, name, stage, code, reason))

    def _count_failure(self, *, file: bool = False) -> None:
        self.failed_now += 1
        self.tally.failed_files += file
        self.tally.failed_pages += not file

    def _expected(self, document: _Open, number: int) -> str:
        return list(self._planner.fingerprints(document.plan, number).values())[-1]

    def _final(self, document: _Open, number: int) -> None:
        document.pending.discard(number)
        if not document.pending:
            self._finish(document)

    def _finish(self, document: _Open) -> None:
        with self.sharing.document(document.plan) as mine:
            if mine:
                self._write_document(document)

    def _write_document(self, document: _Open) -> None:
        row = document.plan.row
        source = row.source or Source(file=row.path.name, sha256="", frames=1, media_type="")
        pages = [page for frame in row.frames.values() for page in frame.pages]
        keep = self.ledger.file_names(row)
        made, written = document.folder.finish(source, pages, keep, **said(pages))
        failed = any(frame.state in (FAILED, QUARANTINED) for frame in row.frames.values())
        self.write_formats(row)
        self.ledger.finish(row, FAILED if failed else DONE, written)
        self.finished += 1
        if not document.again:
            self.tell(FileDone(str(document.plan.work.path), row.document, made.status, len(made.pages)))
        row.let_go()
