"""An article keeps the number by which it is cited, whatever runs and people do to its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put
from helpers.made_pages import PageMaker
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import delete, select

from pipeline.corpus import Corpus, permalinks
from pipeline.corpus.permalinks import ALIKE, Place, likeness, path_of, same, traits_of
from pipeline.database.schema import article_numbers, articles, blocks, indexed
from pipeline.editing.store import Editing, open_editing
from pipeline.following import followers
from pipeline.model.page import Page
from pipeline.settings import Settings

FIRST = ("甲文", "居委会今天请大家到楼下来，一起看看新装的电梯。")
SECOND = ("乙文", "明天上午停水三小时，请各家各户提前储水。")
THIRD = ("丙文", "社区食堂又开了一家，老人吃饭方便多了。")
SCAN = b"a scan 1"


def printed(*texts: Sequence[str], names: Sequence[int] = (), gaps: Sequence[int] = ()) -> Page:
    """A page with articles one below the other.  ``names``: of the articles; ``gaps``: lines left free before each."""
    make = PageMaker()
    for n, text in enumerate(texts):
        for _ in range(gaps[n] if gaps else 0):
            make.block("photo", "空")
        article = names[n] if names else n
        for kind, line in zip(("title", "paragraph"), text, strict=True):
            make.block(kind, line, article=article)  # type: ignore[arg-type]
    page = make.page()
    kept = tuple(block for block in page.blocks if block.kind != "photo")
    return page.changed(blocks=tuple(block.model_copy(update={"id": n}) for n, block in enumerate(kept)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", {"报 一": [printed(FIRST, SECOND, THIRD)]})


def numbered(folder: Path) -> dict[int, str]:
    """Number -> title of the article that has it now."""
    with Corpus(folder) as asked:
        return {row["number"]: row["title"] for row in asked.table("corpus_articles")}


def find(folder: Path, number: int) -> Any:
    with Corpus(folder) as asked, asked.database.read() as connection:
        return permalinks.find(connection, "报 一", "page-0001", number)


def editing_of(folder: Path) -> Editing:
    return open_editing(folder, followers=followers(folder, Settings()))


def test_articles_are_numbered_in_the_order_of_reading(folder: Path) -> None:
    assert numbered(folder) == {1: "甲文", 2: "乙文", 3: "丙文"}
    assert find(folder, 2) == (1, 1)
    assert find(folder, 4) is None


def test_a_new_reading_that_names_and_orders_them_otherwise_keeps_the_numbers(folder: Path) -> None:
    before = numbered(folder)
    put(folder, "报 一", [printed(FIRST, SECOND, THIRD, names=(7, 0, 1))])
    assert numbered(folder) == before


def test_a_new_article_gets_a_new_number_and_a_lost_one_leaves_its_number_unused(folder: Path) -> None:
    numbered(folder)
    put(folder, "报 一", [printed(FIRST, THIRD, gaps=(0, 2))])
    assert numbered(folder) == {1: "甲文", 3: "丙文"}
    assert find(folder, 2) == (1, None)
    put(folder, "报 一", [printed(FIRST, THIRD, ("丁文", "丁文的正文"), gaps=(0, 2, 9))])
    assert numbered(folder) == {1: "甲文", 3: "丙文", 4: "丁文"}


def test_the_larger_part_of_an_article_that_was_cut_in_two_keeps_its_number(folder: Path) -> None:
    numbered(folder)
    page = printed(FIRST, SECOND, THIRD)
    cut = tuple(block.model_copy(update={"article": 9} if block.id == 2 else {}) for block in page.blocks)
    put(folder, "报 一", [page.changed(blocks=cut)])
    assert numbered(folder) == {1: "甲文", 2: "", 3: "丙文", 4: "乙文"}


def test_articles_read_as_one_and_apart_again_have_their_own_numbers_again(folder: Path) -> None:
    before = numbered(folder)
    put(folder, "报 一", [printed(FIRST, SECOND, THIRD, names=(0, 0, 2))])
    assert len(numbered(folder)) == 2
    put(folder, "报 一", [printed(FIRST, SECOND, THIRD)])
    assert numbered(folder) == before


def test_what_lies_where_a_lost_article_lay_is_named_instead(folder: Path) -> None:
    numbered(folder)
    put(folder, "报 一", [printed(FIRST, SECOND, THIRD, names=(0, 0, 2))])
    left = set(numbered(folder))
    (gone,) = {1, 2, 3} - left
    with Corpus(folder) as asked, asked.database.read() as connection:
        found = permalinks.instead(connection, 1, gone)
        assert found[0] == 0
        assert permalinks.numbers(connection, [1])[1, 0] in left


def test_blocks_that_people_join_and_part_leave_the_numbers_alone(folder: Path) -> None:
    before = numbered(folder)
    editing = editing_of(folder)
    with editing.database:
        editing.structure.join("李", 1, 1, 2, (1, 1), "")
        done = editing.structure.join("李", 1, 1, 3, (2, 1), "")
        assert find(folder, 2) == (1, None)
        editing.undo("李", done.batch)
        assert find(folder, 2) == (1, 1)
    assert before.keys() == numbered(folder).keys()


def test_what_people_did_stays_with_the_numbers_when_a_run_reads_the_page_anew(folder: Path) -> None:
    numbered(folder)
    editing = editing_of(folder)
    with editing.database, editing.database.read() as connection:
        version = connection.scalar(select(blocks.c.version).where(blocks.c.number == 2))
    with editing.database:
        assert version is not None
        editing.edit_block("李", 1, 2, version, "乙闻")
    put(folder, "报 一", [printed(FIRST, SECOND, THIRD, names=(4, 5, 6))])
    assert numbered(folder) == {1: "甲文", 2: "乙闻", 3: "丙文"}


def test_pages_of_an_older_version_are_numbered_when_they_are_indexed_again(folder: Path) -> None:
    before = numbered(folder)
    editing = editing_of(folder)
    with editing.database, editing.database.write() as connection:
        connection.execute(delete(article_numbers))
        connection.execute(delete(indexed))
    assert numbered(folder) == before
    with Corpus(folder) as asked, asked.database.read() as connection:
        assert len(connection.execute(select(articles)).all()) == 3


def test_a_better_scan_of_the_page_keeps_numbers_with_their_texts(folder: Path) -> None:
    numbered(folder)
    new = ("戊文", "戊文的正文和别的都不一样，从头到尾没有相同的地方。")
    put(folder, "报 一", [printed(new, THIRD, FIRST, gaps=(0, 0, 1))], sha256="cd" * 32)
    assert numbered(folder) == {1: "甲文", 3: "丙文", 4: "戊文"}


@given(some.dictionaries(some.integers(1, 9), some.integers(1, 2**20), max_size=6))
def test_articles_that_stay_where_they_are_keep_their_numbers(cells: dict[int, int]) -> None:
    earlier = {number: Place(one, SCAN, traits_of("")) for number, one in cells.items()}
    now = {100 + number: place for number, place in earlier.items()}
    found = same(earlier, now)
    assert all(now[article] == earlier[number] for article, number in found.items())
    assert len(found) == len(earlier) == len(set(found.values()))


@given(some.text(some.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=120, max_size=400), some.data())
def test_a_text_with_a_few_other_characters_is_still_alike_and_another_one_is_not(
    text: str, data: some.DataObject
) -> None:
    at = data.draw(some.integers(0, len(text) - 2))
    misread = text[:at] + "囗" + text[at + 2 :]
    assert likeness(traits_of(text), traits_of(misread)) >= ALIKE
    # few bits are kept of a text: one that has nothing to do with it may be alike by chance, two are not
    others = ["".join(chr(0x3400 + (k * ord(one) + n) % 0x1900) for n, one in enumerate(text)) for k in (3, 5, 7, 11)]
    assert sum(likeness(traits_of(text), traits_of(other)) >= ALIKE for other in others) <= 1


def test_an_address_holds_names_with_any_characters() -> None:
    assert path_of("报/一 a?", "page-0001-2", 3) == "/articles/%E6%8A%A5%2F%E4%B8%80%20a%3F/page-0001-2/3"
