"""The parts of the stage: the language's rules, the evidence, the competition, the decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from name_pages import page_of

from pipeline.correct import confusions, data_versions, glyphs, lexicon, words
from pipeline.correct.candidates import Candidate, find
from pipeline.correct.decision import decide
from pipeline.correct.evidence import Evidence, weigh
from pipeline.correct.language import Language
from pipeline.correct.passage import passage_of
from pipeline.correct.probability import Proposal, Weighed, compete
from pipeline.correct.settings import CorrectSettings, DecisionSettings, LanguageSettings
from pipeline.correct.surroundings import Surroundings
from pipeline.correct.weights import Weights
from pipeline.errors import BaokanError
from pipeline.gazetteer import load, shipped_files
from pipeline.gazetteer.index import Edit
from pipeline.resources import sha256_of

GAZETTEER = load(shipped_files())
SETTINGS = CorrectSettings()


def language(repeats: dict[str, int] | None = None) -> Language:
    return Language(lexicon.shipped(), words.shipped(), GAZETTEER.index, repeats or {}, 1500.0, LanguageSettings())


TABLES = (glyphs.shipped(), confusions.shipped())
PLAIN = Weights(0.0, {}, 1.0, 0.0, ((0.9, 0.8), (0.995, 0.95)))
"""Uncalibrated; changes are applied from 0.95."""


def evidence_for(written: str, name: str) -> Evidence:
    passage = passage_of(page := page_of(written), page.blocks[0])
    exact = tuple(GAZETTEER.index.exact(passage.text))
    (candidate,) = (c for c in find(passage, GAZETTEER.index, *TABLES, exact, SETTINGS.candidates) if c.name == name)
    around = Surroundings(exact, GAZETTEER.linked)
    return weigh(candidate, passage, *TABLES, language(), around, SETTINGS.evidence)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in language().explain(text).tokens]


def test_listed_names_numbers_and_words_are_told_apart() -> None:
    assert kinds("芙蓉江路632弄居民") == [
        ("芙蓉江路", "listed"),
        ("632", "number"),
        ("弄", "character"),
        ("居民", "word"),
    ]


def test_an_unlisted_estate_is_understood_by_the_word_behind_it() -> None:
    assert ("鑫垚", "unlisted") in kinds("鑫垚小区")


def test_a_person_is_understood_by_the_surname() -> None:
    assert ("褚燕骅", "person") in kinds("褚燕骅师傅")


def test_a_name_that_stands_on_the_page_is_more_probable_there() -> None:
    assert language({"芙蓉江路": 3}).name_cost("芙蓉江路") > language().name_cost("芙蓉江路") + 1


def test_a_forced_name_is_taken_as_one_token() -> None:
    tokens = language().explain("去天山公园玩", (1, 5)).tokens
    assert (1, 5, "listed") in tokens


def test_a_longer_stretch_is_never_more_probable_than_a_part_of_it() -> None:
    text = "志愿者在芙蓉江路632弄为老人量血压，郑守义师傅来了。"
    values = [language().explain(text[:n]).log_probability for n in range(1, len(text) + 1)]
    assert all(value <= 0 for value in values)


def test_what_the_engine_offers_and_what_it_leaves_out_are_told_apart() -> None:
    offered = evidence_for("到[英60 芙0.35]蓉江路", "芙蓉江路")
    absent = evidence_for("到[英60 美0.35]蓉江路", "芙蓉江路")
    assert offered.support > 0.5 > absent.support == 0
    assert (offered.unsupported, absent.unsupported) == (0, 1)
    assert offered.doubt == offered.confusion == 0
    assert absent.lattice == absent.habit == 0
    assert absent.confidence == 0.6


def test_what_the_engine_leaves_over_is_shared_by_what_it_does_not_offer() -> None:
    clear = evidence_for("到[英60 美0.399]蓉江路", "芙蓉江路")
    vague = evidence_for("到[英60 美0.1 关0.1]蓉江路", "芙蓉江路")
    assert clear.doubt < vague.doubt - 4
    assert clear.unsure == vague.unsure


def test_many_tiny_alternatives_do_not_make_a_doubtful_character_surer_than_a_certain_one() -> None:
    many = "".join(f" {other}0.015" for other in "美关天木本未末夫失矢牛午")
    doubtful = evidence_for(f"到[他70{many}]蓉江路", "芙蓉江路")
    certain = evidence_for("到[他99]蓉江路", "芙蓉江路")
    assert doubtful.doubt > certain.doubt
    assert doubtful.unsure > certain.unsure + 3


def test_a_character_like_one_of_the_other_readings_is_not_unseen() -> None:
    like = evidence_for("到[他60 英0.1]蓉江路", "芙蓉江路")
    unlike = evidence_for("到[他60 龙0.1]蓉江路", "芙蓉江路")
    assert (like.unseen, unlike.unseen) == (0, 1)
    assert (like.blind, like.edge) == (1, 1), "for the rule the character read counts alone"
    assert like.confusion > unlike.confusion + 1


def test_a_name_of_three_characters_may_lack_one_where_the_line_has_a_hole_for_it() -> None:
    assert evidence_for("电杆在仙‿路近水城路口", "仙霞路").hole == pytest.approx(0.5)
    with pytest.raises(ValueError, match="unpack"):
        evidence_for("电杆在仙路近水城路口", "仙霞路")
    with pytest.raises(ValueError, match="unpack"):
        evidence_for("电杆在仙路近‿水城路口", "仙霞路")


def test_room_beside_a_comma_or_at_the_end_of_a_line_is_no_hole() -> None:
    page = page_of(["电杆在，‿路仙‿", "路边"])
    passage = passage_of(page, page.blocks[0])
    assert [passage.hole(k) for k in range(len(passage.text) + 1)] == [0.0] * (len(passage.text) + 1)


def test_the_rank_of_a_reading_is_counted_behind_those_that_the_engine_prefers() -> None:
    second = evidence_for("到[英60 芙0.2 美0.1 关0.05]蓉江路", "芙蓉江路")
    fourth = evidence_for("到[英60 美0.2 关0.1 芙0.05]蓉江路", "芙蓉江路")
    assert (second.rank, round(fourth.rank, 3)) == (0.0, 1.099)


def test_a_look_alike_is_more_likely_misread_than_another_character() -> None:
    alike = evidence_for("到[英85]蓉江路", "芙蓉江路")
    other = evidence_for("到[他85]蓉江路", "芙蓉江路")
    assert alike.confusion > other.confusion + 2
    assert alike.similarity > 0.9
    assert other.similarity == 0


def test_bad_print_around_a_name_is_noticed() -> None:
    clean = evidence_for("散步的人到[英60 芙0.35]蓉江路去看花", "芙蓉江路")
    poor = evidence_for("散[步40][的50]人到[英60 芙0.35]蓉江路去[看30]花", "芙蓉江路")
    assert poor.quality > clean.quality + 1


def test_a_common_word_that_would_be_broken_is_counted() -> None:
    assert evidence_for("近水[域60 城0.3]路口", "水城路").word > 100
    assert evidence_for("到[英60 芙0.35]蓉江路", "芙蓉江路").word == 0


def test_evidence_values_are_named_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "correction.md").read_text(encoding="utf-8")
    for name in evidence_for("到[英60 芙0.35]蓉江路", "芙蓉江路").named():
        assert f"`{name}`" in page, name


@pytest.mark.parametrize(
    ("written", "name", "kept", "counter"),
    [
        ("到[英60 芙0.35]蓉江路", "芙蓉江路", 2, 0),
        ("沿[占60 古0.35]北路走", "古北路", 1, 0),
        ("在[美60 芙0.35][容60 蓉0.3]居委会", "芙蓉居委会", 0, 0),
        ("天山[三60 二0.35]村的居民", "天山二村", 2, 1),
        ("水城[西60 南0.35]路", "水城南路", 2, 1),
    ],
)
def test_what_is_kept_of_a_name_and_traded_within_a_series(
    written: str, name: str, kept: int, counter: int, tmp_path: Path
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\n芙蓉江路\n古北路\n芙蓉居委会\n天山二村\n水城南路\n", encoding="utf-8")
    gazetteer = load([path])
    passage = passage_of(page := page_of(written), page.blocks[0])
    (candidate,) = (c for c in find(passage, gazetteer.index, *TABLES, (), SETTINGS.candidates) if c.name == name)
    around = Surroundings((), gazetteer.linked)
    evidence = weigh(candidate, passage, *TABLES, language(), around, SETTINGS.evidence)
    assert (evidence.kept, evidence.counter) == (kept, counter)


@pytest.mark.parametrize(
    ("name", "proper"),
    [("虹旭居委会", 2), ("水城南路", 2), ("古北路", 2), ("芙蓉江路", 3), ("虹旭", 2), ("路", 1), ("天山二村", 2)],
)
def test_the_proper_part_of_a_name(name: str, proper: int) -> None:
    assert words.shipped().proper_length(name) == proper


def test_a_needless_change_beside_a_needed_one_is_no_candidate() -> None:
    page = page_of("在[对60 刘0.3]家宅小区第[一70 二0.2]居委会")
    passage = passage_of(page, page.blocks[0])
    found = find(passage, GAZETTEER.index, *TABLES, (), SETTINGS.candidates)
    assert {c.name for c in found if c.end - c.start == 10} == {"刘家宅小区第一居委会"}


def made(name: str, start: int, end: int, score: float, edits: tuple[Edit, ...], **values: float) -> Weighed:
    base = dict.fromkeys(Evidence.__slots__, 0.0) | {"support": 1.0, "generic": 1.0, "kept": 1.0} | values
    return Weighed(Candidate(start, end, name, edits), Evidence(**base), score)


def test_rivals_share_the_probability_and_the_text_as_read_takes_part() -> None:
    first = made("虹旭小区", 0, 4, 2.0, (Edit("alternative", 1, "旭"),))
    second = made("虹纺小区", 0, 4, 2.0, (Edit("alternative", 1, "纺"),))
    (proposal,) = compete([first, second], PLAIN)
    assert proposal.probability == pytest.approx(proposal.rivals[0][1])
    assert proposal.probability + proposal.as_read + proposal.rivals[0][1] == pytest.approx(1)
    assert proposal.probability < 0.5


@pytest.mark.parametrize("scores", [(6.0, 4.0), (4.0, 6.0)])
def test_of_names_with_the_same_change_the_longer_stands_for_both(scores: tuple[float, float]) -> None:
    edit = Edit("alternative", 0, "芙")
    (proposal,) = compete([made("芙蓉江路", 0, 4, scores[0], (edit,)), made("芙蓉", 0, 2, scores[1], (edit,))], PLAIN)
    assert (proposal.best.candidate.name, proposal.best.score) == ("芙蓉江路", 6.0)
    assert proposal.rivals == ()


def test_names_side_by_side_both_win() -> None:
    first = made("虹旭", 0, 2, 3.0, (Edit("alternative", 1, "旭"),))
    second = made("虹仙", 2, 4, 3.0, (Edit("alternative", 3, "仙"),))
    assert [p.best.candidate.name for p in compete([second, first], PLAIN)] == ["虹旭", "虹仙"]


def proposal_of(probability: float, name: str = "芙蓉江路", **values: float) -> Proposal:
    best = made(name, 0, len(name), 1.0, (Edit("alternative", 0, name[0]),), **values)
    return Proposal(best, probability, 1 - probability, ())


@pytest.mark.parametrize(
    ("proposal", "status", "rule"),
    [
        (proposal_of(0.96), "applied", None),
        (proposal_of(0.94), "flagged", None),
        (proposal_of(0.13), "flagged", None),
        (proposal_of(0.1), "left", None),
        (proposal_of(0.999, word=500.0, support=0.001, sure=0.5), "flagged", "common-word"),
        (proposal_of(0.999, word=500.0, support=0.05, sure=0.95), "flagged", "common-word"),
        (proposal_of(0.999, word=500.0, support=0.05, sure=0.5), "applied", None),
        (proposal_of(0.999, inserted=1.0), "flagged", "inserted"),
        (proposal_of(0.999, counter=1.0), "flagged", "counter"),
        (proposal_of(0.999, doubled=1.0), "flagged", "doubled"),
        (proposal_of(0.999, blind=1.0, kept=2.0), "flagged", "unseen"),
        (proposal_of(0.999, blind=1.0, kept=3.0), "applied", None),
        (proposal_of(0.999, blind=1.0, kept=3.0, edge=1.0), "flagged", "unseen"),
        (proposal_of(0.999, unsupported=1.0, confidence=0.99, quality=-4.0), "flagged", "as-printed"),
        (proposal_of(0.999, unsupported=1.0, confidence=0.99, quality=-2.0), "applied", None),
        (proposal_of(0.999, name="虹旭", short=1.0, generic=0.0), "flagged", "short-name"),
        (proposal_of(0.999, name="虹旭", short=1.0, generic=0.0, repeats=1.0), "applied", None),
    ],
)
def test_the_probability_decides_and_rules_hold_a_change_back(
    proposal: Proposal, status: str, rule: str | None
) -> None:
    decision = decide(proposal, PLAIN, DecisionSettings())
    assert decision is not None
    assert decision.status == status
    assert decision.held_back == ((rule,) if rule else ())


def test_a_dictionarys_bound_makes_the_limit_higher_and_never_lower() -> None:
    settings = DecisionSettings(precision=0.9)
    outcomes = [decide(proposal_of(0.9), PLAIN, settings, bound) for bound in (None, 0.6, 0.995)]
    assert [one and one.status for one in outcomes] == ["applied", "applied", "flagged"]


def test_names_that_share_the_doubt_are_flagged_together() -> None:
    first = made("绥宁路", 0, 3, -1.0, (Edit("alternative", 0, "绥"),))
    second = made("镇宁路", 0, 3, -1.0, (Edit("alternative", 0, "镇"),))
    for names, status in (((first,), "left"), ((first, second), "flagged")):
        (proposal,) = compete(names, PLAIN)
        decision = decide(proposal, PLAIN, DecisionSettings(flag=0.35))
        assert decision is not None
        assert decision.status == status


def test_what_is_improbable_leaves_no_record() -> None:
    assert decide(proposal_of(0.04), PLAIN, DecisionSettings()) is None


def test_a_damaged_table_of_look_alikes_says_which_row(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("# head\n古\t占93 舌xx\n", encoding="utf-8")
    with pytest.raises(BaokanError, match="the row of 古 is damaged"):
        glyphs.Glyphs(path).look_alikes("古")


def test_an_unknown_role_of_context_words_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("place\t路\nplaces\t弄\n", encoding="utf-8")
    with pytest.raises(BaokanError, match="line 2"):
        words.ContextWords(path)


def test_the_word_list_is_read_without_starting_jieba() -> None:
    assert lexicon.shipped().common("居委会", 100)
    assert not lexicon.shipped().common("虹旭", 1)
    assert lexicon.shipped().total > 50_000_000


def test_everything_that_decides_is_in_the_fingerprint(tmp_path: Path) -> None:
    table = tmp_path / "decided.csv"
    table.write_text("before,after,status\n", encoding="utf-8")
    versions = data_versions(GAZETTEER, SETTINGS.model_copy(update={"decisions": table}))
    assert versions["decisions"] == sha256_of(table)
    assert versions["gazetteer"] == GAZETTEER.version
    assert {"glyph-lookalikes.tsv", "glyph-confusions.tsv", "correction-weights.toml", "jieba"} <= set(versions)
