"""The normal form on texts as bulletins print them and engines read them (``docs/normal-form.md``)."""

from __future__ import annotations

import time

import pytest
from text_pages import make_line, make_page, make_table

from pipeline.model.correction import Candidate, Correction
from pipeline.normalise import normalise_page
from pipeline.normalise.reasons import REASONS
from pipeline.normalise.settings import NormaliseSettings

SETTINGS = NormaliseSettings()


def normal(text: str, kind: str = "paragraph", settings: NormaliseSettings = SETTINGS) -> str:
    page = normalise_page(make_page([(kind, [text])]), settings)
    return page.text(page.blocks[0]).text


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        # spaces
        ("自 2020 年1 月24 日起", "自2020年1月24日起"),
        ("记忆一： 面对不断变化的疫情防控形势， 我们", "记忆一：面对不断变化的疫情防控形势，我们"),
        ("全\u3000市　居民", "全市居民"),
        ("党建 + 社会治理", "党建+社会治理"),
        ("用 iPhone  12 Pro 拍照", "用iPhone 12 Pro拍照"),
        ("●4 月 11 日 10:00", "●4月11日10:00"),
        ("增长 15 %，8: 30 开始", "增长15%，8:30开始"),
        # width
        ("８：３０至１０：００，Ａ座", "8:30至10:00，A座"),
        ("从 62％ 提高到 97．5％", "从62%提高到97.5%"),
        ("新⽣代⻅⾯会，郎先生", "新生代见面会，郎先生"),
        # punctuation
        ("影响范围:虹霞小区,仙逸小区;请储水!好吗?", "影响范围：虹霞小区，仙逸小区；请储水！好吗？"),
        ("中山西路(古北路至遵义路) 南侧", "中山西路（古北路至遵义路）南侧"),
        ("（芙蓉江路至威宁路)", "（芙蓉江路至威宁路）"),
        ("哈密路（虹古路至青溪路】南侧", "哈密路（虹古路至青溪路）南侧"),
        ("共1，064户、12，345，678元", "共1,064户、12,345,678元"),
        ("番茄 6.3 元.鸡蛋 5.3 元", "番茄6.3元，鸡蛋5.3元"),
        ("4 月 15 日 9:30.仙霞新村街道，热线 962740.", "4月15日9:30，仙霞新村街道，热线962740。"),
        ("以3：1获胜", "以3:1获胜"),
        ("他说：“好.”", "他说：“好。”"),
        ("约翰．史密斯", "约翰·史密斯"),
        ("从前是一块．堆旧家具的空地", "从前是一块．堆旧家具的空地"),
        # quotation
        ('他说:"你好。"她说："再见。"', "他说：“你好。”她说：“再见。”"),
        ("“古松”也“长起来的。“听说", "“古松”也“长起来的。”听说"),
        ("最早的一条写着：「1999年借伞。”", "最早的一条写着：“1999年借伞。”"),
        ("他说：“什么叫'邻里’？”", "他说：“什么叫‘邻里’？”"),
        ("‘‘远亲不如近邻’’，", "“远亲不如近邻”，"),
        ("读《邻里之间>和<芙蓉镇》", "读《邻里之间》和《芙蓉镇》"),
        ("放映<<芙蓉镇>>", "放映《芙蓉镇》"),
        # dash, range, ellipsis
        ("芙蓉国里—-他的老家湖南--种过橘", "芙蓉国里——他的老家湖南——种过橘"),
        ("芙蓉国里一—他的老家", "芙蓉国里——他的老家"),
        ("早餐6:30-8:30", "早餐6:30—8:30"),
        ("早餐6:30一8:30", "早餐6:30—8:30"),
        ("2019一2021年，5月1日一5日", "2019—2021年，5月1日—5日"),
        ("周一一周五", "周一—周五"),
        ("一月一三月", "一月—三月"),
        ("10~20人", "10～20人"),
        ("他想...算了。。。", "他想……算了……"),
        ("他想…算了", "他想…算了"),
        # digits and numerals
        ("2O21年l2月3O日1O:3O", "2021年12月30日10:30"),
        ("电话O21-62598888，1OO%", "电话021-62598888，100%"),
        ("5月7曰，星期曰，今曰，三月十二曰", "5月7日，星期日，今日，三月十二日"),
        ("5月7目", "5月7日"),
        ("二O二一年、二0二—年、二○○九年", "二〇二一年、二〇二一年、二〇〇九年"),
        ("三0二室", "三〇二室"),
        ("第—期，周—上午，十—月", "第一期，周一上午，十一月"),
        ("电话021一62598888", "电话021-62598888"),
    ],
)  # fmt: skip
def test_text_comes_out_in_normal_form(read: str, wanted: str) -> None:
    assert normal(read) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "网址：http://www.xianxia.gov.cn/a?b=1,2;c，或者xx_2@sina.com",
        "www.shcn.gov.cn",
        "电话：021-6259 8888、(021)62598888、13812345678",
        "房间3-5号，3—5楼，3～5天，比分3:1，时间14:00",
        "涨幅47.89%，1.0640亿元，1,064户，A.B，No.5，V2.0",
        "一一介绍，周一—周五，第一—第三，三一五晚会，3·15晚会",
        "区-街立体化，优质+均衡",
        "卡尔·马克思、阿不都·热合曼",
        "PM2.5、O3、CO2、H2O、O2O平台、5l油、i5处理器、4K、5G、A4、O型血",
        "302，501室，100，200元",
        "1.服务对象",
        "子曰：学而时习之",
        "芙蓉国里——他的老家湖南——种过三十年橘子……",
        "二〇二一年三月十二日、二零二一年",
        "“远亲不如近邻”，一年一度的‘邻里节’",
        "他说：“我来。”“你来？”她问。",
        "“这一段没有说完。",
        "他说：“纳入了“九五”规划中。”",
        "在’97中国旅游年和’98广州之间",
        "It's Bob's “own” text, isn't it? Yes; no: (maybe)!",
        "27\"显示器和24\"显示器",
        "口罩、门口、□同意、■不同意、◆说明",
        "姓名__________，第3页…………5",
        "《芙蓉镇》、《天山〈雪〉》",
        "仙霞路—茅台路段",
        "记忆1：2020年，步骤2：30分钟",
        "报名截止4月6日17:00。4月8日公布",
        "本报讯 上周三清晨",
        "（记者 陈晓岚）",
        "说到底——这是（试点）工作！",
    ],
)  # fmt: skip
def test_right_text_is_left_alone(text: str) -> None:
    assert normal(text) == text


@pytest.mark.parametrize(
    ("kind", "read", "wanted"),
    [
        ("byline", "本报记者 陈晓岚 通讯员 王 芳", "本报记者 陈晓岚 通讯员 王芳"),
        ("byline", "整理 / 苏文静 摄影 / 何铁军", "整理/苏文静 摄影/何铁军"),
        ("title", "架空线入地 三条马路变清爽", "架空线入地 三条马路变清爽"),
        ("title", "简 讯", "简讯"),
        ("heading", "招 募 启 事", "招募启事"),
        ("masthead", "第 5 期（总第 131 期） 本期 4 版", "第5期（总第131期） 本期4版"),
        ("paragraph", "三条马路 变清爽", "三条马路变清爽"),
        ("title", "一.服务对象.", "一.服务对象."),
    ],
)
def test_a_space_of_display_type_stays_where_it_parts_words(kind: str, read: str, wanted: str) -> None:
    assert normal(read, kind) == wanted


def test_thin_spaces_are_kept_on_demand() -> None:
    settings = NormaliseSettings(thin_spaces=True)
    assert normal("自 2020 年1 月 24 日， 用 iPhone 12 拍", settings=settings) == (
        "自\u20092020\u2009年1\u2009月\u200924\u2009日，用\u2009iPhone 12\u2009拍"
    )


def test_a_wide_numeral_is_a_dash_only_when_the_engine_thought_of_a_stroke() -> None:
    beside_comma = make_line(0, "水桶，一年可以", {3: 1.8})
    torn = make_line(0, "国里一他的", {2: 2.0}, {2: {"一": 0.6, "—": 0.3}})
    page = normalise_page(make_page([("paragraph", [beside_comma]), ("paragraph", [torn])]), SETTINGS)
    assert [page.text(block).text for block in page.blocks] == ["水桶，一年可以", "国里——他的"]


@pytest.mark.parametrize(
    ("read", "width", "wanted"),
    [
        ("国里—他的", 1.0, "国里—他的"),
        ("国里—他的", 2.0, "国里——他的"),
        ("他想…算了", 1.0, "他想…算了"),
        ("他想…算了", 2.0, "他想……算了"),
    ],
)
def test_a_mark_read_as_one_character_is_whole_when_it_is_two_ems_wide(read: str, width: float, wanted: str) -> None:
    page = normalise_page(make_page([("paragraph", [make_line(0, read, {2: width})])]), SETTINGS)
    assert page.text(page.blocks[0]).text == wanted


def test_two_numerals_are_a_dash_only_when_the_engine_thought_of_strokes() -> None:
    sure = make_line(0, "湖南一一种橘")
    torn = make_line(0, "湖南一一种橘", alternatives={3: {"一": 0.6, "—": 0.33}})
    page = normalise_page(make_page([("paragraph", [sure]), ("paragraph", [torn])]), SETTINGS)
    assert [page.text(block).text for block in page.blocks] == ["湖南一一种橘", "湖南——种橘"]


def test_rules_see_the_paragraph_over_its_line_ends() -> None:
    page = normalise_page(make_page([("paragraph", ['他说："2021 年', " 5月7", '曰走。"'])]), SETTINGS)
    assert page.text(page.blocks[0]).text == "他说：“2021年5月7日走。”"


def test_glue_between_lines_is_taken_out_with_its_neighbours() -> None:
    page = normalise_page(make_page([("paragraph", ["iPhone", "手机"])], glue=" "), SETTINGS)
    (record,) = page.corrections
    assert (record.characters, record.before, record.after) == (("0.5", "1.0"), "e 手", "e手")
    assert page.text(page.blocks[0]).text == "iPhone手机"


def test_cells_of_a_table_are_texts_of_their_own() -> None:
    page = normalise_page(make_table([["助餐点", "早 餐"], ["仙霞路 450 弄", "6:30-8:30"]]), SETTINGS)
    assert page.text(page.blocks[0]).text == "助餐点\t早餐\n仙霞路450弄\t6:30—8:30"


def test_a_record_says_where_what_and_why() -> None:
    page = normalise_page(make_page([("title", ["标题"]), ("paragraph", ["自 2020年5月7曰"])]), SETTINGS)
    space, day = page.corrections
    assert (space.id, space.stage, space.kind, space.block, space.status) == (0, "normalise", "space", 1, "applied")
    assert (space.characters, space.before, space.after) == (("1.1",), " ", "")
    assert (day.characters, day.before, day.after, day.kind) == (("1.10",), "曰", "日", "date")
    assert day.candidates == (Candidate(text="日", probability=1.0), Candidate(text="曰", probability=0.0))
    assert day.reasons[0].code == "day-in-date"
    assert day.reasons[0].zh
    assert day.reasons[0].en
    assert day.polygon == ((400.0, 60.0), (440.0, 60.0), (440.0, 100.0), (400.0, 100.0))
    assert page.text(page.blocks[1], "ocr").text == "自 2020年5月7曰"


def test_the_polygon_of_a_record_lies_on_the_scan() -> None:
    page = make_page([("paragraph", ["5月7曰"])]).changed(
        transform=((0.5, 0.0, -10.0), (0.0, 0.5, 0.0), (0.0, 0.0, 1.0))
    )
    (record,) = normalise_page(page, SETTINGS).corrections
    assert record.polygon == ((260.0, 0.0), (340.0, 0.0), (340.0, 80.0), (260.0, 80.0))


def test_neighbouring_changes_of_one_kind_are_one_record() -> None:
    page = normalise_page(make_page([("paragraph", ["２０２１年，他说…………..."])]), SETTINGS)
    assert [(r.kind, r.before, r.after) for r in page.corrections] == [("width", "２０２１", "2021")]


def test_records_go_on_behind_those_that_are_there() -> None:
    page = make_page([("paragraph", ["第5月7曰 甲乙"])])
    earlier = Correction(
        id=7,
        stage="correct",
        kind="place-name",
        block=0,
        characters=("0.6",),
        before="甲",
        after="丙",
        status="applied",
    )
    after = normalise_page(page.changed(corrections=(earlier,)), SETTINGS)
    assert [r.id for r in after.corrections] == [7, 8, 9]
    assert after.text(after.blocks[0]).text == "第5月7日丙乙"


def test_every_reason_is_written_in_both_languages() -> None:
    assert all(code == ground.reason.code for code, ground in REASONS.items())
    assert all(ground.reason.zh and ground.reason.en and ground.kind for ground in REASONS.values())


def test_three_thousand_characters_take_well_under_a_tenth_of_a_second() -> None:
    text = "自 2020 年 1 月 24 日重大突发公共卫生事件一级响应启动后,我们全员响应、全力防控(全心守护)。"
    page = make_page([("paragraph", [text] * 6)] * 10)
    assert sum(len(line.text) for line in page.lines) > 3000
    times = []
    for _ in range(3):
        start = time.process_time()
        normalise_page(page, SETTINGS)
        times.append(time.process_time() - start)
    assert min(times) < 0.2, times
