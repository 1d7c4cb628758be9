"""Lines from the text layer of a PDF, for pages that need no recognition."""

from __future__ import annotations

import numpy as np

from pipeline.model.geometry import Box, bounding_box, quad_of, transform_point
from pipeline.model.sheet import Sheet
from pipeline.model.text import Line
from pipeline.recognise.threshold_settings import LayerSettings


def lines_of_layer(sheet: Sheet, settings: LayerSettings) -> list[Line]:
    """Group the layer's characters, in the order of the file, by baseline and gaps.

    Characters are single code points; a box that stands for several is shared out evenly.
    """
    groups: list[list[tuple[str, Box]]] = []
    for item in sheet.frame.text_layer or ():
        x0, y0, x1, y1 = item.box
        corners = [transform_point(sheet.page.transform, p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        left, top, right, bottom = bounding_box(corners)
        text = item.text.replace("\r", "").replace("\n", "")
        for k, character in enumerate(text):
            width = (right - left) / len(text)
            box = (left + k * width, top, left + (k + 1) * width, bottom)
            if groups and _continues(groups[-1][-1][1], box, settings):
                groups[-1].append((character, box))
            else:
                groups.append([(character, box)])
    lines: list[Line] = []
    for group in groups:
        while group and group[-1][0].isspace():
            group.pop()
        while group and group[0][0].isspace():
            group.pop(0)
        if group:
            lines.append(_line(len(lines), group))
    return lines


def _continues(before: Box, box: Box, settings: LayerSettings) -> bool:
    """True when a character stands in the line of the one before."""
    lower = min(before[3] - before[1], box[3] - box[1])
    shared = min(before[3], box[3]) - max(before[1], box[1])
    em = max(before[3] - before[1], box[3] - box[1])
    gap = box[0] - before[2]
    return shared > settings.same_baseline * lower and -settings.backwards * em < gap < settings.gap * em


def _line(number: int, group: list[tuple[str, Box]]) -> Line:
    boxes = np.array([box for _, box in group], dtype=np.float64)
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    top, bottom = float(boxes[:, 1].min()), float(boxes[:, 3].max())
    inner = (boxes[:-1, 2] + boxes[1:, 0]) / 2
    cuts = np.maximum.accumulate(np.clip(np.concatenate(([left], inner, [right])) - left, 0, right - left))
    return Line(
        id=number,
        text="".join(character for character, _ in group),
        quad=quad_of((left, top, right, bottom)),
        cuts=tuple(float(cut) for cut in cuts),
        confidences=(100,) * len(group),
        ink_height=float(np.median(boxes[:, 3] - boxes[:, 1])),
    )
