"""What tests of the pages of work share: a page with hostile text, and rows of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpers.browser import LAPTOP, PATIENCE_MS
from helpers.made_pages import PageMaker
from helpers.review import Site, served
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import Table, select

from pipeline.model.page import Page

SCRIPT = "<script>alert(1)</script>"
BREAKING = '"><img src=x onerror=alert(1)>'


def hostile_page() -> Page:
    """Print that is HTML: as text, as what was read, and as what is proposed."""
    make = PageMaker()
    make.block("title", SCRIPT)
    block = make.block("paragraph", f"{BREAKING}虹山&amp;")
    make.correct(block, 0, BREAKING, SCRIPT, status="flagged")
    return make.page()


def long_page(changes: int) -> Page:
    """So many different changes."""
    make = PageMaker()
    for number in range(changes):
        block = make.block("paragraph", f"在甲{number:04d}居委会")
        make.correct(block, 1, f"甲{number:04d}", f"乙{number:04d}", status="flagged")
    return make.page()


def rows(site: Site, table: Table, *where: Any) -> list[Any]:
    """Rows by their id."""
    with site.room.database.read() as connection:
        return list(connection.execute(select(table).where(*where).order_by(*table.primary_key)).all())


@contextmanager
def entered(browser: Browser, site: Site) -> Iterator[BrowserPage]:
    """Who works alone, let in by the one-time link, on the start page; the address of the server is its base."""
    with served(site.app) as address:
        context = browser.new_context(viewport=LAPTOP, locale="zh-CN", base_url=address)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"/enter?token={site.room.link.token}")
        page.wait_for_url(f"{address}/")
        yield page
        context.close()
