"""JSON: small, fast to load, and described by a published schema.

Numbers are rounded to what means something: finer digits are noise, and they were half of the bytes.  How lines are
written is told in ``pipeline.model.compact``.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import PageError
from pipeline.model import compact
from pipeline.model.block import Article, Block, Cellspan, Graphics, Region
from pipeline.model.correction import Correction
from pipeline.model.geometry import Box, Quad
from pipeline.model.page import Document, Layer, Page
from pipeline.model.text import Alternative, Line

FINE = 24.0
"""px: in lines whose em is smaller, cuts are rounded to a tenth of a px instead of a whole one."""
PROBABILITY_DIGITS = 4
ANGLE_DIGITS = 3
SECONDS_DIGITS = 3
SCHEMAS: dict[str, type[Page] | type[Document]] = {"page": Page, "document": Document}
"""Name of the schema -> model."""


def page_json(page: Page, layer: Layer = "corrected") -> str:
    """The page as compact JSON; every block carries its text of ``layer`` for readers that do not replay records."""
    return rounded(page, layer).to_json()


def rounded(page: Page, layer: Layer = "corrected") -> Page:
    """The page as it is stored: lengths rounded, texts of the blocks filled in."""
    return page.changed(
        skew_degrees=round(page.skew_degrees, ANGLE_DIGITS),
        em=_length(page.em),
        dpi=_length(page.dpi),
        lines=tuple(_line(line) for line in page.lines),
        graphics=_graphics(page.graphics),
        regions=tuple(_region(region) for region in page.regions),
        blocks=tuple(_block(page, block, layer) for block in page.blocks),
        articles=tuple(_article(article) for article in page.articles),
        corrections=tuple(_correction(record) for record in page.corrections),
        timings={stage: round(seconds, SECONDS_DIGITS) for stage, seconds in page.timings.items()},
    )


def read_page(path: Path) -> Page:
    """Load a page file.  Raises ``PageError`` when it is missing or is none of Baokan's."""
    try:
        return Page.model_validate_json(path.read_bytes())
    except OSError as error:
        raise PageError(
            path,
            "unreadable-result",
            f"The page file cannot be read ({error.strerror}).",
            "Run 'baokan run' on its scan again.",
            stage="export",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PageError(
            path,
            "damaged-result",
            f"This is no page file of this version of Baokan ({where}: {first['msg']}).",
            "Run 'baokan run' on its scan again.",
            stage="export",
        ) from error


def read_document(path: Path) -> Document:
    """Load a ``document.json``.  Raises ``PageError`` when it is missing or is none of Baokan's."""
    try:
        return Document.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        cause = error.strerror if isinstance(error, OSError) else error.errors()[0]["msg"]
        raise PageError(
            path,
            "damaged-result",
            f"The document file cannot be used ({cause}).",
            "Run 'baokan run' on its scan again.",
            stage="export",
        ) from error


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``page`` or ``document`` files, generated from the models."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:baokan:schema:{name}:1",
        **SCHEMAS[name].model_json_schema(by_alias=True, mode="serialization"),
    }


def schema_json(name: str) -> str:
    """The schema as the text of its published file."""
    return json.dumps(schema(name), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _length(value: float) -> float:
    return float(compact.length(value))


def _box(box: Box) -> Box:
    a, b, c, d = box
    return round(a), round(b), round(c), round(d)


def _quad(quad: Quad) -> Quad:
    a, b, c, d = ((_length(x), _length(y)) for x, y in quad)
    return a, b, c, d


def _line(line: Line) -> Line:
    alternatives = {
        offset: tuple(Alternative(a.text, round(a.probability, PROBABILITY_DIGITS)) for a in readings)
        for offset, readings in line.alternatives.items()
    }
    quad: Quad = compact.quad_read(compact.quad_written(line.quad))
    height, size = _length(math.dist(quad[0], quad[3])), _length(line.ink_height)
    fine = (size or height) < FINE
    return line.model_copy(
        update={
            "quad": quad,
            "cuts": tuple(_length(cut) if fine else float(round(cut)) for cut in line.cuts),
            "ink_height": 0.0 if size == height else size,
            "alternatives": alternatives,
        }
    )


def _graphics(graphics: Graphics) -> Graphics:
    return graphics.model_copy(
        update={
            "rules": tuple(rule.model_copy(update={"box": _box(rule.box)}) for rule in graphics.rules),
            "frames": tuple(_box(box) for box in graphics.frames),
            "bars": tuple(_box(box) for box in graphics.bars),
            "photos": tuple(_box(box) for box in graphics.photos),
        }
    )


def _cells(cells: tuple[Cellspan, ...]) -> tuple[Cellspan, ...]:
    return tuple(cell.model_copy(update={"box": _box(cell.box)}) for cell in cells)


def _region(region: Region) -> Region:
    return region.model_copy(update={"box": _box(region.box), "cells": _cells(region.cells)})


def _block(page: Page, block: Block, layer: Layer) -> Block:
    text = page.text(block, layer).text
    boxes = tuple(_box(box) for box in block.boxes)
    return block.model_copy(update={"boxes": boxes, "cells": _cells(block.cells), "text": text})


def _article(article: Article) -> Article:
    return article.model_copy(update={"box": _box(article.box)})


def _correction(record: Correction) -> Correction:
    candidates = tuple(
        candidate.model_copy(update={"probability": round(candidate.probability, PROBABILITY_DIGITS)})
        for candidate in record.candidates
    )
    evidence = {name: round(value, PROBABILITY_DIGITS) for name, value in record.evidence.items()}
    polygon = _quad(record.polygon) if record.polygon else None
    return record.model_copy(update={"candidates": candidates, "evidence": evidence, "polygon": polygon})
