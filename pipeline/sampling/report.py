"""A result as text for people and as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.sampling.estimate import Rate
from pipeline.sampling.planning import PER
from pipeline.sampling.result import Result

SHOWN_DIGITS = 2


def verdict_text(result: Result) -> str:
    """The verdict in a sentence."""
    terms = result.sample.terms
    at = f"at {terms.confidence:.0%} confidence"
    if result.verdict == "passed":
        return f"passed: {at} the rate is at most {_per(result.errors.high)}, and {terms.limit:g} are accepted."
    if result.verdict == "failed":
        return f"failed: {at} the rate is at least {_per(result.errors.low)}, and {terms.limit:g} are accepted."
    if result.verdict == "judging":
        disputed = f", and {result.disputed:,} are disputed" if result.disputed else ""
        return f"not decided yet: {result.open:,} lines wait for a judgement{disputed}."
    if not result.more:
        return f"not decided: every line was drawn, and {result.unreadable:,} of them cannot be read."
    return (
        f"not decided yet: the limit of {terms.limit:g} lies within the interval. "
        f"It needs about {result.more:,} lines more."
    )


def result_text(result: Result, *, faults: bool = False) -> str:
    """All of it, for a terminal."""
    lot, sample = result.sample.lot, result.sample
    lines = [
        f"Sample {sample.id}, {sample.name}: {result.lines:,} of {lot.lines:,} lines; {result.decided:,} judged"
        + (f", {result.unreadable:,} of them unreadable" if result.unreadable else "")
        + ".",
        f"Errors per 10,000 characters: {_interval(result.errors, PER)}; {result.errors.errors:,} in "
        f"{result.errors.size:,} characters, design effect {result.errors.effect:.2f}.",
        f"Names wrong, per cent: {_interval(result.names, 100)}; {result.names.errors:,} of {result.names.size:,}."
        if result.names.size
        else "There are no names in these lines.",
        verdict_text(result),
    ]
    for one in result.progress:
        settled = f", {one.settled:,} differences settled" if one.settled else ""
        lines.append(f"  {one.judge}: {one.lines:,} lines, {one.corrected:,} of them corrected{settled}")
    if result.overlooked:
        seen = result.overlooked
        lines.append(
            f"  {seen.faulty:,} lines with errors were noticed, {seen.both:,} of them by both; about {seen.missed:.1f} "
            "were overlooked by both."
        )
    for fault in result.faults if faults else ():
        drawn = fault.line.drawn
        lines.append(
            f"{drawn.document}/{drawn.page}, line {drawn.line}: {drawn.text} -> {fault.printed or '(nothing)'}"
        )
    return "\n".join(lines)


def _interval(rate: Rate, per: int) -> str:
    return f"{_per(rate.rate, per)} ({_per(rate.low, per)} to {_per(rate.high, per)})"


def _per(rate: float, per: int = PER) -> str:
    return f"{rate * per:.{SHOWN_DIGITS}f}"


def rate_dict(rate: Rate, per: int) -> dict[str, float | int]:
    """A rate as JSON values, ``per`` so many."""
    return {
        "wrong": rate.errors,
        "of": rate.size,
        "rate": rate.rate * per,
        "low": rate.low * per,
        "high": rate.high * per,
        "design_effect": rate.effect,
    }


def result_dict(result: Result) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "sample": result.sample.id,
        "name": result.sample.name,
        "limit": result.sample.terms.limit,
        "confidence": result.sample.terms.confidence,
        "verdict": result.verdict,
        "more": result.more,
        "lines": result.lines,
        "decided": result.decided,
        "open": result.open,
        "disputed": result.disputed,
        "unreadable": result.unreadable,
        "errors_per_10000": rate_dict(result.errors, PER),
        "names_per_cent": rate_dict(result.names, 100),
        "judges": [asdict(one) for one in result.progress],
        "overlooked": asdict(result.overlooked) if result.overlooked else None,
        "faults": [
            {
                "document": fault.line.drawn.document,
                "page": fault.line.drawn.page,
                "line": fault.line.drawn.line,
                "drawn": fault.line.drawn.text,
                "printed": fault.printed,
                "errors": fault.errors,
            }
            for fault in result.faults
        ],
    }
