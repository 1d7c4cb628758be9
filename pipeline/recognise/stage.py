"""The steps of the stage: choose a scale, find lines, cut them out, read them, settle places and sizes."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.engine.protocol import Engine, Reading
from pipeline.model.page import Step
from pipeline.model.pixels import grey
from pipeline.model.sheet import Image, Sheet
from pipeline.model.text import Line
from pipeline.recognise import VERSION, strips
from pipeline.recognise.gutters import split_at_gutters
from pipeline.recognise.layer import lines_of_layer
from pipeline.recognise.lines import line_of
from pipeline.recognise.scale import estimate_em
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.shared_gutters import split_at_shared_gutters
from pipeline.recognise.showthrough import part_show_through
from pipeline.recognise.strips import Strip

STAGE = "recognise"
SHORT = 2.6
"""Heights: a column shorter than this holds one or two characters."""
ADVANTAGE = 0.1
"""Confidence by which a column of one or two characters must be surer than one upright character."""


def run(sheet: Sheet, engine: Engine, settings: RecogniseSettings) -> Sheet:
    """Read one page (see ``pipeline.recognise.recognise``)."""
    if sheet.frame.text_layer is not None:
        lines = lines_of_layer(sheet)
        data = {"text-layer": sheet.page.source.sha256}
    else:
        lines = read(sheet.image, engine, settings)
        lines = part_show_through(lines, grey(sheet.image), body_em(lines))
        info = engine.info
        data = {"engine": f"{info.runtime}, {info.precision}, {info.device}", **info.model_checksums}
    step = Step(stage=STAGE, version=VERSION, fingerprint="", settings=settings.model_dump(mode="json"), data=data)
    page = sheet.page.changed(
        lines=tuple(lines),
        em=body_em(lines),
        text_origin="recognised" if sheet.frame.text_layer is None else "text-layer",
        steps=(*sheet.page.steps, step),
    )
    if not lines:
        page = page.warned("blank-page", STAGE, "No text was found on this page.")
    return Sheet(page, sheet.image, sheet.frame)


def read(image: Image, engine: Engine, settings: RecogniseSettings) -> list[Line]:
    """All lines of an image, from the top; px of the image."""
    em = estimate_em(image)
    shrink = max(1, int(em // settings.reading_em))
    if shrink > 1:
        shrunk = cv2.resize(image, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
        image = np.asarray(shrunk, dtype=np.uint8)
    side = max(image.shape[:2])
    detected = engine.detect(image, round(side * min(settings.detection_em * shrink / em, 1.0)))
    found = strips.without_duplicates([strips.strip_of(d, settings.vertical_ratio) for d in detected])
    found = split_at_shared_gutters(image, split_at_gutters(image, found, settings))
    found.sort(key=lambda strip: (strip.centre[1], strip.centre[0]))
    found = strips.evened(strips.widened(found, settings), settings)
    lines: list[Line] = []
    for strip, reading, sharp in read_strips(image, found, engine, settings):
        line = line_of(len(lines), strip, reading, sharp, float(shrink), settings)
        if line is not None:
            lines.append(line)
    return lines


def read_strips(
    image: Image, found: list[Strip], engine: Engine, settings: RecogniseSettings
) -> list[tuple[Strip, Reading, Image]]:
    """Every strip with its reading and its sharp crop.

    A column of less than three characters may as well be one narrow character of a horizontal line (1, ！): it is read
    both ways, and the way it was read as one character wins unless the other is surer.
    """
    upright = {
        k: len(found) + n
        for n, k in enumerate(k for k, s in enumerate(found) if s.vertical and s.length < SHORT * s.height)
    }
    everything = found + [found[k].turned() for k in upright]
    pairs = [strips.crop(image, strip, settings.squeeze, settings.smoothing) for strip in everything]
    readings = engine.recognise([smooth for smooth, _ in pairs])
    chosen = list(range(len(found)))
    for k, other in upright.items():
        single = len(readings[other].symbols) == 1
        if single and readings[other].confidence + ADVANTAGE >= readings[k].confidence:
            chosen[k] = other
    return [(everything[k], readings[k], pairs[k][1]) for k in chosen]


def body_em(lines: list[Line]) -> float:
    """Median character size over all characters, px; 0 without text."""
    sizes = [line.ink_height for line in lines for _ in line.text]
    return round(float(np.median(sizes)), 2) if sizes else 0.0
