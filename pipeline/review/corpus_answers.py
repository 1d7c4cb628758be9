"""What the endpoints of the corpus answer."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field, create_model

from pipeline.corpus import Options
from pipeline.corpus.counting import Counted
from pipeline.corpus.hits import Hit
from pipeline.corpus.issue_pages import Double, Missing, PageThere
from pipeline.corpus.numbering import Gap
from pipeline.database.corpus_views import VIEWS

Row = TypeVar("Row")
_WHOLE = frozenset({"pages", "characters", "documents", "article", "number", "block", "position", "start", "end"})
_DECIMAL = frozenset({"confidence", "probability"})


class AtVersion(BaseModel):
    """Every answer says which version of the corpus it is about."""

    version: int = Field(description="of the corpus; rises with every change of text, names or withdrawals")


class Listed(AtVersion, Generic[Row]):
    """A part of a list."""

    total: int = Field(description="rows of the whole list")
    limit: int
    offset: int
    next: str | None = Field(description="address of the next part, at the same version; empty: this is the last")
    previous: str | None = Field(description="address of the part before; empty: this is the first")
    rows: list[Row]


class Value(BaseModel):
    """One value of a facet."""

    value: str = Field(description="empty: without a date, or without an issue")
    hits: int


class Facets(AtVersion):
    """How the hits are spread."""

    query: str
    options: Options
    total: int = Field(description="occurrences in the whole corpus")
    facets: dict[str, list[Value]] = Field(description="name of the facet -> values, the most frequent first")


class Hits(Listed[Hit]):
    """A part of the hits."""

    query: str
    options: Options
    sort: str
    facets: dict[str, list[Value]] = Field(description="those that were asked for")


class OverTime(AtVersion):
    """Hits beside the pages and characters there are."""

    query: str
    options: Options
    by: str
    total: int
    rows: list[Counted]


class Count(BaseModel):
    """One word, or one run of characters."""

    text: str
    count: int


class Beside(BaseModel):
    """A word beside the hits (docs/corpus.md, Counts)."""

    word: str
    together: int = Field(description="times beside a hit")
    left: int
    right: int
    corpus: int = Field(description="times in the whole corpus")
    expected: float = Field(description="times beside hits, if words stood anywhere by chance")
    log_likelihood: float
    log_dice: float


class Collocates(Listed[Beside]):
    """A part of the words beside a query."""

    query: str
    options: Options
    window: int = Field(description="words on either side")


class PlaceRow(BaseModel):
    """An entry of the gazetteer with its mentions."""

    name: str
    kind: str
    parent: str
    mentions: int
    pages: int
    printed: dict[str, int] = Field(description="spelling -> mentions")
    over_time: dict[str, int] = Field(description="year, month or issue -> mentions; empty: without a date")


class MentionRow(BaseModel):
    """One mention."""

    document: str
    page: str
    issue: str | None
    date: str | None
    block: int
    start: int
    end: int
    printed: str
    role: str
    kind: str
    parent: str
    left: str
    right: str


class Place(Listed[MentionRow]):
    """The entries of a name, and a part of the passages that mention one of them."""

    entries: list[PlaceRow]


def _row_of(view: str) -> type[BaseModel]:
    """The rows of a view, with the descriptions that ``corpus_columns`` has."""
    one = next(found for found in VIEWS if found.name == view)
    fields: dict[str, Any] = {
        name: (_type(name), Field(default=None, description=about)) for name, (_, about) in one.columns.items()
    }
    name = "".join(part.title() for part in view.removeprefix("corpus_").split("_")).rstrip("s") + "Row"
    return create_model(name, __doc__=one.about, **fields)


def _type(column: str) -> Any:
    return int | None if column in _WHOLE else float | None if column in _DECIMAL else str | None


DocumentRow, PageRow, ArticleRow, PassageRow = (
    _row_of(f"corpus_{name}") for name in ("documents", "pages", "articles", "passages")
)


class IssueRow(BaseModel):
    """An issue (docs/corpus.md, Issues)."""

    issue: str = Field(description="key that its documents share")
    title: str = Field(description="empty: the print does not say")
    number: int | None
    date: str | None
    pages: list[PageThere] = Field(description="that are there, with their numbers and how these are known")
    missing: list[Missing]
    double: list[Double]
    replaced: list[str] = Field(description="documents that a better scan has replaced")
    clear: bool = Field(description="nothing about it wants a look")


class IssueList(Listed[IssueRow]):
    """A part of the issues."""

    gaps: list[Gap] = Field(description="in the numbers of the titles")
    without: int = Field(description="pages that say of no issue that they belong to it")


def parts_of(row: type[BaseModel]) -> type[BaseModel]:
    """A part of a list of such rows."""
    return Listed[row]  # type: ignore[valid-type]


class PageText(AtVersion):
    """A page and its blocks in the order of reading."""

    page: PageRow  # type: ignore[valid-type]
    passages: list[PassageRow]  # type: ignore[valid-type]


class ArticleText(AtVersion):
    """An article and its blocks in the order of reading."""

    article: ArticleRow  # type: ignore[valid-type]
    text: str = Field(description="its blocks, one a line")
    passages: list[PassageRow]  # type: ignore[valid-type]


def answers(model: type[BaseModel], example: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """What an endpoint may answer, for its description."""
    good: dict[str, Any] = {"model": model}
    if example is not None:
        good["content"] = {"application/json": {"example": example}}
    return {200: good, 304: {"description": "it is as the client has it (If-None-Match)"}}
