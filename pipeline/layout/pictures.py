"""Photos and drawings: compact patches of tone that are neither print nor shadow."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.layout.graphics_settings import PictureSettings
from pipeline.layout.tone import Boxes, Darkness, Mask, Patch, View, darker, patches
from pipeline.model.block import Rule
from pipeline.model.geometry import Box, overlap, white_between


def find_pictures(
    view: View, dark: Darkness, lines: Boxes, printed: Sequence[Box], settings: PictureSettings
) -> list[Box]:
    """Boxes of the pictures, px, page frame.

    ``dark``: darkness of the view.  ``lines``: boxes of text.  ``printed``: boxes of rules and bars, px, page frame.
    Looked for at several depths of tone: a dark picture stands out of the shadow of a binding at one depth, a pale one
    out of the paper at another.  Of nested finds the largest that is still compact is the picture.
    """
    bare = dark.copy()
    for x0, y0, x1, y1 in (view.inwards(box) for box in [*lines.tolist(), *printed]):
        bare[max(0, round(y0)) : round(y1) + 1, max(0, round(x0)) : round(x1) + 1] = 0
    pictures: list[Box] = []
    for depth in settings.depths:
        tone = darker(bare, depth)
        for bridge in (3, round(settings.bridge * view.em)):
            for patch in _compact(tone, bridge, view.em, settings):
                found = view.outwards(patch.box)
                behind_text = _text_in(found, lines) > settings.text_share * _area(found)
                if behind_text or float(dark[patch.within].std()) < 255 * settings.spread:
                    continue  # show-through, a fold, a shadow or a tint
                inner = [other for other in pictures if _mostly_inside(other, found, settings.nested)]
                if _are_several(inner, found, settings):
                    continue  # two pictures side by side, joined by the tone of the paper between them
                if any(_adds_text(found, other, lines, settings) for other in inner):
                    continue  # two pictures and what stands between, or a picture and a shadow over its caption
                pictures = [other for other in pictures if other not in inner]
                if not any(_mostly_inside(found, other, settings.nested) for other in pictures):
                    pictures.append(found)
    return pictures


def _compact(tone: Mask, bridge: int, em: float, settings: PictureSettings) -> list[Patch]:
    """The compact patches in a mask.

    ``bridge``: px; white that is closed inside a picture (leaves on a lawn, a crowd before a wall).
    """
    # Tone joins up, rules and specks fall away.
    closed = cv2.morphologyEx(tone, cv2.MORPH_CLOSE, np.ones((bridge, bridge), np.uint8))
    side = max(3, round(settings.speck * em))
    solid = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)), np.uint8)
    height, width = solid.shape
    found: list[Patch] = []
    for patch in sorted(patches(solid), key=lambda patch: (patch.y, patch.x)):
        x, y, w, h = patch.x, patch.y, patch.width, patch.height
        if min(w, h) < settings.side * em or patch.area(solid) < settings.fill * w * h:
            continue
        at_edge = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        if at_edge and (w >= settings.edge_width * width or h >= settings.edge_height * height):
            continue  # a scanner border, or the shadow of the binding
        found.append(patch)
    return found


def _mostly_inside(inner: Box, outer: Box, share: float) -> bool:
    across, down = overlap(inner[0], inner[2], outer[0], outer[2]), overlap(inner[1], inner[3], outer[1], outer[3])
    return across > 0 and down > 0 and across * down > share * (inner[2] - inner[0]) * (inner[3] - inner[1])


def _are_several(inner: Sequence[Box], found: Box, settings: PictureSettings) -> bool:
    """Do pictures that stand apart fill the find?"""
    apart = all(max(white_between(a, b)) > 0 for n, a in enumerate(inner) for b in inner[n + 1 :])
    return len(inner) > 1 and apart and sum(_area(box) for box in inner) > settings.several * _area(found)


def _area(box: Box) -> float:
    """px."""
    return (box[2] - box[0]) * (box[3] - box[1])


def _adds_text(outer: Box, inner: Box, lines: Boxes, settings: PictureSettings) -> bool:
    """Is what a paler depth adds to a picture printed with text?"""
    added = _area(outer) - _area(inner)
    return _text_in(outer, lines) - _text_in(inner, lines) > settings.added_text * max(added, 1.0)


def _text_in(box: Box, lines: Boxes) -> float:
    """Area of the box that lies under lines of text, px."""
    across = np.minimum(lines[:, 2], box[2]) - np.maximum(lines[:, 0], box[0])
    down = np.minimum(lines[:, 3], box[3]) - np.maximum(lines[:, 1], box[1])
    return float((np.maximum(across, 0) * np.maximum(down, 0)).sum())


def to_its_border(picture: Box, rules: Sequence[Rule], lines: Boxes, em: float, settings: PictureSettings) -> Box:
    """A picture with a pale edge (a sky) reaches to the rule that borders it, when no text stands between."""
    reach, ends = settings.border * em, settings.border_ends * em
    x0, y0, x1, y1 = picture
    for rule in rules:
        a0, b0, a1, b1 = rule.box
        if rule.direction == "horizontal" and abs(a0 - x0) < ends and abs(a1 - x1) < ends:
            if 0 < y0 - b0 < reach and not _text_in((x0, b0, x1, y0), lines):
                y0 = b0
            if 0 < b1 - y1 < reach and not _text_in((x0, y1, x1, b1), lines):
                y1 = b1
        if rule.direction == "vertical" and abs(b0 - y0) < ends and abs(b1 - y1) < ends:
            if 0 < x0 - a0 < reach and not _text_in((a0, y0, x0, y1), lines):
                x0 = a0
            if 0 < a1 - x1 < reach and not _text_in((x1, y0, a1, y1), lines):
                x1 = a1
    return x0, y0, x1, y1


def frames_picture(frame: Box, pictures: Sequence[Box], settings: PictureSettings) -> bool:
    """Is the box the border of a picture, or a part of one?"""
    return any(_mostly_inside(frame, picture, settings.framed) for picture in pictures)


def belongs_to(rule: Rule, pictures: Sequence[Box], em: float, settings: PictureSettings) -> bool:
    """Is the rule a border of one of the pictures, or a line in it?"""
    x0, y0, x1, y1 = rule.box
    reach = settings.own_rules * em
    return any(
        overlap(x0, x1, left - reach, right + reach) >= 0.9 * (x1 - x0)
        and overlap(y0, y1, top - reach, bottom + reach) >= 0.9 * (y1 - y0)
        for left, top, right, bottom in pictures
    )
