"""Names of the gazetteer in the text: their index, and each of them over time with its passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy import Connection

from pipeline.corpus import around, place_index, state
from pipeline.corpus.around import Passage
from pipeline.corpus.counting import Period, coverage
from pipeline.corpus.place_index import PLACES, Listed, Order, Wanted
from pipeline.corpus.placing import spelled_of
from pipeline.corpus.plots import draw
from pipeline.corpus.plots.drawing import file_of
from pipeline.corpus.plots.figure import Figure
from pipeline.corpus.plots.periods import filled
from pipeline.corpus.plots.places import COLUMNS, Spellings, figure, rows
from pipeline.corpus.plots.spark import spark
from pipeline.editing.queue import PAGE
from pipeline.review.clock import day
from pipeline.review.downloads import SVG, file_name, saved, saved_table
from pipeline.review.filters import LONGEST, Text
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import NotThere
from pipeline.review.room import Room as RoomType
from pipeline.review.routes.frequency import Measure
from pipeline.review.view import View as ViewType
from pipeline.review.who import Reader, Room, RowId, View

router = APIRouter(prefix="/places")
INDEX = ("name", "kind", "parent", "mentions", "pages", "first", "last", "printed", "over_time")
"""columns of the saved index."""
MOST_SAVED = 1_000_000
"""names of a saved index: more than any gazetteer has."""
FEW_YEARS = 3
"""years from which small figures have years instead of months."""
PASSAGES = 50
"""passages on one page."""
BESIDE = 12
"""names beside a name that its page shows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a name is to be shown."""

    by: Period
    measure: Measure
    printed: str
    """passages of this spelling alone; empty: of any."""

    def address(self, path: str, **other: str | int) -> str:
        """Where it is shown so, with some fields changed."""
        usual: dict[str, Any] = {"by": Period.year.value, "measure": "hits", "printed": ""}
        given = {"by": self.by.value, "measure": self.measure, "printed": self.printed} | other
        fields = {name: value for name, value in given.items() if value != usual.get(name)}
        return path + ("?" + urlencode(fields) if fields else "")


def _asked(
    by: Period = Period.year, measure: Measure = "hits", printed: Annotated[str, Query(max_length=LONGEST)] = ""
) -> Asked:
    return Asked(by, measure, printed)


async def _wanted(kind: Text = PLACES, part: Text = "", sort: Order = Order.mentions) -> Wanted:
    return Wanted(kind, part.strip(), sort)


AskedOf = Annotated[Asked, Depends(_asked)]
WantedOf = Annotated[Wanted, Depends(_wanted)]


@router.get("")
def places_page(view: View, room: Room, person: Reader, wanted: WantedOf, at: At = 1) -> Response:
    """The index, a page at a time."""
    with room.database.read() as connection:
        by, periods = _time(connection)
        found, number = place_index.index(connection, wanted, offset(at), PAGE, by)
        kinds = place_index.kinds(connection)
    return view.show(
        "places.html",
        found=found,
        wanted=wanted,
        kinds=kinds,
        orders=list(Order),
        periods=periods,
        spark=lambda one: Markup(spark([one.over_time.get(period, 0) for period in periods])),
        pager=Pager(at, number),
        page_address=lambda at: _index_address(wanted, at=at),
        sorted_by=lambda order: _index_address(wanted, sort=order),
        csv=_index_address(wanted, "/places/index.csv"),
    )


@router.get("/index.csv")
def places_table(room: Room, person: Reader, wanted: WantedOf) -> Response:
    """The whole index as a file."""
    with room.database.read() as connection:
        found, _ = place_index.index(connection, wanted, 0, MOST_SAVED)
    return saved_table(({name: getattr(one, name) for name in INDEX} for one in found), INDEX, "places.csv")


@router.get("/{place}")
def place_page(view: View, room: Room, person: Reader, place: RowId, asked: AskedOf, at: At = 1) -> Response:
    """One name: its figure, its spellings, what stands beside it, its passages.  404: it is mentioned nowhere."""
    one, found = _found(room, place, asked.by)
    with room.database.read() as connection:
        passages, number = around.passages(connection, place, offset(at), PASSAGES, printed=asked.printed)
        others = around.beside(connection, [place], BESIDE)
    here = f"/places/{place}"
    return view.show(
        "place.html",
        here="/places",
        place=one,
        asked=asked,
        found=found,
        svg=Markup(draw(_figure(view, room, asked, found, leads=True))),
        figure_address=lambda ending: asked.address(f"{here}/figure.{ending}"),
        png=file_name([one.name], "png"),
        spellings=_spellings(found),
        spark=lambda counts: Markup(spark(counts)),
        passages=passages,
        leads_to=_leads_to,
        others=others,
        pager=Pager(at, number, PASSAGES),
        page_address=lambda at: asked.address(here, at=at) + "#passages",
        of_spelling=lambda printed: asked.address(here, printed=printed) + "#passages",
    )


@router.get("/{place}/figure.svg")
def place_figure(view: View, room: Room, person: Reader, place: RowId, asked: AskedOf) -> Response:
    """The figure as a file.  404: the name is mentioned nowhere."""
    _, found = _found(room, place, asked.by)
    return saved(file_of(_figure(view, room, asked, found, leads=False)), file_name([found.name], "svg"), SVG)


@router.get("/{place}/figure.csv")
def place_table(room: Room, person: Reader, place: RowId, asked: AskedOf) -> Response:
    """Its numbers as a file.  404: the name is mentioned nowhere."""
    _, found = _found(room, place, asked.by)
    return saved_table(rows(found), COLUMNS, file_name([found.name], "csv"))


def _time(connection: Connection) -> tuple[Period, tuple[str, ...]]:
    """The periods of the small figures: years, or months where there are few years."""
    years = filled(list(coverage(connection, Period.year)), Period.year)
    if len(years) >= FEW_YEARS:
        return Period.year, years
    return Period.month, filled(list(coverage(connection, Period.month)), Period.month)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a name."""

    printed: str
    role: str
    mentions: int
    first: str
    """period; empty: only without a date."""
    last: str
    counts: tuple[int, ...]
    """of all periods of the figure."""


def _found(room: RoomType, place: int, by: Period) -> tuple[Listed, Spellings]:
    with room.database.read() as connection:
        one = place_index.listed(connection, place)
        if one is None:
            raise NotThere
        counted = tuple(spelled_of(connection, place, by))
        return one, Spellings(one.name, by, counted, coverage(connection, by), state.version(connection))


def _spellings(found: Spellings) -> list[Spelling]:
    """The spellings, the most frequent first."""
    periods = filled(list(found.coverage), found.by)
    listed = []
    for printed in dict.fromkeys(one.printed for one in found.counted):
        rows = [one for one in found.counted if one.printed == printed]
        counts = {one.period: one.mentions for one in rows}
        dated = [period for period in periods if period in counts]
        ends = (dated[0], dated[-1]) if dated else ("", "")
        shown = tuple(counts.get(period, 0) for period in periods)
        listed.append(Spelling(printed, rows[0].role, sum(counts.values()), *ends, shown))
    return listed


def _figure(view: ViewType, room: RoomType, asked: Asked, found: Spellings, *, leads: bool) -> Figure:
    return figure(
        found,
        relative=asked.measure == "relative",
        language=view.language,
        date=day(room.clock()),
        leads=(lambda printed, period: _search(found, printed, period)) if leads else None,
    )


def _search(found: Spellings, printed: str, period: str) -> str:
    """Where the text of a spelling is in a period; of the rest together: of the name in all its spellings."""
    query = f'"{printed}"' if printed else f'alias:"{found.name}"'
    return "/search?" + urlencode({"q": query, "issue" if found.by is Period.issue else "date": period})


def _leads_to(passage: Passage) -> str:
    """The page view, with the name marked."""
    given = {"block": passage.block, "characters": ",".join(passage.characters)}
    return f"/pages/{passage.page}?{urlencode(given, safe=',')}"


def _index_address(wanted: Wanted, path: str = "/places", **other: str | int) -> str:
    usual = {"kind": PLACES, "part": "", "sort": Order.mentions.value}
    given = {"kind": wanted.kind, "part": wanted.part, "sort": wanted.order.value} | other
    fields = {name: value for name, value in given.items() if value != usual.get(name)}
    return path + ("?" + urlencode(fields) if fields else "")
