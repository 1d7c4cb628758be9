"""What is read from data files: fitted weights, counted confusions, decisions; the issue pass; links."""

from __future__ import annotations

from pathlib import Path

import pytest
from name_pages import page_of, texts

from pipeline.correct import confusions, correct_issue, correct_page, glyphs, weights
from pipeline.correct.confusions import Confusions
from pipeline.correct.decisions import Memory
from pipeline.correct.decisions import read as read_decisions
from pipeline.correct.settings import CorrectSettings
from pipeline.correct.stage import correct_page as corrected
from pipeline.correct.variants import Variants
from pipeline.errors import BaokanError
from pipeline.gazetteer import load, shipped_files

GAZETTEER = load(shipped_files())
SETTINGS = CorrectSettings()


def test_a_wanted_precision_between_two_measured_ones_gets_a_limit_between_theirs() -> None:
    made = weights.Weights(0.0, {}, 1.0, 0.0, ((0.9, 0.6), (0.99, 0.9), (0.999, 0.98)))
    assert made.limit(0.99) == 0.9
    assert 0.9 < made.limit(0.995) < 0.98
    assert made.limit(0.9999) == 0.9999
    assert made.limit(0.6) == 0.6


def test_the_shipped_limits_rise_with_the_precision_and_no_single_change_is_a_gamble() -> None:
    shipped = weights.shipped()
    limits = [limit for _, limit in shipped.bands]
    assert limits == sorted(limits)
    assert shipped.limit(0.995) >= 0.93
    assert shipped.limit(0.9) >= 0.5


def test_calibration_keeps_the_order() -> None:
    values = [weights.shipped().calibrated(p) for p in (0.0, 0.1, 0.5, 0.9, 0.999, 1.0)]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1] < 1


@pytest.mark.parametrize(
    "text", ["bias = 1", "not toml", "bias = 1\n[weights]\n[calibration]\nslope = 1\nintercept = 0"]
)
def test_damaged_weights_are_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaokanError, match=r"weights\.toml"):
        weights.read(path)


def test_counted_confusions_outweigh_likeness_and_likeness_steps_in() -> None:
    table = confusions.shipped()
    assert "芙" in table.printed_for("美")
    assert table.share("美", "芙") > table.share("美", "他") * 10
    assert table.share("龘", "芙") > 0  # never read, nothing alike


def test_a_damaged_row_of_confusions_says_which(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("# head\n古\tmany\t占3\n", encoding="utf-8")
    with pytest.raises(BaokanError, match="the row of 古 is damaged"):
        Confusions(path, glyphs.shipped()).share("古", "占")


def test_variants_keep_the_length(tmp_path: Path) -> None:
    path = tmp_path / "variants.tsv"
    path.write_text("桥\t橋\n华\t華 崋\n", encoding="utf-8")
    assert Variants(path).fold("虹橋路中崋園") == "虹桥路中华園"
    path.write_text("桥桥\t橋\n", encoding="utf-8")
    with pytest.raises(BaokanError, match="line 1"):
        Variants(path)


def test_a_name_in_traditional_characters_is_linked_and_stays_as_printed() -> None:
    page = correct_page(page_of("到虹橋路去"), GAZETTEER, SETTINGS)
    (record,) = page.corrections
    assert (record.kind, record.status, record.before, record.after) == ("place-name-link", "left", "虹橋路", "虹橋路")
    assert record.candidates[0].entry == "虹桥路"
    assert texts(page) == ["到虹橋路去"]


def test_a_listed_variant_spelling_is_linked_and_stays_as_printed(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,variants\n淞虹路,凇虹路\n", encoding="utf-8")
    page = correct_page(page_of("他住在凇虹路上"), load([path]), SETTINGS)
    (record,) = page.corrections
    assert (record.kind, record.status, record.before) == ("place-name-link", "left", "凇虹路")
    assert record.candidates[0].entry == "淞虹路"
    assert [reason.code for reason in record.reasons] == ["variant-spelling"]
    assert texts(page) == ["他住在凇虹路上"]


def test_a_doubtful_traditional_character_on_a_simplified_page_is_taken_for_misread() -> None:
    page = page_of("工程涉及古北路、仙霞路和天山路三条道路", "散步的人昨天都到虹[橋52 桥0.4]路去了")
    (record,) = correct_page(page, GAZETTEER, SETTINGS).corrections
    assert (record.before, record.after, record.status) == ("虹橋路", "虹桥路", "applied")
    traditional = page_of("從遠處來的老師們看見報紙上說", "散步的人昨天都到虹[橋52 桥0.4]路去了")
    assert [r.kind for r in correct_page(traditional, GAZETTEER, SETTINGS).corrections] == ["place-name-link"]


def test_a_former_name_is_linked_to_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,valid_to\n锦绣旧里,1998\n银杏湾花苑,\n", encoding="utf-8")
    page = correct_page(page_of("从锦绣旧里搬到银杏湾花苑"), load([path]), SETTINGS)
    assert [(r.kind, r.before, r.reasons[0].code) for r in page.corrections] == [
        ("place-name-link", "锦绣旧里", "former-name")
    ]


def test_former_names_and_variants_of_an_entry_are_linked_to_it_and_stay_as_printed(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,kind,former,variants\n银杏湾路,road,锦绣里路,银杳湾路\n", encoding="utf-8")
    page = correct_page(page_of("从锦绣里路走到银杳湾路，再回银杏湾路"), load([path]), SETTINGS)
    assert [(r.before, r.after, r.reasons[0].code, r.candidates[0].entry) for r in page.corrections] == [
        ("锦绣里路", "锦绣里路", "former-name", "银杏湾路"),
        ("银杳湾路", "银杳湾路", "variant-spelling", "银杏湾路"),
    ]


def decisions(folder: Path, *rows: str) -> CorrectSettings:
    path = folder / "decisions.csv"
    path.write_text("before,after,status,by\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return CorrectSettings(decisions=path)


def test_what_was_rejected_twice_is_not_proposed_again(tmp_path: Path) -> None:
    page = page_of("到[英60 芙0.35]蓉江路散步")
    once = decisions(tmp_path, "英蓉江路,芙蓉江路,rejected,a")
    assert correct_page(page, GAZETTEER, once).corrections
    twice = decisions(tmp_path, "英蓉江路,芙蓉江路,rejected,a", "英蓉江路,芙蓉江路,rejected,b")
    assert not any(r.after == "芙蓉江路" for r in correct_page(page, GAZETTEER, twice).corrections)
    again = decisions(tmp_path, *["英蓉江路,芙蓉江路,rejected,a"] * 2, "英蓉江路,芙蓉江路,accepted,c")
    assert correct_page(page, GAZETTEER, again).corrections


def test_accepted_changes_count_among_the_confusions(tmp_path: Path) -> None:
    memory = Memory(read_decisions(decisions(tmp_path, *["厶霞路,仙霞路,accepted,a"] * 5).decisions or Path()))
    assert memory.confusions is not None
    assert memory.confusions.share("厶", "仙") > confusions.shipped().share("厶", "仙") * 3


@pytest.mark.parametrize(
    ("text", "message"), [("before,after\n", "column"), ("before,after,status\na,b,maybe\n", "line 2")]
)
def test_a_bad_decisions_table_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaokanError, match=message):
        read_decisions(path)


def test_a_name_on_another_page_of_the_issue_speaks_for_it() -> None:
    doubtful = page_of("散步的人到[英60 芙0.35]蓉江路去")
    other = page_of("芙蓉江路开了一家书店", "芙蓉江路两侧")
    alone = correct_page(doubtful, GAZETTEER, SETTINGS).corrections[0]
    first, second = correct_issue([doubtful, other], GAZETTEER, SETTINGS)
    record = first.corrections[0]
    assert record.evidence["issue"] == 2 > alone.evidence["issue"]
    assert record.evidence["language"] > alone.evidence["language"]
    assert "repeated-in-issue" in {reason.code for reason in record.reasons}
    assert second.corrections == ()


def test_the_issue_pass_can_be_repeated_and_leaves_the_order_of_pages_alone() -> None:
    pages = [page_of("到[英60 芙0.35]蓉江路"), page_of("芙蓉江路"), page_of("[委70 娄0.25]山关路")]
    once = correct_issue(pages, GAZETTEER, SETTINGS)
    assert correct_issue(once, GAZETTEER, SETTINGS) == once
    turned = correct_issue(pages[::-1], GAZETTEER, SETTINGS)
    assert turned[::-1] == once
    assert (
        corrected(once[0], GAZETTEER, SETTINGS).names.read["芙蓉江路"] == 0
    )  # only what was read counts, not what was corrected
