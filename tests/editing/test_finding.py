"""Finding text: every place, whatever the characters, and in step with what people change."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker
from sqlalchemy import select, text, update

from pipeline.database.block_keys import key_of
from pipeline.database.plain import plain
from pipeline.database.schema import blocks, flags
from pipeline.database.text_index import text_index
from pipeline.editing.finding import Scope, blocks_with, mentions
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.model.page import Page

pytestmark = pytest.mark.usefixtures("kept")


def found(editing: Editing, wanted: str, **scope: Any) -> list[tuple[int, int]]:
    with editing.database.read() as connection:
        query = blocks_with(connection, wanted, Scope(**scope)).order_by(blocks.c.page, blocks.c.position)
        return [(row.page, row.number) for row in connection.execute(query)]


def odd_page() -> Page:
    make = PageMaker()
    for line in ('a "b" c', "天山 路", "天山。路", "ＡＢｃ", "100%的_人", "é́x", "虹虹虹"):
        make.block("paragraph", line)
    return make.page()


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("天山支路", [2]),
        ("天山路", []),
        ("虹", [1, 2]),
        ("天山 路", []),
        ("大家都", [1, 2]),
        ("不在", []),
    ],
)
def test_a_text_is_found_where_it_stands(editing: Editing, wanted: str, numbers: list[int]) -> None:
    assert found(editing, wanted, document="报一") == [(1, number) for number in numbers]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [('"b"', 0), ("天山 路", 1), ("天山。路", 2), (" ", 0), ("。", 2), ("Ｂｃ", 3), ("%的_", 4), ("́", 5), ("虹虹", 6)],
)
def test_signs_spaces_and_letters_are_found_exactly(editing: Editing, wanted: str, number: int) -> None:
    put(editing.results, "怪", [odd_page()])
    editing.intake.run()
    assert number in [at for _, at in found(editing, wanted, document="怪")]
    assert found(editing, wanted.swapcase() if wanted == "Ｂｃ" else "ａｂ", document="怪") == []


def test_a_scope_narrows_it(editing: Editing) -> None:
    everywhere = found(editing, "虹山")
    assert len(everywhere) == 4
    assert found(editing, "虹山", document="报二") == everywhere[2:]
    assert found(editing, "虹山", issue="虹桥报 5") == everywhere
    assert found(editing, "虹山", issue="别的") == []
    assert found(editing, "社区", kind="title") == [(1, 0), (2, 0)]
    assert found(editing, "社区", kind="paragraph") == []


def test_what_people_change_is_found_at_once_and_the_old_text_no_longer(editing: Editing) -> None:
    with editing.database.read() as connection:
        one = connection.execute(select(flags).where(flags.c.band == "flagged").order_by(flags.c.id)).first()
    assert one is not None
    done = editing.decide("甲", [Decision(one.id, one.version, "accept")])
    assert found(editing, "虹仙") == [(one.page, one.block)]
    assert (one.page, one.block) not in found(editing, "虹山")
    editing.undo("甲", done.batch)
    assert found(editing, "虹仙") == []
    assert (one.page, one.block) in found(editing, "虹山")


def test_a_page_that_is_read_again_leaves_nothing_of_the_old_text_behind(kept: str, editing: Editing) -> None:
    make = PageMaker()
    make.block("paragraph", "新的文字")
    put(editing.results, "报一", [make.page()])
    editing.intake.run()
    assert found(editing, "新的文字") == [(1, 0)]
    assert found(editing, "虹山", document="报一") == []
    with editing.database.read() as connection:
        if kept == "sqlite":
            connection.execute(text("INSERT INTO block_text(block_text) VALUES ('integrity-check')"))


def test_blocks_that_are_joined_away_are_not_found(editing: Editing) -> None:
    editing.structure.join("甲", 1, 1, 2, (1, 1))
    assert found(editing, "天山支路", document="报一") == [(1, 1)]


def test_mentions_are_those_elsewhere_with_what_is_around_them(editing: Editing) -> None:
    with editing.database.read() as connection:
        text = connection.scalar(select(blocks.c.text).where(blocks.c.page == 1, blocks.c.number == 1)) or ""
        told = mentions(connection, "虹山", page=1, block=1, text=text)
        assert told.blocks == 3
        assert {(one.page, one.block) for one in told.some} == {(1, 2), (2, 1), (2, 2)}
        assert any(one.left.endswith("今天") and one.right.startswith("居委会") for one in told.some)
        assert mentions(connection, "没有", page=1, block=1, text=text).blocks == 0
        assert len(mentions(connection, "虹山", page=1, block=1, text=text, limit=1).some) == 1


@pytest.mark.parametrize(("most", "number", "more"), [(5, 3, False), (4, 3, False), (3, 3, True), (2, 2, True)])
def test_mentions_are_counted_to_a_limit(editing: Editing, most: int, number: int, more: bool) -> None:
    with editing.database.read() as connection:
        text = connection.scalar(select(blocks.c.text).where(blocks.c.page == 1, blocks.c.number == 1)) or ""
        told = mentions(connection, "虹山", page=1, block=1, text=text, most=most)
        assert (told.blocks, told.more) == (number, more)
        assert 1 <= len(told.some) <= number


def test_the_index_follows_kinds_articles_joins_and_splits(editing: Editing) -> None:
    editing.structure.join("甲", 1, 1, 2, (1, 1))
    editing.structure.kind("甲", 2, 1, 1, "heading")
    with editing.database.write() as connection:
        connection.execute(update(blocks).where(blocks.c.page == 2, blocks.c.number == 2).values(article=7))
    with editing.database.read() as connection:
        rows = list(connection.execute(select(blocks)))
        for row in rows:
            counted = text_index(connection).counted(row.text[:2])
            assert counted is not None
            keys = set(plain(connection, *counted[0]).scalars())
            key = key_of(row.page, row.number, row.kind, row.article)
            assert (key in keys) == (row.position is not None)
            assert keys <= {key_of(one.page, one.number, one.kind, one.article) for one in rows}
    assert any(row.position is None for row in rows)
