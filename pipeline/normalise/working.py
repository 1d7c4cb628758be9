"""A text while it is being changed, every character tied to the ids it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipeline.model.page import Page
from pipeline.model.text import Alternative, Cell, CharacterId, parse_character_id


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` shall read ``after``; ``code`` names the rule (``reasons.REASONS``)."""

    start: int
    end: int
    after: str
    code: str


@dataclass(slots=True)
class Piece:
    """One cell of the layered text, and what has become of it."""

    before: str
    ids: tuple[CharacterId, ...]
    after: str
    codes: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """True when the text differs from what the block had."""
        return self.before != self.after


class Working:
    """The text of a block, or of one cell of a table, that takes edits.

    ``text``: the current text; ``kind``: the block's kind; ``pieces``: what has become of each layered cell.
    """

    __slots__ = ("_owner", "_starts", "kind", "page", "pieces", "text")

    def __init__(self, page: Page, kind: str, cells: Iterable[Cell]) -> None:
        self.page, self.kind = page, kind
        self.pieces = [Piece(cell.text, cell.ids, cell.text) for cell in cells]
        self.text = ""
        self._owner: list[int] = []
        self._starts: list[int] = []
        self._refresh()

    def _refresh(self) -> None:
        self.text = "".join(piece.after for piece in self.pieces)
        self._owner, self._starts = [], []
        for n, piece in enumerate(self.pieces):
            self._starts.append(len(self._owner))
            self._owner.extend([n] * len(piece.after))

    def apply(self, edits: Iterable[Edit]) -> bool:
        """Apply edits (in the order of the text, offsets into the current text).  True when the text has changed.

        Of two edits inside one cell the second waits for the next round.
        """
        before, done = self.text, -1
        for edit in edits:
            if before[edit.start : edit.end] == edit.after:
                continue
            first, last = self._owner[edit.start], self._owner[edit.end - 1]
            if first <= done:
                continue
            lead = before[self._starts[first] : edit.start]
            rest = before[edit.end : self._starts[last] + len(self.pieces[last].after)]
            self._put(first, last, lead + edit.after + rest, edit.code)
            done = last
        if done >= 0:
            self._refresh()
        return self.text != before

    def _put(self, first: int, last: int, after: str, code: str) -> None:
        pieces = [piece for piece in self.pieces[first : last + 1] if piece.after]
        for n, piece in enumerate(pieces):
            share = after[n : n + 1] if n < len(pieces) - 1 else after[n:]
            if share != piece.after:
                piece.after = share
                if code not in piece.codes:
                    piece.codes.append(code)

    def width(self, offset: int) -> float | None:
        """Width in ems of the print behind one character; ``None`` when it stands for no single character."""
        ids = self.pieces[self._owner[offset]].ids
        if len(ids) != 1:
            return None
        line_id, k = parse_character_id(ids[0])
        line = self.page.line_by_id[line_id]
        (ax, ay), (bx, by) = line.quad[0], line.quad[3]
        em = line.ink_height or ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
        return (line.cuts[k + 1] - line.cuts[k]) / em if em else None

    def alternatives(self, offset: int) -> tuple[Alternative, ...]:
        """The engine's other readings of one character, best first; empty where it was sure or nothing is known."""
        ids = self.pieces[self._owner[offset]].ids
        if len(ids) != 1:
            return ()
        line_id, k = parse_character_id(ids[0])
        return self.page.line_by_id[line_id].alternatives.get(k, ())


Rule = Callable[[Working], Iterable[Edit]]
"""A pass over a text: edits that do not overlap, in the order of the text."""
