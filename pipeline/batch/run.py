"""``baokan run``: every source of the work list into the results folder.

The executor's workers do frames; this process alone decides, writes files and keeps the ledger.  A frame's files are
on the disk before the ledger has it as done, and a document's ``document.json`` comes after all its pages, so that a
run may end at any moment: the next start does what is missing.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import files
from pipeline.batch.adopt import adopt
from pipeline.batch.beside import asked
from pipeline.batch.events import Event, RunDone, RunNote, RunStarted, RunStopped
from pipeline.batch.executor import Executor, Finished, Inline, Notice, Opened, Remark, Started
from pipeline.batch.issue_pass import STAGE, due, unnamed
from pipeline.batch.issues import issue_files
from pipeline.batch.ledger import REPLACED, Ledger, SourceRow
from pipeline.batch.ledger.leases import Leases
from pipeline.batch.lock import OutputLock
from pipeline.batch.logbook import log_file, logbook
from pipeline.batch.plan import Plan, Planner
from pipeline.batch.policy import Interruption, given_up
from pipeline.batch.sharing import Shared
from pipeline.batch.unit import Task, Unit
from pipeline.batch.wishes import Wishes
from pipeline.batch.worklist import Work, WorkList, work_list
from pipeline.batch.writer import Writer
from pipeline.database import database_of, open_database
from pipeline.database.place import note_database
from pipeline.engine.recording import RecordingEngine
from pipeline.errors import BaokanError, ExitCode
from pipeline.flow import Pipeline
from pipeline.ingest.filetypes import SEVERAL_ENDINGS
from pipeline.settings import Settings

Report = Callable[[Event], None]
Hire = Callable[[int], Executor]
"""Makes the executor for so many frames, when it is known that there is something to do."""
WAIT_SECONDS = 1.0
"""s: how long the executor may be waited for before signals and limits are looked at again."""


def run(
    paths: Iterable[Path],
    pipeline: Pipeline,
    report: Report = lambda _: None,
    *,
    wishes: Wishes = Wishes(),  # noqa: B008  (immutable)
    hire: Hire | None = None,
) -> RunDone:
    """Digitise files and folders into ``settings.run.output``.

    ``hire``: makes the executor; without it the frames are done in this process.  Returns what the summary says, with
    the exit code.  Raises ``NoInputError`` (no file found), ``OutputError``, ``OutputInUseError``, ``DatabaseError``,
    ``GazetteerError``, ``EngineError``, ``ClusterError``; what was finished is kept even then.
    """
    try:
        return _run(paths, pipeline, report, wishes, hire or (lambda _: Inline(_unit(pipeline))))
    except BaokanError as error:
        report(RunStopped(str(error), error.exit_code))
        raise
    except KeyboardInterrupt:
        report(RunStopped("interrupted", ExitCode.INTERRUPTED))
        raise


def _unit(pipeline: Pipeline) -> Unit:
    return Unit(pipeline, pipeline.engine if isinstance(pipeline.engine, RecordingEngine) else None)


def _run(paths: Iterable[Path], pipeline: Pipeline, report: Report, wishes: Wishes, hire: Hire) -> RunDone:
    settings = pipeline.settings
    output = settings.run.output
    notes = [str(problem) for problem in pipeline.gazetteer.problems]
    asked(settings.export.formats)
    files.require_writable(output)
    where = database_of(output, settings.run.database)
    shared = not isinstance(where, Path)
    with ExitStack() as held:
        held.enter_context(OutputLock(output, shared=shared))
        database = held.enter_context(open_database(where))
        note_database(output, where)
        ledger = Ledger(database)
        listed, known = _registered(list(paths), settings, ledger)
        notes += [*_layer_notes(listed.sources, pipeline), *listed.notes]
        for row in listed.replaced:
            ledger.set_state(row, REPLACED)
        ledger.begin_run(settings)
        leases = held.enter_context(Leases(database, ledger.run, settings.run.lease_seconds)) if shared else None
        if not ledger.others:
            files.remove([*files.leftovers(output), *files.leftovers(output, "*")])
        for work in listed.sources:
            adopt(ledger, known[work.document], output, work.sha256)
        planner = Planner(pipeline, ledger, wishes, output)
        plans = [planner.plan(work, known[work.document]) for work in listed.sources]
        with logbook(log_file(output, ledger.run)) as log:

            def tell(event: Event) -> None:
                log.note(event)
                report(event)

            writer = Writer(output, ledger, planner, tell)
            if leases:
                writer.sharing = Shared(database, ledger, leases, planner, writer.plan_of, writer.settled, writer.learn)
            runner = _Runner(plans, planner, writer, pipeline, wishes.limit)
            done = runner.run(listed, tuple(notes), hire)
            tell(done)
        return done


def _registered(paths: list[Path], settings: Settings, ledger: Ledger) -> tuple[WorkList, dict[str, SourceRow]]:
    """The work list, and what the ledger has of its sources, the new ones entered."""
    while True:
        known = ledger.load()
        listed = work_list(paths, settings, known)
        new = [work for work in listed.sources if work.document not in known]
        if not new:
            return listed, known
        if ledger.register((work.document, work.path.absolute()) for work in new):
            return listed, ledger.load()


def _layer_notes(work: Iterable[Work], pipeline: Pipeline) -> list[str]:
    """What a person should know of the gazetteers that lie beside the scans."""
    known = len(pipeline.gazetteer.problems)
    scans = {one.path.parent: one.path for one in work}.values()
    return [str(problem) for scan in scans for problem in pipeline.gazetteer_of(scan).problems[known:]]


@dataclass
class _Runner:
    """Hands the tasks out and takes the results in."""

    plans: list[Plan]
    planner: Planner
    writer: Writer
    pipeline: Pipeline
    limit: int | None
    """frames that may be handed out."""
    queue: deque[Task] = field(default_factory=deque)
    flying: int = 0
    handed_out: int = 0
    stopped: str = ""
    executor: Executor | None = None
    interruption: Interruption = field(default_factory=Interruption)

    def run(self, listed: WorkList, notes: tuple[str, ...], hire: Hire) -> RunDone:
        """Do everything; returns the summary."""
        start = time.perf_counter()
        settings, tally, writer = self.pipeline.settings, self.writer.tally, self.writer
        held = sum(len(plan.held) for plan in self.plans)
        self._keep_gazetteers(plan for plan in self.plans if plan.tasks or plan.held)
        for plan in self.plans:
            writer.take(plan)
            self.queue += plan.tasks
        todo = self._expect()
        executor = self.executor = hire(self._at_most(todo)) if todo else None
        writer.tell(
            RunStarted(
                files=len(listed.sources) + len(listed.missing),
                output=str(settings.run.output),
                notes=notes,
                pages=todo,
                skipped=tally.skipped,
                held=held,
                jobs=executor.jobs if executor else 0,
            )
        )
        for error in listed.missing:
            writer.missing(error)
        for plan in self.plans:
            if plan.unfinished:
                writer.finish(plan)
        with self.interruption.watched():
            self._hold()
            self._work(hire)
        return self._done(listed, time.perf_counter() - start)

    def _complete(self) -> None:
        """What all documents together need, when their pages are done."""
        settings, writer = self.pipeline.settings, self.writer
        changed = issue_files(settings.run.output, settings.describe) if writer.tally.tried or writer.finished else {}
        writer.write_beside(changed)
        self._write_formats()

    def _expect(self) -> int:
        """Enter how many frames this run does if nothing stops it; returns their number."""
        frames = self.handed_out + len(self.queue)
        frames = frames if self.limit is None else min(frames, self.limit)
        self.writer.ledger.set_todo(frames)
        return frames

    def _at_most(self, todo: int) -> int:
        """How many frames it may come to: how many a PDF has comes out with its first."""
        several = (plan for plan in self.plans if plan.unknown and plan.tasks and self.planner.wants_several)
        if all(plan.work.path.suffix.lower() not in SEVERAL_ENDINGS for plan in several):
            return todo
        return sys.maxsize if self.limit is None else self.limit

    def _hold(self) -> None:
        """Let the pages stand that the changed gazetteer cannot touch."""
        held = deque(task for plan in self.plans for task in plan.held)
        while held and not self._ends():
            for task in self.writer.sharing.take(held, 1):
                if not self.writer.hold(self.writer.plan_of(task), task):
                    self.queue.append(task)
                    self._expect()

    def _keep_gazetteers(self, plans: Iterable[Plan]) -> None:
        """So that the next run can tell what has changed in them."""
        self.writer.ledger.kept.keep(self.planner.gazetteers(plans))

    def _write_formats(self) -> None:
        """Those of documents that were finished before; the others have them."""
        for row in self.writer.formats_due(plan.row for plan in self.plans):
            if self._interrupted():
                return
            self.writer.write_formats(row)

    def _work(self, hire: Hire) -> None:
        """Do the pages, and then what the issues have to say to them."""
        try:
            self._empty_queue(hire)
            with self.writer.sharing.issues(self._interrupted) as mine:
                if mine:
                    self._over_issues(hire)
                    self._complete()
        except BaseException:
            if self.executor:
                self.executor.close(now=True)
            raise
        if self.executor:
            self.executor.close()

    def _over_issues(self, hire: Hire) -> None:
        """What the pages of each issue have to say to each other."""
        ledger = self.writer.ledger
        if self.stopped or self.queue or not (self.writer.tally.tried or ledger.pass_is_due()):
            return
        self.limit = None  # the pages were counted
        for find in (unnamed, due) if STAGE in self.planner.from_page else ():
            plans = find(ledger, self.pipeline.settings.run.output)
            self._keep_gazetteers(plans)
            for plan in plans:
                self.writer.take_again(plan)
                self.queue += plan.tasks
            self._empty_queue(hire)

    def _empty_queue(self, hire: Hire) -> None:
        sharing = self.writer.sharing
        while self.flying or ((self.queue or sharing.waits) and not self._ends()):
            while self.queue and not self._ends() and (not self.executor or self.executor.room()):
                if not (mine := sharing.take(self.queue, self._room())):
                    break
                executor = self.executor = self.executor or hire(len(self.queue) + len(mine))
                for task in mine:
                    executor.submit(task)
                    self.flying += 1
                    self.handed_out += 1
            if self.flying and self.executor:
                for notice in self.executor.wait(WAIT_SECONDS):
                    self._take(notice)
            if sharing.waits:
                sharing.look_again(self.queue, idle=not self.flying)

    def _room(self) -> int:
        """How many tasks may be handed out now."""
        room = self.executor.room() if self.executor else 1
        return room if self.limit is None else min(room, self.limit - self.handed_out)

    def _ends(self) -> bool:
        """Whether no further task is handed out."""
        return self._interrupted() or (self.limit is not None and self.handed_out >= self.limit)

    def _interrupted(self) -> bool:
        """Whether the run ends early."""
        if not self.stopped and self.interruption.asked:
            self.stopped = "Interrupted; the pages at hand were finished."
        return bool(self.stopped)

    def _take(self, notice: Notice) -> None:
        if isinstance(notice, Remark):
            self.writer.tell(RunNote(notice.message))
            return
        if isinstance(notice, Started):
            self.writer.started(notice)
            return
        if isinstance(notice, Opened):
            if more := self.writer.opened(notice):
                self.queue.extendleft(reversed(more))
                self._expect()
            return
        self.flying -= 1
        if isinstance(notice, Finished):
            self.writer.finished_task(notice)
        elif self.writer.lost(notice):
            self.queue.append(notice.task)
            self.handed_out -= 1
        if not self.stopped:
            settings = self.pipeline.settings.run.policy
            self.stopped = self.writer.vanished or given_up(self.writer.tally, self.writer.failed_now, settings) or ""

    def _done(self, listed: WorkList, seconds: float) -> RunDone:
        tally, settings = self.writer.tally, self.pipeline.settings
        code = tally.exit_code
        if self.stopped:
            code = ExitCode.INTERRUPTED if self.interruption.asked else max(code, ExitCode.SOME_FAILED)
        if (tally.tried or tally.held) and not self.writer.ledger.others:
            self.writer.ledger.kept.forget_unused()
        self.writer.end_run(code, self.stopped)
        return RunDone(
            files=len(listed.sources) + len(listed.missing),
            pages=tally.pages,
            warnings=tally.warnings,
            failed_pages=tally.failed_pages,
            failed_files=tally.failed_files,
            seconds=round(seconds, 2),
            output=str(settings.run.output),
            exit_code=code,
            skipped=tally.skipped,
            held=tally.held,
            stopped=self.stopped,
        )
