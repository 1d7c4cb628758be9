"""Samples, lines and judgements, as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.sampling.drawing import DrawnLine
from pipeline.sampling.lines import Span
from pipeline.sampling.lot import Scope
from pipeline.sampling.planning import PER, Aim


@dataclass(frozen=True, slots=True)
class Terms:
    """What was settled before the first line was drawn."""

    judges: int
    """people who judge every line: 1 or 2."""
    limit: float
    """errors per 10,000 characters that are accepted."""
    confidence: float
    """of the interval, 0..1, both sides together."""
    effect: float
    """design effect that is assumed while few errors are seen."""

    def aim(self, chance: float, effect: float | None = None) -> Aim:
        """For planning; ``effect``: another design effect."""
        return Aim(self.limit / PER, self.confidence, effect or self.effect, chance)


@dataclass(frozen=True, slots=True)
class Draw:
    """One drawing of lines, and the lot as it stood then."""

    number: int
    drawn: str
    """ISO 8601, UTC."""
    seed: int
    documents: int
    pages: int
    lines: int
    characters: int
    content: str
    """SHA-256 over the texts of the lot."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample."""

    id: int
    name: str
    made: str
    """ISO 8601, UTC."""
    made_by: str
    scope: Scope
    terms: Terms
    draws: tuple[Draw, ...]

    @property
    def lot(self) -> Draw:
        """The lot; it was the same at every draw."""
        return self.draws[0]


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A line of a sample."""

    id: int
    sample: int
    draw: int
    position: int
    """in the random order of judging, 0-based."""
    drawn: DrawnLine


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person says of one line."""

    id: int
    line: int
    judge: str
    at: str
    """ISO 8601, UTC."""
    text: str | None
    """what is printed; empty: nothing is; ``None``: it cannot be read."""
    names: tuple[Span, ...]
    settles: bool
    """given with two others in view that differ."""
