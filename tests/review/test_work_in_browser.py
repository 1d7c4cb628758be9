"""The pages of work in a real browser: from the keyboard alone, with an input method on, and what axe says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers.browser import LAPTOP, LOOKS, complaints, too_wide, until, violations
from helpers.corpus import street_page
from helpers.review import Site, served, worked
from playwright.sync_api import Browser, BrowserContext, Page, expect
from working import hostile_page, long_page, rows

from pipeline.database.schema import blocks, events, flags
from pipeline.editing.requests import Decision

PRESS = """([code, more]) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown',
    {key: 'Process', code, bubbles: true, cancelable: true, ...more}))"""
"""A key as a browser gives it while an input method is on."""


@dataclass
class Desk:
    """Somebody at work."""

    site: Site
    address: str
    page: Page
    context: BrowserContext

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def shown(self) -> int:
        """Row id of the flag that is shown."""
        return int(self.page.locator("#item").get_attribute("data-id") or 0)

    def press_and_move_on(self, *keys: str) -> int:
        """Press; gives the flag that is shown next."""
        before = self.shown()
        self.press(*keys)
        expect(self.page.locator("#item")).not_to_have_attribute("data-id", str(before))
        return self.shown()

    def said(self) -> str:
        return self.page.locator("#status").inner_text()

    def flags(self, *where: Any) -> list[Any]:
        return rows(self.site, flags, *where)


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """Alone, with 虹山 → 虹仙 at four places and five changes at one place each."""
    documents = {"报一": [street_page()], "报二": [street_page()], "报三": [long_page(5)]}
    made = worked(tmp_path / "out", documents, shared=False, name="王编辑")
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN")
    context.set_default_timeout(30_000)
    with served(made.app) as address:
        page = context.new_page()
        page.goto(f"{address}/enter?token={made.room.link.token}")
        page.wait_for_url(f"{address}/")
        yield Desk(made, address, page, context)
        context.close()
    made.room.close()


def test_all_flags_are_settled_with_the_keyboard_alone(desk: Desk) -> None:
    said = complaints(desk.page)
    desk.go("/queue")
    desk.press("Enter")
    desk.page.wait_for_url("**/groups/**")
    desk.press("Enter")
    desk.page.wait_for_url("**/flags/**")
    wanted = {}
    for key in ("a", "r", "1", "2", "a", "r", "a", "a"):
        flag = desk.shown()
        wanted[flag] = {"r": "rejected", "2": "rejected"}.get(key, "accepted")
        desk.press_and_move_on(key)
    wanted[desk.shown()] = "edited"
    desk.press("e")
    desk.page.keyboard.insert_text("改成这样")
    desk.press("Enter")
    desk.page.wait_for_url("**/queue")
    assert {row.id: row.state for row in desk.flags(flags.c.band == "flagged")} == wanted
    assert "都定完了" in desk.said()
    expect(desk.page.locator("main")).to_contain_text("没有要定的改动了")
    assert said == []


def test_keys_go_by_their_place_and_rest_while_something_is_composed(desk: Desk) -> None:
    desk.go("/queue")
    desk.press("j", "Enter")
    desk.page.wait_for_url("**/flags/**")
    flag = desk.shown()
    desk.page.evaluate(PRESS, ["KeyA", {"isComposing": True}])
    desk.page.wait_for_timeout(300)
    assert (desk.shown(), rows(desk.site, events)) == (flag, [])
    desk.page.evaluate(PRESS, ["KeyA", {}])
    expect(desk.page.locator("#item")).not_to_have_attribute("data-id", str(flag))
    assert desk.flags(flags.c.id == flag)[0].state == "accepted"


def test_enter_that_ends_a_composition_saves_nothing_and_escape_leaves(desk: Desk) -> None:
    desk.go("/queue")
    desk.press("j", "Enter")
    desk.page.wait_for_url("**/flags/**")
    flag, field = desk.shown(), desk.page.locator("#retype input")
    desk.press("e")
    expect(field).to_be_focused()
    desk.press("a", "r", "j", "2")
    expect(field).to_have_value("arj2")
    desk.page.evaluate(PRESS, ["Enter", {"isComposing": True}])
    desk.page.evaluate(PRESS, ["Escape", {"isComposing": True, "key": "Escape"}])
    expect(field).to_be_focused()
    desk.press("Escape")
    expect(field).to_be_hidden()
    assert (desk.shown(), rows(desk.site, events)) == (flag, [])
    desk.press_and_move_on("a")


def test_next_previous_skip_and_undo(desk: Desk) -> None:
    desk.go("/queue")
    desk.press("j", "Enter")
    desk.page.wait_for_url("**/flags/**")
    first = desk.shown()
    second = desk.press_and_move_on("j")
    third = desk.press_and_move_on("s")
    assert len({first, second, third}) == 3
    assert desk.press_and_move_on("k") == second
    desk.press_and_move_on("a")
    assert desk.press_and_move_on("u") == second
    expect(desk.page.locator("#item")).to_have_attribute("data-open", "yes")
    assert desk.flags(flags.c.id == second)[0].state == "open"
    assert desk.page.url.startswith(f"{desk.address}/flags/{second}")
    desk.press("u")
    expect(desk.page.locator("#status")).to_contain_text("没有可撤销的裁定")


def test_a_decided_flag_takes_no_second_decision(desk: Desk) -> None:
    flag = desk.flags(flags.c.band == "flagged")[0]
    desk.site.room.editing.decide("别人", [Decision(flag.id, 1, "accept")])
    desk.go(f"/flags/{flag.id}")
    expect(desk.page.locator("#item")).to_contain_text("别人 于")
    desk.press("r")
    desk.press("1")
    desk.press("e")
    expect(desk.page.locator("#status")).to_contain_text("已经裁定过")
    assert len(rows(desk.site, events)) == 1


def test_somebody_was_quicker_and_both_texts_are_shown(desk: Desk) -> None:
    flag = desk.flags(flags.c.band == "flagged")[0]
    desk.go(f"/flags/{flag.id}")
    desk.site.room.editing.decide("李明", [Decision(flag.id, 1, "edit", "虹桥")])
    desk.press("a")
    dialog = desk.page.locator("dialog")
    expect(dialog).to_contain_text("李明")
    expect(dialog).to_contain_text("虹桥")
    expect(dialog).to_contain_text("虹仙")
    assert violations(desk.page) == []
    dialog.get_by_role("button", name="改成我的").click()
    expect(desk.page.locator("#status")).to_contain_text("已接受：虹仙")
    assert rows(desk.site, blocks, blocks.c.page == flag.page, blocks.c.number == flag.block)[0].text[2:4] == "虹仙"


def test_a_group_is_decided_but_for_its_exceptions_and_undone(desk: Desk) -> None:
    desk.go("/queue")
    desk.press("Shift+A")
    desk.page.wait_for_url("**/groups/**")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 4 / 4 处")
    desk.press("j", "Space")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 3 / 4 处")
    assert violations(desk.page) == []
    excepted = int(desk.page.locator("li.unticked").get_attribute("data-id") or 0)
    group = desk.page.url
    desk.press("Shift+A")
    until(desk.page, "address => location.href !== address", group)
    expect(desk.page.locator("#status")).to_contain_text("已接受 3 处")
    states = {row.id: row.state for row in desk.flags(flags.c.before == "虹山")}
    assert states.pop(excepted) == "open"
    assert set(states.values()) == {"accepted"}
    assert len({row.batch for row in rows(desk.site, events)}) == 1
    desk.press("u")
    desk.page.wait_for_url(group)
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 4 / 4 处")
    assert {row.state for row in desk.flags(flags.c.before == "虹山")} == {"open"}


def test_places_of_a_group_that_others_decided_are_told(desk: Desk) -> None:
    flag = desk.flags(flags.c.before == "虹山")[1]
    desk.go(f"/groups/{flag.grouped}")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 4 / 4 处")
    desk.site.room.editing.decide("李明", [Decision(flag.id, 1, "edit", "虹桥")])
    desk.press("Shift+R")
    dialog = desk.page.locator("dialog")
    expect(dialog).to_contain_text("1 处没有写入")
    expect(dialog).to_contain_text("虹桥")
    expect(dialog.locator(f'a[href="/flags/{flag.id}"]')).to_be_visible()
    desk.press("Enter")
    desk.page.wait_for_url(lambda url: f"/groups/{flag.grouped}" not in url)
    expect(desk.page.locator("#status")).to_contain_text("已否决 3 处")


def test_find_and_replace_with_an_exception_and_one_undo(desk: Desk) -> None:
    desk.go("/replace")
    field = desk.page.locator("input[name=find]")
    expect(field).to_be_focused()
    desk.page.keyboard.insert_text("大家")
    desk.press("Tab")
    desk.page.keyboard.insert_text("邻居们")
    desk.press("Enter")
    desk.page.wait_for_url("**/replace?find=**")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 4 / 4 处")
    desk.press("j", "j", "Space", "Shift+A")
    expect(desk.page.locator("#status")).to_contain_text("已替换 3 处")
    held = [row.text for row in rows(desk.site, blocks) if "大家" in row.text]
    assert len(held) == 1
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 1 / 1 处")
    desk.press("u")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 4 / 4 处")
    assert len([row for row in rows(desk.site, blocks) if "大家" in row.text]) == 4


def test_deleting_text_everywhere_is_asked_for_once_more(desk: Desk) -> None:
    desk.go("/replace?find=居委会")
    expect(desk.page.locator("#ticked")).to_have_text("已勾选 7 / 7 处")
    desk.press("Shift+A", "Escape")
    desk.page.wait_for_timeout(200)
    assert rows(desk.site, events) == []
    desk.press("Shift+A")
    desk.page.get_by_role("button", name="删去").click()
    expect(desk.page.locator("#status")).to_contain_text("已替换 7 处")


def test_history_takes_an_action_back(desk: Desk) -> None:
    flag = desk.flags(flags.c.before == "虹山")[0]
    desk.site.room.editing.decide("李明", [Decision(flag.id, 1, "accept")])
    desk.go("/history")
    desk.page.get_by_role("button", name="撤销 李明").click()
    expect(desk.page.locator("#status")).to_contain_text("已撤销")
    expect(desk.page.locator("tr.faded")).to_contain_text("王编辑 于")
    assert desk.flags(flags.c.id == flag.id)[0].state == "open"


def test_search_leads_to_a_name_and_documents_are_completed(desk: Desk) -> None:
    desk.go("/queue?document=报三")
    expect(desk.page.locator("[data-row]")).to_have_count(5)
    desk.press("/")
    desk.page.keyboard.insert_text("0003")
    desk.press("Enter")
    desk.page.wait_for_url("**name=0003**")
    expect(desk.page.locator("[data-row]")).to_have_count(1)
    assert "kind=" not in desk.page.url
    desk.page.locator("input[name=document]").fill("报")
    expect(desk.page.locator("#documents option")).to_have_count(3)


def paths(desk: Desk) -> list[str]:
    """Every page of work, with something on it."""
    flag = desk.flags(flags.c.before == "虹山")[0]
    batch = desk.site.room.editing.decide("李明", [Decision(flag.id, 1, "accept")]).batch
    desk.site.room.editing.undo("李明", batch)
    other = desk.flags(flags.c.before == "虹山")[1]
    return [
        "/", "/progress", "/queue", "/queue?queue=text", "/queue?kind=place-name&band=any", f"/groups/{flag.grouped}",
        f"/flags/{flag.id}", f"/flags/{other.id}?document=报一", "/history", f"/history/{batch}",
        f"/pages/{flag.page}/blocks/{flag.block}/history", "/orphans", "/replace", "/replace?find=虹山&replace=虹仙",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_and_nobody_complains(desk: Desk, language: str, theme: str) -> None:
    cookies = {"baokan-language": language, "baokan-theme": theme}
    desk.context.add_cookies([{"name": name, "value": value, "url": desk.address} for name, value in cookies.items()])
    said = complaints(desk.page)
    for path in paths(desk):
        desk.go(path)
        assert violations(desk.page) == [], path
    desk.go("/flags/" + str(desk.flags(flags.c.before == "虹山")[1].id))
    desk.press("e")
    assert violations(desk.page) == []
    assert said == []


def test_nothing_hangs_over_the_edge(desk: Desk) -> None:
    for path in paths(desk):
        desk.go(path)
        assert too_wide(desk.page) == [], path


def test_the_frame_lies_on_the_printed_characters(desk: Desk) -> None:
    """The mark of the script-free overlay and the picture beneath have one scale and one place."""
    flag = desk.flags(flags.c.before == "虹山")[0]
    desk.go(f"/flags/{flag.id}")
    box = desk.page.evaluate(
        """() => {
            const image = document.querySelector('.crop img');
            const frame = document.querySelector('.crop polygon').getBoundingClientRect();
            const room = image.getBoundingClientRect();
            const scale = Math.min(room.width / image.naturalWidth, room.height / image.naturalHeight);
            const left = room.left + (room.width - scale * image.naturalWidth) / 2;
            return [(frame.left - left) / scale, (frame.right - left) / scale, image.naturalWidth];
        }"""
    )
    em = box[2] / 10.5  # ten characters and the margins
    assert box[0] == pytest.approx(2.25 * em, abs=3)
    assert box[1] == pytest.approx(4.25 * em, abs=3)


def test_hostile_print_is_shown_and_not_run(browser: Browser, tmp_path: Path) -> None:
    made = worked(tmp_path / "out", {"报": [hostile_page(), long_page(1)]}, shared=False, name="<i>王")
    context = browser.new_context(viewport=LAPTOP)
    with served(made.app) as address:
        page = context.new_page()
        alerts: list[str] = []
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        page.goto(f"{address}/enter?token={made.room.link.token}")
        page.wait_for_url(f"{address}/")
        hostile = rows(made, flags, flags.c.page == 1)[0]
        for path in ("/queue", f"/groups/{hostile.grouped}", f"/flags/{hostile.id}", "/replace?find=<script>"):
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
        other = rows(made, flags, flags.c.page == 2)[0]
        page.goto(f"{address}/flags/{other.id}")
        page.keyboard.press("j")  # the script puts the hostile one in
        expect(page.locator("#item-title")).to_contain_text("<script>")
        page.keyboard.press("a")
        expect(page.locator("#status")).to_contain_text("<script>")
        page.goto(f"{address}/history")
        assert alerts == []
        assert page.locator("main img[src=x]").count() == 0
    context.close()
    made.room.close()


def test_without_scripts_everything_can_be_read(browser: Browser, tmp_path: Path) -> None:
    made = worked(tmp_path / "out", {"报一": [street_page()]}, shared=False, name="王编辑")
    context = browser.new_context(viewport=LAPTOP, java_script_enabled=False)
    with served(made.app) as address:
        page = context.new_page()
        page.goto(f"{address}/enter?token={made.room.link.token}")
        page.click("main button")
        page.goto(f"{address}/queue?band=flagged")
        page.click("th a")
        expect(page.locator("li[data-row]")).to_have_count(2)
        page.click("li[data-row] >> nth=0 >> a")
        page.wait_for_load_state("networkidle")
        expect(page.locator(".paragraph")).to_contain_text("居委会里大家都说一声好")
        assert page.locator(".crop img").evaluate("image => image.complete && image.naturalWidth > 0")
    context.close()
    made.room.close()
