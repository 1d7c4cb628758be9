"""Vertical print (竖排): lines that run downwards, columns from right to left."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import words
from pipeline.layout.row_settings import VerticalSettings
from pipeline.layout.rows import type_size
from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import BlockKind
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line


def vertical_regions(
    lines: Sequence[Line], em: float, settings: LayoutSettings
) -> list[tuple[BlockKind, list[Line], str]]:
    """Group vertical lines that stand beside each other; large ones are headlines.

    Returns (kind, lines from right to left, evidence).
    """
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: -item.box[0]):
        size = type_size(line)
        for group in groups:
            last = group[-1]
            alike = settings.sizes.alike[0] <= size / type_size(last) <= settings.sizes.alike[1]
            near = last.box[0] - line.box[2] < settings.vertical.gap * size
            beside = overlap(line.box[1], line.box[3], last.box[1], last.box[3]) > settings.vertical.beside * min(
                line.box[3] - line.box[1], last.box[3] - last.box[1]
            )
            if alike and near and beside:
                group.append(line)
                break
        else:
            groups.append([line])
    found: list[tuple[BlockKind, list[Line], str]] = []
    for group in groups:
        text = "".join(line.text for line in group)
        if len(text) <= settings.strays.speck_length and not words.HAN.search(text):
            continue  # a speck higher than wide: nothing else is set so
        size = max(type_size(line) for line in group) / em
        box = union([line.box for line in group])
        if size >= settings.sizes.title:
            found.append(("title", group, "large-vertical-type"))
        elif size >= settings.sizes.subtitle and _short(group, box, em, settings.vertical):
            found.append(("subtitle", group, "vertical-type-larger-than-the-body"))
        else:
            found.append(("paragraph", group, "vertical-running-text"))
    return found


def _short(group: Sequence[Line], box: Box, em: float, settings: VerticalSettings) -> bool:
    return len(group) <= settings.subtitle_lines and box[3] - box[1] < settings.subtitle_height * em
