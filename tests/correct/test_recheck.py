"""A page that the check leaves out has the same correction under both gazetteers; what can touch it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from name_pages import HOLE, page_of

from pipeline.correct import correct_page
from pipeline.correct.recheck import Changes, page_keys, touched
from pipeline.correct.settings import CandidateSettings, CorrectSettings, LanguageSettings
from pipeline.gazetteer import Entry, Gazetteer

SETTINGS = CorrectSettings()
LETTERS = "虹旭仙霞芙蓉江美英小区路居委会占古北"
PIECES = ("虹旭", "仙霞", "芙蓉江", "古北", "小区", "路", "居委会", *LETTERS)


def gazetteer(*entries: Entry) -> Gazetteer:
    return Gazetteer(entries)


def changes(old: list[Entry], new: list[Entry], rules: CorrectSettings = SETTINGS) -> Changes:
    return Changes.between(gazetteer(*old), gazetteer(*new), rules)


SPELLINGS = st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map("".join)
ENTRIES = st.builds(
    Entry,
    name=SPELLINGS,
    kind=st.sampled_from(["road", "estate", "phrase"]),
    parent=st.sampled_from(["", "仙霞", "虹旭小区"]),
    aliases=st.lists(SPELLINGS, max_size=1).map(tuple),
    variants=st.lists(SPELLINGS, max_size=1).map(tuple),
    valid_to=st.sampled_from(["", "1998"]),
)


@st.composite
def passages(draw: st.DrawFn) -> str:
    """Text with doubts, in the writing of ``name_pages``."""
    written = ""
    for piece in draw(st.lists(st.sampled_from((*PIECES, "橋", "的", "，", "9")), min_size=1, max_size=7)):
        for character in piece:
            others = draw(st.lists(st.sampled_from(LETTERS.replace(character, "")), max_size=2, unique=True))
            doubted = others and draw(st.booleans())
            written += f"[{character}60" + "".join(f" {o}0.2" for o in others) + "]" if doubted else character
            written += draw(st.sampled_from(("", "", "", HOLE)))
    return written


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ENTRIES, max_size=5),
    st.lists(ENTRIES, min_size=1, max_size=2),
    st.lists(passages(), min_size=1, max_size=2),
    st.sampled_from([1, 500]),
    st.randoms(use_true_random=False),
)
def test_a_page_that_is_not_touched_has_the_same_records_under_both_gazetteers(
    kept: list[Entry], more: list[Entry], written: list[str], least: int, rng: object
) -> None:
    rules = CorrectSettings(language=LanguageSettings(listed_least=least))
    page = page_of(*written, sure=85)
    smaller, larger = gazetteer(*kept), gazetteer(*more, *kept)
    for old, new in ((smaller, larger), (larger, smaller)):
        again = touched(page_keys(page, old, rules.candidates), Changes.between(old, new, rules))
        event("touched" if again else "not touched")
        if not again:
            assert correct_page(page, new, rules).corrections == correct_page(page, old, rules).corrections


TEXT = "志愿者来到[英60 芙0.35]蓉江路散步，[虹90]霞的居民住在古北小区，走过虹橋"


@pytest.mark.parametrize(
    "name",
    [
        "芙蓉江路",
        "古北小区",
        "虹霞",
        "虹桥",
        "古某小区",
        "蓉江路某",
        "某蓉江路",
        "古北的小区",
        "古小区",
        "某古北小区",
        "虹震",
    ],
)
def test_a_name_that_stands_or_nearly_stands_on_a_page_touches_it(name: str) -> None:
    assert touched(page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates), changes([], [Entry(name)]))


@pytest.mark.parametrize("name", ["银杏湾花苑", "芙蓉东道", "古镇小区一村", "江南", "散步路口站"])
def test_other_names_do_not(name: str) -> None:
    assert not touched(page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates), changes([], [Entry(name)]))


def test_a_name_that_stands_right_is_no_other_name_misread() -> None:
    listed = [Entry("虹旭小区"), Entry("天山路")]
    keys = page_keys(page_of("从虹旭小区走到天山路口"), gazetteer(*listed), SETTINGS.candidates)
    for name in ("虹仙小区", "天河路", "天山西路", "虹旭小路", "虹小区"):
        assert not touched(keys, changes(listed, [*listed, Entry(name)])), name
    for name in ("中天山路", "小区走到", "从虹旭小", "山路口", "天山路口桥"):  # these are edited beyond the names
        assert touched(keys, changes(listed, [*listed, Entry(name)])), name


LISTED = Entry("古北小区", "estate", "虹桥街道", valid_to="", source="list")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(LISTED, source="other list", latitude=31.2, longitude=121.4), False),
        (replace(LISTED, parent="仙霞新村街道"), True),
        (replace(LISTED, kind="phrase"), True),
        (replace(LISTED, valid_to="1998"), True),
        (replace(LISTED, aliases=("银杏湾",)), False),
        (replace(LISTED, aliases=("虹霞",)), True),
        (replace(LISTED, variants=("古比小区",)), False),
        (replace(LISTED, name="银杏湾花苑"), True),
    ],
)
def test_only_what_correction_asks_of_an_entry_counts(after: Entry, expected: bool) -> None:
    assert touched(page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates), changes([LISTED], [after])) is expected


def test_another_order_of_the_entries_of_a_spelling_counts() -> None:
    first, second = Entry("古北小区", "estate"), Entry("古北小区", "area", "虹桥街道")
    keys = page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates)
    assert touched(keys, changes([first, second], [second, first]))
    assert not touched(keys, changes([first, second], [first, second]))


def test_a_step_of_the_prior_touches_every_page() -> None:
    listed = [Entry(f"银杏湾{chr(0x4E00 + n)}苑") for n in range(512)]
    keys = page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates)
    assert not touched(keys, changes(listed[:-1], listed))
    assert touched(keys, changes(listed, [*listed, Entry("银杏湾花园")]))


def test_keys_of_an_unknown_form_touch_everything() -> None:
    keys = page_keys(page_of(TEXT), gazetteer(), SETTINGS.candidates)
    one = changes([], [Entry("银杏湾花苑")])
    assert not touched(keys, one)
    assert touched(b"", one)
    assert touched(b"\xff" + keys[1:], one)


def test_where_two_characters_may_be_near_to_anything_they_touch_every_page() -> None:
    rules = CorrectSettings(candidates=CandidateSettings(other_length=2))
    assert touched(page_keys(page_of("的"), gazetteer(), rules.candidates), changes([], [Entry("江南")], rules))


def test_the_keys_do_not_depend_on_the_records_of_the_stage() -> None:
    page = page_of(TEXT)
    listed = gazetteer(Entry("芙蓉江路"))
    corrected = correct_page(page, listed, SETTINGS)
    assert corrected.corrections
    assert page_keys(corrected, listed, SETTINGS.candidates) == page_keys(page, listed, SETTINGS.candidates)


def test_an_empty_page_is_touched_by_nothing() -> None:
    assert not touched(
        page_keys(page_of(), gazetteer(), SETTINGS.candidates), changes([], [Entry("江南"), Entry("银杏湾花苑")])
    )
