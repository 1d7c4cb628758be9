"""Former names, variants, kinds, bounds: what a spelling is to its entry, and what may be corrected to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.gazetteer import KINDS, TERMS, FormerName, Gazetteer, load, load_from
from pipeline.gazetteer.fields import iso_date, span
from pipeline.gazetteer.index import Budget, NameIndex
from pipeline.gazetteer.kinds import kind_of
from pipeline.gazetteer.settings import GazetteerSettings

ANY = Budget(edits=1, share=1.0, unsupported=1, other_length=2, indel_length=2)


def gazetteer(folder: Path, text: str, name: str = "names.csv") -> Gazetteer:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load([path])


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("旧路", ("", "")),
        ("旧路(1925/1943)", ("1925", "1943")),
        ("旧路（1925-1943年）", ("1925", "1943")),
        ("旧路(1925至1943)", ("1925", "1943")),
        ("旧路(-1943)", ("", "1943")),
        ("旧路(1925-)", ("1925", "")),
        ("旧路(1943)", ("", "1943")),
        ("旧路(1925-06-01/1943-12)", ("1925-06-01", "1943-12")),
    ],
)
def test_a_former_name_may_carry_its_years(tmp_path: Path, written: str, years: tuple[str, str]) -> None:
    found = gazetteer(tmp_path, f"name,former\n新路,{written}\n")
    assert found.entries[0].former == (FormerName("旧路", *years),)
    assert found.problems == ()


def test_years_the_wrong_way_round_are_left_out_and_the_former_name_stays(tmp_path: Path) -> None:
    found = gazetteer(tmp_path, "name,former\n新路,旧路(1943/1925)\n")
    assert found.entries[0].former == (FormerName("旧路"),)
    assert [problem.code for problem in found.problems] == ["bad-date"]


def test_a_name_with_brackets_that_are_no_years_stays_whole(tmp_path: Path) -> None:
    assert gazetteer(tmp_path, "name,former\n新路,虹桥（西郊）\n").entries[0].former == (FormerName("虹桥（西郊）"),)


@pytest.mark.parametrize(
    ("text", "date"),
    [("2021", "2021"), ("2021/3/5", "2021-03-05"), ("2021年3月", "2021-03"), ("2021.12", "2021-12"), ("3/2021", None)],
)
def test_dates_as_spreadsheets_write_them_are_understood(text: str, date: str | None) -> None:
    assert iso_date(text) == date


def test_what_is_no_span_is_none() -> None:
    assert span("一九二五") is None
    assert span("1925/x") is None


def test_a_former_name_and_an_alias_may_be_corrected_to_and_a_variant_never(tmp_path: Path) -> None:
    found = gazetteer(tmp_path, "name,aliases,former,variants\n淞虹路,淞虹,老淞路,凇虹路\n")
    assert set(found.by_spelling) == {"淞虹路", "淞虹", "老淞路"}
    (entry,) = found.linked("凇虹路")
    assert (entry.name, entry.role_of("凇虹路"), entry.role_of("老淞路")) == ("淞虹路", "variant", "former")
    assert [match.spelling for match in found.index.exact("在凇虹路上")] == ["凇虹路"]
    near = {match.spelling for match in found.index.near("在松虹路上", [{}] * 5, ANY)}
    assert "淞虹路" in near
    assert "凇虹路" not in near


def test_a_variant_that_is_a_name_of_its_own_is_that_name(tmp_path: Path) -> None:
    found = gazetteer(tmp_path, "name,variants\n淞虹路,清溪路\n清溪路,\n")
    assert found.variants == {}
    assert found.linked("清溪路")[0].name == "清溪路"
    assert ("清溪路") in {match.spelling for match in found.index.near("清西路", [{}] * 3, ANY)}


def test_variants_do_not_count_in_the_index() -> None:
    index = NameIndex(["淞虹路"], ["凇虹路", "淞虹路"])
    assert index.size == 1
    assert index.characters == set("淞虹路")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("小区", "estate"),
        ("居委会", "committee"),
        ("Street office", "street"),
        ("metro station", "station"),
        ("x", "x"),
    ],
)
def test_kinds_may_be_written_in_chinese_and_english(tmp_path: Path, written: str, kind: str) -> None:
    assert kind_of(written) == kind
    assert gazetteer(tmp_path, f"名称,类别\n虹旭小区,{written}\n").entries[0].kind == kind


def test_every_kind_has_labels_of_its_own_in_both_languages() -> None:
    for k in (0, 1):
        assert len({labels[k] for labels in KINDS.values()}) == len(KINDS)
    assert KINDS.keys() > TERMS


def test_a_code_that_a_spreadsheet_has_shortened_is_left_out(tmp_path: Path) -> None:
    found = gazetteer(tmp_path, "name,code\n虹旭小区,3.10105E+11\n")
    assert (found.entries[0].code, found.problems[0].code) == ("", "bad-code")


def test_each_file_has_its_own_bound_and_the_bound_is_part_of_the_version(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,kind\n一网通办,phrase\n", encoding="utf-8")
    plain = load_from(GazetteerSettings(shipped=False, files=(path,)))
    bound = load_from(GazetteerSettings(shipped=False, files=(path,), precision={"mine.csv": 0.999}))
    assert plain.precision_of(plain.entries[0]) is None
    assert bound.precision_of(bound.entries[0]) == 0.999
    assert plain.version != bound.version


def test_the_shipped_terms_have_a_bound_and_can_be_left_out() -> None:
    both = load_from(GazetteerSettings())
    (entry,) = both.linked("一网统管")
    assert both.precision_of(entry) == 0.9998
    assert both.precision_of(both.linked("芙蓉江路")[0]) is None
    assert not load_from(GazetteerSettings(terms=False)).linked("一网统管")


def test_a_row_that_replaces_other_facts_is_noted_and_one_that_repeats_them_is_not(tmp_path: Path) -> None:
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    a.write_text("name,code,source\n虹旭小区,1,x\n安龙小区,2,x\n", encoding="utf-8")
    b.write_text("name,code,source\n虹旭小区,1,y\n安龙小区,3,y\n", encoding="utf-8")
    stacked = load([a, b])
    assert [(c.entry.name, c.entry.file, c.replaced.code) for c in stacked.conflicts] == [("安龙小区", "b.csv", "2")]
