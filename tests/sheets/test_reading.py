"""Lines are passed as they read, and come back to be read when they read otherwise."""

from __future__ import annotations

import random

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker, line
from sqlalchemy import select

from pipeline.database.schema import pages
from pipeline.editing import rows as stored
from pipeline.editing.conflict import Conflict
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import Editing
from pipeline.sheets import reading
from pipeline.sheets.reading import Progress, ReadableLine


def lines(editing: Editing, page: int = 1) -> list[ReadableLine]:
    with editing.database.read() as connection:
        return reading.lines_of(connection, page)


def read(editing: Editing, number: int, text: str, editor: str = "wang", page: int = 1) -> Progress:
    with editing.database.write() as connection:
        return reading.pass_line(connection, page, number, text, editor)


def assert_counted(editing: Editing) -> None:
    """The counts of every page are those of its lines."""
    with editing.database.read() as connection:
        for page in connection.scalars(select(pages.c.id)).all():
            found = reading.lines_of(connection, page)
            passed = sum(one.read_by is not None for one in found)
            assert reading.of_page(connection, page) == Progress(len(found), passed)


def test_the_lines_of_a_page_come_in_reading_order_as_they_now_read(editing: Editing) -> None:
    assert [(one.block, one.line, one.text) for one in lines(editing)] == [
        (0, 0, "社区新闻"),
        (1, 1, "今天虹山居委会里大家"),
        (1, 2, "都说一声好。"),
        (2, 3, "虹山小区在天山支路边上"),
        (2, 4, "大家都很高兴。"),
    ]
    assert_counted(editing)


def test_passes_are_counted_by_page_document_and_editor(editing: Editing) -> None:
    assert read(editing, 0, "社区新闻") == Progress(5, 1)
    assert read(editing, 2, "都说一声好。", "li") == Progress(5, 2)
    assert read(editing, 2, "都说一声好。", "wang") == Progress(5, 2), "it was read by li"
    assert read(editing, 0, "社区新闻", page=2) == Progress(5, 1)
    found = lines(editing)
    assert [one.read_by for one in found] == ["wang", None, "li", None, None]
    assert found[0].at is not None
    with editing.database.read() as connection:
        assert reading.by_document(connection, ["报一", "报二", "报三"]) == {
            "报一": Progress(5, 2),
            "报二": Progress(5, 1),
        }
        assert reading.by_document(connection, []) == {}
        assert [(one.editor, one.lines) for one in reading.by_editor(connection)] == [("wang", 2), ("li", 1)]


def test_a_line_that_was_changed_meanwhile_cannot_be_passed(editing: Editing) -> None:
    editing.edit_spans("li", [SpanEdit(1, 1, ("2.5",), "。", "！")])
    with pytest.raises(Conflict) as told:
        read(editing, 2, "都说一声好。")
    assert (told.value.clashes[0].seen, told.value.clashes[0].now) == ("都说一声好。", "都说一声好！")
    with pytest.raises(Conflict):
        read(editing, 99, "没有")
    assert read(editing, 2, "都说一声好！") == Progress(5, 1)


def test_a_line_that_changes_is_unread_and_read_again_when_that_is_taken_back(editing: Editing) -> None:
    for one in lines(editing):
        read(editing, one.line, one.text)
    batch = editing.edit_spans("li", [SpanEdit(1, 2, ("4.0",), "大", "人")]).batch
    assert [one.line for one in lines(editing) if one.read_by is None] == [4]
    assert_counted(editing)
    editing.undo("li", batch)
    assert all(one.read_by == "wang" for one in lines(editing))
    assert_counted(editing)


def test_a_pass_can_be_taken_back(editing: Editing) -> None:
    read(editing, 0, "社区新闻")
    for _ in range(2):
        with editing.database.write() as connection:
            assert reading.take_back(connection, 1, 0) == Progress(5, 0)
    assert_counted(editing)


def test_what_is_read_stays_so_when_blocks_are_joined_and_split(editing: Editing) -> None:
    for one in lines(editing)[1:]:
        read(editing, one.line, one.text)
    with editing.database.read() as connection:
        versions = [stored.block_row(connection, 1, number).version for number in (1, 2)]  # type: ignore[union-attr]
    editing.structure.join("wang", 1, 1, 2, (versions[0], versions[1]))
    assert_counted(editing)
    assert sum(one.read_by is not None for one in lines(editing)) == 4
    editing.structure.split("wang", 1, 1, versions[0] + 1, 2)
    assert_counted(editing)
    assert sum(one.read_by is not None for one in lines(editing)) == 4


def test_any_edits_leave_the_counts_right(editing: Editing) -> None:
    chance = random.Random(5)
    for _ in range(20):
        one = chance.choice(lines(editing))
        read(editing, one.line, one.text)
        with editing.database.read() as connection:
            row = stored.block_row(connection, 1, chance.choice([0, 1, 2]))
        assert row is not None
        text, at = list(row.text), chance.randrange(len(row.text))
        text[at : at + chance.choice([1, 1, 2])] = chance.sample("天地人和", chance.choice([1, 1, 2]))
        if "".join(text) != row.text:
            editing.edit_block("li", 1, row.number, row.version, "".join(text))
        assert_counted(editing)


def test_another_run_with_other_line_ids_keeps_what_was_read(editing: Editing) -> None:
    for one in lines(editing)[:3]:
        read(editing, one.line, one.text)
    make = PageMaker()
    make.lines += [line(0, "新的一行"), line(1, "社区新闻"), line(2, "今天虹山居委会里大家"), line(3, "都说一声错。")]
    for one in make.lines[:]:
        block = make.block("paragraph", "x")
        make.lines.pop()
        make.blocks[-1] = block.model_copy(update={"lines": (one.id,)})
    put(editing.results, "报一", [make.page()])
    editing.intake.run()
    assert [(one.text, one.read_by) for one in lines(editing)] == [
        ("新的一行", None),
        ("社区新闻", "wang"),
        ("今天虹山居委会里大家", "wang"),
        ("都说一声错。", None),
    ]
    assert_counted(editing)


def test_lines_of_tables_are_read_too_and_lettering_in_pictures_is_not(editing: Editing) -> None:
    make = PageMaker()
    make.block("photo", "照片里的字")
    make.table([["姓名", "年龄"], ["张三", ""]])
    put(editing.results, "报一", [make.page()])
    editing.intake.run()
    assert [one.text for one in lines(editing)] == ["姓名", "年龄", "张三"]
    assert_counted(editing)
