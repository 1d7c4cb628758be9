"""Parquet files, partitioned by year (the ``year=2021`` folders that DuckDB, pandas and Arrow understand)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError

UNDATED = "undated"
WHOLE = frozenset({"block", "start", "end", "article", "position"})
"""columns of whole numbers."""
TRUTH = frozenset({"guessed"})
DECIMAL = frozenset({"confidence"})
LISTS = frozenset({"characters"})
ROWS = 20_000
"""rows that are held in memory for one year and written as one group."""


def write_parquet(folder: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write ``folder/year=…/part.parquet``; returns the number of rows.  Raises ``SettingsError`` without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise SettingsError("Parquet needs a package that is not installed: pip install 'baokan[parquet]'.") from None

    def kind(column: str) -> Any:
        if column in LISTS:
            return pyarrow.list_(pyarrow.string())
        if column in TRUTH:
            return pyarrow.bool_()
        return pyarrow.int32() if column in WHOLE else pyarrow.float64() if column in DECIMAL else pyarrow.string()

    schema = pyarrow.schema([(column, kind(column)) for column in columns])
    shutil.rmtree(folder, ignore_errors=True)
    writers: dict[str, Any] = {}
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    number = 0

    def flush(year: str) -> None:
        if year not in writers:
            path = folder / f"year={year}" / "part.parquet"
            path.parent.mkdir(parents=True)
            writers[year] = parquet.ParquetWriter(path, schema, compression="zstd")
        writers[year].write_table(pyarrow.Table.from_pylist(waiting.pop(year), schema=schema))

    for row in rows:
        number += 1
        year = (row["date"] or UNDATED)[: None if not row["date"] else 4]
        waiting.setdefault(year, []).append(row)
        if len(waiting[year]) >= ROWS:
            flush(year)
    for year in list(waiting):
        flush(year)
    for writer in writers.values():
        writer.close()
    return number
