"""What is asked of the corpus over HTTP: a query with its options, a part of a list, at one version of the corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Connection, func, select

from pipeline.corpus import Corpus, Options, state
from pipeline.corpus.syntax import QueryError
from pipeline.database.moment import moment
from pipeline.database.schema import events
from pipeline.review.asking import language_of, room_of
from pipeline.review.background import Counting
from pipeline.review.corpus_kept import later
from pipeline.review.problem import Problem
from pipeline.review.room import Room
from pipeline.review.tagged import tagged, unchanged
from pipeline.review.words import Language, say
from pipeline.versions import version as version_of

Made = TypeVar("Made")
MOST_ROWS = 1000
"""rows of one answer."""
FARTHEST = 10_000_000
"""rows that may be left out before."""
LONGEST_QUERY = 400
"""characters; nine bytes each in an address, which has 4 KiB."""
LONGEST_VALUE = 200
"""characters of a value that a list is filtered by."""

QueryText = Annotated[
    str,
    Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description="in the query language of docs/corpus.md",
        examples=["虹旭", "仙霞 NEAR/5 居委 date:2019.. NOT kind:caption"],
    ),
]
Limit = Annotated[int, Query(ge=0, le=MOST_ROWS, description=f"rows of this answer, {MOST_ROWS} at most")]
Offset = Annotated[int, Query(ge=0, le=FARTHEST, description="rows to leave out before")]
AskedVersion = Annotated[
    int | None,
    Query(ge=0, le=2**62, description="of the corpus; when it is another one now, the answer is 409"),
]
Context = Annotated[int, Query(ge=0, le=500, description="characters on either side")]
Value = Annotated[str | None, Query(min_length=1, max_length=LONGEST_VALUE)]


@dataclass(frozen=True, slots=True)
class Meant:
    """A query and how it is meant."""

    query: str
    options: Options


async def _meant(
    q: QueryText,
    variants: Annotated[bool, Query(description="traditional and simplified forms count as the same")] = False,
    across: Annotated[bool, Query(description="punctuation and spaces may stand between")] = False,
    alternatives: Annotated[bool, Query(description="look also into what else the engine read")] = False,
    fuzzy: Annotated[bool, Query(description="that, and look-alikes, lost and added characters too")] = False,
    all_kinds: Annotated[bool, Query(description="mastheads, page numbers and lettering in pictures too")] = False,
    within: Annotated[Literal["block", "article", "page"], Query(description="what AND and NOT are about")] = "block",
) -> Meant:
    return Meant(q, Options(variants, across, alternatives, all_kinds, within, fuzzy))


MeantQuery = Annotated[Meant, Depends(_meant)]


@dataclass(frozen=True, slots=True)
class Moment:
    """The corpus at one version, for one answer."""

    corpus: Corpus
    connection: Connection
    version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the corpus."""

    request: Request
    room: Room
    version: int | None
    """that the client wants it to have."""

    @classmethod
    def of(cls, request: Request, version: AskedVersion = None) -> Self:
        """Of a request."""
        return cls(request, room_of(request), version)

    def answer(self, made: Callable[[Moment], BaseModel]) -> Response:
        """The answer that is made at one moment; 304 where the client has it.

        Raises ``Problem``: 409 (another version), 422 (the query cannot be understood).
        """
        with moment(self.room.database) as still, still.read() as connection:
            version = state.version(connection)
            if self.version is not None and self.version != version:
                raise Problem(409, "corpus-version", details={"asked": self.version, "version": version})
            tag = self._tag(connection, version)
            there = unchanged(self.request, tag)
            if there is not None:
                return there
            try:
                found = made(
                    Moment(
                        Corpus.over(still, self.room.results, self.room.corpus.names, self.room.corpus.memory),
                        connection,
                        version,
                    )
                )
            except QueryError as error:
                raise wrong_query(error, language_of(self.request)) from error
        return tagged(self.request, tag, found.model_dump_json(by_alias=True).encode())

    def answer_kept(self, found: tuple[int, Made] | Counting, made: Callable[[Moment, Made], BaseModel]) -> Response:
        """The same of something that was made behind the requests (``corpus_kept``).

        Raises ``Problem``: 503, it is not there yet, or was made at another version than the one now.
        """
        if isinstance(found, Counting):
            raise later()
        version, kept = found

        def at_its_version(now: Moment) -> BaseModel:
            if now.version != version:
                raise later()
            return made(now, kept)

        return self.answer(at_its_version)

    def _tag(self, connection: Connection, version: int) -> str:
        """The same from each of several servers.  States of pages change without a new text; whatever people do is an
        event.  A server that was started anew may have another version of Baokan, other settings and lists of names."""
        event = connection.scalar(select(func.max(events.c.id))) or 0
        made_by = f"{version_of('baokan')} {self.room.settings.correct.decision.word_frequency} {self.room.names.lists}"
        said = f"{made_by} {version} {event} {self.request.url.path}?{self.request.url.query}"
        return f"{version}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def links(self, version: int, limit: int, offset: int, total: int) -> dict[str, str | None]:
        """Addresses of the next and the previous part, at the same version."""
        after, before = offset + limit, max(0, offset - limit)
        return {
            "next": self._link(version, limit, after) if limit and after < total else None,
            "previous": self._link(version, limit, before) if limit and offset else None,
        }

    def _link(self, version: int, limit: int, offset: int) -> str:
        part = {"limit": limit, "offset": offset, "version": version}
        given = [one for one in self.request.query_params.multi_items() if one[0] not in part]
        return f"{self.request.url.path}?{urlencode([*given, *part.items()])}"


AskedCorpus = Annotated[Asked, Depends(Asked.of)]


def wrong_query(error: QueryError, language: Language) -> Problem:
    """A query that cannot be understood, with the 0-based position of the character that is wrong."""
    details = {"at": error.position, "query": error.query, "fault": error.fault.code}
    cause = say(language, f"query.{error.fault.code}", **error.fault.values)
    return Problem(422, "query", details=details, character=error.position + 1, cause=cause)
