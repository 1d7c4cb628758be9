"""Is this frame a double-page spread, and where is its fold?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.straighten import textlines
from pipeline.straighten.flat import Flat
from pipeline.straighten.settings import StraightenSettings


@dataclass(frozen=True, slots=True)
class Gap:
    """A band of a picture, from top to bottom, in which no text stands.  px."""

    left: int
    right: int

    @property
    def width(self) -> int:
        """px."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """px."""
        return (self.left + self.right) / 2


def fold(flat: Flat, em: float, vertical: bool, settings: StraightenSettings) -> float | None:
    """Where an upright, level frame is cut into two pages, px of the straightened frame; ``None``: it is one page.

    A spread is wider than high, and no text crosses the two inner margins at its middle.  A sheet of several
    columns looks alike, so that one of two more things must be seen: the shadow of the fold, or a gap that is as
    wide as two margins and far wider than every gap between columns, without a rule across.  ``em``: height of the
    ink of a line, px of the frame; ``vertical``: the lines run from top to bottom.
    """
    if flat.size[0] < settings.spread_aspect * flat.size[1]:
        return None
    em = em * flat.scale
    found = textlines.runs(np.ascontiguousarray(flat.ink.T) if vertical else flat.ink, settings, em)
    box = found.box[found.lines]
    box = box[:, [1, 0, 3, 2]] if vertical else box
    if len(box) < 2 * settings.spread_lines:
        return None
    gaps = _gaps(box, flat.ink.shape[1])
    left, right = int(box[:, 0].min()), int(box[:, 2].max())
    reach = settings.spread_middle * (right - left)
    central = [gap for gap in gaps if abs(gap.middle - (left + right) / 2) < reach]
    if not central:
        return None
    gutter = max(central, key=lambda gap: gap.width)
    others = [gap.width for gap in gaps if gap is not gutter] or [0]
    middle = (box[:, 0] + box[:, 2]) / 2
    sides = int((middle < gutter.left).sum()), int((middle > gutter.right).sum())
    if min(sides) < settings.spread_lines:
        return None
    if _headline(found, vertical, gutter, em, settings):
        return None
    shadow = _shadow(flat.grey, gutter, settings)
    if shadow is not None:
        wide = max(settings.gutter_with_shadow * em, settings.gutter_lead_with_shadow * float(np.median(others)))
    else:
        wide = max(settings.gutter_least * em, settings.gutter_lead * max(others))
    if gutter.width < wide or (shadow is None and _crossed(flat.ink, gutter, em, settings)):
        return None
    cut = _clear_column(flat.ink, gutter, gutter.middle if shadow is None else shadow, settings)
    return float(round(cut / flat.scale))


def _gaps(box: NDArray[np.int64], width: int) -> list[Gap]:
    """Bands without text between the outermost text columns."""
    change = np.zeros(width + 1, np.int64)
    np.add.at(change, box[:, 0], 1)
    np.add.at(change, box[:, 2], -1)
    taken = np.cumsum(change)[:width] > 0
    first, last = int(box[:, 0].min()), int(box[:, 2].max())
    edges = np.flatnonzero(np.diff(taken[first:last].astype(np.int8), prepend=1, append=1)) + first
    return [Gap(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _shadow(grey: Image, gap: Gap, settings: StraightenSettings) -> int | None:
    """Column of the shadow of a fold in a gap, seen in nearly every part of its height."""
    if gap.width < settings.shadow_columns:
        return None
    paper = grey[:, gap.left : gap.right].astype(np.float64)
    edge = max(1, round(gap.width * settings.shadow_edge))
    bands = np.array_split(paper, settings.shadow_bands)
    profiles = np.array([np.median(band, axis=0) for band in bands])
    profiles = cv2.blur(profiles, (max(1, round(gap.width * settings.shadow_smooth)), 1))
    sides = np.minimum(np.median(profiles[:, :edge], axis=1), np.median(profiles[:, -edge:], axis=1))
    depth = 1 - profiles[:, edge:-edge].min(axis=1) / np.maximum(sides, 1)
    if (depth > settings.shadow_depth).mean() < settings.shadow_share:
        return None
    return gap.left + edge + int(np.median(profiles, axis=0)[edge:-edge].argmin())


def _headline(found: textlines.Runs, vertical: bool, gap: Gap, em: float, settings: StraightenSettings) -> bool:
    """True when large type stands in the middle of the gap."""
    box = found.box[1:]
    box = box[:, [1, 0, 3, 2]] if vertical else box
    width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    margin = gap.width / 4
    inside = (box[:, 0] < gap.right - margin) & (box[:, 2] > gap.left + margin)
    large = (height > settings.crossing_height * em) & (width > settings.crossing_width * em)
    return bool((inside & large).any())


def _crossed(ink: Image, gap: Gap, em: float, settings: StraightenSettings) -> bool:
    """True when a level rule runs through the whole gap."""
    mask = textlines.binary(ink, settings)[:, gap.left : gap.right]
    length = max(3, round(gap.width - em))
    rule = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8), borderType=cv2.BORDER_CONSTANT)
    return bool(rule.any())


def _clear_column(ink: Image, gap: Gap, wish: float, settings: StraightenSettings) -> int:
    """A column among those with the least ink in the middle half of the gap, the nearest to ``wish``."""
    margin = gap.width // 4
    columns = np.arange(gap.left + margin, gap.right - margin)
    load = (ink[:, columns] > 0).sum(axis=0).astype(np.float64)
    load = cv2.blur(load[None], (max(1, round(gap.width * settings.shadow_smooth)), 1))[0]
    clear = columns[load <= np.quantile(load, settings.cut_clear)]
    return int(clear[np.abs(clear - wish).argmin()])
