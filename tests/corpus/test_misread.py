"""Which differences a misread text may have, and that nothing else passes for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from helpers.corpus import corpus
from helpers.made_pages import PageMaker

from pipeline.corpus import Corpus, Options
from pipeline.corpus.misread import FUZZY, READINGS, Costs, Print, misread
from pipeline.model.page import Page
from pipeline.model.text import Alternative

FUZZILY = Options(fuzzy=True)


def read_as(
    text: str, offered: Mapping[int, str] | None = None, confidence: int = 50, names: tuple[str, ...] = ()
) -> Print:
    offered = offered or {}
    return Print(
        text,
        [frozenset(offered.get(k, "")) for k in range(len(text))],
        [confidence if k in offered else 100 for k in range(len(text))],
        {0, len(text)},
        [(text.index(name), text.index(name) + len(name)) for name in names],
    )


def found(wanted: str, read: Print, costs: Costs = FUZZY) -> list[str]:
    return [read.text[start:end] for start, end in misread(wanted, read, costs, [])]


@pytest.mark.parametrize(
    ("wanted", "text", "offered", "confidence", "expected"),
    [
        ("仙霞路", "在仙震路上", {2: "霞"}, 50, ["仙震路"]),  # offered
        ("仙霞路", "在仙震路上", {}, 50, []),  # the engine was sure
        ("芙蓉江路", "候关源注路两", {1: "芙", 2: "蓉", 3: "江"}, 50, ["关源注路"]),  # three of four
        ("仙霞路", "在仙需路上", {2: "雷"}, 90, ["仙需路"]),  # looks alike, some doubt
        ("仙霞路", "至础消路七百", {1: "仙", 2: "南"}, 30, ["础消路"]),  # offered, and doubt
        ("仙霞路", "至础消路七百", {1: "动", 2: "南"}, 30, []),  # twice nothing but doubt
        ("茅台路", "分，台路二百弄", {}, 50, ["台路"]),  # lost behind punctuation
        ("茅台路", "在兰台路上", {}, 50, []),  # another name
        ("仙霞路", "仙路", {}, 50, ["仙路"]),  # lost inside
        ("丁淑兰", "教师丁淑", {}, 50, ["丁淑"]),  # lost at the end of a line
        ("丁淑兰", "丁淑她说", {}, 50, []),
        ("吴萍娟", "至吴萍，娟、", {3: "."}, 60, ["吴萍，娟"]),  # a mark that was none
        ("春天花园", "春天，花园里", {}, 50, []),  # a mark that is one
        ("虹仙", "听说虹能仙逸", {3: "仙"}, 50, ["虹能"]),
        ("虹仙", "听说虹能仙逸", {3: "纺"}, 50, []),  # two characters, only doubt
        ("志愿者服务中心", "志愿者服努中小", {4: "争", 6: "少"}, 20, ["志愿者服努中小"]),  # long: two errors
    ],
)
def test_what_a_misread_text_may_be(
    wanted: str, text: str, offered: dict[int, str], confidence: int, expected: list[str]
) -> None:
    assert found(wanted, read_as(text, offered, confidence)) == expected


def test_readings_alone_allow_nothing_beyond_what_the_engine_offers() -> None:
    read = read_as("在仙需路上，台路", {2: "雷"}, 90)
    assert found("仙霞路", read, READINGS) == found("茅台路", read, READINGS) == []
    assert found("仙霞路", read_as("仙震路", {1: "霞"}), READINGS) == ["仙震路"]


def test_what_is_another_name_is_not_taken_for_a_misread_one() -> None:
    read = read_as("到芙蓉江路去", names=("芙蓉江路",))
    assert found("江苏路", read) == []
    assert found("江苏路", read_as("到芙蓉江路去")) == ["江路"]
    assert found("仙霞西路", read_as("在仙霞路上", names=("仙霞路",))) == []


def test_what_is_a_word_is_not_taken_for_a_misread_name() -> None:
    assert found("虹桥路", read_as("虹桥")) == []


def test_a_place_counts_once_at_its_lowest_cost_and_not_where_the_text_stands() -> None:
    read = read_as("仙霞路仙震路", {4: "霞"})
    assert misread("仙霞路", read, FUZZY, [(0, 3)]) == {(3, 6): pytest.approx(FUZZY.offered)}


def page() -> Page:
    make = PageMaker()
    make.block("title", "茅台路要修了")
    make.block("paragraph", "今天八点，台路二百弄停水。大家记得储水。")
    make.block("paragraph", "我家住在茅苔路边上。")
    made = make.page()
    doubtful = made.lines[2].model_copy(
        update={
            "confidences": tuple(60 if k == 5 else 99 for k in range(len(made.lines[2].text))),
            "alternatives": {5: (Alternative("苔", 0.6), Alternative("台", 0.3))},
        }
    )
    return made.changed(lines=(*made.lines[:2], doubtful))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder: Path = tmp_path_factory.mktemp("misread") / "out"
    with Corpus(corpus(folder, {"报": [page()]})) as opened:
        yield opened


def test_misread_names_are_found_behind_the_right_ones_and_marked(asked: Corpus) -> None:
    hits = asked.search("茅台路", FUZZILY).hits
    assert [(hit.text, hit.guessed) for hit in hits] == [("茅台路", False), ("茅苔路", True), ("台路", True)]
    assert [hit.characters for hit in hits] == [("0.0", "0.1", "0.2"), ("2.4", "2.5", "2.6"), ("1.5", "1.6")]
    assert [hit.text for hit in asked.search("茅台路", Options(alternatives=True)).hits] == ["茅台路", "茅苔路"]
    assert asked.search("茅台路").total == 1


def test_fuzzy_texts_take_part_in_a_query_like_others(asked: Corpus) -> None:
    assert [hit.text for hit in asked.search("茅台路 停水", FUZZILY).hits] == ["停水", "台路"]
    assert [hit.text for hit in asked.search("茅台路 NOT 停水", FUZZILY).hits] == ["茅台路", "茅苔路"]
    assert asked.search("茅台路 kind:title", FUZZILY).total == 1


def test_all_spellings_of_a_name_are_found_misread_too(asked: Corpus) -> None:
    assert "茅台路" in asked.names.spellings("茅台路")
    hits = asked.search("alias:茅台路", FUZZILY).hits
    assert [(hit.text, hit.guessed) for hit in hits] == [("茅台路", False), ("茅苔路", True), ("台路", True)]
    assert asked.search("alias:茅台路").total == 1
