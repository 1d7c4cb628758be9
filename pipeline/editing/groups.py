"""Groups of flags with the same change: made when flags come, counted when what waits in them changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Float, bindparam, func, select, update

from pipeline.database.schema import flag_groups, flags
from pipeline.database.upsert import add
from pipeline.editing.flags import Flag

_KEY = ("queue", "before", "after", "kind")
_AT_ONCE = 500
"""groups in one statement."""
DECIMALS = 10_000.0
"""Scores have four decimals: sums of the same weights in another order are the same score."""
_Key = tuple[str, str, str, str]
_Item = TypeVar("_Item", int, _Key)


def groups_of(connection: Connection, found: Sequence[Flag]) -> list[int]:
    """Row id of the group of each flag; those that are new are entered, and count nothing yet."""
    keys = [_key(flag) for flag in found]
    known = _known(connection, set(keys))
    if new := sorted(set(keys) - known.keys()):
        values = [dict(zip(_KEY, key, strict=True)) | {"open": 0, "score": 0.0} for key in new]
        add(connection, flag_groups, _KEY, values)
        known |= _known(connection, new)
    return [known[key] for key in keys]


def balances(connection: Connection, groups: Collection[int]) -> dict[int, int]:
    """Group -> rejections of its change less its acceptances."""
    found = dict.fromkeys(groups, 0)
    for some in _parts(found):
        decided = (flags.c.grouped.in_(some), flags.c.state.in_(["rejected", "accepted"]))
        query = select(flags.c.grouped, flags.c.state, func.count()).where(*decided)
        for group, state, number in connection.execute(query.group_by(flags.c.grouped, flags.c.state)):
            found[group] += number if state == "rejected" else -number
    return found


def count(connection: Connection, groups: Iterable[int]) -> None:
    """Number of flags that wait, and score of groups, anew.  What the machine changed by itself waits for nobody."""
    for some in _parts(set(groups)):
        waits = (flags.c.grouped.in_(some), flags.c.state == "open", flags.c.band != "applied")
        query = select(flags.c.grouped, func.count(), func.sum(flags.c.weight)).where(*waits)
        waiting = {group: (0, 0.0) for group in some}
        for group, number, weight in connection.execute(query.group_by(flags.c.grouped)):
            waiting[group] = number, round(weight, 4)
        values = [{"which": group, "number": number, "worth": worth} for group, (number, worth) in waiting.items()]
        changed = update(flag_groups).where(flag_groups.c.id == bindparam("which"))
        connection.execute(changed.values(open=bindparam("number"), score=bindparam("worth")), values)


def grow(connection: Connection, changes: Iterable[tuple[int, int, float]]) -> None:
    """Add to the counts of groups what has changed, since counting a large one for every decision takes long.

    ``changes``: group, flags that wait more, and their weight.
    """
    sums = dict[int, tuple[int, float]]()
    for group, more, weight in changes:
        number, worth = sums.get(group, (0, 0.0))
        sums[group] = number + more, worth + weight
    g = flag_groups.c
    score = func.round((g.score + bindparam("worth", type_=Float)) * DECIMALS) / DECIMALS
    changed = update(flag_groups).where(g.id == bindparam("which")).values(open=g.open + bindparam("more"), score=score)
    if sums:
        values = [{"which": group, "more": more, "worth": worth} for group, (more, worth) in sorted(sums.items())]
        connection.execute(changed, values)


def _key(flag: Flag) -> _Key:
    return flag.queue, flag.before, flag.after, flag.kind


def _known(connection: Connection, wanted: Collection[_Key]) -> dict[_Key, int]:
    t, found = flag_groups.c, dict[_Key, int]()
    for some in _parts(wanted):
        alike = (column.in_({key[k] for key in some}) for k, column in enumerate((t.queue, t.before, t.after)))
        for row in connection.execute(select(t.id, t.queue, t.before, t.after, t.kind).where(*alike)):
            found[row.queue, row.before, row.after, row.kind] = row.id
    return found


def _parts(items: Collection[_Item]) -> Iterator[list[_Item]]:
    listed = sorted(items)
    for at in range(0, len(listed), _AT_ONCE):
        yield listed[at : at + _AT_ONCE]
