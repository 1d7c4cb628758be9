"""Samples in the database: only ever added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from pipeline.database import Database, Lock
from pipeline.database.schema import judgements, sample_draws, sample_lines, samples
from pipeline.errors import NoInputError
from pipeline.model.geometry import Quad
from pipeline.sampling.drawing import DrawnLine
from pipeline.sampling.lines import Span
from pipeline.sampling.lot import LotCount, Scope
from pipeline.sampling.records import Draw, Judgement, Sample, SampleLine, Terms
from pipeline.sampling.refusal import Refusal

AT_ONCE = 500
"""Ids that one query names: SQLite takes some thousands."""


class Samples:
    """The samples of a results folder; threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, name: str, by: str, scope: Scope, terms: Terms, lot: LotCount, seed: int, lines: Sequence[DrawnLine]
    ) -> int:
        """Enter a drawn sample; returns its id."""
        with self._database.write(Lock.SAMPLING) as connection:
            values = {
                "name": name,
                "made": _now(),
                "made_by": by,
                "scope": scope.to_json(),
                "judges": terms.judges,
                "limit": terms.limit,
                "confidence": terms.confidence,
                "effect": terms.effect,
            }
            key = connection.execute(insert(samples).values(**values)).inserted_primary_key
            assert key is not None
            _enter(connection, key[0], 1, 0, lot, seed, lines)
            return int(key[0])

    def extend(self, sample: Sample, lot: LotCount, seed: int, lines: Sequence[DrawnLine]) -> None:
        """Add a further draw; its lines are judged after those that are there.

        Raises ``Refusal`` when somebody else did so since the sample was read.
        """
        with self._database.write(Lock.SAMPLING) as connection:
            last = select(func.max(sample_draws.c.number)).where(sample_draws.c.sample == sample.id)
            count = select(func.count()).where(sample_lines.c.sample == sample.id)
            number, position = connection.scalar(last) or 0, connection.scalar(count) or 0
            if number != sample.draws[-1].number:
                raise Refusal(
                    "overtaken", f"Somebody else has just drawn more lines for sample {sample.id}. Look at it again."
                )
            _enter(connection, sample.id, number + 1, position, lot, seed, lines)

    def all(self) -> list[Sample]:
        """Every sample, the oldest first."""
        with self._database.read() as connection:
            return [_sample(connection, row) for row in connection.execute(select(samples).order_by(samples.c.id))]

    def get(self, sample: int) -> Sample:
        """One sample.  Raises ``NoInputError`` when there is none of that number."""
        with self._database.read() as connection:
            row = connection.execute(select(samples).where(samples.c.id == sample)).first()
            if row is None:
                raise NoInputError(f"There is no sample {sample}. 'baokan sample list' lists them.")
            return _sample(connection, row)

    def lines(self, sample: int) -> list[SampleLine]:
        """Its lines, in the order of judging."""
        query = select(sample_lines).where(sample_lines.c.sample == sample).order_by(sample_lines.c.position)
        with self._database.read() as connection:
            return [_line(row) for row in connection.execute(query)]

    def lines_of(self, ids: Sequence[int]) -> dict[int, SampleLine]:
        """Lines by their ids, of any sample.  Raises ``NoInputError`` when one does not exist."""
        found = {}
        with self._database.read() as connection:
            for first in range(0, len(ids), AT_ONCE):
                query = select(sample_lines).where(sample_lines.c.id.in_(ids[first : first + AT_ONCE]))
                found.update({row.id: _line(row) for row in connection.execute(query)})
        unknown = next((one for one in ids if one not in found), None)
        if unknown is not None:
            raise NoInputError(f"There is no line {unknown} in any sample.")
        return found

    def judgements(self, sample: int) -> list[Judgement]:
        """All judgements of its lines, the oldest first."""
        query = (
            select(judgements)
            .join(sample_lines, sample_lines.c.id == judgements.c.line)
            .where(sample_lines.c.sample == sample)
            .order_by(judgements.c.id)
        )
        with self._database.read() as connection:
            return [_judgement(row) for row in connection.execute(query)]

    def judgements_of_line(self, line: int) -> list[Judgement]:
        """All judgements of one line, the oldest first."""
        query = select(judgements).where(judgements.c.line == line).order_by(judgements.c.id)
        with self._database.read() as connection:
            return [_judgement(row) for row in connection.execute(query)]

    def state(self, sample: int) -> tuple[int, int]:
        """Changes whenever anything of a sample does: its last draw, and its last judgement."""
        last_draw = select(func.max(sample_draws.c.number)).where(sample_draws.c.sample == sample)
        last = (
            select(func.max(judgements.c.id))
            .join(sample_lines, sample_lines.c.id == judgements.c.line)
            .where(sample_lines.c.sample == sample)
        )
        with self._database.read() as connection:
            return connection.scalar(last_draw) or 0, connection.scalar(last) or 0

    def enter(self, given: Sequence[tuple[int, str, str | None, Sequence[Span], bool]]) -> None:
        """Enter judgements in one transaction: (line, judge, text, names, settles)."""
        at = _now()
        rows = [
            {"line": line, "judge": judge, "at": at, "text": text, "names": json.dumps(names), "settles": int(settles)}
            for line, judge, text, names, settles in given
        ]
        if rows:
            with self._database.write(Lock.SAMPLING) as connection:
                connection.execute(insert(judgements), rows)


def _enter(
    connection: Connection,
    sample: int,
    number: int,
    position: int,
    lot: LotCount,
    seed: int,
    lines: Sequence[DrawnLine],
) -> None:
    draw = {
        "sample": sample,
        "number": number,
        "drawn": _now(),
        "seed": seed,
        "documents": lot.documents,
        "pages": len(lot.pages),
        "lines": lot.lines,
        "characters": lot.characters,
        "content": lot.content,
    }
    connection.execute(insert(sample_draws).values(**draw))
    rows = [
        {"sample": sample, "draw": number, "position": place, **_values(line)}
        for place, line in enumerate(lines, position)
    ]
    if rows:
        connection.execute(insert(sample_lines), rows)


def _values(line: DrawnLine) -> dict[str, Any]:
    return {
        "document": line.document,
        "page": line.page,
        "source": line.source,
        "frame": line.frame,
        "line": line.line,
        "kind": line.kind,
        "vertical": int(line.vertical),
        "quad": json.dumps(line.quad),
        "polygon": json.dumps(line.polygon),
        "text": line.text,
        "names": json.dumps(line.names),
    }


def _sample(connection: Connection, row: Row[Any]) -> Sample:
    query = select(sample_draws).where(sample_draws.c.sample == row.id).order_by(sample_draws.c.number)
    draws = tuple(
        Draw(d.number, d.drawn, d.seed, d.documents, d.pages, d.lines, d.characters, d.content)
        for d in connection.execute(query)
    )
    terms = Terms(row.judges, row.limit, row.confidence, row.effect)
    return Sample(row.id, row.name, row.made, row.made_by, Scope.from_json(row.scope), terms, draws)


def _line(row: Row[Any]) -> SampleLine:
    drawn = DrawnLine(
        document=row.document,
        page=row.page,
        source=row.source,
        frame=row.frame,
        line=row.line,
        kind=row.kind,
        vertical=bool(row.vertical),
        quad=_quad(row.quad),
        polygon=_quad(row.polygon),
        text=row.text,
        names=_spans(row.names),
    )
    return SampleLine(row.id, row.sample, row.draw, row.position, drawn)


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(row.id, row.line, row.judge, row.at, row.text, _spans(row.names), bool(row.settles))


def _quad(text: str) -> Quad:
    a, b, c, d = ((x, y) for x, y in json.loads(text))
    return a, b, c, d


def _spans(text: str) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in json.loads(text))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
