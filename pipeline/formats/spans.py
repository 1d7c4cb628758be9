"""A block as it is read, in any text layer: spans of text that was left alone, changed, in doubt, or names something.

Formats for reading (TEI, Word, HTML) are written from this, so that they agree on what a correction is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.model.block import Block, Join
from pipeline.model.correction import Correction
from pipeline.model.page import Layer, Page
from pipeline.model.text import Cell, parse_character_id

LINK = "place-name-link"
"""Kind of records that say what a name that stands right refers to."""
PLACE_KINDS = frozenset({"place-name", LINK})
LEAST_NAME = 3
"""characters of a name that is found where no record points to it: shorter ones are also parts of words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a block's text."""

    cells: tuple[Cell, ...]
    changes: tuple[Correction, ...] = ()
    """records that made it what it is in this layer, in their order."""
    doubts: tuple[Correction, ...] = ()
    """records that only propose something for it."""
    entry: str = ""
    """name of the gazetteer entry that it stands for; empty: none, or not known."""
    kind: str = ""
    """of the record that knows the entry: ``place-name``, ``term`` …; empty where none does."""

    @property
    def text(self) -> str:
        """In the layer."""
        return "".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one printed line."""

    text: str
    line: int | None
    """id of the line that begins in front of it; ``None``: it goes on in the same line."""
    join: Join | None = None
    """how this line continues the one before it; ``None``: the first of its block or cell."""


class Lines:
    """Follows a block's text from line to line, so that each line begins once."""

    def __init__(self, block: Block) -> None:
        self._joins: Mapping[int, Join] = dict(zip(block.lines[1:], block.joins, strict=False))
        self._line: int | None = None

    def pieces(self, cells: Iterable[Cell]) -> Iterator[Piece]:
        """The cells in the layer, cut where lines begin."""
        yield from self._cut((_line(cell), cell.text) for cell in cells)

    def pieces_read(self, page: Page, cells: Iterable[Cell]) -> Iterator[Piece]:
        """The same place as the engine read it."""
        yield from self._cut(_read(page, cells))

    def _cut(self, texts: Iterable[tuple[int | None, str]]) -> Iterator[Piece]:
        waiting = ""
        for line, text in texts:
            if line is None or line == self._line:
                waiting += text
                continue
            if waiting:
                yield Piece(waiting, None)
            self._line, waiting = line, ""
            yield Piece("", line, self._joins.get(line))
            waiting = text
        if waiting:
            yield Piece(waiting, None)


def spans(page: Page, block: Block, layer: Layer, names: Mapping[str, str] | None = None) -> list[Span]:
    """The block's text in the layer, without a gap; ``"".join(span.text …) == page.text(block, layer).text``.

    Records that overlap share a span.  ``names``: spellings that are known to stand for an entry, see ``known_names``.
    """
    layered = page.text(block, layer)
    where = {i: n for n, cell in enumerate(layered.cells) for i in cell.ids}
    found: list[tuple[int, int, Correction, bool]] = []
    for record in page.corrections:
        role = _role(record, layer) if record.block == block.id else None
        if role is not None and all(i in where for i in record.characters):
            places = [where[i] for i in record.characters]
            found.append((min(places), max(places) + 1, record, role))
    made: list[Span] = []
    position = 0
    for start, end, records in _apart(found):
        made += _plain(layered.cells[position:start], names)
        made.append(_span(layered.cells[start:end], records))
        position = end
    return [*made, *_plain(layered.cells[position:], names)]


def trimmed(found: Sequence[Span]) -> list[Span]:
    """Without white space at both ends, such as the two empty characters that begin a printed paragraph."""
    ahead = _trimmed(found, 1)
    return _trimmed(ahead[::-1], -1)[::-1]


def _trimmed(found: Sequence[Span], step: int) -> list[Span]:
    rest = list(found)
    while rest and not rest[0].changes and not rest[0].doubts:
        cells = list(rest[0].cells[::step])
        while cells and not cells[0].text.strip():
            cells.pop(0)
        if cells:
            return [replace(rest[0], cells=tuple(cells[::step])), *rest[1:]]
        rest.pop(0)
    return rest


def known_names(pages: Iterable[Page]) -> dict[str, str]:
    """Names of places that records of these pages found in the gazetteer: spelling -> name of the entry."""
    found: dict[str, str] = {}
    for page in pages:
        for record in page.corrections:
            if record.kind not in PLACE_KINDS:
                continue
            for candidate in record.candidates:
                if candidate.entry and len(candidate.text) >= LEAST_NAME:
                    found.setdefault(candidate.text, candidate.entry)
    return found


def _role(record: Correction, layer: Layer) -> bool | None:
    """Whether a record changed the text of the layer; ``None``: it has nothing to say there."""
    if record.kind == LINK or record.status == "flagged":
        return False
    return True if record.changes(layer) else None


def _apart(
    found: Sequence[tuple[int, int, Correction, bool]],
) -> Iterator[tuple[int, int, list[tuple[Correction, bool]]]]:
    """Stretches of cells that do not touch each other, with the records of each in the order of their ids."""
    stretch: tuple[int, int, list[tuple[Correction, bool]]] | None = None
    for start, end, record, role in sorted(found, key=lambda one: (one[0], one[1])):
        if stretch is not None and start < stretch[1]:
            stretch = (stretch[0], max(stretch[1], end), [*stretch[2], (record, role)])
            continue
        if stretch is not None:
            yield stretch
        stretch = (start, end, [(record, role)])
    if stretch is not None:
        yield stretch


def _span(cells: tuple[Cell, ...], records: list[tuple[Correction, bool]]) -> Span:
    ordered = sorted(records, key=lambda one: one[0].id)
    changes = tuple(record for record, changed in ordered if changed)
    doubts = tuple(record for record, changed in ordered if not changed and record.kind != LINK)
    text = "".join(cell.text for cell in cells)
    for record, changed in reversed(ordered):
        if not changed and record.kind != LINK:
            continue
        for candidate in record.candidates:
            if candidate.entry and candidate.text == text:
                return Span(cells, changes, doubts, candidate.entry, record.kind)
    return Span(cells, changes, doubts)


def _plain(cells: tuple[Cell, ...], names: Mapping[str, str] | None) -> list[Span]:
    """Cells without a record, names that are known apart."""
    if not cells:
        return []
    text = "".join(cell.text for cell in cells)
    here = [name for name in names or () if name in text]
    if not here:
        return [Span(cells)]
    owners = [n for n, cell in enumerate(cells) for _ in cell.text]
    marks: list[str] = [""] * len(cells)
    for name in sorted(here, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            covered = range(owners[at], owners[at + len(name) - 1] + 1)
            if not any(marks[n] for n in covered):
                for n in covered:
                    marks[n] = f"{at} {name}"
            at = text.find(name, at + len(name))
    assert names is not None
    return [
        Span(tuple(cells[n] for n in group), entry=names[mark.partition(" ")[2]] if mark else "", kind="")
        for mark, group in groupby(range(len(cells)), key=lambda n: marks[n])
    ]


def _line(cell: Cell) -> int | None:
    return parse_character_id(cell.ids[0])[0] if cell.ids else None


def _read(page: Page, cells: Iterable[Cell]) -> Iterator[tuple[int | None, str]]:
    for cell in cells:
        if not cell.ids:
            yield None, cell.text
        for one in cell.ids:
            line, offset = parse_character_id(one)
            yield line, page.line_by_id[line].text[offset]
