"""Solid dark bars: the dark surroundings of every light line."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.layout.graphics_settings import BarSettings
from pipeline.layout.tone import View
from pipeline.model.geometry import Box
from pipeline.model.text import Line


def find_bars(view: View, lines: Sequence[Line], settings: BarSettings) -> list[Box]:
    """Boxes of the bars, px, page frame."""
    light_lines = [line for line in lines if line.reversed]
    if not light_lines:
        return []
    image = view.image
    height, width = image.shape
    paper = float(np.percentile(image, 100 * (1 - settings.light_part)))
    bars: list[Box] = []
    for line in light_lines:
        x0, y0, x1, y1 = (round(value) for value in view.inwards(line.box))
        own = slice(max(0, y0), y1 + 1), slice(max(0, x0), x1 + 1)
        if not image[own].size:
            continue
        ground = float(np.percentile(image[own], 100 * settings.dark_part))
        mask = (image <= ground + settings.depth * (paper - ground)).astype(np.uint8)
        mask[own] = 1
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
        label = labels[min(max((y0 + y1) // 2, 0), height - 1), min(max((x0 + x1) // 2, 0), width - 1)]
        if not label:
            continue
        x, y, w, h, _ = (int(value) for value in stats[label])
        if h <= settings.height * (y1 - y0 + 1):
            box = view.outwards((x, y, x + w, y + h))
            if box not in bars:
                bars.append(box)
    return bars
