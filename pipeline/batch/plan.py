"""What is to be done: the work list held against the ledger, by fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.batch import holding
from pipeline.batch.holding import Holding
from pipeline.batch.ledger import DONE, FAILED, QUARANTINED, FrameRow, Ledger, SourceRow
from pipeline.batch.unit import Task
from pipeline.batch.wishes import Wishes
from pipeline.batch.worklist import Work
from pipeline.flow import Pipeline
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Step
from pipeline.model.sidecar import SidecarRow
from pipeline.settings import Settings


@dataclass(slots=True)
class Plan:
    """What is to be done for one source."""

    work: Work
    row: SourceRow
    tasks: list[Task] = field(default_factory=list)
    skipped: int = 0
    """frames that are done already."""
    held: list[Task] = field(default_factory=list)
    """what need not be done again, since a changed gazetteer cannot touch the pages: only their provenance changes."""
    failed: int = 0
    """frames that failed before and are not tried again."""
    unknown: bool = False
    """The source was never opened: how many frames it has comes out with its first."""
    unfinished: bool = False
    """Nothing is left to do but the document's own files."""

    @property
    def todo(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.tasks) or self.unfinished


@dataclass(frozen=True, slots=True)
class Place:
    """A scan, as far as fingerprints depend on it (``Whence``)."""

    path: Path
    row: SidecarRow | None
    elsewhere: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Planner:
    """Holds sources against the ledger.

    A frame is left alone when the fingerprint of its last stage is what it would be now.  Else the first stage that
    differs decides: stages that need no pixels are redone on the stored pages, all others from the scan, with what
    the engine read before.
    """

    def __init__(self, pipeline: Pipeline, ledger: Ledger | None, wishes: Wishes, output: Path) -> None:
        self._pipeline, self._ledger, self._wishes, self._output = pipeline, ledger, wishes, output
        self._holding = Holding(pipeline, ledger)
        names = [stage.name for stage in pipeline.stages]
        pixels = max((k for k, stage in enumerate(pipeline.stages) if not stage.from_page), default=-1)
        self.from_page = frozenset(names[pixels + 1 :])
        """stages that are redone on stored pages."""

    @cached_property
    def stage_settings(self) -> dict[str, dict[str, Any]]:
        """Stage -> the settings that every page is made with in this run."""
        names = ("ingest", "straighten", *(stage.name for stage in self._pipeline.stages), "export")
        return {name: getattr(self._pipeline.settings, name).model_dump(mode="json") for name in names}

    def plan(self, work: Work, row: SourceRow) -> Plan:
        """What is to be done for a source."""
        plan = Plan(work, row)
        if row.source is None or work.sha256 != row.source.sha256:
            plan.unknown = True
            if self._stays_failed(row):
                plan.failed = 1
            else:
                first = 1 if self._wishes.frames is None else min(self._wishes.frames)
                plan.tasks = [self._task(plan, first, known=False)]
            return plan
        self.add_frames(plan, range(1, row.source.frames + 1))
        plan.unfinished = not plan.tasks and row.state not in (DONE, FAILED)
        return plan

    def add_frames(self, plan: Plan, numbers: Sequence[int], *, fresh: bool = False) -> None:
        """Add what is to be done of these frames of a source that was opened; ``fresh``: nothing of it is known."""
        assert plan.row.source is not None
        for number in numbers:
            if not self._wanted(number):
                continue
            frame = None if fresh else plan.row.frames.get(number)
            expected = self.fingerprints(plan, number)
            last = list(expected.values())[-1]
            if self._wishes.force or frame is None:
                plan.tasks.append(self._task(plan, number, known=False))
            elif frame.state in (FAILED, QUARANTINED):
                if frame.fingerprint == last and not self._wishes.retry_failed:
                    plan.failed += 1
                else:
                    plan.tasks.append(self._task(plan, number))
            elif frame.state == DONE and frame.fingerprint == last and self._pictured(plan, frame):
                plan.skipped += 1
            elif frame.state == DONE:
                self._add_again(plan, frame, expected)
            else:
                plan.tasks.append(self._task(plan, number))

    def fingerprints(self, plan: Plan, number: int) -> Mapping[str, str]:
        """Stage -> the fingerprint that a frame will have."""
        sha256 = plan.row.source.sha256 if plan.row.source else ""
        return self._pipeline.fingerprints(sha256, number, _place(plan, number))

    def renewed(self, plan: Plan, frame: FrameRow, had: Sequence[Step]) -> Sequence[Step]:
        """The steps that a page of a frame that is held has now."""
        return self._pipeline.provenance.steps_again(had, _place(plan, frame.number), holding.STAGE)

    def gazetteers(self, plans: Iterable[Plan]) -> list[Gazetteer]:
        """Those that the names of these sources are corrected with."""
        scans = {plan.work.path.parent: plan.work.path for plan in plans}
        return [self._pipeline.gazetteer_of(scan) for scan in scans.values()]

    @property
    def wants_several(self) -> bool:
        """Whether more than one frame of a file may be asked for."""
        return self._wishes.frames is None or len(self._wishes.frames) > 1

    def opening(self, path: Path, lasting: bool) -> str:
        """What is entered for a file that could not be opened: it stays so until the settings of ``ingest`` change.

        ``lasting`` false: the next run tries again.
        """
        return self._pipeline.fingerprints("", 1, Place(path, None))["ingest"] if lasting else ""

    @property
    def settings(self) -> Settings:
        """Of the run."""
        return self._pipeline.settings

    def _add_again(self, plan: Plan, frame: FrameRow, expected: Mapping[str, str]) -> None:
        had = self._ledger.stage_fingerprints(frame) if self._ledger else {}
        first = next((stage for stage, fingerprint in expected.items() if had.get(stage) != fingerprint), None)
        if first not in self.from_page:
            plan.tasks.append(self._task(plan, frame.number))
            return
        task = self._task(plan, frame.number, stage=first, pages=tuple(page.name for page in frame.pages))
        assert plan.row.source is not None
        held = first == holding.STAGE and self._holding.holds(
            frame, plan.row.source.sha256, _place(plan, frame.number), had
        )
        (plan.held if held else plan.tasks).append(task)

    def _task(
        self, plan: Plan, number: int, *, known: bool = True, stage: str | None = None, pages: tuple[str, ...] = ()
    ) -> Task:
        folder = self._output / plan.work.document if known and not self._wishes.force else None
        return Task(plan.work.path, plan.work.document, number, plan.work.row, folder, stage, pages)

    def _stays_failed(self, row: SourceRow) -> bool:
        """Whether a file that could not be opened is the same as then, and would be opened in the same way."""
        frame = row.frames.get(1)
        if row.state != FAILED or frame is None or self._wishes.retry_failed or self._wishes.force:
            return False
        return row.unchanged() and frame.fingerprint == self.opening(row.path, True)

    def _pictured(self, plan: Plan, frame: FrameRow) -> bool:
        """Whether the pictures that were asked for are there."""
        if not self._pipeline.settings.run.visualise:
            return True
        folder = self._output / plan.work.document
        return all((folder / f"{page.name}.layout.jpg").is_file() for page in frame.pages)

    def _wanted(self, number: int) -> bool:
        return self._wishes.frames is None or number in self._wishes.frames


def _place(plan: Plan, number: int) -> Place:
    frame = plan.row.frames.get(number)
    return Place(plan.work.path, plan.work.row, frame.elsewhere if frame else {})
