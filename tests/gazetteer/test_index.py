"""Finding names in text: nothing is missed within the budget, nothing outside it is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer.index import Budget, Edit, NameIndex, Options

NAMES = ("虹旭", "虹旭小区", "虹仙小区", "芙蓉江路", "天山", "天山路", "天山西路", "仙霞新村街道", "长宁区图书馆")
ANY = Budget(edits=3, share=0.67, unsupported=1, other_length=2, indel_length=3)
NOTHING: Options = {}


def near(text: str, options: list[Options] | None = None, budget: Budget = ANY) -> set[tuple[int, int, str]]:
    index = NameIndex(NAMES)
    return {(m.start, m.end, m.spelling) for m in index.near(text, options or [NOTHING] * len(text), budget)}


def test_exact_names_are_found_overlapping_ones_too() -> None:
    found = {(m.start, m.end, m.spelling) for m in NameIndex(NAMES).exact("到天山路虹旭小区")}
    assert found == {(1, 3, "天山"), (1, 4, "天山路"), (4, 6, "虹旭"), (4, 8, "虹旭小区")}


@given(st.sampled_from([n for n in NAMES if len(n) > 2]), st.data())
def test_one_wrong_character_anywhere_is_found(name: str, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(name) - 1))
    assert (1, 1 + len(name), name) in near("在" + name[:k] + "某" + name[k + 1 :] + "的")


@given(st.sampled_from([n for n in NAMES if len(n) > 2]), st.data())
def test_one_missing_character_anywhere_is_found(name: str, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(name) - 1))
    assert (1, len(name), name) in near("在" + name[:k] + name[k + 1 :] + "的")


@given(st.sampled_from([n for n in NAMES if len(n) > 2]), st.data())
def test_one_extra_character_inside_is_found(name: str, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(name) - 1))
    assert (1, 2 + len(name), name) in near("在" + name[:k] + "某" + name[k:] + "的")


@given(st.text(alphabet="虹旭仙小区天山西路某芙", max_size=12))
def test_what_is_found_differs_by_exactly_what_its_edits_say(text: str) -> None:
    index = NameIndex(NAMES)
    for match in index.near(text, [NOTHING] * len(text), ANY):
        changed = list(text[match.start : match.end])
        for edit in sorted(match.edits, key=lambda e: -e.position):
            k = edit.position - match.start
            if edit.kind == "extra":
                del changed[k]
            elif edit.kind == "missing":
                changed.insert(k, edit.target)
            else:
                changed[k] = edit.target
        assert "".join(changed) == match.spelling
        assert len(match.edits) == 1


def test_alternatives_of_the_engine_may_replace_several_characters() -> None:
    options: list[Options] = [{"芙": "alternative"}, {"蓉": "alternative"}, NOTHING, NOTHING]
    assert (0, 4, "芙蓉江路") in near("美容江路", options)
    assert (0, 4, "芙蓉江路") not in near("美容江路")


def test_look_alikes_count_as_unsupported_edits() -> None:
    options: list[Options] = [{"芙": "look-alike"}, {"蓉": "look-alike"}, NOTHING, NOTHING]
    assert (0, 4, "芙蓉江路") not in near("美容江路", options)


def test_an_edit_says_what_supports_it() -> None:
    index = NameIndex(NAMES)
    options: list[Options] = [{"天": "alternative"}, NOTHING, NOTHING]
    matches = list(index.near("大山路", options, Budget(1, 0.5, 0, 9, 9)))
    assert {match.spelling for match in matches} == {"天山", "天山路"}
    assert {match.edits for match in matches} == {(Edit("alternative", 0, "天"),)}


def test_short_names_take_no_unsupported_edits() -> None:
    strict = Budget(edits=3, share=0.67, unsupported=1, other_length=4, indel_length=4)
    assert near("虹某", budget=strict) == set()
    assert near("某山路", budget=strict) == set()
    assert (0, 4, "虹旭小区") in near("虹某小区", budget=strict)


def test_exact_names_are_not_reported_as_near() -> None:
    assert not any(spelling == "虹旭小区" and end - start == 4 for start, end, spelling in near("虹旭小区"))
