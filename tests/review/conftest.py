"""An application for several people, and one for a person alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'review' is not installed")

from helpers.browser import LAPTOP, PATIENCE_MS, chromium, complaints
from helpers.corpus import street_page
from helpers.review import PASSWORD, Site, busy_site, served, site, worked
from page_view import READS, Visit
from playwright.sync_api import Browser, BrowserContext, Page

from pipeline.review.person import Role


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Site]:
    made = site(tmp_path / "out", shared=True)
    yield made
    made.room.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Site]:
    made = site(tmp_path / "alone", shared=False, name="王编辑")
    yield made
    made.room.close()


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Site]:
    """Several people, and two documents with the same page: 虹山 flagged twice on each, one unsure character."""
    made = worked(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    yield made
    made.room.close()


@pytest.fixture
def page_site(tmp_path: Path) -> Iterator[Site]:
    """Page 1 is a street page; an engine reads what is drawn."""
    opened = busy_site(tmp_path / "out", READS)
    for name, role in (("甲", Role.editor), ("乙", Role.editor), ("审", Role.validator), ("读", Role.reader)):
        opened.add(name, role)
    yield opened
    opened.room.close()


@pytest.fixture
def address(page_site: Site) -> Iterator[str]:
    """Of the server of ``page_site``."""
    with served(page_site.app) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens page 1 in a browser of its own: ``visit("甲")``; what the page complains about fails the test."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_it(name: str = "甲", path: str = "/pages/1", **look: Any) -> Page:
        context = browser.new_context(viewport=LAPTOP, locale="zh-CN", **look)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        opened.append((context, complaints(page)))
        page.goto(f"{address}/sign-in")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{address}/")
        page.goto(address + path)
        page.wait_for_selector("#page.ready", state="attached")
        return page

    yield open_it
    for context, said in opened:
        context.close()
        # the browser itself reports conflicts, which the page deals with, and how the tests look at its canvas
        assert [one for one in said if "409" not in one and "getImageData" not in one] == []
