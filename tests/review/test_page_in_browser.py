"""The page view in a real browser: image and text linked, every change by key and mouse, two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.browser import LAPTOP, LOOKS, chromium, complaints, until
from helpers.corpus import corpus
from helpers.engines import NAME, READER
from helpers.made_pages import PageMaker
from helpers.review import PASSWORD, Site, busy_site, served, site
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from pipeline.review.person import Role

FIRST = "今天虹山居委会里大家都说一声好。"
"""Block 1 of a street page: lines 1 (ten characters) and 2."""
READS = {"engine": READER, "options": {"text": "号处快讯\n虹山开门"}}
Point = tuple[float, float]

# What of the text is painted under a mark, as the browser knows it.
MARKED = """(name) => [...CSS.highlights.get(name)]
    .map((one) => one.startContainer.data.slice(one.startOffset, one.endOffset))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    opened = busy_site(tmp_path / "out", READS)
    for name, role in (("甲", Role.editor), ("乙", Role.editor), ("审", Role.validator), ("读", Role.reader)):
        opened.add(name, role)
    yield opened
    opened.room.close()


@pytest.fixture
def address(made: Site) -> Iterator[str]:
    with served(made.app) as found:
        yield found


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens page 1 in a browser of its own: ``visit("甲")``; what the page complains about fails the test."""
    opened: list[tuple[BrowserContext, list[str]]] = []

    def open_it(name: str = "甲", path: str = "/pages/1", **look: Any) -> Page:
        context = browser.new_context(viewport=LAPTOP, locale="zh-CN", **look)
        context.set_default_timeout(30_000)
        page = context.new_page()
        opened.append((context, complaints(page)))
        page.goto(f"{address}/sign-in")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{address}/")
        page.goto(address + path)
        page.wait_for_selector("#page.ready", state="attached")
        return page

    yield open_it
    for context, said in opened:
        context.close()
        # the browser itself reports conflicts, which the page deals with, and how this file looks at its canvas
        assert [one for one in said if "409" not in one and "getImageData" not in one] == []


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


def draw(page: Page, a: Point = (100, 600), b: Point = (500, 700)) -> None:
    page.keyboard.press("KeyD")
    page.mouse.move(*on_screen(page, *a))
    page.mouse.down()
    page.mouse.move(*on_screen(page, *b), steps=5)
    page.mouse.up()


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


def violations(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
