"""``baokan run --dry-run``: what would be done, and how long it would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.beside import asked, due_in
from pipeline.batch.ledger import Ledger, SourceRow
from pipeline.batch.limits import crew
from pipeline.batch.plan import Plan, Planner
from pipeline.batch.wishes import Wishes
from pipeline.batch.worklist import work_list
from pipeline.database import database_of
from pipeline.database.place import is_there
from pipeline.database.reading import as_it_would_be
from pipeline.flow import Pipeline
from pipeline.settings import Settings

SECONDS_A_PAGE = 2.0
"""s of one core for an A4 page at 300 dpi: taken where no page was done in the results folder yet."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do."""

    files: int
    new: int
    """files that were never opened; how many pages they have is not known, each counts as one."""
    recognise: int
    """pages to do from the scan, with the engine or with what it read before."""
    redo: dict[str, int]
    """stage from which on finished pages are redone without the scan -> pages."""
    held: int
    """finished pages that the changed gazetteer cannot touch: they are not corrected again."""
    formats: int
    """finished files whose formats would be written, without doing their pages again."""
    skipped: int
    failed: int
    """pages that failed before and would not be tried again."""
    jobs: int
    seconds: float
    """estimate."""
    measured: bool
    """The estimate comes from pages that were done in this results folder."""
    notes: tuple[str, ...]


def preview(paths: Iterable[Path], pipeline: Pipeline, wishes: Wishes) -> Preview:
    """What ``run`` would do with the same arguments; reads only.  Raises what ``run`` raises."""
    settings = pipeline.settings
    where = database_of(settings.run.output, settings.run.database)
    if not is_there(where):
        return _preview(paths, pipeline, wishes, None, {})
    with as_it_would_be(where) as database:
        ledger = Ledger(database)
        return _preview(paths, pipeline, wishes, ledger, ledger.load())


def _preview(
    paths: Iterable[Path], pipeline: Pipeline, wishes: Wishes, ledger: Ledger | None, known: dict[str, SourceRow]
) -> Preview:
    settings = pipeline.settings
    listed = work_list(paths, settings, known)
    planner = Planner(pipeline, ledger, wishes, settings.run.output)
    plans = [
        planner.plan(work, known.get(work.document) or SourceRow(0, work.document, work.path, "open"))
        for work in listed.sources
    ]
    tasks = [task for plan in plans for task in plan.tasks][: wishes.limit]
    redo: dict[str, int] = {}
    for task in tasks:
        if task.stage:
            redo[task.stage] = redo.get(task.stage, 0) + 1
    measured = ledger.seconds_a_frame() if ledger else None
    jobs = crew(settings.run, settings.engine.threads, len(tasks) or None).jobs
    recognise = len(tasks) - sum(redo.values())
    return Preview(
        files=len(listed.sources),
        new=sum(plan.unknown for plan in plans),
        recognise=recognise,
        redo=redo,
        held=sum(len(plan.held) for plan in plans),
        formats=_formats(ledger, settings, plans) if ledger else 0,
        skipped=sum(plan.skipped for plan in plans),
        failed=sum(plan.failed for plan in plans),
        jobs=jobs,
        seconds=recognise * (measured or SECONDS_A_PAGE) / jobs,
        measured=measured is not None,
        notes=(*listed.notes, *(str(error) for error in listed.missing)),
    )


def _formats(ledger: Ledger, settings: Settings, plans: Sequence[Plan]) -> int:
    rows = (plan.row for plan in plans if not plan.todo)
    return due_in(ledger, settings.run.output, asked(settings.export.formats), rows)
