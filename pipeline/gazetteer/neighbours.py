"""Spellings that one character tells apart: the ones that a misreading can turn into each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

GAP = "\x00"
"""stands for the character that differs; no spelling contains it."""


def _patterns(spelling: str) -> Iterator[str]:
    """What two spellings share when one character is replaced in one of them."""
    for k in range(len(spelling)):
        yield f"{spelling[:k]}{GAP}{spelling[k + 1 :]}"


def _shorter(spelling: str) -> Iterator[str]:
    """The spelling with one character taken out."""
    for k in range(len(spelling)):
        yield spelling[:k] + spelling[k + 1 :]


def pairs(spellings: Iterable[str]) -> list[tuple[str, str]]:
    """All pairs at distance one, each once, sorted: one character replaced, or one more."""
    known = set(spellings)
    found: set[tuple[str, str]] = set()
    groups: dict[str, list[str]] = {}
    for spelling in known:
        for pattern in _patterns(spelling):
            groups.setdefault(pattern, []).append(spelling)
        for shorter in _shorter(spelling):
            if shorter in known:
                found.add((min(shorter, spelling), max(shorter, spelling)))
    for group in groups.values():
        ordered = sorted(group)
        found.update((a, b) for k, a in enumerate(ordered) for b in ordered[k + 1 :])
    return sorted(found)


def of(spelling: str, spellings: Iterable[str]) -> list[str]:
    """The spellings at distance one from one that need not be among them, sorted."""
    patterns, shorter = set(_patterns(spelling)), set(_shorter(spelling))
    size = len(spelling)
    return sorted(
        other
        for other in set(spellings)
        if other != spelling
        and (
            (len(other) == size and not patterns.isdisjoint(_patterns(other)))
            or (len(other) == size - 1 and other in shorter)
            or (len(other) == size + 1 and spelling in _shorter(other))
        )
    )
