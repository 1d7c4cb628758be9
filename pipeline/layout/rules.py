"""Printed lines, and the boxes drawn with them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.layout.graphics_settings import RuleSettings
from pipeline.layout.tone import Boxes, Darkness, View, darker, patches
from pipeline.model.block import Rule
from pipeline.model.geometry import Box, overlap, union


def find_rules(view: View, dark: Darkness, settings: RuleSettings) -> list[Rule]:
    """Rules, horizontal ones first, those inside text included.  ``dark``: darkness of the view."""
    across = [
        Rule(direction="horizontal", box=view.outwards(box)) for box in _horizontal_rules(dark, view.em, settings)
    ]
    upright = np.asarray(cv2.transpose(dark), np.uint8)
    down = [
        Rule(direction="vertical", box=_transposed(view.outwards(box)))
        for box in _horizontal_rules(upright, view.em, settings)
    ]
    return [*across, *down]


def _transposed(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _horizontal_rules(dark: Darkness, em: float, settings: RuleSettings) -> list[Box]:
    """``em``: px of ``dark``; the boxes are px of it too."""
    thick, near = max(3, round(settings.thickness * em)), max(2, round(settings.thin * em))
    # A thin rule close to print, as in a table, is a ridge only against the white right beside it.
    mask = cv2.dilate(darker(_ridges(dark, (thick, near)), settings.darkness), np.ones((2, 1), np.uint8))
    gap, piece = max(1, round(settings.speck_gap * em)), max(8, round(settings.piece * settings.length * em))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    pieces = [
        (patch.box, tone)
        for patch in patches(np.asarray(mask, np.uint8))
        if patch.height <= 2 * thick and (tone := _tone_along(dark[patch.within], settings)) is not None
    ]
    merged: list[tuple[Box, float]] = []
    for box, tone in sorted(pieces):
        for k, (other, other_tone) in enumerate(merged):
            beside = box[0] - other[2] <= settings.gap * em
            level = overlap(box[1], box[3], other[1], other[3]) > -settings.level * em
            if beside and level and min(tone, other_tone) >= settings.alike * max(tone, other_tone):
                merged[k] = union((other, box)), max(tone, other_tone)
                break
        else:
            merged.append((box, tone))
    return [box for box, _ in merged if box[2] - box[0] >= settings.length * em]


def _tone_along(piece: Darkness, settings: RuleSettings) -> float | None:
    """Darkness of a piece of a rule, 0..255; ``None`` where it is uneven, as folds and print are."""
    # A page has hundreds of pieces: np.percentile would take most of the time that rules take.
    tones = np.sort(piece.max(axis=0))
    low, middle, high = (int(tones[(len(tones) - 1) * part // 10]) for part in (1, 5, 9))
    return middle if low >= settings.even * high else None


def _ridges(dark: Darkness, distances: tuple[int, int]) -> Darkness:
    """How much darker every pixel is than those above and below it at one of two distances, px.

    Print on either side cancels out.
    """
    margin, height = max(distances), dark.shape[0]
    padded = cv2.copyMakeBorder(dark, margin, margin, 0, 0, cv2.BORDER_CONSTANT, value=(0,))
    around = [
        cv2.max(padded[margin + away : margin + away + height], padded[margin - away : margin - away + height])
        for away in distances
    ]
    return np.asarray(cv2.subtract(dark, cv2.min(*around)), np.uint8)


def inside_text(rule: Rule, lines: Boxes, settings: RuleSettings) -> bool:
    """Is it a stroke of a headline, or rows of small print that touch?  ``lines``: boxes of the text lines."""
    along, across = (0, 1) if rule.direction == "horizontal" else (1, 0)
    start, end = rule.box[along], rule.box[along + 2]
    middle = (rule.box[across] + rule.box[across + 2]) / 2
    top, bottom = lines[:, across], lines[:, across + 2]
    # Rules that run along a row touch its box; upright strokes stand at the very ends of a headline.
    share = settings.text_margin if rule.direction == "horizontal" else 0.0
    margin = share * np.minimum(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    level = (top + margin <= middle) & (middle <= bottom - margin)
    inside = np.minimum(lines[:, along + 2], end) - np.maximum(lines[:, along], start)
    return bool(inside[level & (inside > 0)].sum() > settings.text_share * (end - start))


def find_frames(rules: Sequence[Rule], em: float, settings: RuleSettings) -> list[Box]:
    """Rectangles whose four sides are rules.  ``em``: px, page frame, as the boxes."""
    horizontal = [r.box for r in rules if r.direction == "horizontal"]
    vertical = [r.box for r in rules if r.direction == "vertical"]
    reach = settings.corner * em
    frames: list[Box] = []
    for top in horizontal:
        for bottom in horizontal:
            if bottom[1] - top[1] < settings.box_height * em:
                continue
            if abs(top[0] - bottom[0]) > reach or abs(top[2] - bottom[2]) > reach:
                continue
            if all(any(_is_side(v, top, bottom, end, em, settings) for v in vertical) for end in (0, 2)):
                frames.append((min(top[0], bottom[0]), top[1], max(top[2], bottom[2]), bottom[3]))
    return frames


def _is_side(v: Box, top: Box, bottom: Box, end: int, em: float, settings: RuleSettings) -> bool:
    """Does a vertical rule join the left (``end`` 0) or right (2) ends of two horizontal ones?

    At a corner they may stay apart a little; where the vertical one runs on, the other must touch it: the rules of a
    table in a box do not.
    """
    reach, x = settings.corner * em, (v[0] + v[2]) / 2
    at_top = settings.junction * em if v[1] < top[1] - reach else reach
    at_bottom = settings.junction * em if v[3] > bottom[3] + reach else reach
    long = overlap(v[1], v[3], top[1], bottom[3]) >= settings.box_side * (bottom[3] - top[1])
    return long and abs(x - top[end]) <= at_top and abs(x - bottom[end]) <= at_bottom
