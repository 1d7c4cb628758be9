"""Judging in a real browser: from the keyboard alone, with an input method, and quickly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.browser import LOOKS, complaints
from helpers.corpus import corpus, street_page
from helpers.review import Site, site
from playwright.sync_api import Browser, Page, expect
from working import entered

from pipeline.sampling.judging import Said
from pipeline.sampling.lot import Scope
from pipeline.sampling.records import Sample, Terms

HOSTILE = "<img src=x onerror=document.title='owned'>"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    results = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    opened = site(results, shared=False, name="王编辑")
    opened.room.editing.intake.run()
    yield opened
    opened.room.close()


@pytest.fixture
def page(browser: Browser, made: Site) -> Iterator[Page]:
    """Signed in, on the start page; the address is its base."""
    with entered(browser, made) as opened:
        yield opened


def drawn(made: Site, judges: int = 1, lines: int = 10) -> Sample:
    scope, terms = Scope(), Terms(judges, 3.0, 0.95, 1.5)
    found: Sample = made.room.sampling.draw(HOSTILE, "审", scope, terms, made.room.sampling.count(scope), lines, seed=1)
    return found


def judged(made: Site) -> list[str | None]:
    """Texts in the order of judging."""
    samples = made.room.sampling.samples
    return [one.text for one in samples.judgements(1)]


def begin(page: Page) -> None:
    page.goto("/samples/1/judge")
    expect(page.locator("#text")).to_be_focused()


def test_a_sample_is_planned_drawn_and_judged_with_the_keyboard_alone(page: Page, made: Site) -> None:
    page.goto("/samples")
    page.get_by_label("限额").fill("900")
    page.keyboard.press("Enter")
    page.get_by_label("抽取行数").fill("10")
    page.keyboard.press("Enter")
    page.wait_for_url("**/samples/1")
    page.keyboard.press("KeyE")
    expect(page.locator("#text")).to_be_focused()
    for left in range(9, 0, -1):
        page.keyboard.press("Enter")
        expect(page.locator("#left")).to_have_text(f"还有 {left} 行")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="看结果")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("合格")
    lines = made.room.sampling.samples.lines(1)
    assert judged(made) == [line.drawn.text for line in lines]


def test_what_is_typed_corrects_the_line_and_escape_brings_the_text_back(page: Page, made: Site) -> None:
    drawn(made)
    begin(page)
    first, second = (line.drawn.text for line in made.room.sampling.samples.lines(1)[:2])
    page.keyboard.type("吗")
    expect(page.locator("#text")).to_have_class("text changed")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(second)
    page.keyboard.type("多余")
    page.keyboard.press("Escape")
    expect(page.locator("#text")).to_have_value(second)
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text("还有 8 行")
    assert judged(made) == [first + "吗", second]


def test_unreadable_nothing_and_back_go_by_alt_and_the_place_of_the_key(page: Page, made: Site) -> None:
    drawn(made)
    begin(page)
    page.keyboard.press("Alt+KeyU")
    expect(page.locator("#left")).to_have_text("还有 9 行")
    page.keyboard.press("Alt+KeyN")
    expect(page.locator("#left")).to_have_text("还有 8 行")
    page.keyboard.press("Alt+KeyB")
    expect(page.locator("#left")).to_have_text("还有 9 行")
    page.keyboard.type("改")
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text("还有 8 行")
    assert judged(made) == [None, "", "改"]


def test_an_empty_field_is_no_judgement_and_enter_inside_an_input_method_is_none_either(page: Page, made: Site) -> None:
    drawn(made)
    begin(page)
    page.fill("#text", "")
    page.keyboard.press("Enter")
    page.locator("#text").dispatch_event("keydown", {"code": "KeyU", "altKey": True, "isComposing": True})
    page.locator("#text").dispatch_event("keydown", {"code": "Enter", "isComposing": True})
    page.wait_for_timeout(200)
    expect(page.locator("#left")).to_have_text("还有 10 行")
    assert judged(made) == []


def test_a_third_person_settles_with_one_click_or_by_typing(page: Page, made: Site) -> None:
    drawn(made, judges=2)
    lines = made.room.sampling.samples.lines(1)
    made.room.sampling.judging.enter("甲", [Said(line.id, line.drawn.text) for line in lines])
    made.room.sampling.judging.enter(
        "乙", [Said(line.id, HOSTILE if n < 2 else line.drawn.text) for n, line in enumerate(lines)]
    )
    page.goto("/samples/1")
    page.keyboard.press("KeyS")
    page.get_by_role("button", name=HOSTILE).click()
    expect(page.locator("#left")).to_have_text("还有 1 行")
    expect(page.locator("#text")).to_have_value("")
    page.keyboard.type("写下来")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()
    assert judged(made)[-2:] == [HOSTILE, "写下来"]
    assert page.title() != "owned"


def test_every_line_shows_its_own_picture_and_the_next_one_is_there_beforehand(page: Page, made: Site) -> None:
    drawn(made)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/api")[2]))
    begin(page)
    crops = [f"/samples/1/lines/{line.id}/crop" for line in made.room.sampling.samples.lines(1)]
    expect(page.locator("#crop")).to_have_attribute("src", "/api" + crops[0])
    page.wait_for_load_state("networkidle")
    assert set(crops[1:4]) <= set(asked)
    page.keyboard.press("Enter")
    expect(page.locator("#crop")).to_have_attribute("src", "/api" + crops[1])
    assert page.evaluate("document.getElementById('crop').naturalWidth") > 0


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_complained_about(page: Page, made: Site, language: str, theme: str) -> None:
    drawn(made, judges=2)
    said = complaints(page)
    address = page.url.rstrip("/")
    cookies = {"baokan-language": language, "baokan-theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    for path in ("/samples", "/samples/plan", "/samples/1", "/samples/1/judge", "/samples/1/settle"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []
