"""Searching, showing, comparing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.gazetteer import Entry, FormerName, Gazetteer, load_from
from pipeline.gazetteer.diff import diff
from pipeline.gazetteer.search import cards, parents, search
from pipeline.gazetteer.settings import GazetteerSettings


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load_from(GazetteerSettings())


def test_the_query_itself_comes_first_then_what_begins_with_it_then_what_contains_it(shipped: Gazetteer) -> None:
    hits = search(shipped, "天山路", limit=8)
    assert [hit.how for hit in hits] == sorted(
        (h.how for h in hits), key=["exact", "begins", "contains", "similar"].index
    )
    assert hits[0].entry.name == "天山路"
    assert "天山路街道" in [hit.entry.name for hit in hits]


def test_a_misspelt_name_finds_the_right_one(shipped: Gazetteer) -> None:
    assert search(shipped, "美蓉江路")[0].entry.name == "芙蓉江路"
    assert search(shipped, "美蓉江路", fuzzy=False) == []


def test_a_kind_narrows_the_search_and_an_entry_comes_once(shipped: Gazetteer) -> None:
    hits = search(shipped, "虹旭", kind="committee")
    assert [hit.entry.name for hit in hits].count("虹旭居委会") == 1
    assert {hit.entry.kind for hit in hits} == {"committee"}


def test_a_card_knows_the_way_up_what_belongs_to_it_and_its_neighbours(shipped: Gazetteer) -> None:
    committee = next(card for card in cards(shipped, "虹旭居民区"))
    assert (committee.entry.name, committee.role) == ("虹旭居委会", "alias")
    assert committee.parents == ("仙霞新村街道", "长宁区", "上海市")
    assert {"虹仙居委会", "虹仙"} <= set(committee.neighbours)
    assert "虹旭" not in committee.neighbours
    (street,) = cards(shipped, "仙霞新村街道")
    assert "虹旭居委会" in [child.name for child in street.children]
    assert cards(shipped, "某某某") == []


def test_a_circle_of_parents_ends() -> None:
    circle = Gazetteer((Entry("甲区", parent="乙区"), Entry("乙区", parent="甲区")))
    assert parents(circle, circle.entries[0]) == ("乙区", "甲区")


A = Entry("番禺路", "road", code="1")


def test_rows_in_another_order_and_file_are_no_difference() -> None:
    other = Entry("虹旭小区")
    assert not diff([A, other], [replace(other, file="b", line=9), A])


def test_added_removed_changed_and_renamed_are_told_apart() -> None:
    gone, come = Entry("旧小区"), Entry("新小区")
    found = diff(
        [A, gone, Entry("哥伦比亚路", "road", code="7")],
        [replace(A, aliases=("番禺",)), come, Entry("新路", "road", code="7")],
    )
    assert (found.added, found.removed) == ((come,), (gone,))
    assert [change.fields for change in found.changed] == [
        {"aliases": (None, ["番禺"])},
        {"name": ("哥伦比亚路", "新路")},
    ]
    assert found.touched == {"旧小区", "新小区", "番禺", "哥伦比亚路", "新路"}


def test_a_spelling_that_changes_its_role_is_touched_and_a_new_source_touches_nothing() -> None:
    alias = replace(A, aliases=("番愚路",))
    assert diff([alias], [replace(A, variants=("番愚路",))]).touched == {"番愚路"}
    assert diff([A], [replace(A, former=(FormerName("旧路"),))]).touched == {"旧路"}
    assert diff([A], [replace(A, source="x")]).touched == frozenset()


def test_two_entries_of_one_code_are_not_taken_for_a_renaming() -> None:
    found = diff([Entry("甲路", code="1"), Entry("乙路", code="1")], [Entry("丙路", code="1")])
    assert (len(found.removed), len(found.added), found.changed) == (2, 1, ())
