"""JSON lines: one object a block, UTF-8, every column in every line."""

from __future__ import annotations

import json
from typing import BinaryIO

from pipeline.formats.material import Material
from pipeline.formats.tables.rows import rows
from pipeline.model.page import Layer, Page


class JsonLinesTable:
    """See the module."""

    def __init__(self, stream: BinaryIO, layer: Layer) -> None:
        self._stream, self._layer = stream, layer

    def add(self, page: Page, material: Material) -> None:
        """The rows of one page."""
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows(page, material, self._layer))
        self._stream.write("".join(lines).encode())

    def close(self) -> None:
        """Everything is written already."""
