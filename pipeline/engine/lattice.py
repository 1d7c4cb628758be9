"""Decoding of the recogniser's steps (CTC, best path) into symbols with places, confidences and alternatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.engine.protocol import Reading, Symbol

BLANK = 0
KEPT = 20
"""Alternatives that are kept of each symbol.  Of the misread characters of poor print the right one is among the first
five in 70 % of the cases, among the first twenty in 89 %, among the first forty in 92 %; twenty cost no time."""


CERTAIN = 0.995
"""Confidence from which a symbol has no alternatives: in whole per cents, as pages hold it, it is 100.  Most symbols
are; taking the alternatives of all of them took a tenth of a second a page, and most of a recording's bytes."""


def decode(
    probabilities: NDArray[np.float32], indices: NDArray[np.int32], characters: list[str], step: float, width: float
) -> Reading:
    """One crop's reading from the best readings of each of its steps.

    ``probabilities``, ``indices``: (steps, k), best first.  ``characters``: index -> text, ``""`` for the blank.
    ``step``: px of the crop per network step; ``width``: width of the crop, px.

    A symbol is a run of steps with the same best index.  Its confidence is the highest of the run; its alternatives
    are pooled over the run, each with its highest probability.
    """
    best = indices[:, 0]
    printed = np.flatnonzero(best != BLANK)
    if not len(printed):
        return Reading(())
    read = best[printed]
    # a run ends where the next step of print is another character's, or lies behind a blank
    opens = np.flatnonzero(np.concatenate(([True], (read[1:] != read[:-1]) | (np.diff(printed) > 1))))
    confidences = np.minimum(np.maximum.reduceat(probabilities[printed, 0], opens), 1)
    firsts, lasts = printed[opens], printed[np.append(opens[1:], len(printed)) - 1]
    starts, ends = np.minimum(firsts * step, width).tolist(), np.minimum((lasts + 1) * step, width).tolist()
    symbols = [
        Symbol(characters[index], confidence, start, end)
        for index, confidence, start, end in zip(read[opens].tolist(), confidences.tolist(), starts, ends, strict=True)
    ]
    for k in np.flatnonzero(confidences < CERTAIN).tolist():
        run = slice(firsts[k], lasts[k] + 1)
        alternatives = _pooled(indices[run].tolist(), np.minimum(probabilities[run], 1).tolist())
        symbols[k] = replace(symbols[k], alternatives=tuple((characters[index], p) for index, p in alternatives if p))
    return Reading(tuple(symbols))


def _pooled(rows: list[list[int]], values: list[list[float]]) -> list[tuple[int, float]]:
    """The best indices of a run with their highest probabilities, the one that was read in front."""
    if len(rows) == 1:
        return list(zip(rows[0], values[0], strict=True))
    pooled: dict[int, float] = {}
    for row, likely in zip(rows, values, strict=True):
        for index, value in zip(row, likely, strict=True):
            if value > pooled.get(index, 0.0):
                pooled[index] = value
    # At another step of the run a rival, mostly the blank, can stand higher; the best path has decided all the same.
    read = rows[0][0]
    ranked = sorted(pooled.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    return sorted(ranked, key=lambda item: item[0] != read)
