"""From a changed text to correction records: few, small, each with its ground."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.correction import Candidate, Correction
from pipeline.normalise.reasons import REASONS
from pipeline.normalise.working import Piece, Working


def records(text: Working, block: int, first_id: int) -> Iterator[Correction]:
    """One record for each run of neighbouring pieces that changed for reasons of one kind."""
    for number, (start, end) in enumerate(_runs(text.pieces)):
        pieces = text.pieces[start:end]
        ids = tuple(i for piece in pieces for i in piece.ids)
        codes = dict.fromkeys(code for piece in pieces if piece.changed for code in piece.codes)
        before, after = "".join(piece.before for piece in pieces), "".join(piece.after for piece in pieces)
        yield Correction(
            id=first_id + number,
            stage="normalise",
            kind=REASONS[next(iter(codes))].kind,
            block=block,
            characters=ids,
            before=before,
            after=after,
            status="applied",
            candidates=(Candidate(text=after, probability=1.0), Candidate(text=before, probability=0.0)),
            reasons=tuple(REASONS[code].reason for code in codes),
            polygon=text.page.span_polygon(ids),
        )


def _kind(piece: Piece) -> str:
    return REASONS[piece.codes[-1]].kind


def _runs(pieces: list[Piece]) -> list[tuple[int, int]]:
    """Spans of pieces, apart from one another; each begins and ends with a piece that has ids."""
    runs: list[tuple[int, int]] = []
    n = 0
    while n < len(pieces):
        if not pieces[n].changed:
            n += 1
            continue
        start, kind = n, _kind(pieces[n])
        while n < len(pieces) and pieces[n].changed and _kind(pieces[n]) == kind:
            n += 1
        span = _anchored(pieces, start, n)
        if span is None:
            continue
        if runs and runs[-1][1] > span[0]:
            span = (runs.pop()[0], span[1])
        runs.append(span)
    return runs


def _anchored(pieces: list[Piece], start: int, end: int) -> tuple[int, int] | None:
    """The span made longer until it begins and ends with ids: glue has none and can be named only by its neighbours.

    ``None`` when there is no neighbour: then the glue stays as it is.
    """
    while start >= 0 and not pieces[start].ids:
        start -= 1
    while end <= len(pieces) and not pieces[end - 1].ids:
        end += 1
    return (start, end) if start >= 0 and end <= len(pieces) else None
