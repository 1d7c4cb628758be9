"""The shell in a real browser: what is seen, what the keys do, what axe says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.browser import LAPTOP, LOOKS, complaints, too_wide, until, violations
from helpers.review import PASSWORD, Site, busy_site, routes, served, site
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.review.navigation import PLACES

HOSTILE = "<img src=x onerror=document.title='owned'>"
PAGES = sorted(
    path
    for method, path, role in routes()
    if role and method == "GET" and "{" not in path and "/api/" not in path and "." not in path
)
"""Every page that needs no number in its address; files to be saved (with a dot) are no pages."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    made = busy_site(tmp_path_factory.mktemp("browser") / "out")
    made.add("管理员", "admin")
    made.add(HOSTILE, "editor")
    with served(made.app) as address:
        yield made, address
    made.room.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=LAPTOP, locale="zh-CN")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, running: tuple[Site, str]) -> Page:
    """Signed in as admin, on the start page."""
    opened = context.new_page()
    sign_in(opened, running[1])
    return opened


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=name]", "管理员")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")


def look(context: BrowserContext, address: str, language: str, theme: str) -> None:
    cookies = {"baokan-language": language, "baokan-theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    page: Page, context: BrowserContext, running: tuple[Site, str], language: str, theme: str
) -> None:
    look(context, running[1], language, theme)
    for path in (*PAGES, "/nothing"):
        page.goto(running[1] + path)
        assert violations(page) == [], path
    page.goto(running[1])
    page.keyboard.press("Shift+Slash")
    expect(page.locator("dialog.keys")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_the_login(
    context: BrowserContext, running: tuple[Site, str], language: str, theme: str
) -> None:
    look(context, running[1], language, theme)
    stranger = context.new_page()
    stranger.goto(running[1])
    assert violations(stranger) == []


def test_nothing_is_complained_about_and_nothing_comes_from_elsewhere(page: Page, running: tuple[Site, str]) -> None:
    said = complaints(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(running[1] + path)
        page.wait_for_load_state("networkidle")
    assert said == []
    assert asked
    assert all(url.startswith(f"{running[1]}/") for url in asked)


def test_a_hostile_name_is_shown_and_not_run(page: Page, running: tuple[Site, str]) -> None:
    page.goto(f"{running[1]}/people")
    expect(page.get_by_text(HOSTILE, exact=True)).to_be_visible()
    assert "owned" not in page.title()
    assert page.locator("main img").count() == 0


def test_the_policy_stops_a_script_that_found_its_way_in(page: Page) -> None:
    page.evaluate(
        """(hostile) => {
            const script = document.createElement('script');
            script.textContent = "document.title = 'owned'";
            document.body.append(script);
            document.body.insertAdjacentHTML('beforeend', hostile);
        }""",
        HOSTILE,
    )
    page.wait_for_timeout(200)
    assert page.title() != "owned"


def test_the_list_of_keys_opens_by_place_also_under_an_input_method(page: Page) -> None:
    shown = page.locator("dialog.keys")
    press = """(more) => document.body.dispatchEvent(new KeyboardEvent('keydown',
        {key: 'Process', code: 'Slash', shiftKey: true, bubbles: true, cancelable: true, ...more}))"""
    page.evaluate(press, {"isComposing": True})
    expect(shown).to_have_count(0)
    page.evaluate(press, {})
    expect(shown).to_be_visible()
    expect(shown).to_contain_text("各页通用")
    page.keyboard.press("Shift+Slash")
    expect(shown).to_have_count(0)


def test_keys_rest_while_somebody_types_or_holds_another_key(page: Page, running: tuple[Site, str]) -> None:
    page.goto(f"{running[1]}/people")
    page.focus("input[name=name]")
    page.keyboard.press("Shift+Slash")
    page.keyboard.press("KeyG")
    page.keyboard.press("KeyB")
    assert page.input_value("input[name=name]") == "?gb"
    page.locator("main").focus()
    page.keyboard.press("Control+Shift+Slash")
    expect(page.locator("dialog.keys")).to_have_count(0)
    assert page.url.endswith("/people")


def test_g_and_a_letter_lead_to_a_place(page: Page, running: tuple[Site, str]) -> None:
    page.keyboard.press("KeyG")
    page.keyboard.press("KeyM")
    page.wait_for_url(f"{running[1]}/people")


def test_the_page_can_be_gone_through_with_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_theme_changes_at_once_and_is_kept(page: Page) -> None:
    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    with page.expect_response("**/look"):
        page.click("#theme button[value=dark]")
    dark = paper()
    page.reload()
    assert light != dark == paper()


def test_the_language_changes_and_one_stays_on_the_page(page: Page, running: tuple[Site, str]) -> None:
    page.goto(f"{running[1]}/help")
    page.click("button[value=en]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    assert page.url == f"{running[1]}/help"


def test_a_link_in_a_mail_leads_to_its_page_when_one_is_signed_in(page: Page, running: tuple[Site, str]) -> None:
    mail = f"<a href='{running[1]}/help?from=mail'>look at this</a>"
    page.route("http://mail.example/", lambda route: route.fulfill(content_type="text/html", body=mail))
    page.goto("http://mail.example/")
    page.click("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("帮助")
    assert page.url == f"{running[1]}/help?from=mail"


def test_a_link_in_a_mail_leads_to_the_login_when_one_is_not(
    context: BrowserContext, running: tuple[Site, str]
) -> None:
    page = context.new_page()
    mail = f"<a href='{running[1]}/help'>look at this</a>"
    page.route("http://mail.example/", lambda route: route.fulfill(content_type="text/html", body=mail))
    page.goto("http://mail.example/")
    page.click("a")
    page.wait_for_url(f"{running[1]}/sign-in?next=%2Fhelp")


def test_the_one_time_link_opens_the_pages_and_leaves_no_token_in_the_address(
    context: BrowserContext, tmp_path: Path
) -> None:
    made = site(tmp_path / "alone", shared=False, name="王编辑")
    with served(made.app) as address:
        page = context.new_page()
        page.goto(f"{address}/enter?token={made.room.link.token}")
        page.wait_for_url(f"{address}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("王编辑")
        page.go_back()
        assert made.room.link.token not in page.url
    made.room.close()


CHANGE = """async ([net, status, error]) => {
    const { change } = await import(net);
    window.answered = null;
    window.done = change('POST', '/api/made-up', {}, {again: async (version) => `again ${version}`})
        .then((result) => { window.answered = JSON.stringify(result); });
}"""


def refusing(page: Page, made: Site, status: int, error: dict[str, Any]) -> None:
    """Let a change be refused so."""
    page.route("**/api/made-up", lambda route: route.fulfill(status=status, json={"error": error}))
    page.evaluate(CHANGE, [made.room.pages.address("net.js"), status, error])


def test_a_conflict_shows_both_texts_and_the_person_decides(page: Page, running: tuple[Site, str]) -> None:
    conflict = {"status": 409, "code": "conflict", "message": "", "mine": "虹<b>桥</b>", "theirs": "虹仙", "version": 7}
    refusing(page, running[0], 409, conflict | {"who": "李明", "when": "10:20"})
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("虹<b>桥</b>")
    expect(dialog).to_contain_text("虹仙")
    expect(dialog).to_contain_text("李明 于 10:20")
    assert dialog.locator("mark").all_inner_texts() == ["<b>桥</b>", "仙"]
    assert violations(page) == []
    dialog.get_by_role("button", name="改成我的").click()
    until(page, "window.answered !== null")
    assert page.evaluate("window.answered") == '"again 7"'


@pytest.mark.parametrize(
    ("mine", "theirs", "marked"),
    [
        ("虹桥街道的食堂里用餐。", "虹仙街道的食堂用餐。", ["桥", "里"]),
        ("", "虹仙", []),
        ("虹仙", "", ["虹仙"]),
        ("同", "同", []),
        ("𠮷田在𠮷", "田在吉", ["𠮷", "𠮷"]),
        ("甲" * 3000 + "乙", "丙" * 3000 + "乙", ["甲" * 3000]),
    ],
)
def test_what_differs_between_two_texts_is_marked(
    page: Page, running: tuple[Site, str], mine: str, theirs: str, marked: list[str]
) -> None:
    ask = "async ([module, a, b]) => (await import(module)).pieces(a, b)"
    found = page.evaluate(ask, [running[0].room.pages.address("diff.js"), mine, theirs])
    assert "".join(piece["text"] for piece in found) == mine
    assert [piece["text"] for piece in found if piece["own"]] == marked


def test_a_conflict_that_is_left_changes_nothing(page: Page, running: tuple[Site, str]) -> None:
    refusing(page, running[0], 409, {"status": 409, "code": "conflict", "message": "", "mine": "a", "theirs": "b"})
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    until(page, "window.answered !== null")
    assert page.evaluate("window.answered") == "null"


def test_an_ended_session_is_said_and_the_page_stays(page: Page, running: tuple[Site, str]) -> None:
    refusing(page, running[0], 401, {"status": 401, "code": "signed-out", "message": "x"})
    expect(page.locator("#status")).to_contain_text("登录已失效")
    assert page.url == f"{running[1]}/"


def test_a_server_that_does_not_answer_is_said(page: Page, running: tuple[Site, str]) -> None:
    page.route("**/api/made-up", lambda route: route.abort())
    page.evaluate(CHANGE, [running[0].room.pages.address("net.js"), 0, {}])
    expect(page.locator("#status")).to_contain_text("连不上服务器")


@pytest.fixture
def every_place(running: tuple[Site, str]) -> Iterator[None]:
    """The header as it is when every page is there."""
    state = running[0].app.state
    there = state.paths
    state.paths = {place.path for place in PLACES}
    yield
    state.paths = there


@pytest.mark.usefixtures("every_place")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_places_fit_into_the_header_of_a_laptop(
    page: Page, context: BrowserContext, running: tuple[Site, str], language: str
) -> None:
    look(context, running[1], language, "light")
    page.goto(running[1])
    links = page.locator("header nav a")
    assert links.count() == len(PLACES)
    assert page.evaluate(
        "(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('nav ul'))"
    )
    assert {round(box["y"]) for link in links.all() if (box := link.bounding_box())} == {0}


def test_nothing_hangs_over_the_edge(page: Page, running: tuple[Site, str]) -> None:
    for path in (*PAGES, "/nothing"):
        page.goto(running[1] + path)
        assert too_wide(page) == [], path
