"""Cuts between the characters of lines, settled on the ink.

The recogniser's steps say where a character is read to within a good part of an em.  The cuts are the cheapest
chain of positions under four costs: ink under a cut, a width unlike the character's, a middle far from where the
character was read, and ink left outside the line.  The chain is found by dynamic programming (Viterbi), for all lines
of a page side by side.

The box of a character is its *cell*: the advance from cut to cut by the em square.  So the cell of a comma is as wide
as it was set, not as its ink; where characters are letterspaced the space is shared between neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.recognise.ink import quantile
from pipeline.recognise.threshold_settings import CutSettings
from pipeline.recognise.widths import HAN, SPREAD, character_class, typical_width

BACKWARDS = 1e6
"""Cost of a cell without width: only where a crop has fewer px than characters."""
CLOSED = 1e30
"""Cost of a position that a cut may not take."""
GROUP = 1.5
"""Ratio of the widest windows of lines that are settled together: narrower ones would wait for them in vain."""
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A line whose characters have no certain places yet; lengths in px of its crop."""

    text: str
    centres: Sequence[float]
    """where each character was read."""
    columns: NDArray[np.float32]
    """darkness of each column of the crop, 0..1."""
    pitch: float
    """width of a full-width character."""


def pitch_of(text: str, centres: Sequence[float], settings: CutSettings) -> float | None:
    """Distance of neighbouring Chinese characters along the line, px; ``None`` where there are none."""
    han = [character_class(character) == HAN for character in text]
    steps = sorted(centres[k + 1] - centres[k] for k, both in enumerate(pairwise(han)) if all(both))
    if len(steps) < 2:
        return None
    half = len(steps) // 2
    median = steps[half] if len(steps) % 2 else (steps[half - 1] + steps[half]) / 2
    inliers = [step for step in steps if step < settings.outlier * median]
    return sum(inliers) / len(inliers) if inliers else None


def settle(lines: Sequence[Unsettled], settings: CutSettings) -> list[Floats]:
    """Of each line ``len(text) + 1`` rising positions, px of its crop."""
    results: list[Floats] = [np.linspace(0.0, len(line.columns), len(line.text) + 1) for line in lines]
    # a crop with fewer px than characters has nothing to settle on
    able = [k for k, line in enumerate(lines) if len(line.columns) >= len(line.text)]
    able.sort(key=lambda k: -len(lines[k].text))
    if not able:
        return results
    every = _Windows.of([lines[k] for k in able], settings)
    widest = every.widest
    left = np.argsort(widest, kind="stable")
    while len(left):
        count = int(np.searchsorted(widest[left], GROUP * widest[left[0]], side="right"))
        together, left = np.sort(left[:count]), left[count:]
        chosen = [able[k] for k in together.tolist()]
        chains = _chains([lines[k] for k in chosen], every.take(together, len(lines[chosen[0]].text)), settings)
        for k, chain in zip(chosen, chains, strict=True):
            results[k] = chain
    return results


@dataclass(frozen=True, slots=True)
class _Windows:
    """Where the cuts of lines may lie, (line, cut), filled up behind a line's last one; px."""

    centres: Floats
    """(line, character)."""
    firsts: Ints
    lasts: Ints

    @staticmethod
    def of(lines: Sequence[Unsettled], settings: CutSettings) -> _Windows:
        """``lines``: from the longest text to the shortest."""
        lengths = np.array([len(line.text) for line in lines])
        rows, most = np.arange(len(lines)), int(lengths[0])
        centres = np.empty((len(lines), most))
        for n, line in enumerate(lines):
            centres[n, : len(line.centres)] = line.centres
            centres[n, len(line.centres) :] = line.centres[-1]
        pitches = np.array([line.pitch for line in lines])
        low, high = np.zeros((2, len(lines), most + 1))
        middles = (centres[:, :-1] + centres[:, 1:]) / 2
        low[:, 1:-1] = middles - settings.reach * pitches[:, None]
        high[:, 1:-1] = middles + settings.reach * pitches[:, None]
        low[:, 0], high[:, 0] = centres[:, 0] - settings.end_reach * pitches, centres[:, 0]
        low[rows, lengths], high[rows, lengths] = centres[:, -1], centres[:, -1] + settings.end_reach * pitches
        # every chain of strictly rising cuts must stay possible at the borders of the crop
        least = np.arange(most + 1)
        room = np.array([len(line.columns) for line in lines])[:, None] - lengths[:, None] + least
        firsts = np.clip(np.floor(low).astype(np.intp), least, room)
        lasts = np.clip(np.ceil(high).astype(np.intp), firsts, room)
        behind = least > lengths[:, None]
        firsts[behind] = lasts[behind] = 0
        return _Windows(centres, firsts, lasts)

    @property
    def widest(self) -> Ints:
        """Positions of the widest window of each line."""
        return np.asarray((self.lasts - self.firsts).max(axis=1) + 1)

    def take(self, rows: Ints, longest: int) -> _Windows:
        """Those of some lines; ``longest``: characters of the longest of them."""
        return _Windows(self.centres[rows, :longest], self.firsts[rows, : longest + 1], self.lasts[rows, : longest + 1])


class _Costs:
    """What positions cost on the ink alone, of several lines one behind the other."""

    def __init__(self, lines: Sequence[Unsettled], settings: CutSettings) -> None:
        cuts, before, starts = [], [], [0]
        for line in lines:
            full = max(quantile(line.columns, settings.full), settings.least_ink)
            ink = np.minimum(line.columns.astype(np.float64) / full, 1.0)
            beside = np.zeros(len(ink) + 1)
            beside[:-1] += ink
            beside[1:] += ink
            cuts.append(beside)
            before.append(np.concatenate(([0.0], np.cumsum(ink))))
            starts.append(starts[-1] + len(beside))
        self._starts = np.array(starts[:-1])
        self._cut = np.concatenate(cuts) * (settings.ink / 2)
        self._before = np.concatenate(before) * settings.outside
        self._total = np.array([part[-1] for part in before]) * settings.outside

    def cut(self, lines: slice, at: Ints) -> Floats:
        """Of cuts at positions, (line, position)."""
        return np.asarray(self._cut.take(at + self._starts[lines, None], mode="clip"))

    def left_out_before(self, lines: slice, at: Ints) -> Floats:
        return np.asarray(self._before.take(at + self._starts[lines, None], mode="clip"))

    def left_out_behind(self, lines: slice, at: Ints) -> Floats:
        return np.asarray(self._total[lines, None] - self.left_out_before(lines, at))


def _chains(lines: Sequence[Unsettled], windows: _Windows, settings: CutSettings) -> list[Floats]:
    """The cheapest chain of each line; lines from the longest text to the shortest.

    A cell from ``s`` to ``e``, counted from where its character was read, costs half of
    ``((e - s - width) / spread) ** 2 + ((e + s) / (2 * middle)) ** 2``.  Multiplied out that is one part of ``s``, one
    of ``e``, and one of their product: a single product is all that has to be made for every pair of positions.
    """
    lengths = np.array([len(line.text) for line in lines])
    longest = int(lengths[0])
    centres, firsts, lasts = windows.centres, windows.firsts, windows.lasts
    widths, spreads = np.ones((len(lines), longest)), np.ones((len(lines), longest))
    for n, line in enumerate(lines):
        for k, character in enumerate(line.text):
            widths[n, k] = typical_width(character) * line.pitch
            spreads[n, k] = SPREAD[character_class(character)] * line.pitch
    middles = np.array([settings.middle * line.pitch for line in lines])
    costs = _Costs(lines, settings)
    grid = np.arange(int((lasts - firsts).max()) + 1)

    def closed(rows: slice, cut: int) -> NDArray[np.bool_]:
        return grid > (lasts[rows, cut] - firsts[rows, cut])[:, None]

    rows = slice(0, len(lines))
    at = firsts[:, :1] + grid
    score = costs.cut(rows, at) + costs.left_out_before(rows, at)
    score[closed(rows, 0)] = CLOSED
    back: list[NDArray[np.intp]] = []
    chosen = np.zeros((len(lines), longest + 1), np.intp)
    for k in range(longest):
        rows = slice(0, int(np.searchsorted(-lengths, -k, side="left")))
        a, b = (1 / spreads[rows, k] ** 2)[:, None], (0.25 / middles[rows] ** 2)[:, None]
        width, centre = widths[rows, k][:, None], centres[rows, k][:, None]
        place = firsts[rows, k + 1][:, None] + grid
        start, end = firsts[rows, k][:, None] + grid - centre, place - centre
        of_start = score[rows] + (a + b) / 2 * start * start + a * width * start
        of_end = (a + b) / 2 * end * end - a * width * end + a / 2 * width * width
        pairs = ((b - a) * end).astype(np.float32)[:, :, None] * start.astype(np.float32)[:, None, :]
        pairs += of_start.astype(np.float32)[:, None, :]
        _forbid_backwards(pairs, firsts[rows, k + 1] - firsts[rows, k], lasts[rows, k] - firsts[rows, k + 1], grid)
        best = pairs.argmin(axis=2)
        back.append(best)
        score = np.take_along_axis(pairs, best[:, :, None], axis=2)[:, :, 0] + of_end + costs.cut(rows, place)
        score[closed(rows, k + 1)] = CLOSED
        ending = slice(int(np.searchsorted(-lengths, -(k + 1), side="left")), rows.stop)
        if ending.start < ending.stop:
            final = score[ending] + costs.left_out_behind(ending, place[ending])
            chosen[ending, k + 1] = final.argmin(axis=1)
    for k in range(longest - 1, -1, -1):
        count = len(back[k])
        chosen[:count, k] = back[k][np.arange(count), chosen[:count, k + 1]]
    cuts = np.maximum.accumulate((firsts + chosen).astype(np.float64), axis=1)
    return [cuts[n, : length + 1] for n, length in enumerate(lengths.tolist())]


def _forbid_backwards(pairs: NDArray[np.float32], ahead: Ints, shared: Ints, grid: Ints) -> None:
    """Make cells without width dear, where the windows of two cuts overlap.

    ``ahead``: how far the second window begins behind the first; ``shared``: how far the first reaches into it.
    """
    most, least = int(shared.max()) + 2, max(0, int(ahead.min()))
    if most <= 0:
        return
    backwards = ahead[:, None, None] + grid[:most, None] - grid[least:] < 1
    pairs[:, :most, least:][backwards] += np.float32(BACKWARDS)
