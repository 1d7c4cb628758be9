"""Forms of a character that count as one: traditional and simplified, full and half width, capitals."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pipeline.correct import variants

_WIDE = range(0xFF01, 0xFF5F)
_WIDE_LESS = 0xFF01 - 0x21
"""distance of a full-width character from its half-width form."""


@cache
def _table() -> dict[int, str]:
    narrow = {code: chr(code - _WIDE_LESS).lower() for code in _WIDE} | {0x3000: " "}
    capitals = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    return {**variants.shipped().table, **narrow, **capitals}


def fold(text: str) -> str:
    """The text with every character in its normal form; as long as before."""
    return text.translate(_table())


@cache
def _classes() -> dict[str, str]:
    found = defaultdict(list)
    for code, normal in _table().items():
        found[normal].append(chr(code))
    return {normal: "".join(dict.fromkeys([normal, *others])) for normal, others in found.items()}


def forms(character: str) -> str:
    """All characters that have the same normal form, itself included."""
    normal = fold(character)
    return _classes().get(normal, normal)
