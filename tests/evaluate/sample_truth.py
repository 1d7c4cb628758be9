"""One invented page, and outputs of it that are wrong in several ways."""

from __future__ import annotations

from pathlib import Path

from truth_pages import block, write_output, write_truth

PAGE = [
    block("masthead", "宜居仙霞", None, optional=True),
    block("masthead", "2021 年 3 月 12 日 星期五", None, optional=True),
    block("title", ["三条马路告别", "“空中蜘蛛网”"]),
    block("byline", "本报记者 陈晓岚"),
    block(
        "paragraph",
        ["上周三清晨，最后一根废弃的水泥", "电杆在仙霞路近水城路口被吊离地", "面。历时 14 个月的工程至此完成。"],
        places=["仙霞路", "水城路"],
    ),
    block("heading", "沿街店铺“换新装”"),
    block("paragraph", ["电线入地之后，茅台路上的 46 家小店", "换上了木底金字的招牌。"], places=["茅台路"]),
    block("caption", "水泥电杆在仙霞路被吊离", places=["仙霞路"], boxes=[(0, 300, 100, 340)]),
    block("title", "便民信息", "a1"),
    block("heading", "停水通知", "a1"),
    block(
        "paragraph",
        ["3 月 18 日 22:00 至次日 5:00，虹霞小", "区、天义小区停水。"],
        "a1",
        places=["虹霞小区", "天义小区"],
    ),
    block("cell", "助餐点", "a1", row=0, col=0),
    block("cell", "早餐", "a1", row=0, col=1),
    block("cell", "虹旭助餐点", "a1", row=1, col=0, places=["虹旭"]),
    block("cell", "6:30—8:30", "a1", row=1, col=1),
    block("in_photo", "社区志愿服务日", None, optional=True),
]

TITLE, HEADING = "三条马路告别“空中蜘蛛网”", "沿街店铺“换新装”"
FIRST = "上周三清晨，最后一根废弃的水泥电杆在仙霞路近水城路口被吊离地面。历时14个月的工程至此完成。"
SECOND = "电线入地之后，茅台路上的46家小店换上了木底金字的招牌。"
CAPTION = "水泥电杆在仙霞路被吊离"
THIRD = "3月18日22:00至次日5:00，虹霞小区、天义小区停水。"
TABLE = ["助餐点\t早餐", "虹旭助餐点\t6:30-8:30"]

OUTPUTS: dict[str, list[str]] = {
    "right": [TITLE, "本报记者 陈晓岚", FIRST, HEADING, SECOND, CAPTION, "便民信息", "停水通知", THIRD, *TABLE],
    "slips": [
        TITLE,
        "本报记者陈晓风",
        FIRST.replace("仙霞路", "仙露路"),
        HEADING,
        SECOND[:-1],
        "便民信息",
        "停水通知",
        THIRD,
        *TABLE,
    ],
    "lines": [
        "三条马路告别",
        "“空中蜘蛛网”",
        "本报记者 陈晓岚",
        "上周三清晨，最后一根废弃的水泥",
        "电杆在仙霞路近水城路口被吊离地",
        "面。历时14个月的工程至此完成。",
        HEADING,
        "电线入地之后，茅台路上的46家小店",
        "换上了木底金字的招牌。",
        "便民信息",
        *TABLE,
    ],
    "merged": [TITLE + "本报记者 陈晓岚", FIRST + HEADING + SECOND, "便民信息停水通知", THIRD, *TABLE, CAPTION],
    "articles": ["便民信息", "停水通知", THIRD, *TABLE, TITLE, "本报记者 陈晓岚", FIRST, HEADING, SECOND, CAPTION],
    "extra": [
        "宜居仙霞",
        "广告热线 甲乙丙丁戊己庚辛",
        TITLE,
        SECOND,
        FIRST + "无关的文字接在后面",
        "社区志愿服务日",
        *TABLE,
    ],
    "swapped": [FIRST[25:], FIRST[:25], SECOND, TITLE, HEADING, "助餐点", "早餐", "虹旭助餐点", "6:30—8:30"],
    "empty": [],
}


def write_sample(folder: Path) -> tuple[Path, Path]:
    """``(output, truth)``: every output is a file of its own with the same truth."""
    output, truth = folder / "output", folder / "truth"
    for name, lines in OUTPUTS.items():
        write_truth(truth, name, PAGE)
        write_output(output, name, lines)
    return output, truth
