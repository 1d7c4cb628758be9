"""How often something is written over time: the figure, its numbers, and both as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from markupsafe import Markup

from pipeline.corpus.counting import Counted, Frequency, Period
from pipeline.corpus.plots import draw
from pipeline.corpus.plots.drawing import file_of
from pipeline.corpus.plots.figure import MOST_SERIES, Figure
from pipeline.corpus.plots.frequency import COLUMNS, figure, rows
from pipeline.corpus.plots.periods import filled
from pipeline.corpus.syntax import QueryError
from pipeline.review.clock import day
from pipeline.review.downloads import SVG, file_name, saved, saved_table
from pipeline.review.problem import Problem
from pipeline.review.room import Room as RoomType
from pipeline.review.search_asked import Asked as Search
from pipeline.review.search_asked import AskedHere, Text
from pipeline.review.search_shown import in_words
from pipeline.review.view import View as ViewType
from pipeline.review.who import Reader, Room, View

router = APIRouter(prefix="/frequency")
Measure = Literal["hits", "relative"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted."""

    queries: tuple[str, ...]
    search: Search
    """options and refinements that hold for each of the queries."""
    by: Period
    measure: Measure

    def address(self, path: str = "/frequency", **other: str) -> str:
        """Where it is shown, with some fields changed."""
        usual = {"by": Period.year.value, "measure": "hits"}
        given = {"by": self.by.value, "measure": self.measure} | other
        fields = [("q", query) for query in self.queries] + self.given
        fields += [(name, value) for name, value in given.items() if value != usual[name]]
        return path + ("?" + urlencode(fields) if fields else "")

    @property
    def given(self) -> list[tuple[str, str]]:
        """Options and refinements as fields of an address."""
        return [*replace(self.search.meant, q="").given, *self.search.refined]

    def without(self, field: str, value: str) -> str:
        """Where it is shown without a refinement."""
        return replace(self, search=self.search.without(field, value)).address()

    def leads(self, query: str, period: str) -> str:
        """Where the hits of a period are."""
        search = replace(self.search, meant=replace(self.search.meant, q=query))
        return search.with_value("issue" if self.by is Period.issue else "date", period).elsewhere("/search")


def _asked(
    search: AskedHere,
    q: Annotated[list[Text], Query(max_length=2 * MOST_SERIES, description="up to five queries")] = [],  # noqa: B006
    by: Period = Period.year,
    measure: Measure = "hits",
) -> Asked:
    queries = tuple(dict.fromkeys(" ".join(query.split()) for query in q if query.strip()))
    return Asked(queries[:MOST_SERIES], search, by, measure)


AskedOf = Annotated[Asked, Depends(_asked)]
"""What a request asks for."""


@router.get("")
def frequency_page(view: View, room: Room, person: Reader, asked: AskedOf) -> Response:
    """The figure with its table; without a query the form alone."""
    common: dict[str, Any] = {"asked": asked, "most": MOST_SERIES, "band": in_words}
    if not asked.queries:
        return view.show("frequency.html", found=None, fault=None, **common)
    try:
        found = _counted(room, asked)
    except QueryError as error:
        return view.show("frequency.html", found=None, fault=error, **common)
    drawn = _figure(view, room, asked, found, leads=True)
    return view.show(
        "frequency.html",
        found=found,
        fault=None,
        svg=Markup(draw(drawn)),
        table=table(found),
        figure_address=lambda ending: asked.address(f"/frequency/figure.{ending}"),
        png=file_name(asked.queries, "png"),
        leads=asked.leads,
        **common,
    )


@router.get("/figure.svg")
def frequency_figure(view: View, room: Room, person: Reader, asked: AskedOf) -> Response:
    """The figure as a file.  422: a query cannot be understood, or there is none."""
    drawn = _figure(view, room, asked, _needed(room, asked), leads=False)
    return saved(file_of(drawn), file_name(asked.queries, "svg"), SVG)


@router.get("/figure.csv")
def frequency_table(room: Room, person: Reader, asked: AskedOf) -> Response:
    """Its numbers as a file.  422: a query cannot be understood, or there is none."""
    return saved_table(rows(_needed(room, asked)), COLUMNS, file_name(asked.queries, "csv"))


def table(found: Frequency) -> list[tuple[str, list[Counted] | None]]:
    """Periods with the counts of each query, those without pages included (``None``), those without a date last."""
    by_period = [{one.period: one for one in counted} for counted in found.counted]
    periods = filled(list(by_period[0]), found.by)
    drawn = set(periods)
    every = (*periods, *(one for one in by_period[0] if one not in drawn))
    return [(one, [counts[one] for counts in by_period] if one in by_period[0] else None) for one in every]


def _counted(room: RoomType, asked: Asked) -> Frequency:
    return room.corpus.frequencies(asked.queries, asked.search.meant.options, by=asked.by, also=asked.search.also)


def _needed(room: RoomType, asked: Asked) -> Frequency:
    if not asked.queries:
        raise Problem(422, "invalid", details={"fields": ["q"]})
    try:
        return _counted(room, asked)
    except QueryError:
        raise Problem(422, "invalid", details={"fields": ["q"]}) from None


def _figure(view: ViewType, room: RoomType, asked: Asked, found: Frequency, *, leads: bool) -> Figure:
    return figure(
        found,
        relative=asked.measure == "relative",
        language=view.language,
        date=day(room.clock()),
        leads=asked.leads if leads else None,
    )
