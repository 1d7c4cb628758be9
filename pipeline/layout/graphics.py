"""Everything printed besides text, found in the pixels of the straightened page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.layout.bars import find_bars
from pipeline.layout.graphics_settings import GraphicsSettings
from pipeline.layout.pictures import belongs_to, find_pictures, frames_picture, to_its_border
from pipeline.layout.rules import find_frames, find_rules, inside_text
from pipeline.layout.tone import View, darkness
from pipeline.model.block import Graphics
from pipeline.model.sheet import Image
from pipeline.model.text import Line


def find_graphics(tones: Image, lines: Sequence[Line], em: float, settings: GraphicsSettings) -> Graphics:
    """Rules, frames, bars and pictures.  ``tones``: grey page image.  ``em``: px, page frame."""
    fine = View(tones, 1.0, em).at(settings.rules.scale)
    coarse = fine.at(settings.pictures.scale)
    bars = find_bars(coarse, lines, settings.bars)
    rules = find_rules(fine, darkness(fine, settings.paper_window), settings.rules)
    text = np.array([line.box for line in lines], np.float64).reshape(-1, 4)
    # Strokes of headlines are taken for rules here: they are printed as well, and no part of a picture.
    printed = [*(rule.box for rule in rules), *bars]
    pictures = [
        to_its_border(picture, rules, text, em, settings.pictures)
        for picture in find_pictures(coarse, darkness(coarse, settings.paper_window), text, printed, settings.pictures)
    ]
    rules = [rule for rule in rules if not inside_text(rule, text, settings.rules)]
    # The side of a box may run close along a picture: boxes are found before such rules are given to pictures.
    frames = [
        frame
        for frame in find_frames(rules, em, settings.rules)
        if not frames_picture(frame, pictures, settings.pictures)
    ]
    rules = [rule for rule in rules if not belongs_to(rule, [*pictures, *bars], em, settings.pictures)]
    return Graphics(
        rules=tuple(sorted(rules, key=lambda rule: (rule.direction, rule.box[1], rule.box[0]))),
        frames=tuple(frames),
        bars=tuple(bars),
        photos=tuple(pictures),
    )
