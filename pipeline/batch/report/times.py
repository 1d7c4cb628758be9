"""Minutes in which pages were tried, as the slots of a chart; times without work are cut out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.batch.report.drawing import Slot

WIDTHS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
"""minutes that one bar may stand for."""
MOST_SLOTS = 90
MOST_NAMES = 8
IDLE_MINUTES = 30
"""minutes without any page after which the axis is cut; a page takes minutes at most."""

Minute = tuple[str, int, int]
"""ISO 8601 in UTC to the minute, pages done, pages failed."""


def slots(minutes: Sequence[Minute]) -> tuple[list[Slot], int]:
    """The bars of the chart, named in local time, and the minutes that each stands for.  ``minutes``: in order."""
    stretches = _stretches(minutes)
    total = worked(minutes)
    width = next((one for one in WIDTHS if total / one <= MOST_SLOTS), WIDTHS[-1])
    found: list[tuple[datetime, int, int, int, bool]] = []
    for number, stretch in enumerate(stretches):
        begin, end = stretch[0][0], stretch[-1][0]
        lasted = _minutes(end - begin) + 1
        counts = [[0, 0] for _ in range((lasted - 1) // width + 1)]
        for when, done, failed in stretch:
            slot = counts[_minutes(when - begin) // width]
            slot[0] += done
            slot[1] += failed
        for n, (done, failed) in enumerate(counts):
            when, length = begin + timedelta(minutes=n * width), min(width, lasted - n * width)
            found.append((when, done, failed, length, number > 0 and n == 0))
    every = max(1, -(-len(found) // MOST_NAMES))
    before, named = "", []
    for n, (when, done, failed, length, gap) in enumerate(found):
        name = ""
        if n % every == 0:
            day = f"{when:%m-%d}"
            name = f"{when:%H:%M}" if day == before else f"{day} {when:%H:%M}"
            before = day
        named.append(Slot(done, failed, length, name, gap))
    return named, width


def worked(minutes: Sequence[Minute]) -> int:
    """Minutes of work, from the first to the last page of each stretch."""
    return sum(_minutes(stretch[-1][0] - stretch[0][0]) + 1 for stretch in _stretches(minutes))


def local(moment: str) -> datetime:
    """A moment (ISO 8601, UTC where no zone is named) in the time of this machine."""
    when = datetime.fromisoformat(moment)
    return (when if when.tzinfo else datetime.fromisoformat(moment + "+00:00")).astimezone()


def _stretches(minutes: Sequence[Minute]) -> list[list[tuple[datetime, int, int]]]:
    found: list[list[tuple[datetime, int, int]]] = []
    for moment, done, failed in minutes:
        when = local(moment)
        if not found or _minutes(when - found[-1][-1][0]) > IDLE_MINUTES:
            found.append([])
        found[-1].append((when, done, failed))
    return found


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
