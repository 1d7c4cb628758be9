"""Figures of how often queries are found over time, and their numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from pipeline.corpus.counting import Counted, Frequency, Period
from pipeline.corpus.plots.figure import Figure, Series
from pipeline.corpus.plots.periods import filled
from pipeline.corpus.plots.wording import Language, say
from pipeline.corpus.searching import Options
from pipeline.versions import version

COLUMNS = ("query", "period", "hits", "pages_with", "pages", "characters", "per_10000", "corpus_version")
"""of the table that is saved."""
Leads = Callable[[str, str], str]
"""Query and period -> address of its hits."""


def figure(
    frequency: Frequency, *, relative: bool, language: Language, date: str, leads: Leads | None = None
) -> Figure:
    """The figure.  ``relative``: hits for 10,000 characters; ``date``: of today, ISO 8601."""
    found = [{one.period: one for one in rows} for rows in frequency.counted]
    periods = filled([one.period for one in frequency.counted[0]], frequency.by) if found else ()
    unit, names = say(language, "per-10000" if relative else "hits"), say(language, "comma").join(frequency.queries)
    series = tuple(
        _series(query, rows, periods, relative, language, leads)
        for query, rows in zip(frequency.queries, found, strict=True)
    )
    return Figure(
        title=say(language, f"title.{frequency.by.value}", what=names),
        about=about(language, unit, periods, series),
        unit=unit,
        by=frequency.by,
        periods=periods,
        series=series,
        pages=tuple(found[0][one].pages if one in found[0] else 0 for one in periods),
        source=source(
            language,
            [
                say(language, "source.query", queries=names),
                *said_also(language, frequency.also),
                *said_options(language, frequency.options),
                say(language, "source.hits", hits=frequency.hits),
            ],
            frequency.version,
            date,
        ),
        language=language,
        notes=_notes(language, frequency.by, found, set(periods)),
        whole=not relative,
    )


def rows(frequency: Frequency) -> list[dict[str, Any]]:
    """One row a query and period, those without pages included: there nothing could be found, so the hits are empty."""
    listed = []
    for query, counted in zip(frequency.queries, frequency.counted, strict=True):
        found = {one.period: one for one in counted}
        periods = filled(list(found), frequency.by)
        for period in (*periods, *(one for one in found if one not in set(periods))):
            row: dict[str, Any] = {"query": query, "period": period, "corpus_version": frequency.version}
            one = found.get(period)
            if one is None:
                empty = {name: None for name in COLUMNS if name not in row}
                listed.append(row | empty | {"pages": 0, "characters": 0})
            else:
                listed.append({field.name: getattr(one, field.name) for field in fields(one)} | row)
    return listed


def about(language: Language, unit: str, periods: Sequence[str], series: Sequence[Series]) -> str:
    """A figure in words."""
    values = [(value, one.name, period) for one in series for value, period in zip(one.values, periods, strict=True)]
    known = [(value, name, period) for value, name, period in values if value is not None]
    if not known:
        return say(language, "nothing")
    value, name, period = max(known, key=lambda one: one[0])
    return say(
        language,
        "about",
        series=say(language, "comma").join(one.name for one in series),
        unit=unit,
        first=periods[0],
        last=periods[-1],
        peak=say(language, "peak", name=name, period=period, value=f"{value:,g}"),
    )


def source(language: Language, parts: Sequence[str], corpus: int, date: str) -> str:
    """The line below a figure: all that is needed to count again."""
    software = f"Baokan {version('baokan') or '0'}"
    words = [
        *parts,
        say(language, "source.layer"),
        say(language, "source.version", version=corpus),
        say(language, "source.made", software=software, date=date),
    ]
    return say(language, "between").join(words)


def said_also(language: Language, also: Sequence[tuple[str, str]]) -> list[str]:
    """What had to hold beside the queries, as the query language has it; nothing when nothing had."""
    words = " ".join(f"{field}:{value}" for field, value in also)
    return [say(language, "source.also", also=words)] if words else []


def said_options(language: Language, options: Options) -> list[str]:
    """What is not as usual about them, as a part of the source; nothing when all is."""
    given = [name for name in ("variants", "across", "alternatives", "fuzzy", "all_kinds") if getattr(options, name)]
    words = [say(language, f"option.{name}") for name in given]
    if options.within != "block":
        words.append(say(language, f"within.{options.within}"))
    return [say(language, "source.options", options=say(language, "comma").join(words))] if words else []


def _series(
    query: str,
    found: dict[str, Counted],
    periods: Sequence[str],
    relative: bool,
    language: Language,
    leads: Leads | None,
) -> Series:
    values, said, to = list[float | None](), list[str](), list[str]()
    for period in periods:
        one = found.get(period)
        there = one is not None and one.pages > 0
        values.append(None if one is None or not there else one.per_10000 if relative else one.hits)
        said.append(_said(query, one, language) if one is not None else "")
        to.append(leads(query, period) if leads is not None and one is not None and one.hits else "")
    return Series(query, tuple(values), tuple(said), tuple(to) if leads is not None else ())


def _said(query: str, one: Counted, language: Language) -> str:
    if one.per_10000 is None:
        return say(language, "hits-here", name=query, hits=one.hits)
    return say(language, "relative-here", name=query, hits=one.hits, value=f"{one.per_10000:.2f}")


def _notes(language: Language, by: Period, found: Sequence[dict[str, Counted]], drawn: set[str]) -> tuple[str, ...]:
    left = [[one for one in rows.values() if one.period not in drawn] for rows in found]
    pages = sum(one.pages for one in left[0]) if left else 0
    return not_drawn(language, by, pages, sum(one.hits for rows in left for one in rows))


def not_drawn(language: Language, by: Period, pages: int, hits: int) -> tuple[str, ...]:
    """What is said of pages that are in no period: without a date, with one that is no month, of no issue."""
    key = "no-issue" if by is Period.issue else "undated"
    return (say(language, key, pages=pages, hits=hits),) if pages else ()
