"""What the stage does with misread names, and above all what it leaves alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from name_pages import page_of, table_of, texts

from pipeline.correct import correct_page
from pipeline.correct.settings import CorrectSettings, DecisionSettings
from pipeline.gazetteer import Gazetteer, load, shipped_files, shipped_terms
from pipeline.model.correction import Correction
from pipeline.model.page import Page

GAZETTEER: Gazetteer = load(shipped_files())
SETTINGS = CorrectSettings()


def corrected(page: Page) -> Page:
    return correct_page(page, GAZETTEER, SETTINGS)


def only(page: Page) -> Correction:
    (record,) = page.corrections
    return record


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("到[英60 芙0.35 笑0.02]蓉江路散步", "到芙蓉江路散步"),
        ("[委70 娄0.25 姜0.01]山关路两侧的商店", "娄山关路两侧的商店"),
        ("家住[美60 芙0.35 关0.02]蓉小区的居民", "家住芙蓉小区的居民"),
        ("仙[鑫66 霞0.30]新村街道办事处", "仙霞新村街道办事处"),
        ("虹[坊70 纺0.25 访0.001]居委会的志愿者", "虹纺居委会的志愿者"),
        ("走到虹[占60 古0.38]路300弄门口", "走到虹古路300弄门口"),
        ("[美60 芙0.3][管50 蓉0.3]江路的菜场", "芙蓉江路的菜场"),
    ],
)
def test_a_misread_name_that_the_engine_half_saw_is_put_right(written: str, right: str) -> None:
    page = corrected(page_of(written))
    assert texts(page) == [right]
    assert only(page).status == "applied"


def test_a_misread_phrase_of_the_dictionary_of_terms_is_a_term() -> None:
    terms = load(shipped_terms(), below=GAZETTEER)
    record = only(correct_page(page_of("推进一[同60 网0.38]统管工作"), terms, SETTINGS))
    assert (record.kind, record.after) == ("term", "一网统管")


def test_a_name_that_breaks_over_two_lines_is_put_right() -> None:
    page = corrected(page_of(["我们走到娄山", "[美60 关0.35]路去看看"]))
    assert texts(page) == ["我们走到娄山关路去看看"]
    assert only(page).characters == ("0.4", "0.5", "1.0", "1.1")


@pytest.mark.parametrize(
    "text",
    [
        "虹旭小区和虹仙小区，虹纺、虹霞、虹古、虹日、虹景",  # right names, each the neighbour of another
        "芙蓉江路近天山路，古北路近青溪路",
        "电视剧芙蓉花开，天山雪莲，古北水镇",
        "新安排的活动，重新安放座椅，悠长宁静的午后",
        "清溪边的古松，古宋词，一江春水，彩虹桥",
        "傅蓉江老师和水国师傅、潘家老先生",
        "茅台酒、遵义会议、赛里木湖、蒙古北部",
    ],
)
@pytest.mark.parametrize("sure", [99, 90])
def test_right_text_is_left_alone(text: str, sure: int) -> None:
    page = corrected(page_of(text, sure=sure))
    assert texts(page) == [text]
    assert not [record for record in page.corrections if record.status == "applied"]


@pytest.mark.parametrize(
    "written",
    [
        "虹[旭60 旦0.2 仙0.15]小区的花园",  # a right name, read with doubt
        "古[松80 宋0.05]树下的长椅",
        "请[傅70 芙0.02]蓉江老师讲课",
        "[清80 青0.1]溪流过村口",
        "虹[云99]小区的居民",  # an estate that no list has
        "[柳90]林公园里",
    ],
)
def test_doubtful_right_text_is_not_changed(written: str) -> None:
    page = page_of(written)
    assert texts(corrected(page)) == texts(page)


def test_a_name_is_never_traded_for_its_neighbour() -> None:
    page = corrected(page_of("虹[仙55 旭0.44]小区"))
    assert page.corrections == ()


def test_where_the_engine_is_sure_on_clean_print_nothing_is_changed_unasked() -> None:
    page = corrected(page_of("沿着[委99]山关路一直走"))
    assert texts(page) == ["沿着委山关路一直走"]
    record = only(page)
    assert record.status == "flagged"
    assert (record.before, record.after) == ("委山关路", "娄山关路")
    assert {"not-offered", "as-printed"} <= {reason.code for reason in record.reasons}


def test_inserted_characters_are_flagged_never_applied() -> None:
    page = corrected(page_of("在玉屏[四30]南路的老房子里", "长宁区图馆"))
    assert all(record.status != "applied" for record in page.corrections)


def test_a_dropped_character_that_left_a_hole_is_flagged_with_the_hole_among_the_reasons() -> None:
    page = corrected(page_of("一根[废60][弃50]的水泥电杆在仙‿路近水城路[日60]被[品50]离[炮40]面"))
    record = next(record for record in page.corrections if record.after == "仙霞路")
    assert record.status == "flagged"
    (reason,) = (reason for reason in record.reasons if reason.code == "missing-character")
    assert "0.5 em" in reason.en


def test_likeness_to_another_reading_is_a_reason() -> None:
    page = corrected(page_of("到[他55 英0.1]蓉江路散步"))
    record = only(page)
    assert record.after == "芙蓉江路"
    assert "like-a-reading" in {reason.code for reason in record.reasons}


def test_a_record_has_all_that_the_editor_needs() -> None:
    page = corrected(page_of("散步", "到[英60 芙0.35 笑0.02]蓉江路散步"))
    record = only(page)
    assert (record.id, record.stage, record.kind, record.block) == (0, "correct", "place-name", 1)
    assert record.characters == ("1.1", "1.2", "1.3", "1.4")
    assert (record.before, record.after) == ("英蓉江路", "芙蓉江路")
    probabilities = {c.text: c.probability for c in record.candidates}
    assert list(probabilities.values()) == sorted(probabilities.values(), reverse=True)
    assert probabilities["芙蓉江路"] > 0.9 > probabilities["英蓉江路"] > 0
    assert sum(probabilities.values()) <= 1.001
    assert {c.text: c.entry for c in record.candidates} == {"芙蓉江路": "芙蓉江路", "英蓉江路": None}
    assert {"in-gazetteer", "engine-alternative"} <= {reason.code for reason in record.reasons}
    assert all(reason.zh and reason.en for reason in record.reasons)
    assert record.evidence["edits"] == 1
    assert record.polygon == ((140.0, 110.0), (300.0, 110.0), (300.0, 150.0), (140.0, 150.0))


def test_an_alias_leads_to_its_entry() -> None:
    record = only(corrected(page_of("虹[坊70 纺0.25]居民区的志愿者")))
    assert record.after == "虹纺居民区"
    assert record.candidates[0].entry == "虹纺居委会"


def test_ids_continue_those_of_earlier_stages_and_the_work_goes_on_their_text() -> None:
    page = page_of("到 [英60 芙0.35]蓉江路")
    space = Correction(
        id=7, stage="normalise", kind="space", block=0, characters=("0.1",), before=" ", after="", status="applied"
    )
    page = corrected(page.changed(corrections=(space,)))
    assert texts(page) == ["到芙蓉江路"]
    assert [record.id for record in page.corrections] == [7, 8]


def test_correcting_again_replaces_the_records() -> None:
    once = corrected(page_of("到[英60 芙0.35]蓉江路", "沿着[委99]山关路"))
    again = corrected(once)
    assert again.corrections == once.corrections


def test_a_page_from_its_json_is_corrected_the_same_way() -> None:
    page = page_of("到[英60 芙0.35]蓉江路", "沿着[委99]山关路")
    stored = Page.model_validate(json.loads(page.to_json()))
    assert corrected(stored).corrections == corrected(page).corrections


def test_the_ocr_layer_is_not_touched() -> None:
    page = page_of("到[英60 芙0.35]蓉江路")
    after = corrected(page)
    assert after.lines == page.lines
    assert after.text(after.blocks[0], "ocr").text == "到英蓉江路"


def test_names_do_not_reach_over_the_cells_of_a_table() -> None:
    page = corrected(table_of("虹旭小", "[圆60 区0.4]委", "[英60 芙0.35]蓉江路"))
    assert [record.after for record in page.corrections] == ["芙蓉江路"]


def test_the_stage_can_be_switched_off() -> None:
    page = page_of("到[英60 芙0.35]蓉江路")
    assert correct_page(page, GAZETTEER, CorrectSettings(enabled=False)).corrections == ()


def test_a_higher_precision_flags_what_a_lower_one_applies() -> None:
    careful = CorrectSettings(decision=DecisionSettings(precision=0.9999))
    page = page_of("到[英60 美0.2 芙0.05]蓉江路")
    assert only(correct_page(page, GAZETTEER, SETTINGS)).status == "applied"
    assert only(correct_page(page, GAZETTEER, careful)).status == "flagged"


def test_a_user_gazetteer_alone_is_enough(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "mine.csv"
    path.write_text("name\n银杏湾花苑\n", encoding="utf-8")
    page = correct_page(page_of("住在银[杳60 杏0.35]湾花苑的人"), load([path]), SETTINGS)
    assert texts(page) == ["住在银杏湾花苑的人"]


def test_an_empty_page_and_empty_lines_are_no_trouble() -> None:
    assert corrected(page_of()).corrections == ()
    assert corrected(page_of("", "路")).corrections == ()


NAMES = sorted(name for name in GAZETTEER.by_spelling if len(name) <= 8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.integers(85, 100))
def test_names_that_stand_right_are_never_changed(names: list[str], sure: int) -> None:
    text = "、".join(names)
    page = corrected(page_of(f"活动在{text}举行。", sure=sure))
    assert texts(page) == [f"活动在{text}举行。"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="虹旭仙霞芙蓉江路小区居委会天山古北的在，12", min_size=1, max_size=25))
def test_whatever_the_text_the_records_replay_and_do_not_overlap(text: str) -> None:
    page = corrected(page_of(text, sure=70))
    used: set[str] = set()
    for record in page.corrections:
        assert not used & set(record.characters)
        used |= set(record.characters)
        assert record.before != record.after
    assert len(texts(page)) == 1
