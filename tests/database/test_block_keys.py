"""Keys of blocks: the same in Python and in the database, and nothing is lost in them."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import create_engine

from pipeline.database.block_keys import KINDS, article_of, key_of, kind_of, packed, page_of, spot_of
from pipeline.model.block import BlockKind

PAGES = some.integers(1, 100_000_000)
NUMBERS = some.integers(0, 32_767)
ARTICLES = some.none() | some.integers(0, 2_000)


def test_every_kind_has_its_number() -> None:
    assert set(KINDS) == set(get_args(BlockKind))


@given(page=PAGES, number=NUMBERS, kind=some.sampled_from(KINDS), article=ARTICLES)
@settings(max_examples=200, deadline=None)
def test_a_key_tells_what_it_was_made_of(page: int, number: int, kind: str, article: int | None) -> None:
    key = key_of(page, number, kind, article)
    assert 0 < key < 1 << 63
    assert (page_of(key), kind_of(key), spot_of(key)) == (page, kind, (page, number))
    with create_engine("sqlite://").connect() as connection:
        row = "SELECT ? AS page, ? AS number, ? AS kind, ? AS article"
        statement = f"SELECT {packed('b')} FROM ({row}) b"
        assert connection.exec_driver_sql(statement, (page, number, kind, article)).scalar() == key


@given(
    first=some.tuples(some.integers(1, 3), some.integers(0, 3), some.none() | some.integers(0, 3)),
    other=some.tuples(some.integers(1, 3), some.integers(0, 3), some.none() | some.integers(0, 3)),
)
@settings(max_examples=300, deadline=None)
def test_blocks_are_together_when_they_are_of_one_article_of_one_page(
    first: tuple[int, int, int | None], other: tuple[int, int, int | None]
) -> None:
    def article(one: tuple[int, int, int | None]) -> int:
        return article_of(key_of(one[0], one[1], "paragraph", one[2]))

    same = first[0] == other[0] and (first[2] == other[2] if first[2] is not None else first == other)
    assert (article(first) == article(other)) == same
