"""The rules by code: of what kind their records are, and what they say to people."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.model.correction import Reason


class Ground(NamedTuple):
    """What a record says of the rule behind it."""

    kind: str
    """``Correction.kind``."""
    reason: Reason


def _ground(kind: str, code: str, zh: str, en: str) -> tuple[str, Ground]:
    return code, Ground(kind, Reason(code=code, zh=zh, en=en))


REASONS: dict[str, Ground] = dict(
    (
        _ground(
            "space", "stray-space", "中文与中文、数字、西文及标点之间不留空格", "no space beside Chinese characters"
        ),
        _ground("space", "single-space", "西文词之间只留一个空格", "one space between Latin words"),
        _ground(
            "space", "thin-space", "中文与数字、西文之间用窄空格", "a thin space between Chinese and Latin or digits"
        ),
        _ground("space", "number-space", "数字、时刻之内不留空格", "no space inside a number or a time of day"),
        _ground("space", "invisible", "删去不可见的字符", "a character without ink is taken out"),
        _ground("width", "half-width", "数字、字母用半角", "digits and letters are half-width"),
        _ground("width", "same-mark", "同形符号统一为一个编码", "twins of one mark have one code point"),
        _ground("width", "radical", "部首、兼容字形改为汉字本身", "a radical or compatibility form is the character"),
        _ground("punctuation", "full-width-mark", "中文语境用全角标点", "full-width punctuation in Chinese context"),
        _ground(
            "punctuation", "half-width-mark", "数字与西文用半角标点", "half-width punctuation in numbers and Latin"
        ),
        _ground("punctuation", "bracket-pair", "括号成对，全角半角一致", "brackets of one pair have one width"),
        _ground(
            "punctuation", "point-for-mark", "中文语境没有西文句点", "there is no Latin full stop in Chinese context"
        ),
        _ground("quotation", "quote-pair", "引号前后成对", "quotation marks open and close in pairs"),
        _ground("quotation", "two-singles", "两个单引号是一个双引号", "two single marks are one double mark"),
        _ground("quotation", "title-pair", "书名号前后成对", "title marks open and close in pairs"),
        _ground("dash", "dash", "破折号占两字", "the Chinese dash is two strokes long"),
        _ground("dash", "range-mark", "数字、时间起止用一字线", "a range of numbers or times has a one-em stroke"),
        _ground("dash", "number-hyphen", "号码之间用短横", "a hyphen between groups of a number"),
        _ground("dash", "stroke", "同形横线统一为一个编码", "twins of one stroke have one code point"),
        _ground("ellipsis", "ellipsis", "省略号为六点", "the Chinese ellipsis has six points"),
        _ground("digit", "zero-in-number", "数字之间是 0，不是字母 O", "zero, not the letter O, within a number"),
        _ground("digit", "one-in-number", "数字之间是 1，不是字母 l、I", "one, not the letter l or I, within a number"),
        _ground("numeral", "zero-in-numeral", "中文数字之间是〇", "〇 within Chinese numerals"),
        _ground("numeral", "one-for-stroke", "此处是汉字“一”，不是横线", "the numeral 一 stands here, not a stroke"),
        _ground("date", "day-in-date", "日期里是“日”，不是“曰”", "日, not 曰, in a date"),
    )
)
"""Code -> ground; every code that a rule uses is here (tested)."""
