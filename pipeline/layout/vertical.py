"""Vertical print (竖排): lines that run downwards, columns from right to left."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import words
from pipeline.layout.row_settings import VerticalSettings
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sizes import type_size
from pipeline.model.block import BlockKind
from pipeline.model.geometry import Box, overlap, union, upright_level
from pipeline.model.text import Line


def vertical_regions(
    lines: Sequence[Line], em: float, settings: LayoutSettings
) -> list[tuple[BlockKind, list[Line], str]]:
    """Group vertical lines that stand beside each other; large ones are headlines.

    Returns (kind, lines from right to left, evidence).
    """
    groups: list[list[list[Line]]] = []
    for column in _columns(lines, settings.vertical):
        size, box = _size(column), union([line.box for line in column])
        for group in groups:
            last = union([line.box for line in group[-1]])
            alike = settings.sizes.alike[0] <= size / _size(group[-1]) <= settings.sizes.alike[1]
            near = last[0] - box[2] < settings.vertical.gap * size
            beside = overlap(box[1], box[3], last[1], last[3]) > settings.vertical.beside * min(
                box[3] - box[1], last[3] - last[1]
            )
            if alike and near and beside:
                group.append(column)
                break
        else:
            groups.append([column])
    found: list[tuple[BlockKind, list[Line], str]] = []
    for columns in groups:
        held = [line for column in columns for line in column]
        text = "".join(line.text for line in held)
        if len(text) <= settings.strays.speck_length and not words.HAN.search(text):
            continue  # a speck higher than wide: nothing else is set so
        size = max(_size(column) for column in columns) / em
        box = union([line.box for line in held])
        if size >= settings.sizes.title:
            found.append(("title", held, "large-vertical-type"))
        elif size >= settings.sizes.subtitle and _short(columns, box, em, settings.vertical):
            found.append(("subtitle", held, "vertical-type-larger-than-the-body"))
        else:
            found.append(("paragraph", held, "vertical-running-text"))
    return found


def _columns(lines: Sequence[Line], settings: VerticalSettings) -> list[list[Line]]:
    """Lines from right to left; pieces of one line that detection cut apart go together, from the top."""
    columns: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: item.box[1]):
        for column in columns:
            last = column[-1]
            size = min(type_size(line), type_size(last))
            near = -0.5 * size < line.box[1] - last.box[3] < settings.pieces * size
            if near and upright_level(last.box, line.box) and type_size(line) < settings.alike * size:
                column.append(line)
                break
        else:
            columns.append([line])
    return sorted(columns, key=lambda column: -min(line.box[0] for line in column))


def _size(column: Sequence[Line]) -> float:
    return type_size(max(column, key=lambda line: len(line.text))) or 1.0


def _short(columns: Sequence[Sequence[Line]], box: Box, em: float, settings: VerticalSettings) -> bool:
    return len(columns) <= settings.subtitle_lines and box[3] - box[1] < settings.subtitle_height * em
