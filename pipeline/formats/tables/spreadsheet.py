"""CSV that spreadsheets open right: UTF-8 with a byte order mark, CRLF, and nothing that they would turn into something
else."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, BinaryIO

from pipeline.formats.material import Material
from pipeline.formats.tables.rows import COLUMNS, rows
from pipeline.model.page import Layer, Page

GUARD = "'"
"""Stands in front of a text that a spreadsheet would not take as text."""
LONGEST = 32_767
"""characters that a cell of Excel holds; it drops what is more, and so do we, with a mark."""
CUT = "…"
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
"""First characters of what is taken for a formula, the wide ones by Excel in Chinese and Japanese."""
_NUMBER = re.compile(
    r"""\s*(
        0\d+                             # would lose its zeros
        | \d{16,}                        # would lose its last digits
        | \d+(\.\d*)?[eE][+-]?\d+        # would become a power of ten
        | \d{1,4}[-/]\d{1,2}([-/]\d{1,4})? | \d{1,4}\.\d{1,2}\.\d{1,4}  # would become a date
        | \d{1,2}:\d{2}(:\d{2})?         # would become a time
        | \d+\s+\d+/\d+                  # would become a fraction
        | \d{1,2}月\d{1,2}日 | \d{2,4}年\d{1,2}月(\d{1,2}日)?
        | true | false
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""A whole date of issue may become a date: it is one."""
_TEXT = frozenset(column.name for column in COLUMNS if column.kind == "text")


def guarded(value: str) -> str:
    """A text as its cell has it."""
    if len(value) > LONGEST - len(GUARD):
        value = value[: LONGEST - len(GUARD) - len(CUT)] + CUT
    return GUARD + value if _FORMULA.match(value) or _NUMBER.fullmatch(value) else value


class SpreadsheetTable:
    """See the module."""

    def __init__(self, stream: BinaryIO, layer: Layer) -> None:
        self._stream, self._layer = stream, layer
        stream.write(b"\xef\xbb\xbf")
        self._write([[column.name for column in COLUMNS]])

    def add(self, page: Page, material: Material) -> None:
        """The rows of one page."""
        self._write([_cell(name, value) for name, value in row.items()] for row in rows(page, material, self._layer))

    def close(self) -> None:
        """Everything is written already."""

    def _write(self, lines: Any) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(lines)
        self._stream.write(text.getvalue().encode())


def _cell(name: str, value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str) or name not in _TEXT or (name == "date" and _DATE.fullmatch(value)):
        return value
    # a line feed alone is a line end inside a cell; a carriage return would end the row for some readers
    return guarded(value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))
