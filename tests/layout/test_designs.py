"""Designs of pages beyond the plain ones: vertical headlines, corner mastheads, long captions, small tables."""

from __future__ import annotations

from helpers.reading import FILL, FILL2, FILL3, kinds, read, texts
from helpers.typeset import Typesetter

from pipeline.model.geometry import Box, quad_of


def test_a_vertical_headline_heads_nothing_that_begins_above_it() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1210, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 500), (730, 230, 1210, 500)])
    page.rule(100, 560, 1210, 560)
    page.vertical("便民服务", 100, 620, size=2.4, bold=True)
    page.flow([FILL3], [(230, 620, 680, 900), (760, 620, 1210, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3]


def test_a_byline_with_a_square_before_it_is_no_list_item() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1570, 100, size=2.5, bold=True)
    page.centred("□本报记者方雨桐", 100, 1570, 200)
    page.flow([FILL, FILL2, FILL3], [(100, 280, 550, 500), (610, 280, 1060, 500), (1120, 280, 1570, 700)])
    result = read(page)
    assert texts(result) == ["花园里的四季", "□本报记者方雨桐", FILL, FILL2, FILL3]
    assert kinds(result)["□本报记者方雨桐"] == "byline"


def test_a_headline_on_a_grey_bar_is_not_taken_for_print_that_shines_through() -> None:
    page = Typesetter()
    page.draw.rectangle((100, 80, 1210, 170), fill=110)
    page.centred("便民信息", 100, 1210, 95, size=2.0, bold=True, reversed_=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 500), (730, 230, 1210, 500)])
    assert texts(read(page)) == ["便民信息", FILL, FILL2]


def test_a_vertical_headline_beside_another_headline_keeps_its_column() -> None:
    page = Typesetter(1900)
    page.centred("花园里的四季", 100, 1740, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 450), (730, 230, 1210, 450)])
    page.vertical("便民服务", 100, 560, size=2.4, bold=True)
    page.flow([FILL3], [(230, 560, 680, 900)])
    page.line("老街记忆从这里走进千家", 760, 560, size=2.4, bold=True)
    page.flow([FILL, FILL2], [(760, 680, 1210, 820), (1290, 680, 1740, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3, "老街记忆从这里走进千家", FILL, FILL2]


def test_two_headlines_flush_with_their_columns_keep_them() -> None:
    page = Typesetter(2000)
    page.line("便民", 100, 100, size=2.4, bold=True)
    page.flow([FILL3, FILL], [(100, 230, 400, 420), (460, 230, 760, 700)])
    page.line("老街", 820, 100, size=2.4, bold=True)
    page.flow([FILL, FILL2], [(820, 230, 1120, 420), (1180, 230, 1480, 420), (1540, 230, 1840, 420)])
    assert texts(read(page)) == ["便民", FILL3, FILL, "老街", FILL, FILL2]


def test_one_character_and_a_full_stop_at_the_top_of_a_column_are_no_speck() -> None:
    page = Typesetter()
    text = FILL[:27] + FILL[:21] + "好。"  # 13, 15, 15 and 6 characters
    page.flow([text[:43]], [(100, 230, 550, 400)])
    page.line("好。", 630, 230)
    page.line("报名方式", 630, 330, size=1.1, bold=True)
    page.flow([FILL2], [(630, 420, 1080, 800)])
    assert "好。" in "".join(texts(read(page)))


def test_a_short_heading_under_a_byline_is_no_second_byline() -> None:
    page = Typesetter()
    page.line("花园里的四季", 100, 100, size=2.4, bold=True)
    page.line("通讯员方雨", 100, 195)
    page.line("记忆一", 100, 260, size=1.1)
    page.flow([FILL, FILL2], [(100, 330, 550, 700), (630, 260, 1080, 700)])
    result = read(page)
    assert kinds(result)["通讯员方雨"] == "byline"
    assert kinds(result)["记忆一"] != "byline"


ROWS = [["助餐点", "地址", "午餐"], ["虹旭助餐点", "虹旭路21号", "11:00"], ["安龙助餐点", "安龙路718号", "11:30"]]


def set_table(page: Typesetter, x: float, y: float, width: float, pitch: float) -> list[str]:
    """The cells of ``ROWS`` in three columns, without rules; returns the rows as they are to be read."""
    for r, row in enumerate(ROWS):
        for c, cell in enumerate(row):
            page.centred(cell, x + width * c / 3, x + width * (c + 1) / 3, y + pitch * r + (pitch - page.em) / 2)
    return ["\t".join(row) for row in ROWS]


def table_rows(page: Typesetter) -> list[str]:
    result = read(page)
    (table,) = (block for block in result.blocks if block.kind == "table")
    return result.ocr_text(table).text.split("\n")


def test_thin_rules_close_to_the_print_of_a_table_are_found() -> None:
    page = Typesetter()
    page.flow([FILL, FILL2], [(100, 100, 550, 500)])
    rows = set_table(page, 100, 560, 600, 48)
    for r in range(4):
        page.draw.line((100, 560 + 48 * r, 700, 560 + 48 * r), fill=130, width=1)
    found = [rule for rule in read(page).graphics.rules if rule.direction == "horizontal"]
    assert len(found) == 4
    assert table_rows(page) == rows


def test_a_table_of_three_rules_keeps_its_rows() -> None:
    page = Typesetter()
    page.flow([FILL, FILL2], [(100, 100, 550, 500)])
    rows = set_table(page, 100, 560, 900, 60)
    for y in (560, 620, 740):
        page.rule(100, y, 1000, y)
    assert table_rows(page) == rows


def test_a_rule_that_runs_on_beside_a_table_still_closes_it() -> None:
    page = Typesetter()
    rows = set_table(page, 100, 560, 600, 60)
    for r in range(4):
        page.rule(100, 560 + 60 * r, 1400 if r == 0 else 700, 560 + 60 * r)
    page.flow([FILL, FILL2], [(780, 600, 1380, 1100)])
    assert table_rows(page) == rows


def test_a_pale_fold_does_not_lengthen_a_rule() -> None:
    page = Typesetter()
    page.draw.line((700, 600, 1590, 600), fill=212, width=3)
    page.rule(100, 600, 690, 600)
    page.flow([FILL, FILL2], [(100, 100, 550, 500)])
    assert min(rule.box[2] for rule in read(page).graphics.rules) < 710


def test_a_caption_of_several_small_rows_is_whole_even_when_it_ends_a_sentence() -> None:
    page = Typesetter()
    page.photo((100, 100, 550, 400))
    caption = "志愿者在社区花园里为居民讲解怎样修枝，孩子们围在一旁听得入神。傍晚大家合影。"
    for k in range(3):
        page.line(caption[17 * k : 17 * k + 17], 100, 412 + 34 * k, size=0.87)
    page.flow([FILL, FILL2], [(100, 545, 550, 1000)])
    result = read(page)
    assert texts(result) == [FILL, FILL2, caption]
    assert kinds(result)[caption] == "caption"


def test_a_caption_of_body_size_flush_with_its_picture_does_not_interrupt_the_paragraph() -> None:
    page = Typesetter()
    page.flow([FILL], [(100, 100, 550, 200), (100, 620, 550, 900)])
    page.photo((100, 230, 550, 560))
    page.line("傍晚的花园", 100, 570)
    assert texts(read(page)) == [FILL, "傍晚的花园"]


def test_a_heading_under_a_picture_is_no_caption() -> None:
    page = Typesetter()
    page.photo((100, 100, 550, 400))
    page.line("报名方式", 100, 450, bold=True)
    page.flow([FILL, FILL2], [(100, 520, 550, 1000)])
    assert kinds(read(page))["报名方式"] == "heading"


def test_a_column_under_a_picture_over_two_columns_has_no_caption() -> None:
    page = Typesetter()
    page.flow([FILL + FILL2], [(100, 100, 550, 200), (100, 640, 550, 720), (640, 100, 1090, 240)])
    page.flow([FILL3], [(640, 640, 1090, 900)])
    page.photo((100, 250, 1090, 610))
    assert "caption" not in kinds(read(page)).values()


def test_a_masthead_in_the_corner_stays_out_of_the_text() -> None:
    page = Typesetter()
    page.line("虹桥社区报", 100, 100, size=3.0, bold=True)
    for k, text in enumerate(("2020年3月12日", "第27期", "主办：虹桥街道")):
        page.line(text, 100, 215 + 45 * k)
    page.line("花园里的四季", 700, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(700, 210, 1060, 420), (1140, 210, 1500, 600)])
    page.rule(100, 640, 1500, 640)
    page.centred("便民服务", 100, 1500, 680, size=2.5, bold=True)
    page.flow([FILL3], [(100, 800, 750, 1100)])
    result = read(page)
    assert texts(result) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3]
    assert kinds(result)["主办：虹桥街道"] == "masthead"


def test_a_kicker_flush_with_its_headline_belongs_to_it() -> None:
    page = Typesetter()
    page.flow([FILL], [(100, 60, 550, 300)])
    page.line("家门口的好去处", 100, 340, size=1.3)
    page.line("花园里的四季从这里开始", 100, 400, size=2.5, bold=True)
    page.flow([FILL2, FILL3], [(100, 520, 550, 760), (640, 520, 1090, 900)])
    result = read(page)
    assert texts(result) == [FILL, "家门口的好去处", "花园里的四季从这里开始", FILL2, FILL3]
    assert kinds(result)["家门口的好去处"] == "subtitle"


def test_a_bold_subtitle_over_several_columns_is_no_heading_of_one() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1570, 100, size=2.5, bold=True)
    page.centred("——邻里共建一座园的故事", 100, 1570, 210, size=1.5, bold=True)
    page.flow([FILL, FILL2, FILL3], [(100, 310, 550, 500), (610, 310, 1060, 500), (1120, 310, 1570, 700)])
    result = read(page)
    assert texts(result)[1] == "——邻里共建一座园的故事"
    assert kinds(result)["——邻里共建一座园的故事"] == "subtitle"


def test_two_pictures_and_the_column_between_them_are_not_one_picture() -> None:
    page = Typesetter()
    page.draw.rectangle((80, 80, 1570, 640), fill=205)
    page.photo((100, 100, 550, 620))
    page.photo((1120, 100, 1570, 620))
    page.flow([FILL, FILL2, FILL3], [(610, 100, 1060, 900)])
    result = read(page)
    assert texts(result) == [FILL, FILL2, FILL3]
    assert len(result.graphics.photos) == 2


def test_a_headline_over_a_text_that_names_a_year_is_no_masthead() -> None:
    page = Typesetter()
    page.line("便民服务", 100, 100, size=2.6, bold=True)
    page.flow(["2019年春天，这里建起了第一座花园。" + FILL, FILL2], [(100, 220, 550, 480), (640, 220, 1090, 700)])
    result = read(page)
    assert kinds(result)["便民服务"] == "title"
    assert "masthead" not in kinds(result).values()


def test_a_name_between_its_rule_and_the_strip_with_the_date_is_a_masthead() -> None:
    page = Typesetter()
    page.centred("虹桥社区报", 100, 1500, 60, size=4.0, bold=True)
    page.rule(100, 195, 1500, 195)
    page.line("2021年2月25日星期四", 100, 210)
    page.line("第10期总第46期", 1200, 210)
    page.rule(100, 255, 1500, 255)
    page.centred("花园里的四季", 100, 1500, 300, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 420, 750, 800), (850, 420, 1500, 800)])
    result = read(page)
    assert texts(result) == ["花园里的四季", FILL, FILL2]
    assert kinds(result)["虹桥社区报"] == "masthead"


def test_one_cut_off_from_its_row_is_joined_again_though_it_is_flat() -> None:
    page = Typesetter()
    page.line("这里的每一条小路都由志愿者轮流", 100, 100)
    head = page.line("打扫，他把旧报纸剪下来，", 100, 146)
    x0, y = head.box[2] + 12, 161
    flat = page.line("一", x0, 146)
    quad = quad_of((x0, y - 3, x0 + 80, y + 3))
    page.lines[-1] = flat.model_copy(
        update={"text": "一一", "quad": quad, "ink_height": 5.0, "cuts": (0.0, 40.0, 80.0), "confidences": (99, 99)}
    )
    page.line("页贴进本子，老人在亭子里下棋。", 100, 192)
    assert texts(read(page)) == [
        "这里的每一条小路都由志愿者轮流打扫，他把旧报纸剪下来，一一页贴进本子，老人在亭子里下棋。"
    ]


def test_a_rule_that_was_read_as_characters_is_no_text() -> None:
    page = Typesetter()
    page.flow([FILL], [(100, 200, 550, 500)])
    page.line("雷山面", 100, 100)
    line = page.lines.pop()
    page.lines.append(line.model_copy(update={"quad": quad_of((100, 115, 400, 119)), "ink_height": 3.0}))
    assert texts(read(page)) == [FILL]


def test_a_box_whose_side_runs_along_a_picture_is_found() -> None:
    page = Typesetter()
    page.frame((830, 90, 1520, 600))
    page.photo((830, 620, 1520, 900))
    (found,) = read_frames(page)
    assert found[3] > 590


def test_the_rules_of_a_table_in_a_box_are_no_bottom_of_a_box() -> None:
    page = Typesetter()
    page.frame((100, 90, 1520, 900))
    for y in (500, 560, 620):
        page.rule(120, y, 1500, y)
    (found,) = read_frames(page)
    assert found[3] > 890


def read_frames(page: Typesetter) -> list[Box]:
    page.flow([FILL3], [(850, 110, 1500, 300)])
    return list(read(page).graphics.frames)


def test_vertical_lines_that_marks_widen_are_no_headlines() -> None:
    page = Typesetter()
    page.vertical("老街记忆", 1300, 200, size=2.4, bold=True)
    for k, text in enumerate(("这条老街从前有米店", "和布庄，后来搬来了", "修表的师傅一家人")):
        page.vertical(text, 1200 - 55 * k, 200 + (60 if k == 0 else 0))
    wide = page.lines[2]
    (x0, y0, x1, y1) = wide.box
    quad = ((x1 + 24, y0), (x1 + 24, y1), (x0 - 2, y1), (x0 - 2, y0))
    page.lines[2] = wide.model_copy(update={"quad": quad, "ink_height": 56.0})
    assert texts(read(page)) == ["老街记忆", "这条老街从前有米店和布庄，后来搬来了修表的师傅一家人"]


def test_specks_read_as_characters_are_in_no_block() -> None:
    page = Typesetter()
    page.line("2021年3月12日", 100, 60)
    page.line("责任编辑方雨桐", 1250, 60)
    page.rule(100, 105, 1500, 105)
    page.flow([FILL, FILL2], [(100, 200, 550, 900)])
    unsure = page.line("S", 700, 20)
    page.lines[-1] = unsure.model_copy(update={"confidences": (74,)})
    small = page.line("11", 300, 1000)
    page.lines[-1] = small.model_copy(update={"ink_height": 15.0})
    page.vertical("N", 900, 900)
    result = read(page)
    assert texts(result) == [FILL, FILL2]
    assert {kinds(result)[t] for t in ("2021年3月12日", "责任编辑方雨桐")} == {"folio"}
    assert not {"S", "11", "N"} & kinds(result).keys()


def test_a_page_number_of_one_digit_is_no_speck() -> None:
    page = Typesetter()
    page.flow([FILL, FILL2], [(100, 200, 550, 900)])
    page.line("3", 300, 1000)
    assert kinds(read(page))["3"] == "folio"


def test_a_vertical_line_in_two_pieces_is_one_line() -> None:
    page = Typesetter()
    page.vertical("老街记忆", 1300, 200, size=2.4, bold=True)
    page.vertical("这条老街从前有米店", 1200, 260)
    page.vertical("和布庄", 1145, 200)
    page.vertical("，后来搬来了人", 1145, 312)
    page.vertical("修表的师傅一家。", 1090, 200)
    assert texts(read(page)) == ["老街记忆", "这条老街从前有米店和布庄，后来搬来了人修表的师傅一家。"]


def test_a_caption_over_its_picture_does_not_interrupt_the_paragraph() -> None:
    page = Typesetter()
    page.flow([FILL], [(100, 100, 550, 200), (100, 640, 550, 900)])
    page.centred("傍晚的花园", 100, 550, 240, size=0.85)
    page.photo((100, 280, 550, 600))
    result = read(page)
    assert texts(result) == [FILL, "傍晚的花园"]
    assert kinds(result)["傍晚的花园"] == "caption"


def test_the_upright_stroke_at_the_end_of_a_headline_is_no_rule() -> None:
    page = Typesetter()
    title = page.line("春天更便利", 100, 100, size=5.0)
    right = title.box[2]
    page.draw.rectangle((right - 14, 105, right - 8, 245), fill=20)
    page.line("老街记忆", 1070, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 290, 520, 480), (580, 290, 1000, 700)])
    page.flow([FILL3], [(1070, 290, 1520, 700)])
    result = read(page)
    assert not [rule for rule in result.graphics.rules if rule.direction == "vertical"]
    assert texts(result) == ["春天更便利", FILL, FILL2, "老街记忆", FILL3]


def test_a_bold_subtitle_flush_with_a_headline_over_two_columns_is_no_heading() -> None:
    page = Typesetter()
    page.line("花园里的四季从这里开始了", 100, 100, size=2.5, bold=True)
    page.line("邻里共建的故事", 100, 200, size=1.3, bold=True)
    page.line("本报记者方雨桐", 100, 268)
    page.flow([FILL, FILL2], [(100, 320, 550, 510), (640, 320, 1090, 700)])
    result = read(page)
    assert kinds(result)["邻里共建的故事"] == "subtitle"
    assert kinds(result)["本报记者方雨桐"] == "byline"


def test_a_large_page_label_is_a_folio_and_no_masthead() -> None:
    page = Typesetter()
    page.line("2公告", 100, 50, size=1.8, bold=True)
    page.line("2021年3月", 700, 60)
    page.rule(100, 115, 1500, 115)
    page.flow([FILL, FILL2], [(100, 200, 750, 500)])
    assert kinds(read(page))["2公告"] == "folio"
