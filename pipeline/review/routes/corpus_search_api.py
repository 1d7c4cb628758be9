"""The corpus for scripts: hits, lines of a concordance, counts (``docs/corpus-api.md``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from pipeline.corpus import Options
from pipeline.corpus.counting import Period
from pipeline.review.corpus_answers import Facets, Hits, OverTime, Value, answers
from pipeline.review.corpus_asked import AskedCorpus, Context, Limit, Meant, MeantQuery, Moment, Offset
from pipeline.review.who import Reader

router = APIRouter(prefix="/corpus", tags=["corpus"])
Facet = Literal["year", "month", "issue", "kind", "state", "document", "place"]
MOST_FACETS = 7
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
    sort: Literal["right", "left", "right-word", "left-word"] = "right",
    context: Context = 20,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The same as lines of a concordance, sorted by what stands behind or before, by characters or by words."""
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
