"""How many characters are to be judged, so that a lot can be told to pass or to fail."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.sampling.distributions import beta_below, least, most, solve

PER = 10_000
"""Rates are told per so many characters."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a sample is to show."""

    limit: float
    """errors per character that are accepted."""
    confidence: float
    """of the interval, 0..1, both sides together."""
    effect: float
    """design effect."""
    chance: float
    """chance that the sample decides, 0..1."""


def characters_needed(lot: float, aim: Aim, expected: float = 0.0) -> float:
    """Characters of a lot of so many that are to be judged, so that the lot is decided with the chance of the aim.

    ``expected``: errors per character that the lot has; 0: nothing wrong is found, so that it passes for certain.  At
    the limit itself, and close to it, the whole lot is needed.  The bounds are those of ``estimate.error_rate``.
    """
    there, allowed = lot * expected / aim.effect, lot * aim.limit / aim.effect
    risk = (1 - aim.confidence) / 2

    def passes(part: float) -> bool:
        return most(_seen(there, part, aim.chance), part, risk) <= allowed

    def fails(part: float) -> bool:
        return least(_seen(there, part, 1 - aim.chance), part, risk) > allowed

    decided = passes if expected <= aim.limit else fails
    return lot * _first(decided) if expected != aim.limit else lot


def lines_needed(characters: float, lot_characters: int, lot_lines: int) -> int:
    """Lines that hold so many characters, on an average of the lot."""
    return min(lot_lines, math.ceil(characters * lot_lines / lot_characters - 1e-9))


def _seen(there: float, part: float, chance: float) -> float:
    """Errors that are not exceeded with a chance when each of those there is seen with the chance ``part``."""
    if there <= 0:
        return 0.0
    return solve(lambda seen: 1 - beta_below(seen + 1, there - seen, part) if seen < there else 1.0, chance, 0.0, there)


def _first(decided: Callable[[float], bool]) -> float:
    """The smallest part (0..1] of a lot that decides; 1 when no part does."""
    return solve(lambda part: float(decided(part)), 0.5, 1e-9, 1.0)
