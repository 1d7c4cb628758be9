"""Saving a search in a real browser, and what axe says of the pages of saved results and issues."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.browser import LOOKS, complaints, violations
from helpers.corpus import street_page
from helpers.review import Site, worked
from playwright.sync_api import Browser, Page, expect
from working import entered


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    opened = worked(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, shared=False, name="王编辑")
    yield opened
    opened.room.close()


@pytest.fixture
def page(browser: Browser, made: Site) -> Iterator[Page]:
    """Signed in, on the start page; the address is its base."""
    with entered(browser, made) as opened:
        yield opened


def test_a_search_is_saved_looked_at_after_a_decision_and_deleted(page: Page, made: Site) -> None:
    said = complaints(page)
    page.goto("/search?q=虹山&kind=paragraph")
    page.get_by_role("link", name="存下结果").click()
    page.get_by_label("备注").fill("写综述用")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("虹山")
    expect(page.get_by_text("全部命中都和存下时一样。")).to_be_visible()
    with made.room.database.read() as connection:
        version = connection.exec_driver_sql("SELECT version FROM blocks WHERE page = 1 AND number = 1").scalar()
    made.room.editing.edit_block("李", 1, 1, version, "今天虹仙居委会里大家都说一声好。")
    page.reload()
    expect(page.locator("#gone tbody tr")).to_have_count(1)
    expect(page.locator("#gone")).to_contain_text("李 于")
    page.locator("#gone tbody a").click()  # the hit leads to its page image
    page.wait_for_url("**/pages/1?block=1*")
    page.go_back()
    page.get_by_text("删除", exact=True).click()
    page.get_by_role("button", name="确定删除").click()
    page.wait_for_url("**/saved")
    expect(page.get_by_text("还没有存过结果")).to_be_visible()
    assert said == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_a_saved_set(page: Page, made: Site, language: str, theme: str) -> None:
    made.room.corpus.save("虹山", "虹山小区", note="备注", by="研")
    made.room.corpus.withdraw("报二", "王", "权利人要求")
    cookies = {"baokan-language": language, "baokan-theme": theme}
    base = page.url.rstrip("/")
    page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    for path in ("/saved", "/saved/1", "/saved/1/hits", "/saved/new?q=天山&variants=1&kind=paragraph", "/issues"):
        page.goto(path)
        assert violations(page) == [], path
