"""A real browser for tests of the review pages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

PATIENCE_MS = 30_000
"""How long a page is waited for: machines are shared, and no test is about time."""
expect.set_options(timeout=PATIENCE_MS)

NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
LAPTOP = {"width": 1366, "height": 768}
"""A 13-inch laptop."""
SIZES = ((3840, 2160), (1366, 768), (390, 844))
"""Windows in which every page must find room: a large screen, a laptop, a telephone."""
LOOKS = (("zh", "light"), ("en", "dark"))
"""Both languages, both looks; contrast does not depend on the language: the other pairs would say nothing new."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium of the system, else Playwright's own; the test is skipped when there is neither."""
    with sync_playwright() as playwright:
        try:
            # in a container there is neither a sandbox nor much shared memory
            browser = playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, NAMES)), None),
                args=["--no-sandbox", "--disable-dev-shm-usage"],
            )
        except Error as error:
            pytest.skip(f"no Chromium: install the package chromium, or run 'playwright install chromium' ({error})")
        yield browser
        browser.close()


def complaints(page: Page) -> list[str]:
    """A list that fills with whatever the page's scripts, its security policy or its requests complain about."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def too_wide(page: Page) -> list[tuple[int, int]]:
    """In which of ``SIZES`` something of the page hangs over the edge."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((width, height))
    return found


def until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until a condition (JavaScript) holds.

    Playwright's own way evaluates it in the page, which the policy forbids once it does not hold at the first look.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not _holds(page, condition, argument):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(20)


def _holds(page: Page, condition: str, argument: object) -> bool:
    try:
        return bool(page.evaluate(condition, argument))
    except Error as error:
        if "Execution context" not in str(error):
            raise
        return False  # another page is on its way


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with a page: rule, and the elements."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
