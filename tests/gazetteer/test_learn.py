"""New names are proposed when they are seen often and never contested, and nothing else is."""

from __future__ import annotations

from typing import Literal

import pytest

from pipeline.gazetteer.learn import Proposal, propose
from pipeline.gazetteer.settings import LearnSettings
from pipeline.gazetteer.sightings import Sighting, doubted, in_decisions, in_text
from pipeline.model.decided import Decided

RULES = LearnSettings()
WORDS = {"老旧": 500, "我们": 90_000, "高速": 2_000}


def seen(*texts: str) -> list[Sighting]:
    """One text a page."""
    return [s for n, text in enumerate(texts) for s in in_text(text, f"page {n}", RULES.longest_proper, RULES.context)]


def proposed(sightings: list[Sighting], listed: tuple[str, ...] = ()) -> dict[str, Proposal]:
    found = propose(sightings, listed, RULES, lambda word: WORDS.get(word, 0))
    return {proposal.name: proposal for proposal in found}


OFTEN = ("昨天在虹云小区召开会议", "走进虹云小区看变化", "虹云小区的居民说", "虽然虹云小区不大")


def test_a_name_that_stands_on_several_pages_with_different_words_before_it_is_proposed() -> None:
    (found,) = proposed(seen(*OFTEN), ("虹旭小区", "芙蓉江路")).values()
    assert (found.name, found.kind, found.seen, found.pages) == ("虹云小区", "estate", 4, 4)
    assert found.neighbours == ("虹旭小区",)
    assert found.contexts[0] == "昨天在【虹云小区】召开会议"


def test_a_name_is_not_cut_where_the_same_character_always_stands_before() -> None:
    texts = [text.replace("虹云", "新虹云") for text in OFTEN]
    assert list(proposed(seen(*texts))) == ["新虹云小区"]


@pytest.mark.parametrize("texts", [OFTEN[:3], (OFTEN[0] * 4,), ()])
def test_what_is_seen_too_seldom_or_on_one_page_is_not_proposed(texts: tuple[str, ...]) -> None:
    assert proposed(seen(*texts)) == {}


def test_listed_names_and_ordinary_words_are_not_proposed() -> None:
    assert proposed(seen(*OFTEN), ("虹云小区",)) == {}
    assert proposed(seen(*(text.replace("虹云", "老旧") for text in OFTEN))) == {}
    assert proposed(seen(*(text.replace("虹云", "该老旧") for text in OFTEN))) == {}


def test_a_listed_name_in_another_surrounding_is_no_new_name() -> None:
    texts = [f"{word}虹旭小区" for word in ("在", "因虹", "记", "住在", "工程涉及")] * 2
    assert proposed(seen(*texts), ("虹旭小区",)) == {}


def test_a_part_of_a_longer_listed_name_is_no_new_name() -> None:
    texts = [f"{word}仙霞新村街道办事处" for word in "，。去来说"]
    assert proposed(seen(*texts), ("仙霞新村街道",)) == {}


def test_a_listed_name_is_not_cut_in_two_and_begins_the_new_one() -> None:
    texts = [f"上周{road}菜场" for road in ("兴义路", "遵义路", "兴义路", "遵义路")]
    assert proposed(seen(*texts), ("兴义路", "遵义路")) == {}
    assert list(proposed(seen(*["上周兴义路菜场", "与兴义路菜场"] * 2), ("兴义路",))) == ["兴义路菜场"]


def test_a_number_of_roads_is_no_name() -> None:
    assert proposed(seen(*(f"{word}三条马路" for word in "，。去来说"))) == {}


def test_a_sentence_before_a_generic_word_is_no_name() -> None:
    assert proposed(seen(*(f"{word}罗先生是小学老师" for word in "，。去来说"))) == {}


def test_a_neighbour_of_a_listed_name_is_doubtful_until_a_person_confirms_it() -> None:
    assert proposed(seen(*OFTEN), ("虹旭小区",))["虹云小区"].doubtful
    assert not proposed(seen(*OFTEN))["虹云小区"].doubtful
    confirmed = decided("虹云小区", "虹旭小区", "rejected")
    assert not proposed([*seen(*OFTEN), *confirmed], ("虹旭小区",))["虹云小区"].doubtful


def test_one_doubt_is_enough_to_contest_a_name() -> None:
    assert proposed([*seen(*OFTEN), *doubted(["虹云小区"], "page 9")]) == {}


def decided(before: str, after: str, status: Literal["accepted", "rejected"], document: str = "d") -> list[Sighting]:
    return list(in_decisions([Decided(before, after, status, page=f"{document}/1", left="在", right="的")]))


def test_a_rejected_change_says_that_the_text_is_right_and_an_accepted_one_that_it_is_not() -> None:
    rejected = [s for n in range(4) for s in decided("虹云小区", "虹旭小区", "rejected", f"d{n}")]
    found = proposed(rejected)["虹云小区"]
    assert (found.accepted, found.pages, found.kind) == (4, 4, "estate")
    accepted = decided("虹云小区", "虹旭小区", "accepted", "d9")
    assert "虹云小区" not in proposed([*rejected, *accepted])


def test_a_name_that_people_confirmed_may_be_an_ordinary_word() -> None:
    confirmed = [s for n in range(4) for s in decided("老旧小区", "老酒小区", "rejected", f"d{n}")]
    assert "老旧小区" in proposed(confirmed)


def test_the_longest_generic_word_ends_the_name() -> None:
    assert [s.generic for s in in_text("虹云菜市场", "p", 6, 4)] == ["菜市场"]
    assert [s.generic for s in in_text("虹云东路", "p", 6, 4)] == ["东路"]
