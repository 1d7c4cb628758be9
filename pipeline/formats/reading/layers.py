"""Two text layers of one file: what was read, and what stands in its place, as records.

A line that stands in the layer as it was read says nothing more.  Of every other line Baokan's files tell what was
read, and for each character of the layer the characters as read that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.formats.reading.found import FoundLine
from pipeline.model.block import Block
from pipeline.model.correction import Correction, Reason
from pipeline.model.page import Page
from pipeline.model.text import CharacterId

KIND = "imported"
"""Kind of the records."""
REASON = Reason(code="imported", zh="导入的文件中此处已改", en="changed already in the imported file")


@dataclass(frozen=True, slots=True)
class Stand:
    """Characters of the layer."""

    text: str
    ids: tuple[CharacterId, ...]
    """of the characters as read that they stand for."""


def stands(found: FoundLine, number: int, read: str) -> list[Stand]:
    """The characters of a line in the layer; ``number``, ``read``: id and text of the line as it was read."""
    if found.read:
        written = [tuple(one.split("+")) for one in found.read.get("ids", "").split()]
        characters = found.read.get("characters", "")
        if len(written) == len(characters):
            own = [Stand(text, ids) for text, ids in zip(characters, written, strict=True)]
            spoken = " ".join(word.text for word in found.words)
            return own if found.text == spoken else changed(own, found.text)
    own = [Stand(text, (f"{number}.{offset}",)) for offset, text in enumerate(read)]
    return own if found.text == read else changed(own, found.text)


def changed(own: Sequence[Stand], text: str) -> list[Stand]:
    """The line when another program gave it another text: what is equal at both ends stays."""
    before = "".join(one.text for one in own)
    if before == text or not own:
        return list(own)
    most = min(len(before), len(text))
    head = next((k for k in range(most) if before[k] != text[k]), most)
    tail = next((k for k in range(most - head) if before[-1 - k] != text[-1 - k]), most - head)
    first, last = _touched(own, head, len(before) - tail)
    start = sum(len(one.text) for one in own[:first])
    end = start + sum(len(one.text) for one in own[first:last])
    middle = text[start : len(text) - (len(before) - end)]
    ids = tuple(dict.fromkeys(i for one in own[first:last] for i in one.ids))
    return [*own[:first], Stand(middle, ids), *own[last:]]


def _touched(own: Sequence[Stand], start: int, end: int) -> tuple[int, int]:
    """Numbers of the stands around ``text[start:end]``, at least one: an insertion belongs to its neighbour."""
    position, first, last = 0, len(own) - 1, 0
    for number, one in enumerate(own):
        after = position + len(one.text)
        if position < end and after > start:
            first, last = min(first, number), max(last, number + 1)
        position = after
    if last > first:
        return first, last
    first = max(start - 1, 0)
    return min(first, len(own) - 1), min(first, len(own) - 1) + 1


def records(page: Page, block: Block, standing: Iterable[Stand], first: int) -> Iterator[Correction]:
    """What has to be replayed over the block as read so that it has the text of the layer; ids from ``first`` on."""
    cells = page.ocr_text(block).cells
    where = {i: n for n, cell in enumerate(cells) for i in cell.ids}
    for start, end, text in _parts(cells_with_ids=where, standing=standing):
        before = "".join(cell.text for cell in cells[start:end])
        if before == text:
            continue
        ids = tuple(i for cell in cells[start:end] for i in cell.ids)
        yield Correction(
            id=first,
            stage="normalise",
            kind=KIND,
            block=block.id,
            characters=ids,
            before=before,
            after=text,
            status="applied",
            reasons=(REASON,),
            polygon=page.span_polygon(ids),
        )
        first += 1


def _parts(cells_with_ids: dict[CharacterId, int], standing: Iterable[Stand]) -> list[tuple[int, int, str]]:
    """(first cell, last cell + 1, text) of the smallest parts that stand for each other, in the order of the block."""
    parts: list[tuple[int, int, str]] = []
    for one in standing:
        places = [cells_with_ids[i] for i in one.ids if i in cells_with_ids]
        if not places:
            continue
        start, end, text = min(places), max(places) + 1, one.text
        while parts and parts[-1][1] > start:
            before = parts.pop()
            start, end, text = min(start, before[0]), max(end, before[1]), before[2] + text
        parts.append((start, end, text))
    taken = {cell for start, end, _ in parts for cell in range(start, end)}
    left_out = [(cell, cell + 1, "") for cell in sorted(cells_with_ids.values()) if cell not in taken]
    return sorted([*parts, *left_out])
