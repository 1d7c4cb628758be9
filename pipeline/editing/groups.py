"""Groups of flags with the same change: made when flags come, counted when what waits in them changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Float, bindparam, func, select, update

from pipeline.database.schema import flag_groups, flags
from pipeline.database.upsert import add
from pipeline.editing.flags import Flag

_KEY = ("queue", "before", "after", "kind")
_AT_ONCE = 500
"""groups in one statement."""
DECIMALS = 10_000.0
"""Scores have four decimals: sums of the same weights in another order are the same score."""
Change = tuple[int, int, float]
"""Group, by how many more flags wait in it, and their weight."""
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


def waiting(values: Iterable[Mapping[Any, Any]]) -> list[Change]:
    """What flags (rows, as they are entered) add to their groups.  What the machine changed by itself waits for
    nobody."""
    return [(one["grouped"], 1, one["weight"]) for one in values if one["state"] == "open" and one["band"] != "applied"]


def grow(connection: Connection, changes: Iterable[Change]) -> None:
    """Add to the counts of groups what has changed: counting a large one for each change takes long."""
    sums = dict[int, tuple[int, float]]()
    for group, more, weight in changes:
        number, worth = sums.get(group, (0, 0.0))
        sums[group] = number + more, worth + weight
    g = flag_groups.c
    score = func.round((g.score + bindparam("worth", type_=Float)) * DECIMALS) / DECIMALS
    changed = update(flag_groups).where(g.id == bindparam("which")).values(open=g.open + bindparam("more"), score=score)
    values = [{"which": group, "more": n, "worth": worth} for group, (n, worth) in sorted(sums.items()) if n or worth]
    if values:
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
