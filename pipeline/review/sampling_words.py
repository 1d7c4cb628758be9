"""A sample's figures and verdict as the pages write them."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.review.view import View
from pipeline.sampling.estimate import Rate
from pipeline.sampling.planning import PER
from pipeline.sampling.result import Fault, Result


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate, written out."""

    rate: str
    low: str
    high: str
    wrong: int
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The rates of a sample; ``None``: nothing was judged, or there are no names."""

    errors: Figure | None
    names: Figure | None
    effect: str
    confidence: str
    limit: str
    missed: str


def figures(result: Result) -> Figures:
    """The rates of a sample."""
    return Figures(
        errors=_figure(result.errors, PER),
        names=_figure(result.names, 100),
        effect=f"{result.errors.effect:.2f}",
        confidence=f"{result.sample.terms.confidence:.0%}",
        limit=f"{result.sample.terms.limit:g}",
        missed=f"{result.overlooked.missed:.1f}" if result.overlooked else "",
    )


def verdict(view: View, result: Result, *, short: bool = False) -> str:
    """The verdict in a word, or in a sentence with its reason."""
    word = view.say(f"samples.{result.verdict}")
    if short:
        return word
    terms = result.sample.terms
    values = {
        "confidence": f"{terms.confidence:.0%}",
        "limit": f"{terms.limit:g}",
        "low": f"{result.errors.low * PER:.2f}",
        "high": f"{result.errors.high * PER:.2f}",
        "more": result.more,
        "open": result.open,
        "disputed": result.disputed,
        "unreadable": result.unreadable,
    }
    why = result.verdict
    if why == "undecided" and not result.more:
        why = "exhausted"  # type: ignore[assignment]
    elif why == "judging" and not result.open:
        why = "settling"  # type: ignore[assignment]
    return view.say(f"samples.why.{why}", **values)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: in both texts, or only as drawn, or only as printed."""

    same: str
    drawn: str
    printed: str


def pieces(fault: Fault) -> list[Piece]:
    """A line with what was drawn beside what is printed."""
    drawn, printed = fault.line.drawn.text, fault.printed
    found = []
    for op in Levenshtein.opcodes(drawn, printed):
        before, after = drawn[op.src_start : op.src_end], printed[op.dest_start : op.dest_end]
        found.append(Piece(before, "", "") if op.tag == "equal" else Piece("", before, after))
    return found


def _figure(rate: Rate, per: int) -> Figure | None:
    if not rate.size:
        return None
    return Figure(f"{rate.rate * per:.2f}", f"{rate.low * per:.2f}", f"{rate.high * per:.2f}", rate.errors, rate.size)
