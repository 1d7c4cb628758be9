"""The corpus for scripts: hits, lines of a concordance, counts, words, places (``docs/corpus-api.md``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel

from pipeline.corpus import Corpus, Options
from pipeline.corpus.browsing import passages_with
from pipeline.corpus.counting import Period
from pipeline.corpus.parsing import Reading, parse
from pipeline.corpus.placing import mentioned
from pipeline.corpus.syntax import QueryError
from pipeline.review.corpus_answers import (
    Beside,
    Collocates,
    Count,
    Facets,
    Hits,
    Listed,
    MentionRow,
    OverTime,
    Place,
    PlaceRow,
    Value,
)
from pipeline.review.corpus_asked import (
    LONGEST_VALUE,
    MOST_ROWS,
    AskedCorpus,
    Context,
    Limit,
    Meant,
    MeantQuery,
    Moment,
    Offset,
    wrong_query,
)
from pipeline.review.corpus_kept import kept
from pipeline.review.problem import NotThere
from pipeline.review.who import Language, Reader, Room

router = APIRouter(prefix="/corpus", tags=["corpus"])
Facet = Literal["year", "month", "issue", "kind", "state", "document", "place"]
MOST_FACETS = 7
Kinds = Annotated[list[Annotated[str, Query(max_length=LONGEST_VALUE)]], Query(max_length=50)]
WHOLE_LIST = 100_000
"""words or runs of characters of one list; who wants more of them exports the corpus."""
_HIT = {
    "document": "cqxb-2021-05",
    "page": "page-0003",
    "block": 7,
    "characters": ["12.5", "12.6"],
    "left": "昨天上午，",
    "text": "虹旭",
    "right": "居民区召开加装电梯协调会。",
    "start": 5,
    "end": 7,
    "kind": "paragraph",
    "article": 2,
    "title": "加装电梯",
    "issue": "虹桥报 5",
    "date": "2021-01-22",
    "label": "03",
    "state": "reviewed",
    "confidence": 0.981,
    "guessed": False,
}


def answers(model: type[BaseModel], example: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """What an endpoint may answer, for its description."""
    good: dict[str, Any] = {"model": model}
    if example is not None:
        good["content"] = {"application/json": {"example": example}}
    return {200: good, 304: {"description": "it is as the client has it (If-None-Match)"}}


_EXAMPLE = {
    "version": 412,
    "total": 96,
    "limit": 1,
    "offset": 1,
    "next": "/api/corpus/search?q=%E8%99%B9%E6%97%AD&limit=1&offset=2&version=412",
    "previous": "/api/corpus/search?q=%E8%99%B9%E6%97%AD&limit=1&offset=0&version=412",
    "rows": [_HIT],
    "query": "虹旭",
    "options": asdict(Options()),
    "sort": "relevance",
    "facets": {},
}


@router.get("/search", responses=answers(Hits, _EXAMPLE))
def search(
    asked: AskedCorpus,
    meant: MeantQuery,
    person: Reader,
    sort: Literal["relevance", "date", "newest", "text"] = "relevance",
    facet: Annotated[list[Facet] | None, Query(max_length=MOST_FACETS)] = None,
    context: Context = 20,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Every occurrence of a query."""
    return asked.answer(lambda now: _hits(asked, now, meant, sort, facet or [], context, limit, offset))


@router.get("/kwic", responses=answers(Hits, {**_EXAMPLE, "sort": "right"}))
def kwic(
    asked: AskedCorpus,
    meant: MeantQuery,
    person: Reader,
    sort: Literal["right", "left"] = "right",
    context: Context = 20,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The same as lines of a concordance, sorted by what stands behind or before."""
    return asked.answer(lambda now: _hits(asked, now, meant, sort, [], context, limit, offset))


def _hits(
    asked: AskedCorpus, now: Moment, meant: Meant, sort: str, facet: list[Any], context: int, limit: int, offset: int
) -> Hits:
    found = now.corpus.search(
        meant.query, meant.options, sort=sort, limit=limit, offset=offset, context=context, facet=facet
    )
    return Hits(
        version=now.version,
        total=found.total,
        limit=limit,
        offset=offset,
        **asked.links(now.version, limit, offset, found.total),
        rows=list(found.hits),
        query=meant.query,
        options=meant.options,
        sort=sort,
        facets=_facets(found.facets),
    )


def _facets(found: dict[str, list[tuple[str, int]]]) -> dict[str, list[Value]]:
    return {name: [Value(value=value, hits=hits) for value, hits in counts] for name, counts in found.items()}


@router.get("/facets", responses=answers(Facets))
def facets(
    asked: AskedCorpus,
    meant: MeantQuery,
    person: Reader,
    facet: Annotated[list[Facet], Query(min_length=1, max_length=MOST_FACETS)],
) -> Response:
    """How the hits are spread over years, months, issues, documents, kinds of blocks, states of pages, places."""

    def made(now: Moment) -> Facets:
        found = now.corpus.search(meant.query, meant.options, limit=0, facet=facet)
        return Facets(
            version=now.version,
            query=meant.query,
            options=meant.options,
            total=found.total,
            facets=_facets(found.facets),
        )

    return asked.answer(made)


@router.get("/frequency", responses=answers(OverTime))
def frequency(asked: AskedCorpus, meant: MeantQuery, person: Reader, by: Period = Period.year) -> Response:
    """Hits over time, beside the pages and characters that there are."""

    def made(now: Moment) -> OverTime:
        rows = now.corpus.frequency(meant.query, meant.options, by=by)
        return OverTime(
            version=now.version,
            query=meant.query,
            options=meant.options,
            by=by,
            total=sum(row.hits for row in rows),
            rows=rows,
        )

    return asked.answer(made)


@router.get("/words", responses=answers(Listed[Count]))
def word_list(
    asked: AskedCorpus,
    room: Room,
    person: Reader,
    least_length: Annotated[int, Query(ge=1, le=20, description="characters of a word")] = 1,
    limit: Limit = 100,
    offset: Annotated[int, Query(ge=0, le=WHOLE_LIST - MOST_ROWS)] = 0,
) -> Response:
    """The most frequent words, as jieba cuts them.  503: they are still being counted."""
    found = kept(room, ("word-list", least_length), lambda corpus: _word_list(corpus, least_length), words=True)
    return asked.answer_kept(found, lambda now, rows: _counts(asked, now, rows, limit, offset))


def _word_list(corpus: Corpus, least_length: int) -> list[tuple[str, int]]:
    return corpus.words(WHOLE_LIST, least_length=least_length)


@router.get("/ngrams", responses=answers(Listed[Count]))
def ngrams(
    asked: AskedCorpus,
    room: Room,
    person: Reader,
    size: Annotated[int, Query(ge=1, le=8, description="characters of a run")] = 2,
    limit: Limit = 100,
    offset: Annotated[int, Query(ge=0, le=WHOLE_LIST - MOST_ROWS)] = 0,
) -> Response:
    """The most frequent runs of characters without punctuation, 100,000 at most.  503: they are still being counted."""
    found = kept(room, ("runs", size), lambda corpus: corpus.ngrams(size, WHOLE_LIST))
    return asked.answer_kept(found, lambda now, rows: _counts(asked, now, rows, limit, offset))


def _counts(asked: AskedCorpus, now: Moment, rows: list[tuple[str, int]], limit: int, offset: int) -> Listed[Count]:
    return Listed[Count](
        version=now.version,
        total=len(rows),
        limit=limit,
        offset=offset,
        **asked.links(now.version, limit, offset, len(rows)),
        rows=[Count(text=text, count=count) for text, count in rows[offset : offset + limit]],
    )


@router.get("/collocates", responses=answers(Collocates))
def collocates(
    asked: AskedCorpus,
    room: Room,
    meant: MeantQuery,
    person: Reader,
    language: Language,
    window: Annotated[int, Query(ge=1, le=20, description="words on either side")] = 5,
    least: Annotated[int, Query(ge=1, le=1000, description="times that a word must stand there")] = 2,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Words beside a query more often than chance would have it, by log-likelihood.  503: still being counted."""

    def made(now: Moment, rows: list[dict[str, Any]]) -> Collocates:
        return Collocates(
            version=now.version,
            total=len(rows),
            limit=limit,
            offset=offset,
            **asked.links(now.version, limit, offset, len(rows)),
            rows=[Beside(**row) for row in rows[offset : offset + limit]],
            query=meant.query,
            options=meant.options,
            window=window,
        )

    def collocated(corpus: Corpus) -> list[dict[str, Any]]:
        return corpus.collocates(meant.query, meant.options, window=window, least=least)

    try:
        parse(meant.query, Reading(meant.options.variants, meant.options.across))  # said before anything is counted
        found = kept(room, ("beside", meant.query, meant.options, window, least), collocated, words=True)
    except QueryError as error:
        raise wrong_query(error, language) from error
    return asked.answer_kept(found, made)


@router.get("/places", responses=answers(Listed[PlaceRow]))
def places(
    asked: AskedCorpus,
    person: Reader,
    kind: Kinds = [],  # noqa: B006  FastAPI copies it
    by: Period = Period.year,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Names of the gazetteer by the number of their mentions; without ``kind`` those of places."""

    def made(now: Moment) -> Listed[PlaceRow]:
        found = mentioned(now.connection, kinds=kind or None, by=by)
        return Listed[PlaceRow](
            version=now.version,
            total=len(found),
            limit=limit,
            offset=offset,
            **asked.links(now.version, limit, offset, len(found)),
            rows=[PlaceRow(**asdict(one)) for one in found[offset : offset + limit]],
        )

    return asked.answer(made)


@router.get("/places/{name}", responses=answers(Place))
def place(
    asked: AskedCorpus,
    person: Reader,
    name: Annotated[str, Path(min_length=1, max_length=LONGEST_VALUE, description="the normal name")],
    by: Period = Period.year,
    context: Context = 20,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The entries of a name, and where the text mentions them.  404: the text mentions none."""

    def made(now: Moment) -> Place:
        found = [one for one in mentioned(now.connection, [name], by=by) if one.name == name]
        if not found:
            raise NotThere
        part = passages_with(now.connection, name, context, limit, offset)
        return Place(
            version=now.version,
            total=part.total,
            limit=limit,
            offset=offset,
            **asked.links(now.version, limit, offset, part.total),
            rows=[MentionRow(**row) for row in part.rows],
            entries=[PlaceRow(**asdict(one)) for one in found],
        )

    return asked.answer(made)
