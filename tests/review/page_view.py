"""What the tests of the page view share: image and text face each other."""

from __future__ import annotations

from collections.abc import Callable

from helpers.browser import until
from helpers.engines import READER
from playwright.sync_api import Locator, Page

FIRST = "今天虹山居委会里大家都说一声好。"
"""Block 1 of a street page: lines 1 (ten characters) and 2."""
READS = {"engine": READER, "options": {"text": "号处快讯\n虹山开门"}}
Point = tuple[float, float]

# What of the text is painted under a mark, as the browser knows it.
MARKED = """(name) => [...CSS.highlights.get(name)]
    .map((one) => one.startContainer.data.slice(one.startOffset, one.endOffset))"""

Visit = Callable[..., Page]
"""The fixture ``visit``."""


def block(page: Page, number: int) -> Locator:
    return page.locator(f".block[data-number='{number}']")


def texts(page: Page) -> list[str]:
    return page.locator(".block p.text").all_inner_texts()


def on_screen(page: Page, x: float, y: float) -> Point:
    """Where a point of the page image is on the screen."""
    box = page.locator(".viewer").bounding_box()
    assert box is not None
    a, _, _, d, e, f = page.evaluate(
        "() => { const m = new DOMMatrix(getComputedStyle(document.querySelector('.stage')).transform);"
        " return [m.a, m.b, m.c, m.d, m.e, m.f]; }"
    )
    return box["x"] + a * x + e, box["y"] + d * y + f


def on_character(line: int, offset: int) -> Point:
    """Middle of a character of the street page, px, page frame."""
    return 100 + 30 * offset + 15, 100 + 40 * line + 15


def in_text(page: Page, number: int, offset: int) -> Point:
    """Middle of a character of the text on the screen."""
    x, y = page.evaluate(
        """([number, offset]) => {
            const text = document.querySelector(`.block[data-number='${number}'] p.text`).firstChild;
            const range = new Range();
            range.setStart(text, offset);
            range.setEnd(text, offset + 1);
            const box = range.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2];
        }""",
        [number, offset],
    )
    return x, y


def still(page: Page) -> None:
    """Wait until the image has come to rest."""
    until(page, "() => !document.querySelector('.stage').classList.contains('moving')")


def drawn(page: Page, x: float, y: float) -> tuple[int, ...]:
    """Red, green, blue, opacity of the marks over a point of the page image."""
    still(page)
    found: list[int] = page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector('canvas.marks'), box = canvas.getBoundingClientRect();
            const ratio = canvas.width / box.width;
            return [...canvas.getContext('2d').getImageData((x - box.left) * ratio, (y - box.top) * ratio, 1, 1).data];
        }""",
        list(on_screen(page, x, y)),
    )
    return tuple(found)


def draw(page: Page, a: Point = (100, 600), b: Point = (500, 700)) -> None:
    page.keyboard.press("KeyD")
    page.mouse.move(*on_screen(page, *a))
    page.mouse.down()
    page.mouse.move(*on_screen(page, *b), steps=5)
    page.mouse.up()
