"""What the formats of page layout say of a page beside its text: where it lies on the scan, how it was made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.formats.material import Material
from pipeline.formats.provenance import Done, Provenance, provenance
from pipeline.model.page import Document, Page


def made_by(page: Page, material: Material) -> Provenance:
    """Provenance of one page."""
    return provenance(material.document, [page], material.layer)


def time_of(page: Page, material: Material) -> str:
    """When the page's result was written, ISO 8601, UTC: the same results give the same files."""
    path = material.folder / f"{page.name}.json"
    seconds = int(path.stat().st_mtime) if path.is_file() else 0
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def place(page: Page, document: Document) -> dict[str, Any]:
    """What is needed to take coordinates on the scan back to the straightened page, and to name the page."""
    return {
        "transform": [list(row) for row in page.transform],
        "size": list(page.size),
        "em": page.em,
        "dpi": page.dpi,
        "dpi_origin": page.dpi_origin,
        "orientation": page.orientation,
        "skew_degrees": page.skew_degrees,
        "frame": page.frame,
        "half": page.half,
        "source": document.source.model_dump(mode="json"),
    }


def place_text(page: Page, document: Document) -> str:
    """``place`` as compact JSON."""
    return json.dumps(place(page, document), ensure_ascii=False, separators=(",", ":"))


def sentences(page: Page, made: Provenance) -> list[str]:
    """Source, software, layer, corrections and transform in words."""
    rows = "; ".join(" ".join(f"{value:.9g}" for value in row) for row in page.transform)
    return [
        *made.sentences,
        f"Coordinates are px of the scan as it is stored ({page.scan_size[0]} x {page.scan_size[1]}). Homography from "
        f"the scan to the straightened page ({page.size[0]} x {page.size[1]}), row by row: {rows}. "
        f"Orientation {page.orientation} degrees, skew {page.skew_degrees:.3f} degrees, both counter-clockwise.",
    ]


def data_text(step: Done) -> str:
    """Models, gazetteers … of a step as words."""
    return ", ".join(f"{name}: {value}" for name, value in step.data.items())
