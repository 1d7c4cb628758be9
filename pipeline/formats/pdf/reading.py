"""Baokan's pipeline for one image after another, as OCRmyPDF's workers ask for it.

Every worker, thread or process, has a pipeline of its own and keeps it: the engine is loaded once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline import straighten
from pipeline.flow import Decoded, PageFailure, Pipeline, decode
from pipeline.formats.facsimile import placed_blocks
from pipeline.formats.pdf.glyphless import GlyphlessFont
from pipeline.formats.pdf.objects import Name, PdfFile
from pipeline.formats.pdf.textlayer import FONT, POINTS, text_layer
from pipeline.model.geometry import IDENTITY
from pipeline.model.page import Layer, Page
from pipeline.model.sheet import Sheet
from pipeline.settings import Settings, load

log = logging.getLogger(__name__)
_worker = threading.local()

SURE = 100.0
"""OCRmyPDF's confidence in an orientation (15: very confident) where there is text to judge by."""


def settings(config: Path | None, assignments: Sequence[str], threads: int) -> Settings:
    """The effective settings; ``threads``: of the engine, where the settings leave it open.

    Raises ``SettingsError``.
    """
    loaded = load(config, assignments=tuple(assignments))
    if "engine.threads" in loaded.origins:
        return loaded.settings
    return load(config, overrides={"engine.threads": threads}, assignments=tuple(assignments)).settings


def pipeline_of(wanted: Settings) -> Pipeline:
    """The pipeline of this worker."""
    if getattr(_worker, "settings", None) != wanted:
        _worker.settings, _worker.pipeline = wanted, Pipeline(wanted)
    found: Pipeline = _worker.pipeline
    return found


def read(image: Path, pipeline: Pipeline) -> list[Page]:
    """The pages on an image: one, the two of a spread, or none where it failed, which is logged.

    Raises ``EngineError``, ``GazetteerError``, ``PageError`` when the image cannot be opened.
    """
    pages: list[Page] = []
    for item in decode(image, pipeline.settings.ingest):
        if isinstance(item, PageFailure):
            log.error("%s", item.error)
        elif isinstance(item, Decoded):
            for result in pipeline.process(item):
                if isinstance(result, PageFailure):
                    log.error("%s", result.error)
                else:
                    pages.append(result.page)
    return pages


def posture(image: Path, pipeline: Pipeline) -> tuple[int, float, float]:
    """How the content of an image stands: counter-clockwise quarter turn (degrees), counter-clockwise angle of its
    lines with that put right (degrees), and confidence (0: there is no text).

    Raises ``EngineError``, ``PageError``.
    """
    sheets: tuple[Sheet, ...] = ()
    for item in decode(image, pipeline.settings.ingest):
        if isinstance(item, PageFailure):
            raise item.error
        if isinstance(item, Decoded):
            sheets = straighten.straighten(item.frame, pipeline.engine, pipeline.settings.straighten)
    pages = [sheet.page for sheet in sheets]
    if not pages:
        return 0, 0.0, 0.0
    skew = sum(page.skew_degrees for page in pages) / len(pages)
    return pages[0].orientation, skew, SURE


def write_text(stream: BinaryIO, pages: Sequence[Page], layer: Layer, size: tuple[int, int], dpi: float) -> None:
    """A PDF of one page with nothing but the text of an image.  ``size``: (width, height) of the image, px."""
    file, font = PdfFile(stream), GlyphlessFont()
    blocks = (block for page in pages for block in placed_blocks(page, layer, IDENTITY))
    content = file.add_stream(text_layer(blocks, font, size, dpi))
    tree = file.reserve()
    page = file.add(
        {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, size[0] * POINTS / dpi, size[1] * POINTS / dpi],
            "Resources": {"Font": {FONT: font.write(file)}},
            "Contents": content,
        }
    )
    file.add({"Type": Name("Pages"), "Kids": [page], "Count": 1}, tree)
    root = file.add({"Type": Name("Catalog"), "Pages": tree})
    file.close(root, file.add({"Producer": "Baokan"}))
