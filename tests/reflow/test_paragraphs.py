"""The rule book of paragraphs, rule by rule."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model.geometry import quad_of
from pipeline.model.text import Line
from pipeline.reflow.edges import ColumnEdges, Edges, PrintRow
from pipeline.reflow.indents import Indents
from pipeline.reflow.paragraphs import glue, join_kind, judge, runs_on
from pipeline.reflow.pitches import Pitches
from pipeline.reflow.settings import EdgeSettings, IndentSettings, ReflowSettings

EM = 20.0
COLUMN = Edges(100.0, 400.0)


def row(
    text: str, indent: float = 0.0, *, end: float = 0.0, y: float = 0.0, column: int = 0, number: int = 0
) -> PrintRow:
    """A row that begins ``indent`` ems inside the column and ends ``end`` ems before its right edge."""
    x0, x1 = COLUMN.left + indent * EM, COLUMN.right - end * EM
    line = Line(
        id=number,
        text=text,
        quad=quad_of((x0, y, x1, y + EM)),
        cuts=tuple((x1 - x0) * k / len(text) for k in range(len(text) + 1)),
        confidences=(99,) * len(text),
    )
    return PrintRow((line,), region=0, column=column)


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [
        (row("大家都说好。"), row("第二段从这里开始", 2), True),
        (row("过去的一年我们奋勇"), row("向前的决心和勇气"), False),
        (row("大家都说好。"), row("后来又添了几把椅子"), False),  # a full row goes on even after a full stop
        (row("步入了新的"), row("2021年。过去的一年"), False),  # a digit is no beginning
        (row("就此结束。", end=8), row("没有缩进的新段"), True),
        (row("就此结束", end=8), row("没有读出句号的新段"), True),
        (row("没有读出句号"), row("新的一段", 2), True),
        (row("活动如下："), row("●四月十日上午"), True),
        (row("一句话说完了"), row("，又接着说", 2), False),  # no paragraph begins with a comma
        (row("请各位居民留意。", end=3), row("街道服务办", 9), True),
    ],
)
def test_a_row_continues_or_begins_a_paragraph(before: PrintRow, after: PrintRow, begins: bool) -> None:
    verdict = judge(after, COLUMN, before, COLUMN, EM, ReflowSettings())
    assert verdict.begins is begins
    assert verdict.evidence


def test_print_left_unread_in_the_indent_is_no_indent() -> None:
    before, after = row("以前在芙蓉国里"), row("他的老家湖南", 2)  # “——” was not read
    assert judge(after, COLUMN, before, COLUMN, EM, ReflowSettings()).begins
    assert not judge(after, COLUMN, before, COLUMN, EM, ReflowSettings(), lambda *_: True).begins


def test_a_dash_in_the_indent_is_seen_in_the_pixels_and_white_is_not() -> None:
    tones = np.full((100, 500), 240, np.uint8)
    tones[2:18, 142:400:4] = 20  # the row's own ink
    after = row("他的老家湖南", 2)
    assert not Indents(tones, EM, IndentSettings()).printed(after, COLUMN)
    tones[9:11, 102:138] = 20  # a dash of two ems
    assert Indents(tones, EM, IndentSettings()).printed(after, COLUMN)


def test_a_bullet_makes_a_list_item() -> None:
    assert judge(row("●四月十日"), COLUMN, row("如下：", end=9), COLUMN, EM, ReflowSettings()).item


def test_only_latin_words_get_a_space_between_rows() -> None:
    assert glue("OCR", "engine") == " "
    assert glue("街道", "办事处") == ""
    assert glue("2020", "年") == ""
    assert glue("15", "分钟") == ""


def test_what_lies_between_two_rows_is_named() -> None:
    assert join_kind(row("甲"), row("乙", y=30), EM) == "line"
    assert join_kind(row("甲"), row("乙", y=300, column=1), EM) == "photo"
    upper = row("甲", y=300)
    beside = Line(id=9, text="乙", quad=quad_of((500, 0, 800, 20)), cuts=(0, 300), confidences=(99,))
    assert join_kind(upper, PrintRow((beside,), 1, 1), EM) == "column"


def test_the_edges_of_a_short_run_come_from_its_column_elsewhere() -> None:
    column = [row("正文正文正文", 2 if k == 0 else 0, y=200 + 31 * k, column=1, number=k) for k in range(8)]
    lonely = row("天预约。", 0, end=11, y=100, column=0, number=20)
    edges = ColumnEdges([*column, lonely], EM, EdgeSettings()).at(lonely)
    assert edges.left == pytest.approx(COLUMN.left, abs=2)
    assert edges.right == pytest.approx(COLUMN.right, abs=2)


def test_edges_follow_a_slanting_column() -> None:
    def slanted(k: int) -> PrintRow:
        x0, x1, y = 100 + 0.6 * k, 400 + 0.6 * k, 31.0 * k
        line = Line(id=k, text="正文", quad=quad_of((x0, y, x1, y + EM)), cuts=(0, 150, 300), confidences=(99, 99))
        return PrintRow((line,), 0, 0)

    rows = [slanted(k) for k in range(60)]
    edges = ColumnEdges(rows, EM, EdgeSettings())
    assert edges.at(rows[0]).left == pytest.approx(100, abs=6)
    assert edges.at(rows[59]).left == pytest.approx(135, abs=6)


def test_white_begins_a_paragraph_only_where_no_indents_do() -> None:
    flush = [row("大家都说好。", y=30.0 * k, number=k) for k in range(6)]
    flush += [row("后来又添了几把椅子", y=195.0, number=6)]
    indented = [*flush, row("第二段从这里开始", 2, y=225.0, number=7)]
    for rows, expected in ((flush, True), (indented, False)):
        pitches = Pitches(rows, ColumnEdges(rows, EM, EdgeSettings()), EM, ReflowSettings())
        assert pitches.stands_off(rows[5], rows[6]) is expected
        assert not pitches.stands_off(rows[4], rows[5])
    verdict = judge(flush[6], COLUMN, flush[5], COLUMN, EM, ReflowSettings(), white=True)
    assert verdict.begins


def test_a_short_run_knows_its_edges_from_its_own_rows() -> None:
    """Not from a wider column that stands under it."""
    run = [row("大家都说好大家都说好", end=3.0, y=30.0 * k, number=k) for k in range(3)]
    wider = [row("后来又添了几把椅子后来", y=400 + 30.0 * k, number=10 + k, column=1) for k in range(9)]
    edges = ColumnEdges([*run, *wider], EM, EdgeSettings())
    assert edges.at(run[1]).right == pytest.approx(COLUMN.right - 3 * EM)


def test_a_date_under_a_signature_is_a_block_of_its_own() -> None:
    signature, date = row("街道办事处", 8, end=1), row("2021年3月28日", 6, end=1)
    assert judge(date, COLUMN, signature, COLUMN, EM, ReflowSettings()).begins


def test_white_that_parts_two_runs_of_one_column_begins_a_paragraph() -> None:
    upper = [row("大家都说好。", y=30.0 * k, number=k, column=1) for k in range(6)]
    lower = [row("后来又添了几把椅子", y=200.0 + 30.0 * k, number=6 + k, column=2) for k in range(6)]
    rows = [*upper, *lower]
    pitches = Pitches(rows, ColumnEdges(rows, EM, EdgeSettings()), EM, ReflowSettings())
    assert pitches.stands_off(upper[5], lower[0])
    far = row("后来又添了几把椅子", y=400.0, number=20, column=3)
    assert not pitches.stands_off(upper[5], far), "a picture stands between"


def test_a_sentence_runs_on_from_a_full_row_to_a_flush_one() -> None:
    full = [row("过去的一年我们奋勇", y=30.0 * k, number=k) for k in range(4)]
    flush, indented = row("向前的决心和勇气", y=160.0, number=5), row("第二段从这里开始", 2, y=160.0, number=6)
    edges = ColumnEdges([*full, flush, indented], EM, EdgeSettings())
    assert runs_on(flush, full[3], edges, EM, ReflowSettings())
    assert not runs_on(indented, full[3], edges, EM, ReflowSettings())
    ended = row("大家都说，真是太好了。", y=90.0, number=7)
    assert not runs_on(flush, ended, edges, EM, ReflowSettings())


def test_indented_rows_that_agree_are_no_edge_when_a_row_sticks_out_of_them() -> None:
    """Worn first characters make the flush rows of a short run begin at different places."""
    begins = (0.0, 0.6, 3.0, 2.0, 2.0)
    run = [row("正文正文", indent, y=30.0 * k, number=k) for k, indent in enumerate(begins)]
    column = [row("正文正文正文", y=600 + 30.0 * k, column=1, number=10 + k) for k in range(20)]
    edges = ColumnEdges([*run, *column], EM, EdgeSettings())
    assert edges.at(run[3]).left == pytest.approx(COLUMN.left, abs=2)
