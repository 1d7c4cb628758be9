"""A researcher's way in a real browser: search, refine, see every character of a hit on the image, read, cite, plot."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from helpers.browser import LAPTOP, complaints, until, violations
from helpers.corpus import picture, street_page
from helpers.review import PASSWORD, Site, served, worked
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pipeline.model.page import Page as Read

QUERY = "大家都说 OR 大家都很"
"""Twice on a street page: the first one runs from one line into the next."""
OVER_TWO_LINES = ("1.8", "1.9", "2.0", "2.1")
DARK = 128
"""Of 255: darker pixels of a page image are ink."""

OTHERS = ("0.1", "1.4", "1.5", "2.4")
"""Characters that are no hit, and in no doubt."""
LOOKS = [
    ("zh", "light", ("共 4 处", "共 2 处", "已复制", "命中 2 次")),
    ("en", "dark", ("4 hits", "2 hits", "Copied", "2 hits")),
]

# Opacity of the marks over points of the page image.
MARKED = """(points) => {
    const canvas = document.querySelector('canvas.marks'), ratio = canvas.width / canvas.getBoundingClientRect().width;
    const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const { a, e, f } = new DOMMatrix(getComputedStyle(document.querySelector('.stage')).transform);
    const px = (at, moved) => Math.round((a * at + moved) * ratio);
    return points.map(([x, y]) => data[4 * (px(y, f) * width + px(x, e)) + 3]);
}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    opened = worked(tmp_path_factory.mktemp("search") / "out", {"报一": [street_page()], "报二": [street_page()]})
    opened.add("读者", "reader")
    with served(opened.app) as address:
        yield opened, address
    opened.room.close()


def ink_of(read: Read, ids: tuple[str, ...]) -> list[tuple[float, float]]:
    """Points of the page image that are ink of these characters."""
    image = Image.open(io.BytesIO(picture(read))).convert("L")
    found: list[tuple[float, float]] = []
    for one in ids:
        line, offset = map(int, one.split("."))
        (left, top), _, (right, bottom), _ = read.line_by_id[line].character_quad(offset)
        spots = [
            (x, y)
            for x in range(round(left), round(right))
            for y in range(round(top), round(bottom))
            if image.getpixel((x, y)) < DARK  # type: ignore[operator]
        ]
        assert spots, one
        found += spots[:: max(1, len(spots) // 40)]
    return found


def still(page: Page) -> None:
    """Wait until the image has come to rest."""
    page.wait_for_selector("#page.ready", state="attached")
    page.wait_for_timeout(100)
    until(page, "() => !document.querySelector('.stage').classList.contains('moving')")


def ask(page: Page, total: str) -> None:
    """From an empty field, over a slip, to the hits."""
    expect(page.locator("#search")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("大家 AND (都说")
    page.keyboard.press("Enter")
    expect(page.locator(".query-fault .pointed b")).to_have_text("(")
    assert violations(page) == []
    page.keyboard.press("Slash")
    page.keyboard.type(QUERY)
    page.keyboard.press("Enter")
    expect(page.locator(".found-bar b")).to_have_text(total)
    expect(page.locator("[data-row]").first).to_be_focused()
    assert violations(page) == []


def refine(page: Page, refined: str) -> None:
    """By a document, then in the other view, where the hits stand one below the other."""
    page.locator(".facets a", has_text="报二").click()
    expect(page.locator(".found-bar b")).to_have_text(refined)
    expect(page.locator(".chip")).to_contain_text("报二")
    page.keyboard.press("KeyV")
    hits = page.locator(".kwic tbody th")
    expect(hits).to_have_count(2)
    assert sorted(hits.all_inner_texts()) == ["大家都很", "大家都说"]
    assert len({box["x"] for hit in hits.all() if (box := hit.bounding_box())}) == 1
    assert violations(page) == []


def see(page: Page) -> None:
    """The hit that runs over two lines, all its characters and no others boxed on the image."""
    while "大家都说" not in page.locator("[data-row].current").inner_text():
        page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    still(page)
    place = page.locator(".hits-walk output")
    expect(place).to_have_text(f"{QUERY} 1 / 2")
    page.keyboard.press("KeyX")  # without the boxes of blocks what is left are the hits
    page.wait_for_timeout(100)
    ink = ink_of(street_page(), OVER_TWO_LINES)
    assert all(page.evaluate(MARKED, ink)), "a box leaves ink of its characters out"
    beside = page.evaluate(MARKED, ink_of(street_page(), OTHERS))
    assert not any(beside), "boxes lie over characters that are no hit"
    page.keyboard.press("KeyN")
    expect(place).to_contain_text("2 / 2")
    page.keyboard.press("Shift+KeyN")
    expect(place).to_contain_text("1 / 2")
    assert violations(page) == []


def cite(page: Page, address: str, copied: str) -> None:
    """The article of the hit: copied, downloaded, and copied by hand where the browser refuses."""
    page.go_back()
    page.wait_for_selector("table.kwic")
    page.keyboard.press("KeyA")
    page.wait_for_url("**/articles/**")
    expect(page.locator(".article h1")).to_have_text("社区新闻")
    expect(page.locator(".marked")).to_have_count(2)
    page.keyboard.press("KeyN")
    expect(page.locator(".marked").first).to_be_focused()
    page.keyboard.press("KeyC")
    expect(page.locator("#status")).to_contain_text(copied)
    citation = page.evaluate("() => navigator.clipboard.readText()")
    assert citation.startswith("社区新闻[N/OL]. 虹桥报, 2021-01-22[")
    assert citation.endswith(f"]. {address}/articles/%E6%8A%A5%E4%BA%8C/page-0001/1.")
    page.locator(".citation summary").first.click()
    assert violations(page) == []
    with page.expect_download() as download:
        page.locator(".citation a").first.click()
    assert download.value.suggested_filename.endswith(".bib")
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("[data-copy=citation-ris]").click()
    assert page.evaluate("() => getSelection().toString()").startswith("TY  - NEWS")


def save_the_figure(page: Page, counted: str) -> None:
    """Of the same question over time: as SVG and as PNG."""
    page.go_back()
    page.wait_for_selector("table.kwic")
    page.locator(".found-bar a[href^='/frequency?']").click()
    page.wait_for_url("**/frequency?**")
    expect(page.locator("main")).to_contain_text(counted)
    assert violations(page) == []
    for role, kind in (("link", "SVG"), ("button", "PNG")):
        with page.expect_download() as download:
            page.get_by_role(role, name=kind).click()
        assert download.value.suggested_filename.endswith(f".{kind.lower()}")
        assert download.value.path().stat().st_size > 1_000


def test_the_page_image_goes_through_misread_texts_and_says_which_they_are(
    browser: Browser, made: tuple[Site, str]
) -> None:
    address = made[1]
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(30_000)
    page = context.new_page()
    said = complaints(page)
    page.goto(f"{address}/sign-in?next=/search")
    page.fill("input[name=name]", "读者")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    expect(page.locator("#search")).to_be_focused()
    page.goto(f"{address}/search?q=虹山居民委会&fuzzy=1&document=报一")
    page.locator(".hit-link").click()
    still(page)
    expect(page.locator(".hits-walk output")).to_have_text("虹山居民委会 1 / 1 · the text reads otherwise")
    page.keyboard.press("KeyX")
    page.wait_for_timeout(100)
    assert all(page.evaluate(MARKED, ink_of(street_page(), ("1.2", "1.4", "1.6"))))
    assert not any(page.evaluate(MARKED, ink_of(street_page(), ("0.1",))))
    context.close()
    assert [one for one in said if "getImageData" not in one] == []


@pytest.mark.parametrize(("language", "theme", "words"), LOOKS, ids=["zh", "en"])
def test_from_a_query_to_a_citation_and_a_figure(
    browser: Browser, made: tuple[Site, str], language: str, theme: str, words: tuple[str, str, str, str]
) -> None:
    address = made[1]
    context = browser.new_context(viewport=LAPTOP, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(30_000)
    looks = {"baokan-language": language, "baokan-theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in looks.items()])
    page = context.new_page()
    said = complaints(page)
    page.goto(f"{address}/sign-in?next=/search")
    page.fill("input[name=name]", "读者")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    ask(page, words[0])
    refine(page, words[1])
    see(page)
    cite(page, address, words[2])
    save_the_figure(page, words[3])
    context.close()
    assert [one for one in said if "getImageData" not in one] == []
