"""Rules, frames, bars and pictures, found in the pixels of the straightened page.

Works on copies reduced to a fixed number of pixels per em, so that the resolution of the scan does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.layout.settings import LayoutSettings
from pipeline.model.block import Graphics, Rule
from pipeline.model.geometry import Box, overlap
from pipeline.model.sheet import Image
from pipeline.model.text import Line

RULE_SCALE = 14
"""px per em for rules: a hairline of 0.5 pt is still half a pixel."""
PHOTO_SCALE = 6
"""px per em for pictures: halftone screens blur into tone, characters into specks."""

PAPER_SHRINK = 8
"""the paper's brightness changes slowly: it is measured on a picture so many times smaller."""

Darkness = NDArray[np.float32]
"""0 (paper) .. 1 (black)."""


def find_graphics(tones: Image, lines: Sequence[Line], em: float, settings: LayoutSettings) -> Graphics:
    """Everything printed besides text.  ``tones``: grey page image.  ``em``: px, page frame."""
    bars = _bars(tones, lines, em)
    small, unit = _reduced(tones, em)
    rules = _rules(_darkness(small, unit), lines, em, settings)
    printed = [*(line.box for line in lines), *(rule.box for rule in rules), *bars]
    factor = min(1.0, PHOTO_SCALE / unit)
    smaller = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    photos = _photos(_darkness(np.asarray(smaller, np.uint8), unit * factor), lines, printed, em, settings)
    photos = [_to_its_border(photo, rules, lines, em, settings) for photo in photos]
    rules = [rule for rule in rules if not _belongs_to_picture(rule, [*photos, *bars], em)]
    rules = [rule for rule in rules if not _inside_text(rule, lines)]
    return Graphics(rules=tuple(rules), frames=tuple(_frames(rules, em)), bars=tuple(bars), photos=tuple(photos))


def _reduced(tones: Image, em: float) -> tuple[Image, float]:
    """The page at the scale of rules, and how many of its px are one em."""
    factor = min(1.0, RULE_SCALE / em)
    small = cv2.resize(tones, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), em * factor


def _darkness(small: Image, unit: float) -> Darkness:
    """A reduced page as darkness against the paper around.  ``unit``: px per em."""
    # The paper's brightness is what the brightest surroundings show; the window is wider than most pictures.
    reduced = cv2.resize(small, None, fx=1 / PAPER_SHRINK, fy=1 / PAPER_SHRINK, interpolation=cv2.INTER_AREA)
    window = int(30 * unit / PAPER_SHRINK) | 1
    paper = cv2.GaussianBlur(
        cv2.dilate(cv2.medianBlur(reduced, 3), np.ones((window, window), np.uint8)), (0, 0), window / 4
    )
    paper = cv2.resize(paper, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    result: Darkness = np.clip(1 - small.astype(np.float32) / np.maximum(paper, 1), 0, 1)
    return result


def _rules(dark: Darkness, lines: Sequence[Line], em: float, settings: LayoutSettings) -> list[Rule]:
    unit = RULE_SCALE if em > RULE_SCALE else em  # px per em in ``dark``
    back = em / unit
    found = []
    for horizontal in (True, False):
        view: Darkness = dark if horizontal else np.ascontiguousarray(dark.T)
        text = [_scaled(line.box if horizontal else _transposed(line.box), 1 / back) for line in lines]
        for x0, y0, x1, y1 in _horizontal_rules(view, text, unit, settings):
            box = _scaled((x0, y0, x1, y1), back)
            if horizontal:
                found.append(Rule(direction="horizontal", box=box))
            else:
                found.append(Rule(direction="vertical", box=_transposed(box)))
    return found


def _scaled(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor


def _transposed(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _horizontal_rules(dark: Darkness, text: Sequence[Box], unit: float, settings: LayoutSettings) -> list[Box]:
    thick = max(3, round(settings.rule_thickness * unit))
    # A rule is darker than what lies just above and below it: print on either side cancels out.
    local = dark - np.maximum(_shift(dark, thick), _shift(dark, -thick))
    mask = (np.maximum(local, 0) > settings.rule_darkness).astype(np.uint8)
    mask = cv2.dilate(mask, np.ones((2, 1), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(1, round(0.2 * unit))), np.uint8))
    mask = cv2.morphologyEx(
        mask, cv2.MORPH_OPEN, np.ones((1, max(8, round(0.6 * settings.rule_length * unit))), np.uint8)
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    segments = [(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats[1:count] if h <= 2 * thick]
    merged: list[Box] = []
    for segment in sorted(segments):
        for k, other in enumerate(merged):
            near = segment[0] - other[2] <= settings.rule_gap * unit
            level = overlap(segment[1], segment[3], other[1], other[3]) > -0.25 * unit
            if near and level:
                merged[k] = (
                    min(other[0], segment[0]),
                    min(other[1], segment[1]),
                    max(other[2], segment[2]),
                    max(other[3], segment[3]),
                )
                break
        else:
            merged.append(segment)
    return [box for box in merged if box[2] - box[0] >= settings.rule_length * unit]


def _shift(dark: Darkness, rows: int) -> Darkness:
    moved: Darkness = np.zeros_like(dark)
    if rows > 0:
        moved[rows:] = dark[:-rows]
    else:
        moved[:rows] = dark[-rows:]
    return moved


def _bars(tones: Image, lines: Sequence[Line], em: float) -> list[Box]:
    """Solid dark bars: the dark surroundings of every reversed line."""
    bars: list[Box] = []
    unit = min(1.0, PHOTO_SCALE / em)
    small = cv2.resize(tones, None, fx=unit, fy=unit, interpolation=cv2.INTER_AREA)
    for line in lines:
        if not line.reversed:
            continue
        x0, y0, x1, y1 = (round(v * unit) for v in line.box)
        inside = small[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1]
        if not inside.size:
            continue
        ground = float(np.percentile(inside, 25))
        mask = (small <= ground + 0.35 * (float(np.percentile(small, 90)) - ground)).astype(np.uint8)
        mask[max(0, y0) : y1 + 1, max(0, x0) : x1 + 1] = 1
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
        label = labels[
            min(max((y0 + y1) // 2, 0), labels.shape[0] - 1), min(max((x0 + x1) // 2, 0), labels.shape[1] - 1)
        ]
        if not label or label >= count:
            continue
        x, y, w, h, _ = (int(v) for v in stats[label])
        if h * 1.0 <= 3.5 * (y1 - y0 + 1):
            box = (x / unit, y / unit, (x + w) / unit, (y + h) / unit)
            if box not in bars:
                bars.append(box)
    return bars


def _photos(
    dark: Darkness, lines: Sequence[Line], printed: Sequence[Box], em: float, settings: LayoutSettings
) -> list[Box]:
    """Compact patches of tone that are neither print nor shadow.

    Looked for at several depths of tone: a dark picture stands out of the shadow of a binding at one depth, a pale one
    out of the paper at another.  Of nested finds the largest that is still compact is the picture.
    """
    unit = PHOTO_SCALE if em > PHOTO_SCALE else em
    scale = unit / em
    photos: list[Box] = []
    for depth in settings.photo_depths:
        tone = (dark > depth).astype(np.uint8)
        for x0, y0, x1, y1 in printed:
            tone[
                max(0, round(y0 * scale)) : round(y1 * scale) + 1, max(0, round(x0 * scale)) : round(x1 * scale) + 1
            ] = 0
        for box in [
            *_patches(tone, 3, unit, settings),
            *_patches(tone, round(settings.photo_bridge * unit), unit, settings),
        ]:
            found = (box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale)
            # Show-through, a fold or a tint behind running text is no picture.
            if _text_share(found, lines) <= settings.photo_text:
                photos = [p for p in photos if not _mostly_inside(p, found)]
                if not any(_mostly_inside(found, p) for p in photos):
                    photos.append(found)
    return photos


def _to_its_border(
    photo: Box, rules: Sequence[Rule], lines: Sequence[Line], em: float, settings: LayoutSettings
) -> Box:
    """A picture with a pale edge (a sky) reaches to the rule that borders it, when no text stands between."""
    reach = settings.photo_border * em
    x0, y0, x1, y1 = photo
    for rule in rules:
        a0, b0, a1, b1 = rule.box
        if rule.direction == "horizontal" and abs(a0 - x0) < em and abs(a1 - x1) < em:
            if 0 < y0 - b0 < reach and not _text_in((x0, b0, x1, y0), lines):
                y0 = b0
            if 0 < b1 - y1 < reach and not _text_in((x0, y1, x1, b1), lines):
                y1 = b1
        if rule.direction == "vertical" and abs(b0 - y0) < em and abs(b1 - y1) < em:
            if 0 < x0 - a0 < reach and not _text_in((a0, y0, x0, y1), lines):
                x0 = a0
            if 0 < a1 - x1 < reach and not _text_in((x1, y0, a1, y1), lines):
                x1 = a1
    return x0, y0, x1, y1


def _text_in(box: Box, lines: Sequence[Line]) -> bool:
    return any(
        overlap(box[0], box[2], line.box[0], line.box[2]) > 0 and overlap(box[1], box[3], line.box[1], line.box[3]) > 0
        for line in lines
    )


def _patches(tone: NDArray[np.uint8], bridge: int, unit: float, settings: LayoutSettings) -> list[Box]:
    """Boxes of the compact patches in a mask, px of the mask.

    ``bridge``: px; white that is closed inside a picture (leaves on a lawn, a crowd before a wall).
    """
    # Tone joins up, rules and specks fall away.  Neighbouring pictures stand at least one em apart.
    tone = cv2.morphologyEx(tone, cv2.MORPH_CLOSE, np.ones((bridge, bridge), np.uint8)).astype(np.uint8)
    side = max(3, round(1.2 * unit))
    tone = cv2.morphologyEx(tone, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(tone, connectivity=8)
    height, width = tone.shape
    boxes: list[Box] = []
    for x, y, w, h, area in stats[1:count]:
        if min(w, h) < settings.photo_side * unit or area < settings.photo_fill * w * h:
            continue
        at_edge = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        if at_edge and (w >= 0.5 * width or h >= 0.3 * height):
            continue  # a scanner border, or the shadow of the binding
        boxes.append((float(x), float(y), float(x + w), float(y + h)))
    return boxes


def _mostly_inside(inner: Box, outer: Box) -> bool:
    across, down = overlap(inner[0], inner[2], outer[0], outer[2]), overlap(inner[1], inner[3], outer[1], outer[3])
    return across > 0 and down > 0 and across * down > 0.5 * (inner[2] - inner[0]) * (inner[3] - inner[1])


def _text_share(box: Box, lines: Sequence[Line]) -> float:
    """Share of the box that lies under lines of text."""
    x0, y0, x1, y1 = box
    covered = 0.0
    for line in lines:
        left, top, right, bottom = line.box
        across, down = overlap(x0, x1, left, right), overlap(y0, y1, top, bottom)
        if across > 0 and down > 0:
            covered += across * down
    return covered / ((x1 - x0) * (y1 - y0))


def _belongs_to_picture(rule: Rule, pictures: Sequence[Box], em: float) -> bool:
    x0, y0, x1, y1 = rule.box
    reach = 1.2 * em
    for left, top, right, bottom in pictures:
        across = overlap(x0, x1, left - reach, right + reach)
        down = overlap(y0, y1, top - reach, bottom + reach)
        if across >= 0.9 * (x1 - x0) and down >= 0.9 * (y1 - y0):
            return True
    return False


def _inside_text(rule: Rule, lines: Sequence[Line]) -> bool:
    horizontal = rule.direction == "horizontal"
    boxes = [line.box if horizontal else _transposed(line.box) for line in lines]
    return _stroke_of_text(rule.box if horizontal else _transposed(rule.box), boxes)


def _stroke_of_text(segment: Box, text: Sequence[Box]) -> bool:
    """Strokes of a headline and rows of small print that touch are no rules."""
    x0, y0, x1, y1 = segment
    inside = 0.0
    for left, top, right, bottom in text:
        margin = 0.15 * min(bottom - top, right - left)
        if top + margin <= (y0 + y1) / 2 <= bottom - margin:
            inside += max(0.0, overlap(x0, x1, left, right))
    return inside > 0.4 * (x1 - x0)


def _frames(rules: Sequence[Rule], em: float) -> list[Box]:
    """Rectangles whose four sides are rules."""
    reach = 1.0 * em
    horizontal = [r.box for r in rules if r.direction == "horizontal"]
    vertical = [r.box for r in rules if r.direction == "vertical"]
    frames: list[Box] = []
    for top in horizontal:
        for bottom in horizontal:
            if bottom[1] - top[1] < 4 * em:
                continue
            if abs(top[0] - bottom[0]) > reach or abs(top[2] - bottom[2]) > reach:
                continue
            height = bottom[1] - top[1]

            def side(x: float, top: Box = top, bottom: Box = bottom, height: float = height) -> bool:
                return any(
                    abs((v[0] + v[2]) / 2 - x) <= reach and overlap(v[1], v[3], top[1], bottom[3]) >= 0.85 * height
                    for v in vertical
                )

            if side(top[0]) and side(top[2]):
                frames.append((min(top[0], bottom[0]), top[1], max(top[2], bottom[2]), bottom[3]))
    return frames
