"""In and out: CSV and GeoJSON, round trips, lists of others, one row more."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import GazetteerError, SettingsError
from pipeline.gazetteer import KINDS, Entry, FormerName, geojson, load, reader
from pipeline.gazetteer.editing import add
from pipeline.gazetteer.importing import column_map, merge, read_list
from pipeline.gazetteer.writer import csv_text, geojson_text

NAMES = st.text(alphabet="虹旭仙霞小区路（）A1·=+-,\"'", min_size=2, max_size=8)
DATES = st.sampled_from(["", "1958", "1964-03", "2021-03-15"])
YEARS = st.sampled_from([("", ""), ("1925", "1943"), ("", "1943"), ("1925-06-01", ""), ("1925", "1943-12")])
TEXT = st.text(alphabet="地名志 2021,;\"'\n=@", max_size=8).map(str.strip)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    made = []
    for name in names:
        others = [n for n in draw(st.lists(NAMES, max_size=4, unique=True)) if n != name]
        place = draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
        made.append(
            Entry(
                name=name,
                kind=draw(st.sampled_from(["", *KINDS, "castle"])),
                parent=draw(st.sampled_from(["", "长宁区"])),
                aliases=tuple(others[:1]),
                code=draw(st.sampled_from(["", "310105008011", "007", "A-12"])),
                valid_from=draw(DATES),
                latitude=place[0] if place else None,
                longitude=place[1] if place else None,
                source=draw(TEXT),
                former=tuple(FormerName(other, *draw(YEARS)) for other in others[1:2]),
                variants=tuple(others[2:]),
            )
        )
    return made


def bare(found: tuple[Entry, ...]) -> list[Entry]:
    return [replace(entry, file="", line=0) for entry in found]


@given(entries(), st.booleans())
def test_what_is_written_as_csv_is_read_back_the_same(made: list[Entry], spreadsheet: bool) -> None:
    found, problems = reader.parse(Path("x.csv"), csv_text(made, spreadsheet=spreadsheet).encode())
    assert bare(found) == made
    assert problems == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries())
def test_what_is_written_as_geojson_is_read_back_the_same(tmp_path: Path, made: list[Entry]) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(geojson_text(made), encoding="utf-8")
    found, problems = geojson.read(path)
    assert problems == ()
    for entry, back in zip(made, bare(found), strict=True):
        assert replace(back, latitude=None, longitude=None) == replace(entry, latitude=None, longitude=None)
        if entry.latitude is not None and entry.longitude is not None:
            assert (back.latitude, back.longitude) == pytest.approx((entry.latitude, entry.longitude), abs=1e-6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(["虹旭小区", "芙蓉江路", "路", "", "安 龙", "古宋小区,x,y"]), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_an_import_never_loses_a_good_row_and_names_every_bad_one(
    tmp_path: Path, rows: list[str], encoding: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(("名称,类别", *(row or ",x" for row in rows), "")), encoding=encoding)
    good = {row for row in rows if row in ("虹旭小区", "芙蓉江路")}
    if not good:
        with pytest.raises(GazetteerError, match="no usable row"):
            merge((), path)
        return
    done = merge((), path)
    assert {entry.name for entry in done.entries} == good
    bad = [n for n, row in enumerate(rows, 2) if row not in good or row in rows[: n - 2]]
    assert [problem.line for problem in done.problems if problem.lost] == bad


def test_a_spreadsheet_gets_a_mark_and_keeps_codes_and_dates() -> None:
    text = csv_text([Entry("虹旭居委会", code="310105008011", valid_from="2021-03")], spreadsheet=True)
    assert text.startswith("\ufeffname,")
    assert "\t310105008011" in text
    assert "\t2021-03" in text
    assert text.endswith("\r\n")


def test_a_field_never_runs_as_a_formula() -> None:
    assert '"\t=HYPERLINK(""x"")"' in csv_text([Entry("虹旭小区", source='=HYPERLINK("x")')], spreadsheet=True)


def feature(properties: dict[str, Any], geometry: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(folder: Path, *features: Any) -> Path:
    path = folder / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


SQUARE = [[121.0, 31.0], [121.2, 31.0], [121.2, 31.2], [121.0, 31.2], [121.0, 31.0]]


@pytest.mark.parametrize(
    ("geometry", "place"),
    [
        ({"type": "Point", "coordinates": [121.4, 31.2, 7.0]}, (31.2, 121.4)),
        ({"type": "Polygon", "coordinates": [SQUARE]}, (31.1, 121.1)),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.01, 0], [0, 0.01], [0, 0]]], [SQUARE]]}, (31.1, 121.1)),
        ({"type": "LineString", "coordinates": [[121.0, 31.0], [121.2, 31.2]]}, (31.1, 121.1)),
        (
            {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [121.4, 31.2]}]},
            (31.2, 121.4),
        ),
        (None, (None, None)),
    ],
)
def test_points_lines_and_areas_have_a_place(tmp_path: Path, geometry: Any, place: tuple[float, float]) -> None:
    (entry,), problems = geojson.read(collection(tmp_path, feature({"name": "中山公园"}, geometry)))
    assert problems == ()
    assert (entry.latitude, entry.longitude) == (pytest.approx(place[0]), pytest.approx(place[1]))


def test_the_names_of_openstreetmap_are_understood(tmp_path: Path) -> None:
    tags = {"name": "Fanyu Rd", "name:zh": "番禺路", "old_name": "哥伦比亚路", "alt_name": "番禺;番禺大路", "ref": 12.0}
    (entry,), _ = read_list(collection(tmp_path, feature(tags)))
    assert (entry.name, entry.aliases, entry.code) == ("番禺路", ("番禺", "番禺大路"), "12")
    assert entry.former == (FormerName("哥伦比亚路"),)


def test_the_property_of_the_name_can_be_chosen(tmp_path: Path) -> None:
    path = collection(tmp_path, feature({"name": "x1", "XZQMC": "长宁区"}))
    assert [entry.name for entry in read_list(path, column_map(["name=XZQMC"]))[0]] == ["长宁区"]


def test_features_that_cannot_be_used_are_named_and_the_good_ones_load(tmp_path: Path) -> None:
    path = collection(
        tmp_path,
        feature({"name": "中山公园"}, {"type": "Point", "coordinates": [500, 31.2]}),
        feature({"name": None}),
        "rubbish",
        feature({"name": "天山公园"}, {"type": "Circle", "coordinates": [1]}),
        feature({"name": "中山公园"}),
    )
    found, problems = geojson.read(path)
    assert [entry.name for entry in found] == ["中山公园", "天山公园"]
    assert [(p.line, p.code) for p in problems] == [
        (1, "bad-coordinates"),
        (2, "bad-name"),
        (3, "no-feature"),
        (4, "bad-coordinates"),
        (5, "duplicate"),
    ]
    assert "feature 2: " in str(problems[1])


@pytest.mark.parametrize(
    ("text", "cause"),
    [("{", "no valid JSON"), ("[]", "no GeoJSON"), ('{"type":"FeatureCollection","features":[]}', "name")],
)
def test_what_is_no_geojson_says_so(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError, match=cause):
        geojson.read(path)


def test_a_list_with_headers_of_its_own_is_read_through_a_map(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("XZQMC,名称,XZQDM\n长宁区,ignored,310105\n", encoding="utf-8")
    (entry,) = merge((), path, column_map(["name=XZQMC", "code=XZQDM"]), {"kind": "区", "source": "register"}).entries
    assert (entry.name, entry.code, entry.kind, entry.source) == ("长宁区", "310105", "district", "register")
    with pytest.raises(GazetteerError, match="no column 'absent'"):
        merge((), path, column_map(["name=ABSENT"]))
    with pytest.raises(SettingsError, match="OURS=THEIRS"):
        column_map(["nmae=XZQMC"])


def test_merging_keeps_the_rows_that_were_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,code\n虹旭小区,2\n安龙小区,3\n", encoding="utf-8")
    done = merge((Entry("虹旭小区", code="1"),), path)
    assert [(entry.name, entry.code) for entry in done.entries] == [("虹旭小区", "1"), ("安龙小区", "3")]
    assert (done.added, done.known) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_adding_keeps_encoding_line_ends_and_every_other_byte(
    tmp_path: Path, encoding: str, ending: str, last: bool
) -> None:
    path = tmp_path / "mine.csv"
    before = ending.join(("kind,name,remark", '小区,虹旭小区,"kept, as it is"')) + (ending if last else "")
    path.write_bytes(before.encode(encoding))
    add(path, Entry("安龙小区", kind="estate", aliases=("安龙",)))
    after = path.read_bytes().decode(encoding)
    assert after == ending.join(
        ("kind,name,remark,aliases", '小区,虹旭小区,"kept, as it is"', "estate,安龙小区,,安龙", "")
    )
    assert [entry.name for entry in load([path]).entries] == ["虹旭小区", "安龙小区"]


def test_adding_makes_the_file_and_fills_one_that_has_only_a_header(tmp_path: Path) -> None:
    new, bare_header = tmp_path / "new.csv", tmp_path / "header.csv"
    bare_header.write_text("name\n", encoding="utf-8")
    for path in (new, bare_header):
        add(path, Entry("安龙小区"))
        assert [entry.name for entry in load([path]).entries] == ["安龙小区"]


def test_adding_what_is_there_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,kind\n安龙小区,estate\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="line 2: 安龙小区 is there already"):
        add(path, Entry("安龙小区", kind="estate"))
    assert path.read_bytes() == before
    add(path, Entry("安龙小区", kind="committee"))
    assert len(load([path]).entries) == 2


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_reader_fail_otherwise_than_with_a_sentence(data: bytes, headed: bool) -> None:
    with suppress(GazetteerError):
        found, _ = reader.parse(Path("x.csv"), (b"name,former,latitude,longitude\n" if headed else b"") + data)
        assert all(entry.name for entry in found)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
GEOMETRIES = st.fixed_dictionaries(
    {"type": st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString", "GeometryCollection", "x"])},
    optional={"coordinates": JSON, "geometries": JSON},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries({"type": st.just("Feature"), "properties": JSON, "geometry": GEOMETRIES | JSON})))
def test_no_json_makes_the_import_lose_a_good_feature(tmp_path: Path, features: list[Any]) -> None:
    path = collection(tmp_path, feature({"name": "中山公园"}), *features)
    found, _ = geojson.read(path)
    assert found[0].name == "中山公园"
