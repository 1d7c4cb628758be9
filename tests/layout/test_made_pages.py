"""Layout, order and reflow together, on pages that were set with known text."""

from __future__ import annotations

from helpers.reading import FILL, FILL2, FILL3, kinds, read, texts
from helpers.typeset import Typesetter


def test_a_paragraph_goes_on_in_the_next_column_under_one_headline() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1100, 100, size=3.0, bold=True)
    page.flow([FILL, FILL2, FILL3], [(100, 260, 550, 600), (640, 260, 1090, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, FILL3]


def test_a_paragraph_goes_on_below_a_picture_and_its_caption_stands_last() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1100, 100, size=3.0, bold=True)
    page.photo((100, 500, 550, 800))
    page.centred("傍晚的花园", 100, 550, 815, size=0.87)
    page.flow([FILL + FILL2, FILL3 + FILL], [(100, 260, 550, 470), (100, 890, 550, 1060), (640, 260, 1090, 900)])
    result = read(page)
    assert texts(result) == ["花园里的四季", FILL + FILL2, FILL3 + FILL, "傍晚的花园"]
    assert kinds(result)["傍晚的花园"] == "caption"
    assert {join.kind for block in result.blocks for join in block.joins} == {"line", "photo", "column"}


def test_a_pale_even_shadow_is_no_picture() -> None:
    page = Typesetter()
    page.draw.rectangle((640, 700, 1090, 1000), fill=205)
    page.photo((100, 700, 550, 1000))
    page.flow([FILL, FILL2, FILL3], [(100, 260, 550, 600), (640, 260, 1090, 600)])
    (found,) = read(page).graphics.photos
    assert found[2] < 600, "the picture is on the left"


def test_articles_side_by_side_are_read_one_after_the_other() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 750, 100, size=2.5, bold=True)
    page.centred("便民服务", 850, 1500, 100, size=2.5, bold=True)
    page.rule(800, 90, 800, 900)
    page.flow([FILL, FILL2], [(100, 260, 400, 800), (450, 260, 750, 800)])
    page.flow(["#理发磨刀", FILL3], [(850, 260, 1150, 800), (1200, 260, 1500, 800)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", "理发磨刀", FILL3]


def test_an_article_wraps_under_a_box_to_its_right() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 750, 100, size=2.5, bold=True)
    page.frame((830, 90, 1520, 620))
    page.centred("便民服务", 850, 1500, 110, size=2.5, bold=True)
    page.flow([FILL3], [(850, 260, 1150, 600), (1200, 260, 1500, 600)])
    page.flow(
        [FILL, FILL2, FILL, FILL3],
        [(100, 260, 400, 800), (450, 260, 750, 800), (850, 660, 1150, 800), (1200, 660, 1500, 800)],
    )
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, FILL, FILL3, "便民服务", FILL3]


def test_a_bold_heading_over_two_rows_is_one_block() -> None:
    page = Typesetter()
    page.flow([FILL, FILL2], [(100, 200, 550, 900)])
    y = page.lines[-1].box[3] + 40
    page.line("面对群众对宜居环境的美好期待", 100, y, bold=True, size=1.05)
    page.line("我们推进微更新", 100, y + 45, bold=True, size=1.05)
    page.flow([FILL3], [(100, y + 130, 550, y + 700)])
    result = read(page)
    assert texts(result) == [FILL, FILL2, "面对群众对宜居环境的美好期待我们推进微更新", FILL3]
    assert kinds(result)["面对群众对宜居环境的美好期待我们推进微更新"] == "heading"


def test_masthead_and_running_head_stay_out_of_the_text() -> None:
    page = Typesetter()
    page.line("02要闻", 100, 60, bold=True)
    page.line("2021年3月12日", 600, 60)
    page.line("责任编辑方雨桐", 1250, 60)
    page.rule(100, 105, 1500, 105)
    page.centred("花园里的四季", 100, 1500, 160, size=3.0, bold=True)
    page.flow([FILL, FILL2], [(100, 320, 750, 800), (850, 320, 1500, 800)])
    result = read(page)
    assert texts(result) == ["花园里的四季", FILL, FILL2]
    assert {kinds(result)[t] for t in ("02要闻", "2021年3月12日", "责任编辑方雨桐")} == {"folio"}


def test_a_reversed_bar_is_a_headline() -> None:
    page = Typesetter()
    page.flow([FILL, FILL2], [(100, 200, 750, 500), (850, 200, 1500, 500)])
    page.bar((100, 560, 1500, 660))
    page.centred("便民信息", 100, 1500, 580, size=2.0, bold=True, reversed_=True)
    page.flow(["#停水通知", FILL3], [(100, 720, 750, 1100)])
    result = read(page)
    assert texts(result) == [FILL, FILL2, "便民信息", "停水通知", FILL3]
    assert kinds(result)["便民信息"] == "title"


def test_list_items_are_blocks_of_their_own() -> None:
    page = Typesetter()
    items = [
        "●四月十日上午九时，公园音乐广场，开幕式暨百家宴，请带好小板凳。",
        "●四月十一日下午，邻里中心，旧衣改造工作坊。",
    ]
    page.flow([FILL, *items, FILL2], [(100, 200, 550, 1200)])
    result = read(page)
    assert texts(result) == [FILL, *items, FILL2]
    assert [kinds(result)[item] for item in items] == ["item", "item"]


def test_a_ruled_table_keeps_rows_and_columns_and_splits_the_columns_around_it() -> None:
    page = Typesetter()
    page.centred("食堂新增三处", 100, 1500, 100, size=3.0, bold=True)
    page.flow([FILL, FILL2], [(100, 260, 750, 500), (850, 260, 1500, 500)])
    rows = [["助餐点", "地址", "午餐"], ["虹旭助餐点", "虹旭路21号", "11:00"], ["安龙助餐点", "安龙路718号", "11:30"]]
    for r in range(4):
        page.rule(100, 560 + 60 * r, 1500, 560 + 60 * r)
    for x in (100, 560, 1030, 1500):
        page.rule(x, 560, x, 740)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            page.centred(cell, 100 + 467 * c, 567 + 467 * c, 575 + 60 * r)
    page.flow([FILL3, FILL], [(100, 800, 750, 1100), (850, 800, 1500, 1100)])
    result = read(page)
    table = next(b for b in result.blocks if b.kind == "table")
    assert result.ocr_text(table).text == "\n".join("\t".join(row) for row in rows)
    assert texts(result) == ["食堂新增三处", FILL, FILL2, result.ocr_text(table).text, FILL3, FILL]


def test_every_line_of_print_is_in_exactly_one_region() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1100, 100, size=3.0, bold=True)
    page.photo((100, 500, 550, 800))
    page.flow([FILL, "#小标题", FILL2], [(100, 260, 550, 470), (640, 260, 1090, 900)])
    result = read(page)
    used = [i for region in result.regions for i in region.lines]
    assert sorted(used) == [line.id for line in page.lines]
    assert sorted(i for block in result.blocks for i in block.lines) == sorted(used)


def test_vertical_print_is_read_from_right_to_left() -> None:
    page = Typesetter()
    page.vertical("老街记忆", 1300, 200, size=2.4, bold=True)
    text = "这条老街从前有米店和布庄。"
    rest = "后来搬来了修表的师傅一家。"
    columns = [f"{text[:9]}", text[9:], rest[:9], rest[9:]]
    for k, (column, indent) in enumerate(zip(columns, (2, 0, 2, 0), strict=True)):
        page.vertical(column, 1200 - 50 * k, 200 + indent * 30)
    result = read(page)
    assert texts(result) == ["老街记忆", text, rest]


def test_a_vertical_headline_heads_the_columns_beside_it() -> None:
    page = Typesetter()
    page.vertical("花园四季", 100, 150, size=2.4, bold=True)
    page.flow([FILL, FILL2], [(230, 150, 680, 500), (760, 150, 1210, 500)])
    page.rule(100, 560, 1500, 560)
    page.centred("便民服务", 100, 1500, 600, size=2.5, bold=True)
    page.flow([FILL3], [(100, 740, 750, 1100)])
    assert texts(read(page)) == ["花园四季", FILL, FILL2, "便民服务", FILL3]


def test_the_same_page_at_twice_the_resolution_gives_the_same_text() -> None:
    def build(em: int) -> list[str]:
        scale = em / 30
        page = Typesetter(int(1600 * scale), int(1200 * scale), em)

        def box(*values: float) -> tuple[float, float, float, float]:
            a, b, c, d = (v * scale for v in values)
            return a, b, c, d

        page.centred("花园里的四季", 100 * scale, 1100 * scale, 100 * scale, size=3.0, bold=True)
        page.photo(box(100, 500, 550, 800))
        page.flow([FILL, "#小标题", FILL2], [box(100, 260, 550, 470), box(640, 260, 1090, 900)])
        return texts(read(page))

    assert build(30) == build(60)
