"""Generic words that end a place name, and the kind that each tells."""

from __future__ import annotations

GENERIC: dict[str, str] = {
    **dict.fromkeys(
        ("小区", "花苑", "新苑", "家苑", "雅苑", "花园", "公寓", "新村", "豪园", "华庭", "名邸", "花城"), "estate"
    ),
    **dict.fromkeys(("居委会", "居民区"), "committee"),
    **dict.fromkeys(("路", "大道", "公路", "支路", "东路", "西路", "南路", "北路", "中路"), "road"),
    **dict.fromkeys(("街道",), "street"),
    **dict.fromkeys(("公园", "绿地"), "park"),
    **dict.fromkeys(("大厦", "大楼"), "building"),
    **dict.fromkeys(("小学", "中学", "幼儿园"), "school"),
    **dict.fromkeys(("菜场", "菜市场"), "market"),
    **dict.fromkeys(("邻里中心",), "institution"),
}
"""Word -> kind.  Words that often stand by themselves (医院, 广场, 站) would propose ordinary text: left out."""
_LONGEST = max(map(len, GENERIC))


def generic_at(text: str, end: int) -> str:
    """The longest generic word that ends at ``end``; empty: none."""
    return next((text[end - n : end] for n in range(min(_LONGEST, end), 0, -1) if text[end - n : end] in GENERIC), "")
