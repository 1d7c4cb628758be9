"""The corpus for scripts: names of the gazetteer and where the text has them (``docs/corpus-api.md``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from pipeline.corpus.browsing import passages_with
from pipeline.corpus.counting import Period
from pipeline.corpus.placing import mentioned
from pipeline.review.corpus_answers import Listed, MentionRow, Place, PlaceRow, answers
from pipeline.review.corpus_asked import LONGEST_VALUE, AskedCorpus, Context, Limit, Moment, Offset
from pipeline.review.problem import NotThere
from pipeline.review.who import Reader

router = APIRouter(prefix="/corpus", tags=["corpus"])
Kinds = Annotated[list[Annotated[str, Query(max_length=LONGEST_VALUE)]], Query(max_length=50)]


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
