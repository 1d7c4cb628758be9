"""The page of the issues says what is there and what was not found, in words that claim no more."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.corpus import street_page
from helpers.review import Site, spoken, worked

from pipeline.model.page import Page
from pipeline.review.person import Role


def labelled(label: str | None) -> Page:
    page = street_page()
    return page.changed(metadata=page.metadata.model_copy(update={"page_label": label}))


@pytest.fixture
def made(tmp_path: Any) -> Any:
    found = worked(tmp_path / "out", {"甲": [labelled("2"), labelled(None)], "乙": [labelled("2")]})
    found.room.background.patience = 60
    yield found
    found.room.close()


def test_it_lists_pages_with_how_their_numbers_are_known(made: Site) -> None:
    visitor = made.signed_in("读", Role.reader)
    visitor.post("/look", data={"language": "en", "next": "/"})
    page = visitor.get("/issues").text
    said = spoken(page)
    assert "≈3" in said
    assert "page 1 not found only higher numbers are there" in said
    assert "without a sure number" not in said
    assert "same number" in said
    assert "inferred from the page beside it" in page
    assert 'href="/pages/1"' in page
    assert "虹桥报 5" in spoken(visitor.get("/issues?title=虹桥报&incomplete=1").text)
    assert "There are no such issues" in spoken(visitor.get("/issues?title=没有").text)


def test_it_speaks_chinese(made: Site) -> None:
    said = spoken(made.signed_in("读", Role.reader).get("/issues").text)
    assert "没找到第 1 版" in said
    assert "缺页、重页只是可能" in said


def test_while_the_issues_are_looked_at_the_page_waits(made: Site) -> None:
    visitor = made.signed_in("读", Role.reader)
    made.room.background.patience = 0
    page = visitor.get("/issues").text
    assert 'id="counting"' in page
    assert "虹桥报 5" not in page
    made.room.background.patience = 60
    assert "虹桥报 5" in visitor.get("/issues").text
