"""Text lines on the reduced picture, and the slope of each."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextLines:
    """Runs of ink that look like lines of text, as arrays with one entry a line; px of the picture given."""

    box: NDArray[np.int64]
    """(n, 4) left, top, right, bottom; right and bottom exclusive."""
    x: Floats
    """centre of the ink."""
    y: Floats
    slope: Floats
    """rise of the line against x, px per px; positive runs downwards."""
    precision: Floats
    """weight of the slope: the inverse of its variance up to a common factor."""
    em: float
    """typical height of the ink of a line; 0 without lines."""
    level_rules: Image
    """1 where there is a level rule."""
    upright_rules: Image

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of ink, and which of them look like lines of text.  Index 0 of the arrays is the ground."""

    text: Image
    """1 where there is ink that is no rule."""
    level_rules: Image
    upright_rules: Image
    labels: NDArray[np.int32]
    """number of the run at each pixel."""
    box: NDArray[np.int64]
    lines: NDArray[np.bool_]
    """which runs look like lines."""
    area: NDArray[np.int64]
    em: float

    @property
    def share(self) -> float:
        """Share of all runs' area that looks like lines."""
        return float(self.area[self.lines].sum() / max(1, self.area[1:].sum()))


def runs(ink: Image, settings: StraightenSettings, em: float | None = None, smear: float | None = None) -> Runs:
    """Runs of ink along the rows of a picture whose lines are nearly level.

    ``ink``: darkness of thin strokes, as of ``ink.strokes``.  Rules are taken out; then ink is smeared sideways over
    less than the gap between two columns, so that a run of characters becomes one component.  ``em``: the height
    of a line where it is known already; otherwise it is guessed, and measured.  ``smear``: em, instead of the
    setting's.
    """
    mask = binary(ink, settings)
    rounds = 1 if em else settings.em_rounds
    em = float(em or settings.em_guess)
    for _ in range(rounds):
        level, upright = rules(mask, max(3, round(em * settings.rule_length)))
        text = _without(mask, level, upright)
        bridge = np.ones((1, max(3, round(em * (smear or settings.smear)))), np.uint8)
        joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, bridge, borderType=cv2.BORDER_CONSTANT)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        box = stats[:, :4].astype(np.int64)
        box[:, 2:] += box[:, :2]
        width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
        long = (width > settings.line_aspect * height) & (height >= settings.smallest_text)
        long[0] = False
        if not long.any():
            break
        before, em = em, _typical(height[long], width[long])
        if abs(em - before) < settings.em_settled * before:
            break
    heights = height / em
    lines = long & (heights > settings.line_lowest) & (heights < settings.line_highest)
    lines &= width > settings.line_shortest * em
    area = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    return Runs(text, level, upright, np.asarray(labels, np.int32), box, lines, area, em)


def find(ink: Image, settings: StraightenSettings, em: float | None = None) -> TextLines:
    """Lines of text, and the slope of each, in a picture whose lines are nearly level (arguments as of ``runs``)."""
    found = runs(ink, settings, em)
    glyphs = _glyphs(found.text, found.labels, round(found.em * settings.glyph_gap))
    index = np.flatnonzero(found.lines)
    slope, variance, mean = _slopes(glyphs, index, len(found.box), found.em, settings)
    good = np.isfinite(variance) & (np.abs(slope) < np.tan(np.deg2rad(settings.line_steepest)))
    em = found.em if good.any() else 0.0
    return TextLines(
        found.box[index[good]],
        mean[good, 0],
        mean[good, 1],
        slope[good],
        1 / variance[good],
        em,
        found.level_rules,
        found.upright_rules,
    )


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """Characters, or groups of characters that touch; one entry each."""

    line: NDArray[np.int64]
    x: Floats
    y: Floats
    """middle of top and bottom"""
    width: Floats
    height: Floats


def _glyphs(text: Image, labels: NDArray[np.int32], gap: int) -> _Glyphs:
    """Pieces of ink, joined up and down over ``gap`` px, each with the label of its line."""
    joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((max(2, gap), 1), np.uint8))
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    inked = np.flatnonzero(text.view(np.bool_))
    line = np.zeros(len(stats), np.int64)
    line[pieces.ravel()[inked]] = labels.ravel()[inked]
    line[0] = 0
    left, top, width, height = (stats[:, k].astype(np.float64) for k in range(4))
    return _Glyphs(line, left + (width - 1) / 2, top + (height - 1) / 2, width, height)


def _slopes(
    glyphs: _Glyphs, index: NDArray[np.int64], count: int, em: float, settings: StraightenSettings
) -> tuple[Floats, Floats, Floats]:
    """Slope, its variance and the centre of each line of ``index``, from its full-height characters only.

    Punctuation stands low and often ends a line, figures are lower than characters: left in, they tip the lines.
    """
    order = np.lexsort((glyphs.height, glyphs.line))
    starts = np.searchsorted(glyphs.line[order], np.arange(count + 1))
    pick = np.minimum(starts[:-1] + (np.diff(starts) * settings.glyph_quantile).astype(np.int64), len(order) - 1)
    usual = glyphs.height[order][pick]
    full = np.abs(glyphs.height / np.maximum(usual[glyphs.line], 1) - 1) < settings.glyph_tolerance
    line, weight = glyphs.line[full], glyphs.width[full]
    total = np.bincount(line, weight, count) + 1e-9
    number = np.bincount(line, minlength=count)
    x = np.bincount(line, weight * glyphs.x[full], count) / total
    y = np.bincount(line, weight * glyphs.y[full], count) / total
    dx, dy = glyphs.x[full] - x[line], glyphs.y[full] - y[line]
    spread = np.bincount(line, weight * dx * dx, count)
    slope = np.bincount(line, weight * dx * dy, count) / np.maximum(spread, 1e-9)
    noise = settings.glyph_noise * em
    with np.errstate(divide="ignore"):
        variance = noise**2 * em / spread + np.deg2rad(settings.line_bend) ** 2
    variance[(number < settings.glyphs_least) | (spread <= 0)] = np.inf
    return slope[index], variance[index], np.stack([x, y], axis=1)[index]


def binary(ink: Image, settings: StraightenSettings) -> Image:
    """1 where there is ink, by Otsu's level over what is not plain paper."""
    some = ink[::2, ::2]  # enough for a level
    dark = some[some > settings.coarse_ink]
    if not dark.size:
        return np.zeros_like(ink)
    level, _ = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(cv2.threshold(ink, int(level * settings.ink_share), 1, cv2.THRESH_BINARY)[1], np.uint8)


def rules(mask: Image, length: int) -> tuple[Image, Image]:
    """Straight strokes of ``length`` px or more: the level ones, and the upright ones."""
    level, upright = (
        cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(shape, np.uint8), borderType=cv2.BORDER_CONSTANT)
        for shape in ((1, length), (length, 1))
    )
    return np.asarray(level, np.uint8), np.asarray(upright, np.uint8)


def _without(mask: Image, level: Image, upright: Image) -> Image:
    """``mask`` without rules and what clings to them."""
    near = cv2.dilate(level | upright, np.ones((3, 3), np.uint8))
    return mask & (1 - np.asarray(near, np.uint8))


def _typical(values: NDArray[np.int64], weights: NDArray[np.int64]) -> float:
    """Weighted median."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
