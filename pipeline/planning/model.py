"""The arithmetic: figures of one page, times the pages, over the machines.  Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.planning.demand import Demand
from pipeline.planning.figures import NOTHING, Measured, Range, Reviewing

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Work:
    """Time and machines."""

    worker_hours: Range
    """hours of one worker for all pages."""
    workers: float
    """at work on a machine at the same time."""
    pages_an_hour: Range
    """of one machine; ``low`` belongs to heavy pages."""
    machines: Range | None
    """that keep the deadline; ``None``: none was given."""
    days: Range
    """of the calendar: with the machines that there are, or with those that the deadline needs."""


@dataclass(frozen=True, slots=True)
class Space:
    """Storage, bytes."""

    results: Range
    kinds: Mapping[str, float]
    """kind of file -> bytes, of the results."""
    formats: Mapping[str, float]
    """format -> bytes."""
    database: float
    rooms: Mapping[str, float]
    """what the database keeps -> bytes."""
    scans: Range
    """copied; nothing when they are not."""
    backups: Range
    """all copies together: results, formats and database each time."""
    files: float
    """number of files of the results."""

    @property
    def here(self) -> Range:
        """What lies in the results folder and beside it, without backups."""
        known = self.results.plus(self.scans)
        more = math.fsum(self.formats.values()) + self.database
        return known.plus(Range(more, more, more))


@dataclass(frozen=True, slots=True)
class People:
    """What there is to decide."""

    flags: Range
    decisions: Range
    person_days: Range | None
    """``None``: how long a decision takes is not known."""
    days: Range | None
    """working days of all editors together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it."""

    demand: Demand
    work: Work
    space: Space
    people: People | None
    """``None``: how many flags a page has is not known."""
    characters: float
    failed: float
    """pages that need a person because they failed."""
    memory: float
    """bytes that the workers of one machine take."""


def plan(demand: Demand, measured: Measured, worker_bytes: float) -> Plan:
    """What a number of pages takes.  ``worker_bytes``: memory of a worker, measured or reckoned with."""
    work = _work(demand, measured)
    return Plan(
        demand=demand,
        work=work,
        space=_space(demand, measured),
        people=_people(demand, measured.reviewing) if measured.reviewing else None,
        characters=measured.characters.mean * demand.pages,
        failed=measured.failed * demand.pages,
        memory=worker_bytes * math.ceil(work.workers),
    )


def workers_at_work(demand: Demand, measured: Measured) -> float:
    """Workers that are busy at the same time, on average.

    Of workers that were asked for as large a share is busy as where it was measured: at the beginning and the end of a
    run some wait.
    """
    busy = measured.pace.workers
    if demand.workers is None:
        return busy if busy is not None else 1.0
    return demand.workers * (busy / math.ceil(busy) if busy else 1.0)


def _work(demand: Demand, measured: Measured) -> Work:
    seconds = measured.pace.seconds.range
    workers = workers_at_work(demand, measured)
    machine_hours = seconds.times(demand.pages / HOUR / workers)
    pace = Range(*(workers * HOUR / one for one in (seconds.high, seconds.expected, seconds.low)))
    if demand.within_days is None:
        machines, share = None, machine_hours.times(1 / demand.machines)
    else:
        room = demand.within_days * demand.hours_a_day
        # pages cannot be done by a part of a machine
        wanted = [max(1, math.ceil(hours / room)) for hours in _parts(machine_hours)]
        machines = Range(*map(float, wanted))
        share = machine_hours.times(1 / machines.expected)
    return Work(seconds.times(demand.pages / HOUR), workers, pace, machines, share.times(1 / demand.hours_a_day))


def _space(demand: Demand, measured: Measured) -> Space:
    pages, storage = demand.pages, measured.storage
    results = storage.bytes.range.times(pages)
    formats = {name: size * pages for name, size in storage.formats.items()}
    rooms = {name: size * pages for name, size in measured.tables.rooms.items()}
    database = math.fsum(rooms.values())
    more = math.fsum(formats.values()) + database
    return Space(
        results=results,
        kinds={kind: size * pages for kind, size in storage.kinds.items()},
        formats=formats,
        database=database,
        rooms=rooms,
        scans=storage.scans.range.times(pages) if demand.copy_scans and storage.scans else NOTHING,
        backups=results.plus(Range(more, more, more)).times(demand.backups),
        files=storage.files * pages,
    )


def _people(demand: Demand, reviewing: Reviewing) -> People:
    flags = reviewing.all_flags.range.times(demand.pages)
    decisions = flags.times(1 / reviewing.flags_a_decision)
    seconds = (
        Range(*[demand.decision_seconds] * 3)
        if demand.decision_seconds is not None
        else reviewing.seconds.range
        if reviewing.seconds
        else None
    )
    if seconds is None:
        return People(flags, decisions, None, None)
    # of the flags a page the mean is taken: it is the time of a decision that nobody can tell beforehand
    person_days = seconds.times(decisions.expected / HOUR / demand.working_day)
    return People(flags, decisions, person_days, person_days.times(1 / demand.editors))


def _parts(one: Range) -> tuple[float, float, float]:
    return one.low, one.expected, one.high
