"""What the report tells, from the database alone: the files of ten thousand pages stay closed."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, func, select, true

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import DONE, FAILED, QUARANTINED, REPLACED, WAITING, WORKING
from pipeline.batch.status import RunLine, run_line
from pipeline.database.reading import open_results
from pipeline.database.schema import frames, runs, sources, stages
from pipeline.errors import SettingsError
from pipeline.model.page import PageSummary

LEAST_CERTAIN = 20
"""Pages that are shown because the engine was least sure of them."""
MOST_PLACES = 12
"""Pages that are named for each cause of failure; the others are counted."""
_PAGES = TypeAdapter(tuple[PageSummary, ...])


@dataclass(frozen=True, slots=True)
class UncertainPage:
    """A page of which the engine was not sure."""

    document: str
    name: str
    confidence: float
    characters: int


@dataclass(slots=True)
class Cause:
    """Failures of one kind."""

    stage: str
    code: str
    cause: str
    """as it was said of the first of them."""
    remedy: str
    count: int = 0
    places: list[tuple[str, int | None, str]] = field(default_factory=list)
    """file, page (``None``: the whole file), state; the first ``MOST_PLACES``."""


@dataclass(slots=True)
class Facts:
    """Everything that is drawn."""

    run: RunLine | None
    """the run that is told of; ``None``: everything in the folder."""
    runs: list[RunLine] = field(default_factory=list)
    frames: dict[str, int] = field(default_factory=dict)
    """state -> frames, of those that the run tried (all: that there are)."""
    files: int = 0
    pages: int = 0
    """finished ones; a spread gives two."""
    characters: int = 0
    warned: int = 0
    """frames that are done with a warning."""
    confidences: list[float] = field(default_factory=list)
    skews: list[float] = field(default_factory=list)
    unknown: int = 0
    """pages with text of which confidence and skew are not known: an older version made them."""
    least: list[UncertainPage] = field(default_factory=list)
    corrections: Counter[str] = field(default_factory=Counter)
    """status -> records of any kind."""
    names: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    """(before, after) -> status -> how often."""
    warnings: Counter[str] = field(default_factory=Counter)
    """code -> how often."""
    minutes: list[tuple[str, int, int]] = field(default_factory=list)
    """minute (ISO 8601, UTC) -> frames done, failed; only minutes with any."""
    stages: list[tuple[str, float]] = field(default_factory=list)
    """stage -> mean seconds a frame, in the order of the flow."""
    causes: list[Cause] = field(default_factory=list)
    """most frequent first."""


def gather(output: Path, number: int | None, server: DatabaseUrl = NO_SERVER, *, whole: bool) -> Facts:
    """The facts of one run, or of everything (``whole``); without a number the last run that tried any page.

    Raises ``NoInputError`` (no database), ``SettingsError`` (no such run), ``DatabaseError``.
    """
    with open_results(output, server) as database, database.read() as connection:
        lines = [run_line(row) for row in connection.execute(select(runs).order_by(runs.c.id))]
        facts = Facts(run=None if whole else _chosen(lines, number, output), runs=lines)
        mine = frames.c.run == facts.run.number if facts.run else true()
        _read_counts(connection, facts, mine)
        _read_pages(connection, facts, mine)
        _read_times(connection, facts, mine)
        _read_causes(connection, facts, mine)
    return facts


def _chosen(lines: list[RunLine], number: int | None, output: Path) -> RunLine | None:
    if number is None:
        return next((run for run in reversed(lines) if run.ended is None or (run.done or 0) + (run.failed or 0)), None)
    for run in lines:
        if run.number == number:
            return run
    known = f"1 to {lines[-1].number}" if lines else "none"
    raise SettingsError(f"--run {number}: {output} has no such run (there are: {known}).")


def _read_counts(connection: Connection, facts: Facts, mine: ColumnElement[bool]) -> None:
    joined = frames.join(sources, frames.c.source == sources.c.id)
    present = sources.c.state != REPLACED
    wanted = select(frames.c.state, func.count()).select_from(joined).where(mine, present).group_by(frames.c.state)
    facts.frames = dict.fromkeys((DONE, FAILED, QUARANTINED, WAITING), 0)
    for state, number in connection.execute(wanted):
        facts.frames[WAITING if state == WORKING else state] += number
    files = select(func.count(func.distinct(frames.c.source))).select_from(joined).where(mine, present)
    facts.files = int(connection.scalar(files) or 0)


def _summaries(connection: Connection, mine: ColumnElement[bool]) -> Iterator[tuple[str, tuple[PageSummary, ...]]]:
    wanted = (
        select(sources.c.document, frames.c.pages)
        .join(sources, frames.c.source == sources.c.id)
        .where(mine, sources.c.state != REPLACED, frames.c.state.in_((DONE, FAILED)), frames.c.pages.is_not(None))
    )
    for document, pages in connection.execution_options(yield_per=1000).execute(wanted):
        yield document, _PAGES.validate_json(pages)


def _read_pages(connection: Connection, facts: Facts, mine: ColumnElement[bool]) -> None:
    known: list[UncertainPage] = []
    for document, pages in _summaries(connection, mine):
        facts.warned += any(page.warnings for page in pages)
        for page in pages:
            if page.status == "failed":
                continue
            facts.pages += 1
            facts.characters += page.characters
            facts.corrections.update(page.corrections)
            facts.warnings.update(warning.code for warning in page.warnings)
            for name in page.names:
                facts.names.setdefault((name.before, name.after), Counter())[name.status] += name.count
            if page.skew_degrees is not None and page.characters:
                facts.skews.append(page.skew_degrees)
            if page.confidence is not None:
                facts.confidences.append(page.confidence)
                known.append(UncertainPage(document, page.name, page.confidence, page.characters))
            facts.unknown += page.confidence is None and page.characters > 0
    facts.least = heapq.nsmallest(LEAST_CERTAIN, known, key=lambda page: (page.confidence, page.document, page.name))


def _read_times(connection: Connection, facts: Facts, mine: ColumnElement[bool]) -> None:
    minute = func.substr(frames.c.changed, 1, len("2021-03-12T18:00"))
    tried = (
        select(minute, frames.c.state, func.count())
        .where(mine, frames.c.state.in_((DONE, FAILED, QUARANTINED)), frames.c.changed.is_not(None))
        .group_by(minute, frames.c.state)
        .order_by(minute)
    )
    counted: dict[str, list[int]] = {}
    for when, state, number in connection.execute(tried):
        counted.setdefault(when, [0, 0])[state != DONE] += number
    facts.minutes = [(when, done, failed) for when, (done, failed) in counted.items()]
    mean = (
        select(stages.c.stage, func.min(stages.c.position).label("position"), func.avg(stages.c.seconds))
        .where(stages.c.state == DONE, stages.c.seconds.is_not(None))
        .group_by(stages.c.stage)
        .order_by("position")
    )
    if facts.run:
        mean = mean.where(stages.c.frame.in_(select(frames.c.id).where(mine)))
    facts.stages = [(stage, float(seconds)) for stage, _, seconds in connection.execute(mean)]


def _read_causes(connection: Connection, facts: Facts, mine: ColumnElement[bool]) -> None:
    wanted = (
        select(frames.c.number, frames.c.state, frames.c.error, sources.c.path, sources.c.frames)
        .join(sources, frames.c.source == sources.c.id)
        .where(mine, sources.c.state != REPLACED, frames.c.state.in_((FAILED, QUARANTINED)))
        .order_by(sources.c.path, frames.c.number)
    )
    found: dict[tuple[str, str], Cause] = {}
    for row in connection.execute(wanted):
        said = json.loads(row.error) if row.error else {}
        stage, code = said.get("stage", ""), said.get("code", "")
        cause = found.setdefault((stage, code), Cause(stage, code, said.get("cause", ""), said.get("remedy", "")))
        cause.count += 1
        if len(cause.places) < MOST_PLACES:
            cause.places.append((row.path, row.number if row.frames else None, row.state))
    facts.causes = sorted(found.values(), key=lambda cause: -cause.count)
