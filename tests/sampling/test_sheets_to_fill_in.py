"""The table to fill in goes out and comes back; what a spreadsheet or a careless hand does to it is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sampled_results import TERMS, drawn_sample, opened, sampling_of, write_results

from pipeline.errors import NoInputError, PageError
from pipeline.sampling.crops import LineCrops
from pipeline.sampling.judging import Said
from pipeline.sampling.records import SampleLine
from pipeline.sampling.service import Sampling
from pipeline.sampling.sheets import Row, read_table, rows_to_judge, rows_to_settle, write_sheets
from pipeline.sampling.standing import to_settle


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Sampling]:
    with opened(write_results(tmp_path / "out")) as database:
        yield sampling_of(tmp_path / "out", database)


@pytest.fixture
def lines(room: Sampling) -> dict[int, SampleLine]:
    return {line.id: line for line in room.samples.lines(drawn_sample(room, 8).id)}


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "judging.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def filled(folder: Path, *rows: tuple[object, str, str], encoding: str = "utf-8", head: str = "") -> Path:
    path = folder / "filled.csv"
    body = "".join(f"{line},{verdict},{printed}\r\n" for line, verdict, printed in rows)
    path.write_bytes(((head or "line,verdict,printed") + "\r\n" + body).encode(encoding))
    return path


def test_every_line_goes_out_with_a_picture_of_its_place_on_the_page(
    room: Sampling, lines: dict[int, SampleLine], tmp_path: Path
) -> None:
    write_sheets(tmp_path / "to", rows_to_judge(list(lines.values())), LineCrops(room.results, 0.5))
    rows = table(tmp_path / "to")
    assert [(int(row["line"]), row["text"]) for row in rows] == [(line.id, line.drawn.text) for line in lines.values()]
    for row in rows:
        with Image.open(tmp_path / "to" / row["crop"]) as picture:
            length = 30 * len(row["text"])
            assert picture.size == (length + 30, 30 + 30)
    assert rows[0]["text"] in (tmp_path / "to" / "judging.html").read_text(encoding="utf-8")


def test_the_picture_of_a_column_of_vertical_print_stands_upright(room: Sampling, lines: dict[int, SampleLine]) -> None:
    drawn = next(iter(lines.values())).drawn
    down = replace(drawn, vertical=True, quad=((130.0, 100.0), (130.0, 400.0), (100.0, 400.0), (100.0, 100.0)))
    with Image.open(io.BytesIO(LineCrops(room.results, 0.5).jpeg(down))) as picture:
        assert picture.size == (60, 330)


def test_text_that_a_spreadsheet_would_run_or_change_comes_back_as_it_was(
    room: Sampling, lines: dict[int, SampleLine], tmp_path: Path
) -> None:
    line = next(iter(lines.values()))
    evil = '=HYPERLINK("x")'
    write_sheets(tmp_path / "to", [Row(line, evil)], room.crops)
    (row,) = table(tmp_path / "to")
    assert row["text"] == f"'{evil}"
    (said,) = read_table(filled(tmp_path, (line.id, "", '"\'=1+1"')), lines)
    assert said.text == "=1+1"


def test_text_of_a_page_cannot_become_markup_of_the_sheet(
    room: Sampling, lines: dict[int, SampleLine], tmp_path: Path
) -> None:
    line = next(iter(lines.values()))
    write_sheets(tmp_path / "to", [Row(line, "<script>alert(1)</script>")], room.crops)
    assert "<script" not in (tmp_path / "to" / "judging.html").read_text(encoding="utf-8")


def test_verdicts_count_in_both_languages_and_empty_rows_do_not(lines: dict[int, SampleLine], tmp_path: Path) -> None:
    a, b, c, d, e, f, *_ = lines
    path = filled(
        tmp_path, (a, "对", ""), (b, "r", ""), (c, "", "别的"), (d, "无字", ""), (e, "看不清", ""), (f, "", "")
    )
    assert read_table(path, lines) == [
        Said(a, lines[a].drawn.text),
        Said(b, lines[b].drawn.text),
        Said(c, "别的"),
        Said(d, ""),
        Said(e, None),
    ]


def test_chinese_headers_and_the_encoding_of_a_chinese_spreadsheet_are_read(
    lines: dict[int, SampleLine], tmp_path: Path
) -> None:
    a, *_ = lines
    path = filled(tmp_path, (a, "错", "别的"), encoding="gb18030", head="行号,判定,实际文字")
    assert read_table(path, lines) == [Said(a, "别的")]


@pytest.mark.parametrize(
    ("verdict", "printed", "message"),
    [
        ("maybe", "", "no verdict"),
        ("wrong", "", "missing"),
        ("right", "别的", "contradict"),
        ("看不清", "别的", "contradict"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_and_nothing_is_taken(
    lines: dict[int, SampleLine], tmp_path: Path, verdict: str, printed: str, message: str
) -> None:
    a, b, *_ = lines
    with pytest.raises(NoInputError, match=f"line 3: .*{message}"):
        read_table(filled(tmp_path, (a, "right", ""), (b, verdict, printed)), lines)


def test_a_row_of_another_sample_and_a_table_of_something_else_are_refused(
    lines: dict[int, SampleLine], tmp_path: Path
) -> None:
    with pytest.raises(NoInputError, match="no line of this sample"):
        read_table(filled(tmp_path, (999, "right", "")), lines)
    with pytest.raises(NoInputError, match="no column printed, verdict"):
        read_table(filled(tmp_path, head="line,text"), lines)
    with pytest.raises(NoInputError, match="cannot be read"):
        read_table(tmp_path / "nothing.csv", lines)


def test_the_table_to_settle_shows_both_texts_and_not_who_wrote_them(room: Sampling, tmp_path: Path) -> None:
    sample = drawn_sample(room, 5, replace(TERMS, judges=2))
    line, *_ = room.samples.lines(sample.id)
    room.judging.enter("anna", [Said(line.id, None)])
    room.judging.enter("bo", [Said(line.id, "别的字")])
    rows = rows_to_settle(list(to_settle(room.judging.standing(sample), "carl")))
    assert [row.text for row in rows] == ["(看不清 unreadable) | 别的字"]
    with pytest.raises(NoInputError, match="either text"):
        read_table(filled(tmp_path, (line.id, "right", "")), {line.id: line}, settles=True)


def test_a_page_without_an_image_is_named(room: Sampling, lines: dict[int, SampleLine], tmp_path: Path) -> None:
    line = next(iter(lines.values()))
    (room.results / line.drawn.document / f"{line.drawn.page}.jpg").unlink()
    with pytest.raises(PageError, match="page image"):
        write_sheets(tmp_path / "to", rows_to_judge([line]), room.crops)
    with pytest.raises(NoInputError, match="No line waits"):
        write_sheets(tmp_path / "to", [], room.crops)
