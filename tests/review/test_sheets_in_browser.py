"""Sheets and lines in a real browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.browser import LOOKS, complaints, until
from helpers.corpus import corpus, street_page
from helpers.made_pages import EM, PageMaker, line
from helpers.review import Site, site
from playwright.sync_api import Browser, Page, expect
from working import entered

from pipeline.model.page import Page as PrintedPage
from pipeline.sheets.retyping import glyph_edits
from pipeline.sheets.sheet import sheet

HOSTILE = "<img src=x onerror=document.title='owned'>"
LOADED = "(selector) => document.querySelector(selector).naturalHeight > 0"
"""A picture has no size before it is there."""


def upright_page() -> PrintedPage:
    """A column of vertical text, and a line that looks like a script."""
    make = PageMaker()
    make.block("paragraph", HOSTILE)
    x, y = 1000.0, 300.0
    quad = ((x + EM, y), (x + EM, y + 4 * EM), (x, y + 4 * EM), (x, y))
    make.lines.append(line(1, "竖排的家").model_copy(update={"quad": quad, "vertical": True}))
    make.blocks.append(make.blocks[0].model_copy(update={"id": 1, "lines": (1,)}))
    return make.page()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    documents = {f"报{n:02d}": [street_page()] for n in range(40)} | {"竖": [upright_page()]}
    opened = site(corpus(tmp_path / "out", documents, pictures=True), shared=False)
    opened.room.editing.intake.run()
    yield opened
    opened.room.close()


@pytest.fixture
def page(made: Site, browser: Browser) -> Iterator[Page]:
    with entered(browser, made) as opened:
        said = complaints(opened)
        yield opened
        assert [one for one in said if "409 (Conflict)" not in one] == []


def open_sheet(page: Page, character: str) -> None:
    page.goto(f"/sheets/{character}")
    page.wait_for_selector("#glyph-0")
    expect(page.locator("#text mark")).to_have_text(character)


def number(made: Site, character: str) -> tuple[int, int]:
    """Places and seen places of a sheet."""
    with made.room.database.read() as connection:
        found = sheet(connection, character)
    return len(found), found.seen


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_wrong_places_are_selected_retyped_and_taken_back_from_the_keyboard(page: Page, made: Site) -> None:
    open_sheet(page, "家")
    press(page, "Space", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(page.locator("#selected")).to_have_text("已选 4 处")
    press(page, "KeyR")
    field = page.locator("dialog input")
    field.fill("象")
    press(page, "Enter")
    expect(page.locator(".toast")).to_contain_text("已改 4 处")
    expect(page.locator(".glyph.gone")).to_have_count(4)
    assert (number(made, "家")[0], number(made, "象")[0]) == (77, 4)
    press(page, "KeyU")
    expect(page.locator(".glyph.gone")).to_have_count(0)
    assert (number(made, "家")[0], number(made, "象")[0]) == (81, 0)


def test_what_was_looked_through_is_counted_screen_by_screen(page: Page, made: Site) -> None:
    page.set_viewport_size({"width": 900, "height": 420})
    open_sheet(page, "家")
    press(page, "KeyN")
    expect(page.locator(".glyph.seen").first).to_be_attached()
    seen = number(made, "家")[1]
    assert 0 < seen < 81
    expect(page.locator("#seen")).to_have_text(f"已看 {seen} / 81")
    for _ in range(12):
        press(page, "KeyN")
    expect(page.locator("#seen")).to_have_text("已看 81 / 81")
    assert number(made, "家")[1] == 81


def test_only_what_is_in_sight_is_in_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 500, "height": 420})
    open_sheet(page, "家")
    shown = page.locator(".glyph").count()
    assert shown < 81
    press(page, *["ArrowDown"] * 12)
    expect(page.locator(".glyph.current")).to_be_in_viewport()
    assert page.locator(".glyph").count() < 81
    images = page.evaluate(
        "[...new Set([...document.querySelectorAll('.face')].map((one) => one.style.backgroundImage))]"
    )
    assert 1 <= len(images) <= 2


def test_the_line_of_a_place_is_shown_with_the_place_marked_on_it(page: Page) -> None:
    open_sheet(page, "声")
    assert page.locator("#text").inner_text() == "都说一声好。"
    expect(page.locator("#instead")).to_have_text("或许是“生”")
    picture, spot = page.locator("#picture").bounding_box(), page.locator("#spot").bounding_box()
    assert picture is not None
    assert spot is not None
    middle = (spot["x"] + spot["width"] / 2 - picture["x"]) / picture["width"]
    assert middle == pytest.approx((3.5 + 0.3) / 6.6, abs=0.02)
    press(page, "ArrowRight")
    expect(page.locator("#where")).to_contain_text("报")


def test_keys_rest_while_an_input_method_composes(page: Page, made: Site) -> None:
    open_sheet(page, "家")
    press(page, "Space", "KeyR")
    field = page.locator("dialog input")
    field.fill("")
    field.type("rnu")
    assert field.input_value() == "rnu"
    composing = "{code: 'Enter', bubbles: true, isComposing: true}"
    field.evaluate(f"(field) => field.dispatchEvent(new KeyboardEvent('keydown', {composing}))")
    expect(page.locator("dialog")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert number(made, "家")[0] == 81


def test_two_people_on_one_place_are_told(page: Page, made: Site) -> None:
    open_sheet(page, "家")
    with made.room.database.read() as connection:
        found = sheet(connection, "家")
    first = int(found.pages[0]), int(found.places["line"][0]), int(found.places["offset"][0])
    with made.room.database.read() as connection:
        edits = glyph_edits(connection, "家", [first], "豪")
    made.room.editing.edit_spans("李", edits)
    press(page, "Space", "KeyR")
    page.locator("dialog input").fill("象")
    with page.expect_response("**/retype") as answered:
        press(page, "Enter")
    assert answered.value.status == 409
    expect(page.locator("dialog")).to_contain_text("豪")
    page.locator("dialog button[value=later]").click()
    assert number(made, "豪")[0] == 1


def test_a_page_is_read_from_the_keyboard(page: Page, made: Site) -> None:
    page.goto("/lines/1")
    expect(page.locator(".line")).to_have_count(5)
    press(page, "Enter", "Enter")
    expect(page.locator("#count")).to_have_text("已读 2 / 5")
    expect(page.locator(".line.current")).to_have_id("line-2")
    press(page, "KeyE")
    page.locator(".line.current input").fill("都说一声对。")
    press(page, "Enter")
    expect(page.locator("#count")).to_have_text("已读 3 / 5")
    expect(page.locator("#line-2")).to_contain_text("都说一声对。")
    expect(page.locator(".line.current")).to_have_id("line-3")
    press(page, "KeyU")
    expect(page.locator("#line-2")).to_contain_text("都说一声好。")
    expect(page.locator("#count")).to_have_text("已读 2 / 5")
    expect(page.locator(".line.current")).to_have_id("line-2")
    press(page, "KeyK", "KeyX")
    expect(page.locator("#count")).to_have_text("已读 1 / 5")
    page.reload()
    expect(page.locator("#count")).to_have_text("已读 1 / 5")
    expect(page.locator(".line.current")).to_have_id("line-1")


def test_text_stands_under_its_picture(page: Page) -> None:
    page.goto("/lines/1")
    picture = page.locator("#line-1 img").bounding_box()
    assert picture is not None
    for k in (0, 4, 9):
        letter = page.locator("#line-1 .aligned > span:last-child > span").nth(k).bounding_box()
        assert letter is not None
        middle = (letter["x"] + letter["width"] / 2 - picture["x"]) / picture["width"]
        assert middle == pytest.approx((k + 0.5 + 0.3) / 10.6, abs=0.01)


def test_vertical_lines_stay_upright_and_hostile_text_stays_text(page: Page) -> None:
    page.goto("/lines?document=%E7%AB%96")
    page.locator("tbody a").click()
    column = page.locator("#line-1")
    expect(column).to_have_class("line tall")
    until(page, LOADED, "#line-1 img")
    box = column.locator("img").bounding_box()
    assert box is not None
    assert box["height"] > 2.5 * box["width"]
    expect(page.locator("#line-0")).to_contain_text(HOSTILE)
    assert "owned" not in page.title()
    open_sheet(page, "竖")
    until(page, LOADED, "#picture")
    shown = page.locator("#picture").bounding_box()
    assert shown is not None
    assert shown["height"] > 2.5 * shown["width"]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing(page: Page, language: str, theme: str) -> None:
    cookies: Any = [
        {"name": f"baokan-{name}", "value": value, "url": page.url}
        for name, value in (("language", language), ("theme", theme))
    ]
    page.context.add_cookies(cookies)
    for path, ready in (("/sheets", "h1"), ("/sheets/家", "#glyph-0"), ("/lines", "h1"), ("/lines/1", "#line-1")):
        page.goto(path)
        page.wait_for_selector(ready)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
