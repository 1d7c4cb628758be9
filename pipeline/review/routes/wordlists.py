"""Lists of words: the most frequent ones, runs of characters, and what stands beside a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from pipeline.corpus import word_counts, words
from pipeline.corpus.syntax import QueryError
from pipeline.review.background import Counting, Tell
from pipeline.review.downloads import file_name, saved_table
from pipeline.review.paging import At, Pager, offset
from pipeline.review.problem import Problem
from pipeline.review.room import Room as RoomType
from pipeline.review.search_asked import Meant, MeantHere
from pipeline.review.who import Reader, Room, View

router = APIRouter(prefix="/wordlists")
List = Literal["words", "ngrams", "collocates"]
Order = Literal["log_likelihood", "log_dice", "together", "left", "right", "corpus"]
ORDERS: tuple[Order, ...] = ("together", "left", "right", "corpus", "log_likelihood", "log_dice")
LISTED = 10_000
"""rows of a list that can be seen and saved: further ones stand there a few times."""
SHOWN = 100
"""rows on one page."""
SIZES = (2, 3, 4, 5)
"""characters of a run."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list."""

    list: List
    meant: Meant
    """of collocates."""
    least: int
    """characters of a word."""
    size: int
    """characters of a run."""
    window: int
    """words on either side of a hit."""
    sort: Order

    def address(self, path: str = "/wordlists", **other: str | int) -> str:
        """Where it is, with some fields changed."""
        usual: Row = {"list": "words", "least": 1, "size": 2, "window": 5, "sort": "log_likelihood"}
        given: Row = {"list": self.list, "least": self.least, "size": self.size, "window": self.window}
        given |= {"sort": self.sort} | other
        fields = {name: value for name, value in given.items() if value != usual.get(name)} | dict(self.meant.given)
        return path + ("?" + urlencode(fields) if fields else "")


def _asked(
    meant: MeantHere,
    list: List = "words",
    least: Annotated[int, Query(ge=1, le=8, description="characters of a word, at least")] = 1,
    size: Annotated[int, Query(ge=SIZES[0], le=SIZES[-1], description="characters of a run")] = 2,
    window: Annotated[int, Query(ge=1, le=20, description="words on either side of a hit")] = 5,
    sort: Order = "log_likelihood",
) -> Asked:
    return Asked(list, meant, least, size, window, sort)


AskedOf = Annotated[Asked, Depends(_asked)]


@dataclass(frozen=True, slots=True)
class Found:
    """A list."""

    rows: Sequence[Row]
    columns: tuple[str, ...]
    version: int
    """of the corpus that was counted."""
    total: int = 0
    """words of the whole corpus; 0: it is not about these."""


@router.get("")
def wordlists_page(view: View, room: Room, person: Reader, asked: AskedOf, at: At = 1) -> Response:
    """One of the lists; while it is being counted, how far that is."""
    found: Found | Counting | None = None
    fault = None
    if asked.list != "collocates" or asked.meant.q:
        try:
            found = _found(room, asked)
        except QueryError as error:
            fault = error
    ready = found if isinstance(found, Found) else None
    first = offset(at, SHOWN)
    return view.show(
        "wordlists.html",
        asked=asked,
        counting=found if isinstance(found, Counting) else None,
        found=ready,
        shown=ready.rows[first : first + SHOWN] if ready else [],
        first=first,
        fault=fault,
        sizes=SIZES,
        orders=ORDERS,
        pager=Pager(at, len(ready.rows) if ready else 0, SHOWN),
        page_address=lambda at: asked.address(at=at),
        other=asked.address,
        csv=asked.address("/wordlists/list.csv"),
        leads=lambda word: "/search?" + urlencode({"q": f'"{word}"'}),
    )


@router.get("/list.csv")
def wordlist_table(room: Room, person: Reader, asked: AskedOf) -> Response:
    """The list as a file.  422: the query cannot be understood; 503: it is still being counted."""
    if asked.list == "collocates" and not asked.meant.q:
        raise Problem(422, "invalid", details={"fields": ["q"]})
    try:
        found = _found(room, asked)
    except QueryError:
        raise Problem(422, "invalid", details={"fields": ["q"]}) from None
    if isinstance(found, Counting):
        raise Problem(503, "counting", headers={"Retry-After": "5"})
    named = {"words": [], "ngrams": [str(asked.size)], "collocates": [asked.meant.q]}[asked.list]
    return saved_table(found.rows, found.columns, file_name([asked.list, *named], "csv"))


def _found(room: RoomType, asked: Asked) -> Found | Counting:
    return _LISTS[asked.list](room, asked, room.corpus.version)


def _words(room: RoomType, asked: Asked, version: int) -> Found | Counting:
    def count(tell: Tell) -> int:
        return word_counts.counted(room.database, room.corpus.names, tell)

    done = room.background.ask("words", version, count)
    if isinstance(done, Counting):
        return done
    with room.database.read() as connection:
        listed = words.most_frequent(connection, LISTED, asked.least)
    return Found(
        [{"text": text, "count": number} for text, number in listed], ("text", "count"), done.version, done.value
    )


def _ngrams(room: RoomType, asked: Asked, version: int) -> Found | Counting:
    def count(tell: Tell) -> list[tuple[str, int]]:
        return room.corpus.ngrams(asked.size, LISTED)

    done = room.background.ask(("ngrams", asked.size), version, count)
    if isinstance(done, Counting):
        return done
    return Found(_rows(done.value), ("text", "count"), done.version)


def _rows(listed: Sequence[tuple[str, int]]) -> list[Row]:
    return [{"text": text, "count": number} for text, number in listed]


def _collocates(room: RoomType, asked: Asked, version: int) -> Found | Counting:
    def count(tell: Tell) -> list[Row]:
        word_counts.counted(room.database, room.corpus.names, tell)
        return room.corpus.collocates(asked.meant.q, asked.meant.options, window=asked.window)

    done = room.background.ask(("collocates", asked.meant.q, asked.meant.options, asked.window), version, count)
    if isinstance(done, Counting):
        return done
    some = [row for row in done.value if len(row["word"]) >= asked.least]
    some.sort(key=lambda row: (-row[asked.sort], row["word"]))
    columns = ("word", "left", "right", "together", "corpus", "expected", "log_likelihood", "log_dice")
    return Found(some[:LISTED], columns, done.version)


_LISTS: dict[List, Callable[[RoomType, Asked, int], Found | Counting]] = {
    "words": _words,
    "ngrams": _ngrams,
    "collocates": _collocates,
}
