"""The parts of the report that show how figures of the pages are distributed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.batch.report.drawing import bins, histogram, tilted_page
from pipeline.batch.report.facts import Facts
from pipeline.batch.report.markup import Html
from pipeline.batch.report.sections import note, section

CONFIDENCE_STEPS = (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1)
SKEW_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
"""degrees"""
LEAST_BINS, MOST_BINS = 10, 24


def confidence(facts: Facts) -> Html:
    """Distribution of the pages' mean confidence."""
    title = ("识读的把握", "Confidence")
    found = bins(facts.confidences, CONFIDENCE_STEPS, 0.0, 1.0, _number_of_bins(facts.confidences))
    if not found:
        return section(title, note("没有带文字的页面。", "There is no page with text."), _unknown(facts))
    digits = 1 if found[0].high - found[0].low < 0.00999 else 0
    digits = 2 if found[0].high - found[0].low < 0.00499 else digits
    edges = [*(one.low for one in found), found[-1].high]
    names = [f"{100 * edge:.{digits}f}%" for edge in edges]
    if found[0].open_low:
        names[0] = f"≤ {names[0]}"
    middle = sorted(facts.confidences)[len(facts.confidences) // 2]
    return section(
        title,
        note(
            f"每页所有字的平均置信度。一半的页面在 {middle:.1%} 以上。",
            f"Mean confidence of the characters of each page. Half of the pages are above {middle:.1%}.",
        ),
        histogram(("各页置信度的分布", "Pages by confidence"), found, names),
        _unknown(facts),
    )


def skew(facts: Facts) -> Html | None:
    """Distribution of the pages' skew."""
    found = bins(facts.skews, SKEW_STEPS, -45.0, 45.0, _number_of_bins(facts.skews))
    if not found:
        return None
    step = found[0].high - found[0].low
    digits = 0 if step >= 1 else 1 if step != 0.25 else 2
    names = [f"{edge:.{digits}f}°".replace("-", "−") for edge in [*(one.low for one in found), found[-1].high]]
    names[0] = f"≤ {names[0]}" if found[0].open_low else names[0]
    names[-1] = f"≥ {names[-1]}" if found[-1].open_high else names[-1]
    pages = [tilted_page((one.low + one.high) / 2) for one in found]
    askew = sum(abs(value) > 1 for value in facts.skews)
    return section(
        ("扫描的倾斜", "Skew of the scans"),
        note(
            f"正数为逆时针；下方小页按三倍角度绘出。{askew:,} 页倾斜超过 1°，均已校正。",
            f"Positive: counter-clockwise; the small pages below are turned three times as far. {askew:,} pages lay "
            "more than 1° askew; they were straightened.",
        ),
        histogram(("各页倾斜角的分布", "Pages by skew"), found, names, pages),
    )


def _number_of_bins(values: Sequence[float]) -> int:
    """Few values need few bins: about twice the square root of their number."""
    return min(MOST_BINS, max(LEAST_BINS, round(2 * math.sqrt(len(values)))))


def _unknown(facts: Facts) -> Html | None:
    if not facts.unknown:
        return None
    return note(
        f"另有 {facts.unknown:,} 页由较早的版本完成，没有这一数值。",
        f"{facts.unknown:,} more pages were done by an earlier version, which did not keep this figure.",
        "hint",
    )
