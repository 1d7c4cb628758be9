"""The page view in a real browser: every change by key and mouse, and two people at once."""

from __future__ import annotations

from pathlib import Path

from helpers.browser import LAPTOP
from helpers.engines import NAME
from helpers.review import PASSWORD, busy_site, served
from page_view import FIRST, Visit, block, draw, in_text, on_character, on_screen, texts
from playwright.sync_api import Browser, expect

from pipeline.review.person import Role


def test_a_paragraph_is_edited_with_the_keyboard_alone_and_taken_back(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyE")
    field = page.locator("textarea")
    expect(field).to_be_focused()
    assert field.input_value() == FIRST
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    page.keyboard.type("仙")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    expect(block(page, 1).locator("p.text")).to_have_text(FIRST.replace("虹山", "虹仙"))
    expect(page.locator(".stage-badge")).to_have_text("校对中")
    expect(page.locator(".saved")).to_contain_text("已保存")
    page.keyboard.press("KeyU")
    expect(block(page, 1).locator("p.text")).to_have_text(FIRST)
    page.click(".toast button")
    expect(block(page, 1).locator("p.text")).to_have_text(FIRST.replace("虹山", "虹仙"))


def test_the_character_at_the_cursor_is_marked_while_one_edits(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyE")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".where")).to_contain_text("「区」")
    page.keyboard.type("小")
    expect(page.locator(".where")).to_contain_text("「区」")  # the place behind what was put in
    page.keyboard.press("End")
    expect(page.locator(".where")).to_contain_text("「闻」")


def test_escape_leaves_and_what_was_typed_can_be_taken_up_again(visit: Visit) -> None:
    page = visit()
    page.mouse.dblclick(*in_text(page, 0, 1))
    page.locator("textarea").fill("社区新间")
    page.keyboard.press("Escape")
    expect(page.locator("textarea")).to_have_count(0)
    expect(block(page, 0).locator("p.text")).to_have_text("社区新闻")
    page.click(".toast button")
    assert page.locator("textarea").input_value() == "社区新间"


def test_enter_and_escape_of_the_input_method_belong_to_it(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyE")
    for code in ("Enter", "Escape"):
        page.evaluate(
            "(code) => document.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown',"
            " {code, key: 'Process', isComposing: true, bubbles: true, cancelable: true}))",
            code,
        )
    expect(page.locator("textarea")).to_be_focused()


def test_line_ends_that_were_pasted_are_taken_out(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyE")
    page.locator("textarea").fill("社区\n  新间")
    page.keyboard.press("Enter")
    expect(block(page, 0).locator("p.text")).to_have_text("社区新间")


def test_a_kind_is_chosen_with_a_digit(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyT")
    expect(page.locator(".choices button").first).to_be_visible()
    page.keyboard.press("Digit4")
    expect(block(page, 0)).to_have_class("block kind-heading chosen")
    page.keyboard.press("KeyT")
    page.keyboard.press("Escape")
    expect(page.locator(".choices")).to_have_count(0)
    expect(block(page, 0)).to_be_focused()


def test_blocks_are_joined_and_split_between_lines(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyM")
    expect(page.locator(".block")).to_have_count(2)
    page.keyboard.press("KeyS")
    cuts = page.locator(".cut")
    expect(cuts).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".block")).to_have_count(3)
    assert texts(page)[1] == FIRST
    page.keyboard.press("KeyS")
    page.mouse.click(*on_screen(page, *on_character(2, 1)))  # or on the image
    expect(page.locator(".block")).to_have_count(4)
    assert texts(page)[1:3] == ["今天虹山居委会里大家", "都说一声好。"]
    for count in (3, 2, 3):
        page.keyboard.press("KeyU")
        expect(page.locator(".block")).to_have_count(count)


def test_the_reading_order_changes_by_keys_and_by_dragging(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("KeyJ")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")  # the second one waits for the first
    expect(page.locator(".block").last).to_contain_text("社区新闻")
    expect(block(page, 0)).to_be_focused()
    expect(block(page, 0).locator(".place")).to_have_text("3")
    place, first = block(page, 0).locator(".place").bounding_box(), page.locator(".block").first.bounding_box()
    assert place is not None
    assert first is not None
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 20, first["y"] + 2, steps=6)
    page.mouse.up()
    expect(page.locator(".block").first).to_contain_text("社区新闻")


def test_a_missed_block_is_drawn_read_put_right_and_stored(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Digit0")
    page.wait_for_timeout(300)
    draw(page)
    field = page.locator(".draft textarea")
    expect(field).to_have_value("号处快讯虹山开门")
    expect(page.locator(".draft")).to_contain_text("读出 8 个字，平均把握 90 %")
    page.locator(".viewer").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".draft")).to_have_count(0)
    draw(page)
    page.select_option(".draft select >> nth=0", "heading")
    field.fill("号外快讯虹仙开门")
    field.press("Enter")
    expect(block(page, 10_000)).to_have_class("block kind-heading chosen")
    expect(block(page, 10_000).locator("p.text")).to_have_text("号外快讯虹仙开门")
    expect(block(page, 10_000)).to_have_attribute("aria-current", "true")
    assert texts(page)[3] == "号外快讯虹仙开门"  # behind what stands above it
    page.keyboard.press("KeyU")
    expect(block(page, 10_000)).to_have_count(0)


def test_a_missing_engine_is_told_and_one_types_instead(browser: Browser, tmp_path: Path) -> None:
    made = busy_site(tmp_path / "broken", {"engine": NAME, "options": {"broken": "1"}})
    made.add("甲", Role.editor)
    with served(made.app) as address:
        context = browser.new_context(viewport=LAPTOP, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}/sign-in?next=/pages/1")
        page.fill("input[name=name]", "甲")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_selector("#page.ready", state="attached")
        page.keyboard.press("Digit0")
        page.wait_for_timeout(300)
        draw(page)
        expect(page.locator(".draft .note")).to_contain_text("识别引擎用不了")
        page.locator(".draft textarea").fill("第一行\n第二行")
        page.click(".draft .button.main")
        expect(block(page, 10_000).locator("p.text")).to_have_text("第一行第二行")
        context.close()
    made.room.close()


def test_two_people_on_one_paragraph_the_second_sees_both_texts(visit: Visit) -> None:
    first, second = visit("甲"), visit("乙")
    for page, text in ((first, "社区新间"), (second, "社区新问")):
        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyE")
        page.locator("textarea").fill(text)
    first.keyboard.press("Enter")
    expect(first.locator("textarea")).to_have_count(0)
    second.keyboard.press("Enter")
    dialog = second.locator("dialog")
    expect(dialog).to_contain_text("甲")
    expect(dialog.locator(".both section").nth(0)).to_contain_text("社区新问")
    expect(dialog.locator(".both section").nth(1)).to_contain_text("社区新间")
    dialog.get_by_role("button", name="以后再说").click()
    assert second.locator("textarea").input_value() == "社区新问"  # nothing is lost
    second.locator("textarea").press("Enter")
    dialog.get_by_role("button", name="改成我的").click()
    expect(block(second, 0).locator("p.text")).to_have_text("社区新问")
    first.reload()
    expect(block(first, 0).locator("p.text")).to_have_text("社区新问")


def test_a_change_of_structure_over_anothers_text_is_told_and_not_done(visit: Visit) -> None:
    first, second = visit("甲"), visit("乙")
    for page in (first, second):
        page.keyboard.press("KeyJ")
    first.keyboard.press("KeyE")
    first.locator("textarea").fill("社区新间")
    first.keyboard.press("Enter")
    expect(first.locator("textarea")).to_have_count(0)
    second.keyboard.press("KeyM")
    dialog = second.locator("dialog")
    expect(dialog.locator(".both section").nth(0)).to_contain_text("把第 2 段并入第 1 段")
    expect(dialog.locator(".both section").nth(1)).to_contain_text("社区新间")
    dialog.get_by_role("button", name="用现在的").click()
    expect(block(second, 0).locator("p.text")).to_have_text("社区新间")
    expect(second.locator(".block")).to_have_count(3)


def test_somebody_elses_change_is_shown_when_one_comes_back(visit: Visit) -> None:
    first, second = visit("甲"), visit("乙")
    first.keyboard.press("KeyJ")
    first.keyboard.press("KeyE")
    first.locator("textarea").fill("社区新间")
    first.keyboard.press("Enter")
    expect(first.locator("textarea")).to_have_count(0)
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(block(second, 0).locator("p.text")).to_have_text("社区新间")
    expect(second.locator(".toast")).to_contain_text("甲 改了这一页")
