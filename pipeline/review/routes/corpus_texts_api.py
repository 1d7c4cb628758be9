"""The corpus for scripts: what is in it, and its text (``docs/corpus-api.md``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from pipeline.corpus.browsing import listed
from pipeline.corpus.issues import Issues
from pipeline.corpus.standing import standing
from pipeline.review.corpus_answers import (
    ArticleRow,
    ArticleText,
    AtVersion,
    DocumentRow,
    IssueList,
    IssueRow,
    PageRow,
    PageText,
    PassageRow,
    answers,
    parts_of,
)
from pipeline.review.corpus_asked import LONGEST_VALUE, MOST_ROWS, AskedCorpus, Limit, Moment, Offset, Value
from pipeline.review.corpus_kept import issues_of
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader, Room

router = APIRouter(prefix="/corpus", tags=["corpus"])
DocumentId = Annotated[str, Path(min_length=1, max_length=LONGEST_VALUE, description="folder of its results")]
PageName = Annotated[str, Path(min_length=1, max_length=LONGEST_VALUE, description="stem of its files: page-0001")]
ArticleNumber = Annotated[int, Path(ge=0, le=2**31, description="that stays, of the list of articles")]
BLOCKS = 10_000
"""blocks of a page: more than any page has."""


class Withdrawn(BaseModel):
    """A document that was taken out."""

    document: str
    by: str
    at: str
    why: str


class Status(AtVersion):
    """How the corpus stands."""

    documents: int
    issues: int
    pages: int
    undated: int = Field(description="pages without a date: they are in no count over time")
    reviewed: int = Field(description="pages that a person called reviewed, or a second one validated")
    articles: int
    characters: int
    mentions: int
    first: str | None = Field(description="oldest date")
    last: str | None
    confidence: float | None = Field(description="mean over the characters as the engine read them, 0..1")
    withdrawn: list[Withdrawn]


@router.get("/status", responses=answers(Status))
def status(asked: AskedCorpus, person: Reader) -> Response:
    """How much is in the corpus, and how well it was read."""

    def made(now: Moment) -> Status:
        found = asdict(standing(now.connection))
        names = Withdrawn.model_fields
        found["withdrawn"] = [Withdrawn(**dict(zip(names, one, strict=True))) for one in found["withdrawn"]]
        return Status(**found)

    return asked.answer(made)


@router.get("/documents", responses=answers(parts_of(DocumentRow)))
def documents(asked: AskedCorpus, person: Reader, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Documents that are in the corpus."""
    return _part(asked, "corpus_documents", DocumentRow, {}, limit, offset)


@router.get("/issues", responses=answers(IssueList))
def issues(
    asked: AskedCorpus,
    room: Room,
    person: Reader,
    title: Value = None,
    issue: Value = None,
    incomplete: Annotated[bool, Query(description="only issues about which something wants a look")] = False,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Issues by date: which pages are there, missing or double as far as the print says, and gaps in the numbering.

    503: they are still being looked at.
    """

    def made(now: Moment, found: Issues) -> IssueList:
        wanted = [
            one
            for one in found.issues
            if title in (None, one.title) and issue in (None, one.issue) and not (incomplete and one.clear)
        ]
        return IssueList(
            version=now.version,
            total=len(wanted),
            limit=limit,
            offset=offset,
            **asked.links(now.version, limit, offset, len(wanted)),
            rows=[IssueRow(**one.row()) for one in wanted[offset : offset + limit]],
            gaps=[gap for gap in found.gaps if title in (None, gap.title)],
            without=found.without,
        )

    return asked.answer_kept(issues_of(room), made)


@router.get("/articles", responses=answers(parts_of(ArticleRow)))
def articles(
    asked: AskedCorpus,
    person: Reader,
    document: Value = None,
    page: Value = None,
    issue: Value = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Articles."""
    given = {"document": document, "page": page, "issue": issue}
    return _part(asked, "corpus_articles", ArticleRow, given, limit, offset)


@router.get("/articles/{document}/{page}/{number}", responses=answers(ArticleText))
def article(
    asked: AskedCorpus, person: Reader, document: DocumentId, page: PageName, number: ArticleNumber
) -> Response:
    """The text of an article, in the best layer there is, by the number that it is cited by.

    404: it is not in the corpus.
    """

    def made(now: Moment) -> ArticleText:
        here = {"document": document, "page": page}
        found = listed(now.connection, "corpus_articles", {**here, "number": number}, 1, 0).rows
        if not found:
            raise NotThere
        given = {**here, "article": found[0]["article"]}
        passages = listed(now.connection, "corpus_passages", given, BLOCKS, 0).rows
        return ArticleText(
            version=now.version,
            article=ArticleRow(**found[0]),
            text="\n".join(row["text"] for row in passages),
            passages=[PassageRow(**row) for row in passages],
        )

    return asked.answer(made)


@router.get("/pages", responses=answers(parts_of(PageRow)))
def pages(
    asked: AskedCorpus,
    person: Reader,
    document: Value = None,
    issue: Value = None,
    state: Value = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Pages."""
    given = {"document": document, "issue": issue, "state": state}
    return _part(asked, "corpus_pages", PageRow, given, limit, offset)


@router.get("/pages/{document}/{page}", responses=answers(PageText))
def page(asked: AskedCorpus, person: Reader, document: DocumentId, page: PageName) -> Response:
    """A page with the text of its blocks, all kinds included.  404: it is not in the corpus."""

    def made(now: Moment) -> PageText:
        given = {"document": document, "page": page}
        found = listed(now.connection, "corpus_pages", given, 1, 0).rows
        if not found:
            raise NotThere
        passages = listed(now.connection, "corpus_passages", given, BLOCKS, 0).rows
        return PageText(version=now.version, page=PageRow(**found[0]), passages=[PassageRow(**row) for row in passages])

    return asked.answer(made)


@router.get("/passages", responses=answers(parts_of(PassageRow)))
def passages(
    asked: AskedCorpus,
    person: Reader,
    document: Value = None,
    page: Value = None,
    issue: Value = None,
    kind: Value = None,
    limit: Limit = MOST_ROWS // 10,
    offset: Offset = 0,
) -> Response:
    """Blocks of text, mastheads and page numbers included."""
    given = {"document": document, "page": page, "issue": issue, "kind": kind}
    return _part(asked, "corpus_passages", PassageRow, given, limit, offset)


def _part(
    asked: AskedCorpus, view: str, row: type[BaseModel], given: dict[str, Any], limit: int, offset: int
) -> Response:
    def made(now: Moment) -> BaseModel:
        part = listed(now.connection, view, given, limit, offset)
        return parts_of(row)(
            version=now.version,
            total=part.total,
            limit=limit,
            offset=offset,
            **asked.links(now.version, limit, offset, part.total),
            rows=[row(**one) for one in part.rows],
        )

    return asked.answer(made)
