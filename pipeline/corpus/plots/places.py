"""Figures of how often a name is mentioned over time, and in which spellings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.corpus.counting import PER, Coverage, Period
from pipeline.corpus.placing import Spelled
from pipeline.corpus.plots.figure import MOST_SERIES, Figure, Series
from pipeline.corpus.plots.frequency import about, not_drawn, source
from pipeline.corpus.plots.periods import filled
from pipeline.corpus.plots.wording import Language, say

COLUMNS = ("name", "kind", "parent", "printed", "role", "period", "mentions", "pages_with", "pages", "corpus_version")
"""of the table that is saved."""
Leads = Callable[[str, str], str]
"""Spelling (empty: several) and period -> address of the mentions."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """What was counted of one name."""

    name: str
    by: Period
    counted: tuple[Spelled, ...]
    coverage: Mapping[str, Coverage]
    """of every period."""
    version: int
    """of the corpus."""

    @property
    def mentions(self) -> int:
        """Of all spellings, those without a date included."""
        return sum(one.mentions for one in self.counted)


def figure(found: Spellings, *, relative: bool, language: Language, date: str, leads: Leads | None = None) -> Figure:
    """The figure: one bar a period, in as many parts as there are spellings."""
    periods = filled(list(found.coverage), found.by)
    counts = _counts(found.counted)
    shown = list(counts) if len(counts) <= MOST_SERIES else list(counts)[: MOST_SERIES - 1]
    series = [_series(one, counts[one], periods, found, relative, language, leads) for one in shown]
    if len(shown) < len(counts):
        rest = sum((counts[one] for one in counts if one not in shown), Counter[str]())
        series.append(_series("", rest, periods, found, relative, language, leads))
    unit = say(language, "per-10000" if relative else "mentions")
    title = "spellings" if len(series) > 1 else "place"
    return Figure(
        title=say(language, f"{title}.{found.by.value}", what=found.name),
        about=about(language, unit, periods, series),
        unit=unit,
        by=found.by,
        periods=periods,
        series=tuple(series),
        pages=tuple(found.coverage[one].pages if one in found.coverage else 0 for one in periods),
        source=source(language, [say(language, "source.mentions", hits=found.mentions)], found.version, date),
        language=language,
        notes=_notes(language, found, set(periods)),
        whole=not relative,
        stacked=True,
    )


def rows(found: Spellings) -> list[dict[str, Any]]:
    """One row a spelling and period that has it."""
    return [
        {name: found.version if name == "corpus_version" else getattr(one, name) for name in COLUMNS}
        for one in found.counted
    ]


def _counts(counted: Sequence[Spelled]) -> dict[str, Counter[str]]:
    """Spelling -> period -> mentions, the most frequent spelling first."""
    counts = defaultdict[str, Counter[str]](Counter)
    for one in counted:
        counts[one.printed][one.period] += one.mentions
    return counts


def _series(
    printed: str,
    counts: Counter[str],
    periods: Sequence[str],
    found: Spellings,
    relative: bool,
    language: Language,
    leads: Leads | None,
) -> Series:
    name = printed or say(language, "others")
    values, said, to = list[float | None](), list[str](), list[str]()
    for period in periods:
        there, hits = found.coverage.get(period), counts[period]
        characters = there.characters if there is not None else 0
        share = PER * hits / characters if characters else None
        values.append(None if there is None else share if relative else hits)
        key = "hits-here" if share is None else "relative-here"
        said.append(say(language, key, name=name, hits=hits, value=f"{share or 0:.2f}"))
        to.append(leads(printed, period) if leads is not None and hits else "")
    return Series(name, tuple(values), tuple(said), tuple(to) if leads is not None else (), rest=not printed)


def _notes(language: Language, found: Spellings, drawn: set[str]) -> tuple[str, ...]:
    pages = sum(one.pages for period, one in found.coverage.items() if period not in drawn)
    hits = sum(one.mentions for one in found.counted if one.period not in drawn)
    return not_drawn(language, found.by, pages, hits)
