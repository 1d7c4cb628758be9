"""How values are written in page files, where their plain form would be most of the bytes.

Each form has a writer and a reader; the reader also takes the plain form, which is what Python code works with.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.model.geometry import Quad

LENGTH_DIGITS = 1
"""Digits after the point of lengths in px."""
CROOKED = 0.2
"""px: a quadrilateral whose corners all lie this near to a rectangle's is written as one (twice the rounding)."""
CERTAIN = 100
"""Per cent: confidences that are left out."""

PARTS = 10_000
"""Probabilities are written as whole numbers of so many parts."""

Number = int | float


def length(value: float) -> Number:
    """A length as it is written: ``34.0`` as ``34``, ``34.26`` as ``34.3``."""
    rounded = round(value, LENGTH_DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def lengths(values: Iterable[float]) -> tuple[Number, ...]:
    """Several lengths."""
    rounded = [round(value, LENGTH_DIGITS) for value in values]
    return tuple([int(value) if value == int(value) else value for value in rounded])


def quad_written(quad: Quad) -> tuple[Number, ...]:
    """``x, y, dx, dy, height`` of a rectangle: its first corner, the way to its second, and its extent to the right
    of that way (downwards, for horizontal text).  Of any other quadrilateral ``x, y`` of the four corners."""
    found = quad_read(rectangle := _rectangle(quad))
    crooked = max(abs(p - q) for a, b in zip(found, quad, strict=True) for p, q in zip(a, b, strict=True))
    return rectangle if crooked <= CROOKED else lengths(x for corner in quad for x in corner)


def _rectangle(quad: Quad) -> tuple[Number, ...]:
    (ax, ay), (bx, by), _, (dx, dy) = quad
    return lengths((ax, ay, bx - ax, by - ay, math.hypot(dx - ax, dy - ay)))


def quad_read(value: Any) -> Any:
    """The four corners."""
    if len(value) == 8:
        return tuple((value[k], value[k + 1]) for k in range(0, 8, 2))
    if len(value) != 5:
        return value
    x, y, dx, dy, height = value
    scale = height / (math.hypot(dx, dy) or 1.0)
    across_x, across_y = -dy * scale, dx * scale
    return (x, y), (x + dx, y + dy), (x + dx + across_x, y + dy + across_y), (x + across_x, y + across_y)


def confidences_written(values: Sequence[int]) -> Sequence[int] | Mapping[int, int]:
    """Only those that are not certain, by offset; all of them where that is shorter."""
    unsure = {k: value for k, value in enumerate(values) if value != CERTAIN}
    return values if len(unsure) > len(values) / 2 else unsure


def confidences_read(value: Any, count: int) -> Any:
    """One confidence for each of ``count`` characters."""
    if not isinstance(value, Mapping):
        return value
    unsure = {int(offset): percent for offset, percent in value.items()}
    return tuple(unsure.get(k, CERTAIN) for k in range(count))


def readings_written(value: Mapping[int, Sequence[tuple[str, float]]]) -> dict[int, list[str | int]]:
    """Offset -> text, probability, text, probability …, in ten-thousandths."""
    return {
        offset: [part for text, probability in readings for part in (text, round(probability * PARTS))]
        for offset, readings in value.items()
    }


def readings_read(value: Any) -> Any:
    """Offset -> pairs of text and probability (0..1)."""
    if not isinstance(value, Mapping):
        return value
    return {
        offset: [(text, parts / PARTS) for text, parts in zip(listed[::2], listed[1::2], strict=True)]
        if listed and isinstance(listed[0], str)
        else listed
        for offset, listed in value.items()
    }


def runs_read(value: Any) -> Any:
    """The records, each as often as it says."""
    if not isinstance(value, list):
        return value
    found: list[Any] = []
    for record in value:
        record, times = (dict(record), record.get("times", 1)) if isinstance(record, Mapping) else (record, 1)
        if isinstance(record, dict):
            record.pop("times", None)
        found += [record] * times
    return found
