"""The page view in a real browser: image and text linked, moving, reviewing, keys, what axe says."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.browser import LOOKS, violations
from helpers.corpus import corpus
from helpers.made_pages import PageMaker
from helpers.review import served, site
from page_view import MARKED, Visit, block, draw, drawn, in_text, on_character, on_screen, still, texts
from playwright.sync_api import Browser, expect


def test_pointing_at_the_image_marks_the_character_in_the_text(visit: Visit) -> None:
    page = visit()
    page.mouse.move(*on_screen(page, *on_character(1, 2)))
    expect(page.locator(".where")).to_contain_text("第 2 段 正文 · 第 1 行 · 「虹」 把握 97 %")
    expect(page.locator(".where")).to_contain_text("待定：虹山 → 虹仙？")
    assert page.evaluate(MARKED, "hover") == ["虹"]
    assert page.evaluate(MARKED, "line") == ["今天虹山居委会里大家"]
    expect(block(page, 1)).to_have_class("block kind-paragraph pointed")
    page.mouse.move(*on_screen(page, 700, 900))
    expect(page.locator(".where")).to_be_hidden()
    assert page.evaluate(MARKED, "hover") == []


def test_pointing_at_the_text_marks_the_character_on_the_image(visit: Visit) -> None:
    page = visit()
    middle = on_character(2, 2)
    plain = drawn(page, *middle)
    page.mouse.move(*in_text(page, 1, 12))  # 一, the third character of the second line
    expect(page.locator(".where")).to_contain_text("第 2 行 · 「一」")
    assert drawn(page, *middle) != plain
    assert drawn(page, *on_character(4, 5)) == (0, 0, 0, 0)


def test_a_click_on_either_side_chooses_the_block_on_both(visit: Visit) -> None:
    page = visit()
    page.mouse.click(*on_screen(page, *on_character(3, 1)))
    expect(block(page, 2)).to_have_attribute("aria-current", "true")
    assert page.evaluate(MARKED, "spot") == ["山"]
    page.mouse.click(*in_text(page, 0, 1))
    expect(block(page, 0)).to_have_attribute("aria-current", "true")
    still(page)
    assert drawn(page, 97, 130)[3] > 0  # its frame
    assert page.url.endswith("/pages/1?block=0")


def test_selected_text_is_marked_on_the_image(visit: Visit) -> None:
    page = visit()
    assert drawn(page, *on_character(1, 4))[3] == 0
    page.mouse.move(*in_text(page, 1, 3))
    page.mouse.down()
    page.mouse.move(*in_text(page, 1, 7), steps=4)
    page.mouse.up()
    page.mouse.move(5, 5)
    assert drawn(page, *on_character(1, 5))[3] > 0


def test_doubtful_characters_are_tinted_from_the_threshold_that_was_set(visit: Visit) -> None:
    page = visit()
    doubtful = on_character(2, 3)  # 声, 40 %
    assert page.evaluate(MARKED, "doubt-2") == ["声"]
    assert drawn(page, *doubtful)[3] > 0
    for _ in range(9):  # from 80 down to 35 %
        page.keyboard.press("Comma")
    assert page.evaluate(MARKED, "doubt-2") == []
    assert drawn(page, *doubtful)[3] == 0
    page.reload()
    page.wait_for_selector("#page.ready", state="attached")
    expect(page.locator(".doubt output")).to_have_text("35 %")
    page.locator(".doubt input").fill("100")
    assert "社区新闻" in "".join(page.evaluate(MARKED, "doubt-1"))


def test_n_goes_from_question_to_question(visit: Visit) -> None:
    page = visit()
    asked = []
    for _ in range(4):
        page.keyboard.press("KeyN")
        asked.append("".join(page.evaluate(MARKED, "spot")))
    assert asked == ["虹山", "声", "虹山", "虹山"]  # and round again
    page.keyboard.press("Shift+KeyN")
    assert page.evaluate(MARKED, "spot") == ["虹山"]


@pytest.mark.parametrize(("query", "spot"), [("flag=3", "天山支路"), ("block=1&characters=2.3", "声")])
def test_an_address_opens_a_place_in_the_middle_with_a_mark(visit: Visit, query: str, spot: str) -> None:
    page = visit(path=f"/pages/1?{query}")
    assert "".join(page.evaluate(MARKED, "spot")) == spot
    still(page)
    box = page.locator(".viewer").bounding_box()
    assert box is not None
    x, y = on_screen(page, *(on_character(3, 6) if spot == "天山支路" else on_character(2, 3)))
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]


def test_the_wheel_scales_about_the_pointer_and_the_hand_moves_the_page(visit: Visit) -> None:
    page = visit()
    held = on_screen(page, 600, 400)
    page.mouse.move(*held)
    page.mouse.wheel(0, -240)
    page.wait_for_timeout(100)
    still(page)
    scaled = on_screen(page, 600, 400)
    assert scaled == pytest.approx(held, abs=1.5)
    assert abs(on_screen(page, 700, 400)[0] - scaled[0]) > 100 * 0.7
    page.mouse.down()
    page.mouse.move(held[0] + 50, held[1] + 30, steps=4)
    page.mouse.up()
    still(page)
    assert on_screen(page, 600, 400) == pytest.approx((held[0] + 50, held[1] + 30), abs=1.5)
    page.keyboard.press("Digit0")
    page.wait_for_timeout(300)
    still(page)
    box = page.locator(".viewer").bounding_box()
    assert box is not None
    assert on_screen(page, 0, 0)[1] > box["y"]
    assert on_screen(page, 1200, 1600)[1] < box["y"] + box["height"]


def test_a_page_is_reviewed_by_one_and_validated_by_another(visit: Visit) -> None:
    editor = visit("甲")
    expect(editor.locator("[data-stage=validated]")).to_have_count(0)
    editor.keyboard.press("Shift+KeyR")
    expect(editor.locator(".stage-badge")).to_have_text("已校对")
    validator = visit("审")
    validator.keyboard.press("Shift+KeyV")
    expect(validator.locator(".stage-badge")).to_have_text("已审定")
    expect(validator.locator(".stage-badge")).to_have_attribute("title", "校对：甲 · 审定：审")
    validator.keyboard.press("Shift+KeyI")
    expect(validator.locator(".stage-badge")).to_have_text("校对中")


def test_a_reader_looks_and_finds_no_way_to_change(visit: Visit) -> None:
    page = visit("读")
    page.keyboard.press("KeyJ")
    for code in ("KeyE", "KeyT", "KeyM", "KeyS", "KeyD", "KeyU", "Enter", "Alt+ArrowDown", "Shift+KeyR"):
        page.keyboard.press(code)
    expect(page.locator("textarea, .choices, .cut, .draft")).to_have_count(0)
    expect(page.locator("[data-action], [data-stage]")).to_have_count(0)
    assert texts(page)[0] == "社区新闻"


def test_keys_are_listed_and_work_under_an_input_method(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Shift+Slash")
    expect(page.locator("dialog.keys")).to_contain_text("下一个存疑处")
    expect(page.locator("dialog.keys")).to_contain_text("在阅读顺序里上移")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Process', code: 'KeyJ', bubbles: true, cancelable: true}))"
    )
    expect(block(page, 0)).to_have_attribute("aria-current", "true")


def test_keys_lead_to_the_flag_and_to_the_history_of_the_block(visit: Visit, address: str) -> None:
    page = visit()
    page.keyboard.press("KeyN")
    page.keyboard.press("KeyF")
    page.wait_for_url(f"{address}/flags/1")
    page.goto(f"{address}/pages/1?block=2")
    page.wait_for_selector("#page.ready", state="attached")
    page.keyboard.press("KeyH")
    page.wait_for_url(f"{address}/pages/1/blocks/2/history")


def test_the_list_of_pages_is_gone_through_with_keys(visit: Visit, address: str) -> None:
    page = visit()
    page.goto(f"{address}/pages")
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/pages/2")
    page.goto(f"{address}/pages")
    page.keyboard.press("Slash")
    page.keyboard.type("报一")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_marked_text_goes_to_the_gazetteer_by_a_key(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => { const text = document.querySelector(".block[data-number='1'] p.text").firstChild;
            getSelection().setBaseAndExtent(text, 2, text, 4); }"""
    )
    page.keyboard.press("Shift+KeyG")
    expect(page.locator("dialog input[name=name]")).to_have_value("虹山")


def test_hostile_text_of_a_scan_is_shown_and_not_run(browser: Browser, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=document.title='owned'>"
    make = PageMaker()
    make.block("paragraph", hostile)
    made = site(corpus(tmp_path / "hostile", {hostile.replace("/", ""): [make.page()]}, pictures=True), shared=False)
    made.room.editing.intake.run()
    with served(made.app) as address:
        page = browser.new_page()
        page.goto(f"{address}/enter?token={made.room.link.token}")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/pages/1")
        page.wait_for_selector("#page.ready", state="attached")
        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyE")
        expect(page.locator("textarea")).to_have_value(hostile)
        page.keyboard.press("Escape")
        assert page.locator(".blocks img").count() == 0
        assert page.title().startswith(hostile)
        page.close()
    made.room.close()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_in_any_state_of_the_page(visit: Visit, address: str, language: str, theme: str) -> None:
    page = visit()
    cookies = {"baokan-language": language, "baokan-theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page.goto(f"{address}/pages")
    assert violations(page) == []
    page.goto(f"{address}/pages/1")
    page.wait_for_selector("#page.ready", state="attached")
    assert violations(page) == []
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyJ")
    for code in ("KeyE", "KeyT", "KeyS"):
        page.keyboard.press(code)
        assert violations(page) == [], code
        page.keyboard.press("Escape")
    page.keyboard.press("Digit0")
    page.wait_for_timeout(300)
    draw(page)
    expect(page.locator(".draft textarea")).to_be_visible()
    assert violations(page) == []
