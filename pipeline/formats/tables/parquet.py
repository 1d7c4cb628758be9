"""Parquet with a typed schema, compressed with Zstandard.

The metadata of the file say what made its pages: software, steps with their settings and models, and what each column
holds.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, BinaryIO

import pyarrow
from pyarrow import parquet

from pipeline.formats.material import Material
from pipeline.formats.provenance import LAYERS, provenance
from pipeline.formats.tables.rows import COLUMNS, Kind, rows
from pipeline.model.page import Layer, Page

GROUP_ROWS = 20_000
"""Rows that are held in memory and written as one group: some 10 MB."""
LEVEL = 6
"""of Zstandard."""
TYPES: dict[Kind, Any] = {
    "text": pyarrow.string(),
    "whole": pyarrow.int32(),
    "number": pyarrow.float64(),
    "truth": pyarrow.bool_(),
}
SCHEMA = pyarrow.schema(
    [
        pyarrow.field(one.name, TYPES[one.kind], nullable=one.empty, metadata={"description": one.about})
        for one in COLUMNS
    ]
)


class ParquetTable:
    """See the module."""

    def __init__(self, stream: BinaryIO, layer: Layer) -> None:
        self._layer = layer
        self._writer = parquet.ParquetWriter(stream, SCHEMA, compression="zstd", compression_level=LEVEL)
        self._rows: list[dict[str, Any]] = []
        self._made: dict[str, dict[str, Any]] = {}
        self._pages: Counter[str] = Counter()

    def add(self, page: Page, material: Material) -> None:
        """The rows of one page."""
        self._rows += rows(page, material, self._layer)
        self._note(page, material)
        if len(self._rows) >= GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the metadata."""
        self._flush()
        made = [{**what, "pages": self._pages[key]} for key, what in self._made.items()]
        said = {
            "title": "Baokan: one row a block",
            "baokan.layer": f"{self._layer}: {LAYERS[self._layer]}",
            "baokan.made": json.dumps(made, ensure_ascii=False),
            "baokan.columns": json.dumps({column.name: column.about for column in COLUMNS}, ensure_ascii=False),
        }
        self._writer.add_key_value_metadata(said)
        self._writer.close()

    def _note(self, page: Page, material: Material) -> None:
        """What made the page; the same for most pages, so that it is told once."""
        found = provenance(material.document, [page], self._layer)
        steps = [
            {
                "stage": step.stage,
                "version": step.version,
                "settings": step.settings,
                # what a step says of one scan (its format, names elsewhere in its issue) is no way of making
                "data": {name: value for name, value in step.data.items() if _shared(step.stage, name)},
            }
            for step in found.steps
        ]
        what = {"software": found.software, "steps": steps}
        key = json.dumps(what, ensure_ascii=False, sort_keys=True)
        self._made.setdefault(key, what)
        self._pages[key] += 1

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pyarrow.Table.from_pylist(self._rows, schema=SCHEMA))
            self._rows.clear()


def _shared(stage: str, name: str) -> bool:
    return stage not in ("ingest", "describe") and name != "names elsewhere in the issue"
