"""The corpus for scripts: words, runs of characters, what stands beside a query (``docs/corpus-api.md``)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from pipeline.corpus import Corpus
from pipeline.corpus.parsing import Reading, parse
from pipeline.corpus.syntax import QueryError
from pipeline.review.corpus_answers import Beside, Collocates, Count, Listed, answers
from pipeline.review.corpus_asked import MOST_ROWS, AskedCorpus, Limit, MeantQuery, Moment, Offset, wrong_query
from pipeline.review.corpus_kept import kept
from pipeline.review.who import Language, Reader, Room

router = APIRouter(prefix="/corpus", tags=["corpus"])
WHOLE_LIST = 100_000
"""words or runs of characters of one list; who wants more of them exports the corpus."""


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
