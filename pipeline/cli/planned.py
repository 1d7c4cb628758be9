"""What ``baokan plan`` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.planning.figures import Measured, Range
    from pipeline.planning.model import Plan
    from pipeline.planning.sizes import Machine, Remark

LABEL, COLUMN = 38, 16
"""characters that a label and a figure take."""


def values(plan: Plan, measured: Measured, machine: Machine, remarks: Sequence[Remark]) -> dict[str, Any]:
    """All of it, for programs: bytes, hours, days, seconds."""
    return {
        "plan": asdict(plan),
        "checking_hours": checking_hours(plan),
        "measured": asdict(measured),
        "machine": asdict(machine),
        "remarks": [asdict(one) for one in remarks],
        "assumptions": list(assumptions(plan, measured)),
    }


def lines(plan: Plan, measured: Measured, machine: Machine, remarks: Sequence[Remark]) -> list[str]:
    """All of it, for people."""
    said = [
        f"A plan for {plan.demand.pages:,} pages",
        f"Measured: {measured.source}",
        "",
        " " * LABEL + "".join(f"{name:>{COLUMN}}" for name in ("median page", "mean page", "heavy page")),
        *_time(plan, measured),
        *_memory(plan, machine, measured),
        *_storage(plan),
        *_people(plan),
    ]
    if remarks:
        said += ["", "Another size than a small one"]
        said += [line for one in remarks for line in (f"  * {one.words}", f"    -> {one.link}")]
    said += ["", "Assumptions", *(f"  * {words}" for words in assumptions(plan, measured))]
    return said


def _time(plan: Plan, measured: Measured) -> Iterator[str]:
    work, demand = plan.work, plan.demand
    yield "Time"
    yield _row("a page, one worker", measured.pace.seconds.range, lambda value: f"{value:,.1f} s")
    # the pace of heavy pages is the low one
    pace = type(work.pages_an_hour)(work.pages_an_hour.high, work.pages_an_hour.expected, work.pages_an_hour.low)
    yield _row(f"pages an hour, {work.workers:.1f} workers at work", pace, _number)
    yield _row("all pages, hours of one worker", work.worker_hours, _number)
    if work.machines is None:
        yield _row(f"days, {_counted(demand.machines, 'machine')}, {demand.hours_a_day:g} h a day", work.days, _span)
    else:
        yield _row(f"machines, to be done in {demand.within_days:g} days", work.machines, _number)
        yield _row(f"days with {_counted(int(work.machines.expected), 'machine')}", work.days, _span)


def _memory(plan: Plan, machine: Machine, measured: Measured) -> Iterator[str]:
    yield "Memory"
    yield _line("of the workers of one machine", _size(plan.memory))
    yield _line(f"of this machine ({machine.host}, {_counted(machine.cores, 'core')})", _size(machine.memory))


def _storage(plan: Plan) -> Iterator[str]:
    space = plan.space
    yield "Storage"
    yield _row("results", space.results, _size)
    for kind, size in space.kinds.items():
        yield _line(f"  {kind}", _size(size))
    for name, size in space.formats.items():
        yield _line(f"format {name}", _size(size))
    yield _line("database", _size(space.database))
    for room, size in space.rooms.items():
        yield _line(f"  {room}", _size(size))
    if space.scans.expected:
        yield _row("copies of the scans", space.scans, _size)
    yield _row("together", space.here, _size)
    yield _row(f"and {_counted(plan.demand.backups, 'backup')}, elsewhere", space.backups, _size)
    yield _line("number of files", _number(space.files))
    yield _line("hours to check every file once", f"{checking_hours(plan):,.1f}")


def _people(plan: Plan) -> Iterator[str]:
    yield "People"
    yield _line("pages that failed, to look at", _number(plan.failed))
    people = plan.people
    if people is None:
        return
    yield _row("flags", people.flags, _number)
    yield _row("decisions", people.decisions, _number)
    if people.person_days is None or people.days is None:
        yield _line("person-days", "not known: --decision-seconds")
        return
    yield _row(f"person-days of {plan.demand.working_day:g} h", people.person_days, _number)
    yield _row(f"working days of {_counted(plan.demand.editors, 'editor')}", people.days, _number)


def checking_hours(plan: Plan) -> float:
    """Hours in which every file is read once and held against its checksum (``baokan verify``, a backup)."""
    from pipeline.planning.documented import BYTES_A_SECOND, FILES_A_SECOND

    return max(plan.space.results.expected / BYTES_A_SECOND.value, plan.space.files / FILES_A_SECOND.value) / 3600


def assumptions(plan: Plan, measured: Measured) -> Iterator[str]:
    """What the figures rest on, each a sentence."""
    from pipeline.planning.documented import BYTES_A_SECOND, FILES_A_SECOND, POSTGRESQL_TIMES

    frames = measured.pace.seconds.number
    yield (
        f"The {frames:,} pages that were measured stand for all. 'Mean page': what the total comes to then; 'median "
        "page', 'heavy page' (nine in ten are lighter): what it would be if all pages were like these."
    )
    yield "A page is one image of a scan; a double page counts once, and takes as long as two."
    yield "Every machine is as fast as the measured one, and its workers have as many cores each as there."
    if measured.worker_bytes is None:
        yield "Memory: what 'baokan run' reckons for a worker (2 GB; 1.1 to 1.5 GB were measured)."
    else:
        yield f"Memory: the largest worker held {_size(measured.worker_bytes)} while it was measured."
    yield f"Time of checking: {FILES_A_SECOND.words}, or {BYTES_A_SECOND.words}: {FILES_A_SECOND.source}."
    yield "Files are counted as whole blocks of this file system; backups hold results, formats and database."
    if measured.tables.engine == "sqlite":
        times = f"{POSTGRESQL_TIMES.words}: {POSTGRESQL_TIMES.source}"
        yield f"The database was measured in SQLite; on PostgreSQL it takes {times}."
    if plan.people is not None:
        yield from _deciding(plan, measured)
    yield from measured.notes


def _deciding(plan: Plan, measured: Measured) -> Iterator[str]:
    review = measured.reviewing
    assert review is not None
    flags = ", ".join(f"{name} {number:.1f}" for name, number in review.flags.items())
    yield f"Flags a page: {flags or 'none'}. Each is decided; one decision settles {review.flags_a_decision:.1f}."
    if plan.demand.decision_seconds is not None:
        yield f"A decision takes {plan.demand.decision_seconds:g} s: that was given, not measured."
    elif review.seconds is not None:
        yield (
            f"A decision takes as long as the {review.seconds.number:,} that were measured: the median "
            f"{review.seconds.median:.1f} s, the mean {review.seconds.mean:.1f} s, nine in ten within "
            f"{review.seconds.p90:.1f} s; breaks of more than five minutes are left out."
        )


def _row(label: str, one: Range, shown: Callable[[float], str]) -> str:
    figures = "".join(f"{shown(value):>{COLUMN}}" for value in (one.low, one.expected, one.high))
    return f"  {label:<{LABEL - 2}}{figures}"


def _line(label: str, value: str) -> str:
    return f"  {label:<{LABEL - 2}}{'':>{COLUMN}}{value:>{COLUMN}}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:,.1f}"


def _span(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:,.2f}"


def _size(value: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if value >= size:
            return f"{value / size:,.1f} {unit}"
    return f"{value / 1e3:,.1f} kB"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
