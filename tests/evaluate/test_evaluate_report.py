"""The page of differences: what it shows, and that it stands alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_truth import PAGE, TITLE, write_sample
from truth_pages import block, write_output, write_truth

from pipeline.evaluate import evaluate_folder, render_html
from pipeline.evaluate.differences import BlockDifference, FileDifference, differences
from pipeline.evaluate.result import Evaluation

VOID = {"meta", "input", "link", "br", "img"}


class Checker(HTMLParser):
    """Counts tags and finds those that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluate_folder(*write_sample(tmp_path_factory.mktemp("sample")))


@pytest.fixture(scope="module")
def page(sample: Evaluation) -> str:
    return render_html(sample)


def compared(evaluation: Evaluation, name: str) -> FileDifference:
    return differences(next(file for file in evaluation.files if file.truth.id == name))


def of_kind(found: FileDifference, kind: str) -> BlockDifference:
    return next(d for d in found.blocks if d.block.kind == kind)


def shown(difference: BlockDifference, *kinds: str) -> str:
    return "".join(s.text or "¶" for s in difference.segments if s.kind in kinds)


def test_the_page_is_well_formed_and_fetches_nothing(page: str) -> None:
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert not {"script", "img", "link", "iframe"} & set(checker.tags)
    assert all(value and value.startswith("#") for key, value in checker.attributes if key in ("href", "src"))
    assert not re.search(r"url\(|@import|https?:", page)


def test_everything_is_said_in_both_languages(page: str) -> None:
    assert page.count('class="zh"') == page.count('class="en"') > 100
    assert "<html lang=" in page
    assert "质量评测" in page
    assert "Evaluation" in page


def test_the_figures_of_every_file_stand_in_the_page(page: str, sample: Evaluation) -> None:
    for number, file in enumerate(sample.files):
        assert f'href="#file-{number}"' in page
        assert f'id="file-{number}"' in page
        assert f"{file.ordered.rate:.2%}" in page


def test_text_of_a_scan_cannot_break_the_page(tmp_path: Path) -> None:
    write_truth(tmp_path / "gt", "a", [block("paragraph", "<b>五＆六</b>“七八九十甲乙丙丁”")])
    write_output(tmp_path / "out", "a", ["<b>五&七</b>“七八九十甲乙丙丁”<script>x</script>"])
    html = render_html(evaluate_folder(tmp_path / "out", tmp_path / "gt"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_wrong_character_is_marked_on_both_sides(sample: Evaluation) -> None:
    paragraph = of_kind(compared(sample, "slips"), "paragraph")
    assert paragraph.errors == 1
    assert shown(paragraph, "lost") == "霞"
    assert shown(paragraph, "added") == "露"
    assert shown(paragraph, "same", "lost") == paragraph.block.body.raw


def test_a_missing_block_is_said_and_one_that_may_be_missing_is_no_error(sample: Evaluation) -> None:
    found = compared(sample, "slips")
    assert of_kind(found, "caption").flags == ("missing",)
    assert of_kind(found, "masthead").flags == ("left-out",)


def test_a_split_block_shows_where_it_was_split(sample: Evaluation) -> None:
    title = of_kind(compared(sample, "lines"), "title")
    assert title.flags == ("split",)
    assert title.lines == (0, 1)
    assert shown(title, "same", "break") == "三条马路告别¶“空中蜘蛛网”"


def test_merged_blocks_and_moved_blocks_are_said(sample: Evaluation) -> None:
    assert "merged" in of_kind(compared(sample, "merged"), "heading").flags
    moved = {d.block.id for d in compared(sample, "articles").blocks if "moved" in d.flags}
    assert moved == {d.block.id for d in compared(sample, "articles").blocks if d.block.article == "a0"}
    assert not any("moved" in d.flags for d in compared(sample, "right").blocks)


def test_text_that_is_not_in_the_truth_is_listed(sample: Evaluation) -> None:
    assert compared(sample, "extra").extra == ((1, "广告热线 甲乙丙丁戊己庚辛"), (4, "无关的文字接在后面"))


def test_a_right_output_shows_no_difference(sample: Evaluation) -> None:
    found = compared(sample, "right")
    assert of_kind(found, "title").segments[0].text == TITLE
    assert [d.flags for d in found.blocks if d.errors and d.block.kind != "cell"] == [("left-out",)] * 3


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("三条马路告别空中蜘蛛网，。 仙霞路便民信息停水通知", min_size=1, max_size=30), max_size=8))
def test_whatever_is_read_the_truth_can_be_read_off_the_page(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_truth(folder / "gt", "a", PAGE)
    write_output(folder / "out", "a", lines)
    evaluation = evaluate_folder(folder / "out", folder / "gt")
    for difference in differences(evaluation.files[0]).blocks:
        assert shown(difference, "same", "lost").replace("¶", "") == difference.block.body.raw
    assert render_html(evaluation).endswith("</html>\n")
