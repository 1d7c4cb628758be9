"""Names of the gazetteer in the corpus: how often, under which spellings, when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pipeline.database.corpus_views import HIDDEN
from pipeline.gazetteer import TERMS


@dataclass(frozen=True)
class Mentioned:
    """One entry."""

    name: str
    kind: str
    parent: str
    mentions: int
    pages: int
    """that mention it."""
    printed: dict[str, int] = field(default_factory=dict)
    """spelling as it stands in the text -> mentions, the most frequent first."""
    over_time: dict[str, int] = field(default_factory=dict)
    """year, or month -> mentions; empty: without a date."""


def mentioned(
    connection: Connection,
    names: Iterable[str] | None = None,
    *,
    kinds: Iterable[str] | None = None,
    months: bool = False,
    limit: int | None = None,
) -> list[Mentioned]:
    """Entries by number of mentions.

    ``names``: spellings, in any role; ``None``: all.  ``kinds``: of the gazetteer; ``None``: all kinds of places,
    organisations, titles and phrases left out.
    """
    where, values = [f"p.source NOT IN ({HIDDEN})"], list[object]()
    if kinds is not None:
        listed = list(kinds)
        where.append(f"e.kind IN ({_marks(listed)})")
        values += listed
    elif names is None:
        where.append(f"e.kind NOT IN ({_marks(sorted(TERMS))})")
        values += sorted(TERMS)
    if names is not None:
        listed = list(names)
        named = f"SELECT place FROM mentions WHERE printed IN ({_marks(listed)})"
        where.append(f"(e.name IN ({_marks(listed)}) OR e.id IN ({named}))")
        values += [*listed, *listed]
    statement = (
        f"SELECT e.id, e.name, e.kind, e.parent, m.printed, coalesce(substr(p.date, 1, {7 if months else 4}), ''), "
        "count(*), group_concat(DISTINCT m.page) FROM mentions m JOIN places e ON e.id = m.place "
        f"JOIN pages p ON p.id = m.page WHERE {' AND '.join(where)} GROUP BY 1, 2, 3, 4, 5, 6"
    )
    entries: dict[int, tuple[str, str, str]] = {}
    printed, time = defaultdict[int, Counter[str]](Counter), defaultdict[int, Counter[str]](Counter)
    pages = defaultdict[int, set[str]](set)
    for id, name, kind, parent, spelling, period, number, on in connection.exec_driver_sql(statement, tuple(values)):
        entries[id] = (name, kind, parent)
        printed[id][spelling] += number
        time[id][period] += number
        pages[id].update(on.split(","))
    found = [
        Mentioned(
            *entries[id],
            mentions=sum(printed[id].values()),
            pages=len(pages[id]),
            printed=dict(sorted(printed[id].items(), key=lambda one: (-one[1], one[0]))),
            over_time=dict(sorted(time[id].items())),
        )
        for id in entries
    ]
    return sorted(found, key=lambda one: (-one.mentions, one.name, one.kind, one.parent))[:limit]


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))
