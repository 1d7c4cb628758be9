"""A name is added to the gazetteer from the pages, with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.browser import complaints
from helpers.corpus import corpus, misread_page
from helpers.review import Site, site
from playwright.sync_api import Browser, Page, expect
from working import entered

from pipeline.gazetteer import load


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Site]:
    made = site(corpus(tmp_path / "out", {"报一": [misread_page()]}, pictures=True), shared=False, name="王编辑")
    made.room.editing.intake.run()
    yield made
    made.room.close()


@pytest.fixture
def page(browser: Browser, town: Site) -> Iterator[Page]:
    with entered(browser, town) as opened:
        yield opened


def test_the_marked_text_is_added_with_kind_and_parent(page: Page, town: Site) -> None:
    said = complaints(page)
    page.goto("/pages/1")
    page.get_by_text("今天到虹鲲新村看望居民").first.wait_for()
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode;
            const at = node.textContent.indexOf("虹鲲新村");
            if (at >= 0) return document.getSelection().setBaseAndExtent(node, at, node, at + 4);
          }
        }"""
    )
    page.keyboard.press("Shift+KeyG")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("名称")).to_have_value("虹鲲新村")
    axe = Axe().run(page)
    assert [one["id"] for one in axe.response["violations"] if one["impact"] in ("serious", "critical")] == []
    dialog.get_by_label("类别").select_option("estate")
    dialog.get_by_label("上级").fill("仙霞新村街道")
    dialog.get_by_role("button", name="加入").click()
    expect(page.locator("#status")).to_contain_text("虹鲲新村")
    assert [(one.name, one.kind, one.parent) for one in load([town.room.editing.names.path]).entries] == [
        ("虹鲲新村", "estate", "仙霞新村街道")
    ]
    assert said == []
