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
from pipeline.recognise.lines import lines_of, read_of
from pipeline.recognise.scale import estimate_em
from pipeline.recognise.settings import RecogniseSettings
from pipeline.recognise.shared_gutters import split_at_shared_gutters
from pipeline.recognise.showthrough import part_show_through
from pipeline.recognise.strips import Strip

STAGE = "recognise"


def run(sheet: Sheet, engine: Engine, settings: RecogniseSettings) -> Sheet:
    """Read one page (see ``pipeline.recognise.recognise``)."""
    if sheet.frame.text_layer is not None:
        lines = lines_of_layer(sheet, settings.layer)
        data = {"text-layer": sheet.page.source.sha256}
    else:
        lines = read(sheet.image, engine, settings)
        lines = part_show_through(lines, sheet.image, body_em(lines), settings.show_through)
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
    side = max(image.shape[:2])
    factor = max(1, round(side / settings.scale.side))
    small = _shrunk(image, factor)
    tones = grey(small)
    em = estimate_em(tones, settings.scale) * factor
    shrink = max(1, int(em // settings.reading_em))
    page = small if shrink == factor else _shrunk(image, shrink)
    found = _detected(page, small, round(side * min(settings.detection_em / em, 1 / shrink)), engine, settings)
    scale = max(small.shape[:2]) / max(page.shape[:2])
    found = split_at_gutters(tones, found, scale, settings)
    found = split_at_shared_gutters(tones, found, scale, settings)
    found.sort(key=lambda strip: (strip.centre[1], strip.centre[0]))
    found = strips.evened(strips.widened(found, settings), settings)
    reads = [
        read_of(strip, reading, sharp, settings) for strip, reading, sharp in read_strips(page, found, engine, settings)
    ]
    return lines_of([read for read in reads if read is not None], float(shrink), settings)


def _shrunk(image: Image, factor: int) -> Image:
    if factor == 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA), np.uint8)


def _detected(page: Image, small: Image, side: int, engine: Engine, settings: RecogniseSettings) -> list[Strip]:
    """Lines of the page, in its px, found at a longer side of ``side`` px; ``small``: the page once shrunk."""
    ready = small if side <= max(small.shape[:2]) <= max(page.shape[:2]) else page
    scale = max(page.shape[:2]) / max(ready.shape[:2])
    detected = [strips.strip_of(found, settings.vertical_ratio) for found in engine.detect(ready, side)]
    if ready is not page:
        detected = [strip.scaled(scale) for strip in detected]
    return strips.without_duplicates(detected, settings.strips)


def read_strips(
    image: Image, found: list[Strip], engine: Engine, settings: RecogniseSettings
) -> list[tuple[Strip, Reading, Image]]:
    """Every strip with its reading and its sharp crop.

    A column of less than three characters may as well be one narrow character of a horizontal line (1, ！): it is read
    both ways, and the way it was read as one character wins unless the other is surer.
    """
    short = settings.strips.short_column
    upright = {
        k: len(found) + n
        for n, k in enumerate(k for k, s in enumerate(found) if s.vertical and s.length < short * s.height)
    }
    everything = found + [found[k].turned() for k in upright]
    sharp = [strips.crop(image, strip, settings.squeeze) for strip in everything]
    readings = engine.recognise([strips.smoothed(crop, settings.smoothing) for crop in sharp])
    chosen = list(range(len(found)))
    for k, other in upright.items():
        single = len(readings[other].symbols) == 1
        if single and readings[other].confidence + settings.strips.advantage >= readings[k].confidence:
            chosen[k] = other
    return [(everything[k], readings[k], sharp[k]) for k in chosen]


def body_em(lines: list[Line]) -> float:
    """Median character size over all characters, px; 0 without text."""
    sizes = [line.ink_height for line in lines for _ in line.text]
    return round(float(np.median(sizes)), 2) if sizes else 0.0
