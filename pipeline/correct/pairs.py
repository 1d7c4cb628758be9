"""Pairs of characters that stand near each other, and a set of them in few bytes (a Bloom filter)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FORM = 1
"""first byte of a stored set.  Raise it when what the sets hold, or how, changes."""
BITS = 16
"""bits that a pair of characters takes; with ``HASHES`` positions each, one absent pair in 700 seems to be there."""
HASHES = 5

Pair = int
"""Two characters and a ``Place``, as one number: see ``pair``."""

Hashed = tuple[NDArray[np.uint64], NDArray[np.uint64]]
"""Two hashes of each pair."""


class Place(IntEnum):
    """How two characters stand, and where a candidate's edit may come beside them: never within a name that stands
    right."""

    FREE = 0
    """side by side, and it may come before, between and behind them."""
    ANY = 1
    """side by side."""
    APART = 2
    """with one character between them, which it may change or take out."""
    BEFORE = 3
    """side by side; it may come before them."""
    BEHIND = 4
    """side by side; it may come behind them."""
    BETWEEN = 5
    """side by side; it may change one of them, or put one between."""


def pair(left: str, right: str, place: Place) -> Pair:
    """Two characters and how they stand."""
    return (ord(left) << 21 | ord(right)) << 3 | place


def free(of: Pair) -> Pair:
    """The same characters ``FREE``, which is as good as any place side by side."""
    return of if of & _PLACES == Place.APART else of & ~_PLACES


_PLACES = 7
"""bits of a ``Pair`` that tell the place."""


def pairs_of(text: str) -> list[Pair]:
    """All neighbours of a text."""
    return [pair(a, b, Place.ANY) for a, b in pairwise(text)]


def edged(text: str, place: Place) -> list[Pair]:
    """All neighbours of a text, an edit coming before the first or behind the last of them."""
    if place == Place.BEFORE:
        return [pair(text[0], text[1], place), *pairs_of(text[1:])]
    return [*pairs_of(text[:-1]), pair(text[-2], text[-1], place)]


def hashed(pairs: Iterable[Pair]) -> Hashed:
    """Two 32-bit numbers for each pair, the second odd (splitmix64)."""
    mixed = np.fromiter(pairs, np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed & np.uint64(0xFFFFFFFF), mixed >> np.uint64(32) | np.uint64(1)


def stored(pairs: Collection[Pair]) -> bytes:
    """A set of pairs: a byte for the form, and the filter."""
    bits = np.zeros(max(BITS * len(pairs) // 8, 1) * 8, np.bool_)
    first, step = hashed(pairs)
    for n in range(HASHES):
        bits[(first + np.uint64(n) * step) % np.uint64(len(bits))] = True
    return bytes([FORM]) + np.packbits(bits).tobytes()


def held(stored: bytes, pairs: Hashed) -> NDArray[np.bool_] | None:
    """Which pairs a stored set has, a few more included; ``None`` for a set of another form."""
    if stored[:1] != bytes([FORM]) or len(stored) < 2:
        return None
    bits = np.frombuffer(stored, np.uint8, offset=1)
    first, step = pairs
    there = np.ones(len(first), np.bool_)
    for n in range(HASHES):
        places = (first + np.uint64(n) * step) % np.uint64(8 * len(bits))
        there &= (bits[places >> np.uint64(3)] << (places & np.uint64(7)).astype(np.uint8) & 0x80).astype(np.bool_)
    return there
