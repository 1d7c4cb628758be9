"""``check`` finds what is wrong in a list, names the line, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer import load, load_from, neighbours
from pipeline.gazetteer.check import Report, check
from pipeline.gazetteer.settings import GazetteerSettings


def report(folder: Path, *rows: str) -> Report:
    path = folder / "names.csv"
    header = "name,kind,parent,aliases,former,variants,valid_from,valid_to,latitude,longitude"
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return check(load([path]))


@pytest.mark.parametrize(
    ("rows", "weight", "code", "line"),
    [
        (["虹旭小区", "路"], "error", "bad-name", 3),
        (["虹旭小区", "虹旭小区"], "error", "duplicate", 3),
        (["虹旭小区,,,,,,2021,2019"], "error", "dates-reversed", 2),
        (["虹旭小区,,,,,,,,91,200"], "error", "bad-coordinates", 2),
        (["虹旭小区,castle"], "note", "unknown-kind", 2),
        (["安龙小区", "虹旭小区,,某某街道"], "warning", "unknown-parent", 3),
        (["甲区,,乙区", "乙区,,丙区", "丙区,,甲区"], "warning", "cyclic-parent", 2),
        (["虹旭小区,estate", "仙霞街道,street", "虹旭小区,estate,仙霞街道"], "warning", "double", 2),
        (["淞虹路,road,,,,清溪路", "清溪路,road"], "warning", "variant-is-name", 2),
        (["淞虹路,road,,,清溪路", "清溪路,road"], "note", "former-is-name", 2),
    ],
)
def test_each_fault_is_found_with_its_line(tmp_path: Path, rows: list[str], weight: str, code: str, line: int) -> None:
    found = [(f.weight, f.code, f.line) for f in report(tmp_path, *rows).findings]
    assert (weight, code, line) in found


def test_a_sound_list_has_no_findings(tmp_path: Path) -> None:
    found = report(tmp_path, "上海市,city", "长宁区,district,上海市", "虹旭小区,estate,长宁区,虹旭")
    assert (found.findings, found.lost, found.entries, found.spellings) == ((), False, 3, 4)


def test_a_station_in_the_road_of_its_name_is_no_circle(tmp_path: Path) -> None:
    assert report(tmp_path, "威宁路,road", "威宁路,station,威宁路").findings == ()


def test_only_the_files_that_are_asked_for_are_looked_at_and_the_others_are_known(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,kind,parent\n某某花苑,estate,仙霞新村街道\n番禺路,castle,\n", encoding="utf-8")
    both = load_from(GazetteerSettings(files=(path,)))
    assert [(f.file, f.code) for f in check(both, [path]).findings] == [(path, "unknown-kind")]


def test_neighbours_of_different_entries_are_counted_and_those_of_one_are_not(tmp_path: Path) -> None:
    found = report(tmp_path, "虹旭小区,,,虹旭|虹旭区", "虹仙小区,,,虹仙")
    assert found.pairs == (("虹仙", "虹旭"), ("虹仙小区", "虹旭小区"))
    assert found.neighbours == 2


def test_the_shipped_lists_have_no_errors_and_no_warnings() -> None:
    found = check(load_from(GazetteerSettings()))
    assert [str(f) for f in found.findings if f.weight != "note"] == []


WORDS = st.lists(st.text(alphabet="虹旭仙路", min_size=1, max_size=4), max_size=12)


@given(WORDS)
def test_pairs_are_all_spellings_at_distance_one_and_no_others(spellings: list[str]) -> None:
    from rapidfuzz.distance import Levenshtein

    known = sorted(set(spellings))
    expected = [(a, b) for k, a in enumerate(known) for b in known[k + 1 :] if Levenshtein.distance(a, b) == 1]
    assert neighbours.pairs(spellings) == expected
    for word in known:
        assert neighbours.of(word, spellings) == [b for b in known if Levenshtein.distance(word, b) == 1]
