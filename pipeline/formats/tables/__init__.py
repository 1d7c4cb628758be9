"""Tables with one row a block over many documents: CSV for spreadsheets, JSON lines and Parquet for programs.

All three have the same columns (``rows.COLUMNS``), each with its provenance in the row, so that rows can be cut out
and joined without losing where they come from.  Rows are written as they come: memory does not grow with the pages.
"""

from __future__ import annotations

from typing import BinaryIO

from pipeline.formats.material import Table
from pipeline.model.page import Layer


def csv_table(stream: BinaryIO, layer: Layer) -> Table:
    """``blocks.csv``."""
    from pipeline.formats.tables.spreadsheet import SpreadsheetTable

    return SpreadsheetTable(stream, layer)


def jsonl_table(stream: BinaryIO, layer: Layer) -> Table:
    """``blocks.jsonl``."""
    from pipeline.formats.tables.json_lines import JsonLinesTable

    return JsonLinesTable(stream, layer)


def parquet_table(stream: BinaryIO, layer: Layer) -> Table:
    """``blocks.parquet``.  Raises ``ModuleNotFoundError`` without pyarrow."""
    from pipeline.formats.tables.parquet import ParquetTable

    return ParquetTable(stream, layer)
