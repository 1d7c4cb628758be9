"""Tables, as the programs read them that they are for."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pandas
import pytest
from helpers.made_pages import PageMaker
from pyarrow import parquet
from reading import ABOUT, STEP, exported, full_page

from pipeline.formats.tables import parquet as parquet_module
from pipeline.formats.tables.rows import COLUMNS
from pipeline.formats.tables.spreadsheet import LONGEST, guarded

NAMES = [column.name for column in COLUMNS]


def test_the_spreadsheet_has_a_mark_for_its_encoding_and_ends_rows_as_excel_does(tmp_path: Path) -> None:
    data = (exported(tmp_path, "csv") / "blocks.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,document,page,")
    assert data.count(b"\r\n") == 1 + len(full_page().blocks)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["kind"] for row in rows] == [block.kind for block in full_page().blocks]
    assert rows[8]["text"] == "姓名\t年龄\n张三\n李四\t40"
    assert {row["page_label"] for row in rows} == {"'03"}
    assert rows[0]["date"] == "2021-03-12"
    assert rows[0]["source_sha256"] == "ab" * 32


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-2", "@x", "＝A1", "\tx", "007", "2019-05", "3/4", "1e5", "12:30", "TRUE", "1" * 16, "3月5日"],
)
def test_what_a_spreadsheet_would_turn_into_something_else_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["仙霞路", "12", "3.5", "第03版", "dev-13", "", "a=b"])
def test_what_it_takes_as_it_is_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_a_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    assert len(guarded("字" * 40_000)) < LONGEST
    assert guarded("字" * 40_000).endswith("…")


def test_json_lines_have_every_column_in_every_line(tmp_path: Path) -> None:
    lines = (exported(tmp_path, "jsonl") / "blocks.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert all(list(row) == NAMES for row in rows)
    assert rows[4]["text"] == "　　在天山支路一百号的居民区里，大家都说好。"
    assert (rows[4]["corrections_applied"], rows[4]["corrections_flagged"]) == (1, 1)
    assert rows[4]["id"] == "报纸/page-0001/4"
    left, top = full_page().polygon(f"{full_page().blocks[4].lines[0]}.0")[0]
    assert (rows[4]["left"], rows[4]["top"]) == pytest.approx((left, top), abs=0.6), "px of the scan"


def test_parquet_has_types_in_duckdb_and_pandas_and_says_where_it_comes_from(tmp_path: Path) -> None:
    path = exported(tmp_path, "parquet") / "blocks.parquet"
    found = dict(duckdb.sql(f"select column_name, column_type from (describe select * from '{path}')").fetchall())
    assert list(found) == NAMES
    assert (found["text"], found["block"], found["confidence"]) == ("VARCHAR", "INTEGER", "DOUBLE")
    assert (found["uncertain"], found["page_label"], found["left"]) == ("BOOLEAN", "VARCHAR", "DOUBLE")
    ((count,),) = duckdb.sql(f"select count(*) from '{path}' where text like '%天山支路%'").fetchall()
    assert count == 1
    frame = pandas.read_parquet(path)
    assert frame["page_label"].iloc[0] == ABOUT.page_label
    assert frame["block"].dtype.kind == "i"
    assert frame["corrections_flagged"].sum() == 1
    said = parquet.read_metadata(path).metadata
    (made,) = json.loads(said[b"baokan.made"])
    assert (made["pages"], made["steps"][0]["stage"], made["steps"][0]["data"]) == (1, STEP.stage, STEP.data)
    assert parquet.ParquetFile(path).schema_arrow.field("text").metadata[b"description"]


def test_rows_are_written_in_groups_so_that_memory_does_not_grow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_module, "GROUP_ROWS", 3)
    pages = []
    for number in (1, 2, 3):
        make = PageMaker()
        for text in ("一", "二"):
            make.block("paragraph", text)
        pages.append(make.page(frame=number))
    path = exported(tmp_path, "parquet", *pages) / "blocks.parquet"
    assert parquet.read_metadata(path).num_row_groups == 2
    assert pandas.read_parquet(path)["frame"].tolist() == [1, 1, 2, 2, 3, 3]


def test_the_documentation_lists_the_columns() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/formats-documents.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `") and line.count(" | ") == 2]
    listed = {name.strip("|` "): about for name, _, about in rows}
    assert [name for name in listed if name in NAMES] == NAMES
    assert all(column.about in listed[column.name] for column in COLUMNS)
