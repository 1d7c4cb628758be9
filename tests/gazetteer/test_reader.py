"""Reading one gazetteer file: encodings, rows that are wrong, files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import GazetteerError
from pipeline.gazetteer import load

HEADER = "name,kind,parent,aliases,code,valid_from,valid_to,latitude,longitude,source\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "names.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_encodings_of_chinese_offices_are_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "name,kind,aliases\n虹旭小区,estate,虹旭\n芙蓉江路,road,\n", encoding)
    gazetteer = load([path])
    assert [entry.name for entry in gazetteer.entries] == ["虹旭小区", "芙蓉江路"]
    assert gazetteer.problems == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_all_systems_are_read(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path, ending.join(("name,kind", "虹旭小区,estate", "芙蓉江路,road", "")))
    assert [entry.kind for entry in load([path]).entries] == ["estate", "road"]


def test_every_column_reaches_the_entry(tmp_path: Path) -> None:
    row = "番禺路,road,长宁区,哥伦比亚路| 番禺,310105,1964,2021-03-15,31.2041,121.4208,地名志\n"
    (entry,) = load([written(tmp_path, HEADER + row)]).entries
    assert entry.aliases == ("哥伦比亚路", "番禺")
    assert (entry.parent, entry.code, entry.valid_from, entry.valid_to) == ("长宁区", "310105", "1964", "2021-03-15")
    assert (entry.latitude, entry.longitude, entry.source) == (31.2041, 121.4208, "地名志")
    assert entry.file == "names.csv"


def test_columns_may_stand_in_any_order_and_only_the_name_is_required(tmp_path: Path) -> None:
    (entry,) = load([written(tmp_path, "KIND, Name \nroad,芙蓉江路\n")]).entries
    assert (entry.name, entry.kind, entry.aliases, entry.latitude) == ("芙蓉江路", "road", (), None)


def test_white_space_around_fields_is_dropped_the_full_width_space_too(tmp_path: Path) -> None:
    (entry,) = load([written(tmp_path, "name,aliases\n　虹旭小区 , 虹旭 |　虹旭居民区\n")]).entries
    assert entry.spellings == ("虹旭小区", "虹旭", "虹旭居民区")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (",road", "name is empty"),
        ("路,road", "shorter than two characters"),
        ("芙蓉 江路,road", "white space"),
        ("虹" * 61 + ",road", "longer than 60"),
        ("芙蓉江路,road,much,too,many", "5 fields"),
        ("虹旭小区,estate", "repeats line 2"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_good_rows_load(tmp_path: Path, row: str, complaint: str) -> None:
    path = written(tmp_path, f"name,kind\n虹旭小区,estate\n{row}\n安龙小区,estate\n")
    gazetteer = load([path])
    assert [entry.name for entry in gazetteer.entries] == ["虹旭小区", "安龙小区"]
    (problem,) = gazetteer.problems
    assert problem.line == 3
    assert complaint in problem.message
    assert str(problem).startswith(f"{path}, line 3: ")


def test_lines_are_counted_as_an_editor_counts_them_behind_a_field_of_two_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'name,source\n虹旭小区,"one\ntwo"\n路,x\n')
    assert [problem.line for problem in load([path]).problems] == [4]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("valid_from", "last year"),
        ("valid_to", "2021-13"),
        ("latitude", "north"),
        ("latitude", "91"),
        ("longitude", "181"),
        ("aliases", "虹"),
    ],
)
def test_a_bad_optional_value_is_left_out_and_its_row_is_kept(tmp_path: Path, column: str, value: str) -> None:
    gazetteer = load([written(tmp_path, f"name,{column}\n虹旭小区,{value}\n")])
    (entry,) = gazetteer.entries
    assert (entry.valid_from, entry.valid_to, entry.latitude, entry.longitude, entry.aliases) == (
        "",
        "",
        None,
        None,
        (),
    )
    assert [problem.line for problem in gazetteer.problems] == [2]


def test_a_place_needs_both_coordinates(tmp_path: Path) -> None:
    gazetteer = load([written(tmp_path, "name,latitude,longitude\n虹旭小区,31.2,\n")])
    assert gazetteer.entries[0].latitude is None
    assert len(gazetteer.problems) == 1


def test_dates_in_the_wrong_order_are_a_problem(tmp_path: Path) -> None:
    gazetteer = load([written(tmp_path, "name,valid_from,valid_to\n虹旭小区,2021,2019\n")])
    assert (gazetteer.entries[0].valid_from, len(gazetteer.problems)) == ("", 1)


def test_an_unknown_column_is_a_problem_that_names_the_nearest_one(tmp_path: Path) -> None:
    gazetteer = load([written(tmp_path, "name,alias\n虹旭小区,虹旭\n")])
    (problem,) = gazetteer.problems
    assert problem.line == 1
    assert "'aliases'" in problem.message


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("title,kind\n虹旭小区,estate\n".encode(), "no column 'name'"),
        ("name;kind\n虹旭小区;estate\n".encode(), "separated by another sign"),
        ("name\tkind\n虹旭小区\testate\n".encode(), "separated by another sign"),
        (b"name,kind\n", "no usable row"),
        ("name,kind\n路,road\n".encode(), "line 2"),
        (b"PK\x03\x04\x00\x00name", "binary"),
        (b"name\n\xff\xff\xff\n", "neither UTF-8 nor GB 18030"),
        ('name,kind\n虹旭小区,"estate\n'.encode(), "no valid CSV"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, data: bytes, cause: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(data)
    with pytest.raises(GazetteerError, match=cause) as caught:
        load([path])
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(GazetteerError, match="cannot be read"):
            load([path])
