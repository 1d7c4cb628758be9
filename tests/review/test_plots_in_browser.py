"""Figures in a real browser: seen in both languages and looks, saved as SVG and PNG, and what a click leads to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.browser import LOOKS, complaints
from helpers.corpus import street_page
from helpers.review import Site, worked
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update
from working import entered

from pipeline.corpus.plots.drawing import WIDTH
from pipeline.database.schema import pages, sources

PATHS = (
    "/frequency?q=虹山&q=大家&by=month",
    "/frequency?q=虹山+AND+(",
    "/places",
    "/places/1",
    "/wordlists",
    "/wordlists?list=ngrams",
    "/wordlists?list=collocates&q=虹山",
)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    found = worked(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, shared=False, name="王编辑")
    found.room.background.patience = 60
    with found.room.database.write() as connection:
        source = select(sources.c.id).where(sources.c.document == "报二").scalar_subquery()
        connection.execute(update(pages).where(pages.c.source == source).values(date="2023-04-05"))
    yield found
    found.room.close()


@pytest.fixture
def page(browser: Browser, made: Site) -> Iterator[Page]:
    """Signed in, on the start page; the address is its base."""
    with entered(browser, made) as opened:
        yield opened


def look(page: Page, language: str, theme: str) -> None:
    address = page.evaluate("location.origin")
    cookies = {"baokan-language": language, "baokan-theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_figure_is_seen_and_saved_as_svg_and_as_png(page: Page, tmp_path: Path, language: str, theme: str) -> None:
    look(page, language, theme)
    said = complaints(page)
    page.goto("/frequency?q=虹山&q=大家")
    figure = page.get_by_role("img", name={"zh": "虹山、大家：逐年命中", "en": "虹山, 大家: hits by year"}[language])
    expect(figure).to_be_visible()
    with page.expect_download() as svg:
        page.get_by_role("link", name="SVG").click()
    with page.expect_download() as png:
        page.get_by_role("button", name="PNG").click()
    svg.value.save_as(tmp_path / "figure.svg")
    png.value.save_as(tmp_path / "figure.png")
    assert (svg.value.suggested_filename, png.value.suggested_filename) == ("虹山-大家.svg", "虹山-大家.png")
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size == (2 * WIDTH, 2 * int(root.get("height") or 0))
        colours = dict((colour, count) for count, colour in picture.convert("RGB").getcolors(1 << 20) or [])
    whole = sum(colours.values())
    assert colours[(255, 255, 255)] > whole / 2  # white paper, whatever the page looks like
    assert colours[(0, 114, 178)] > whole / 200  # bars of the first query
    assert colours[(200, 82, 0)] > whole / 400  # of the second one, with its pattern
    assert said == []


def test_colours_of_a_figure_on_a_page_are_those_of_the_page(page: Page) -> None:
    seen = set()
    for theme in ("light", "dark"):
        look(page, "zh", theme)
        page.goto("/frequency?q=虹山")
        fill = "getComputedStyle(document.querySelector('.plot rect.plot-fill-1')).fill"
        ink = "getComputedStyle(document.querySelector('.plot text.plot-ink')).fill"
        assert page.evaluate(ink) == page.evaluate("getComputedStyle(document.body).color")
        seen.add(page.evaluate(fill))
    assert len(seen) == 2


def test_a_bar_leads_to_its_hits_and_a_choice_counts_anew(page: Page) -> None:
    page.goto("/frequency?q=虹山")
    page.get_by_role("radio", name="月").check()
    page.wait_for_url("**by=month**")
    page.locator(".plot rect.plot-fill-1").first.click()
    page.wait_for_url("**/search?q=*&date=2021-01")
    expect(page.get_by_text("共 2 处")).to_be_visible()


def test_a_place_is_found_and_its_passage_opened_with_the_keyboard(page: Page) -> None:
    page.goto("/places?part=天山支路")
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="天山支路：逐年提及")).to_be_visible()
    page.locator(".hit-link").first.click()
    page.wait_for_url("**/pages/*?block=*")


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page: Page, language: str, theme: str) -> None:
    look(page, language, theme)
    said = complaints(page)
    for path in PATHS:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("(nav => nav.scrollWidth <= nav.clientWidth)(document.querySelector('header nav ul'))")
    assert said == []
