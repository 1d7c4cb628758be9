"""Classes of characters, and the plain foldings of one character to another."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, for use inside a character class of a pattern (〇 and 々 included)."""

SPACE = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Every kind of blank but tab and line feed, which separate the cells of a table."""

THIN_SPACE = "\u2009"

INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f"
"""Characters without any ink: no place in a text that was printed."""

WIDE_MARKS = "，。；：？！、（）《》〈〉【】〔〕「」『』…～·●○■□◆◇▲△★☆▪▶►◎※"
"""Chinese punctuation and list bullets: no space stands beside them."""

DIGITS = "一二三四五六七八九"
ZEROS = "〇零"
NUMERALS = DIGITS + ZEROS + "十百千两"
"""Chinese numerals."""

CLOSING = "）》〉】〕」』”’)"
OPENING = "（《〈【〔「『“‘("

ROLES = (
    *(
        "本报讯",
        "本刊讯",
        "本报记者",
        "本刊记者",
        "见习记者",
        "记者",
        "通讯员",
        "特约通讯员",
        "责任编辑",
        "编辑",
        "美编",
    ),
    *("校对", "主编", "摄影", "整理", "供稿", "供图", "撰稿", "作者", "口述", "采访"),
)
"""Words of a byline that stand apart from the name beside them by a space."""

_HAN = re.compile(f"[{HAN}]")

HALF_WIDTH = (
    {chr(code): chr(code - 0xFEE0) for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    | {chr(code): chr(code - 0xFEE0) for code in range(ord("ａ"), ord("ｚ") + 1)}
    | {chr(code): chr(code - 0xFEE0) for code in range(ord("０"), ord("９") + 1)}
    | {c: chr(ord(c) - 0xFEE0) for c in "＃＄％＆＊＋／＜＝＞＠＼＾＿｜"}
    | {"￥": "¥", "￠": "¢", "￡": "£", "∕": "/", "⁄": "/"}
)
"""Full-width forms that are half-width wherever they stand."""

STROKES = {c: "-" for c in "‐‑‒−－﹣⁃˗"} | {c: "—" for c in "–―─━⸺﹘"} | {c: "～" for c in "〜∼˜"}
"""Strokes: the hyphen, the one-em stroke and the wave each have one code point."""

SAME_MARKS = (
    {c: "·" for c in "・‧∙⋅･"}
    | {"〝": "“", "〞": "”", "＂": '"', "＇": "'", "`": "'", "´": "'", "‟": "“", "‛": "‘"}
    | {
        "\u2329": "〈",
        "\u232a": "〉",
        "｡": "。",
        "､": "、",
        "⋯": "…",
        "︰": "：",
        "∶": ":",
        "﹕": ":",
        "﹐": ",",
        "﹒": ".",
    }
    | {"﹔": ";", "﹖": "?", "﹗": "!", "﹙": "(", "﹚": ")", "﹪": "%", "［": "[", "］": "]", "｛": "{", "｝": "}"}
)
"""Twins of a mark that are told apart by code point only."""


RADICALS = {
    chr(code): unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA))
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
} | dict(
    zip("⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰", "民虎西见角贝车长门青韦页风飞食马鱼鸟麦黄齐齿龙", strict=True)
)
"""Radicals and compatibility forms that text layers of PDF files hold in place of the character itself."""


def is_han(text: str) -> bool:
    """True for one Chinese character."""
    return _HAN.fullmatch(text) is not None


def is_latin(text: str) -> bool:
    """True for one half-width Latin letter, accented letters included."""
    return text.isalpha() and text < "\u0250"


def is_number(text: str) -> bool:
    """True for one half-width digit."""
    return len(text) == 1 and "0" <= text <= "9"
