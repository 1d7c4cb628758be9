"""Text with the characters behind it, as it is kept in the database.

A list of pieces: ``[line, first offset, text]`` for characters that stand for one character of the scan each, and
``[text, [character ids]]`` for everything else (changed lengths, glue between lines).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.model.text import Cell, CharacterId, LayeredText, parse_character_id


def pack(text: LayeredText) -> str:
    """As compact JSON."""
    return json.dumps(list(_pieces(text.cells)), ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str) -> LayeredText:
    """What ``pack`` wrote."""
    return LayeredText(cell for piece in json.loads(packed) for cell in _cells(piece))


def ids_within(packed: str, start: int, end: int) -> tuple[CharacterId, ...]:
    """``unpack(packed).ids(start, end)``, without the cells: for one hit in a long block."""
    found, at = list[CharacterId](), 0
    for piece in json.loads(packed):
        text = piece[-1] if len(piece) == 3 else piece[0]
        low, high = max(start - at, 0), min(end - at, len(text))
        if len(piece) == 3:
            found += [f"{piece[0]}.{piece[1] + k}" for k in range(low, high)]
        elif (at < end and at + len(text) > start) if text else start < at < end:
            found += piece[1]
        at += len(text)
        if at >= end:
            break
    return tuple(found)


def _pieces(cells: Iterable[Cell]) -> Iterator[list[Any]]:
    run: list[Any] | None = None
    for cell in cells:
        if len(cell.text) != 1 or len(cell.ids) != 1:
            if run:
                yield run
                run = None
            yield [cell.text, list(cell.ids)]
            continue
        line, offset = parse_character_id(cell.ids[0])
        if run and run[0] == line and run[1] + len(run[2]) == offset:
            run[2] += cell.text
            continue
        if run:
            yield run
        run = [line, offset, cell.text]
    if run:
        yield run


def _cells(piece: list[Any]) -> Iterator[Cell]:
    if len(piece) == 2:
        yield Cell(piece[0], tuple(piece[1]))
        return
    line, first, text = piece
    for k, character in enumerate(text):
        yield Cell(character, (f"{line}.{first + k}",))
