"""Rules for the width of marks: full-width in Chinese context, half-width in numbers and Latin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.characters import HAN, NUMERALS, WIDE_MARKS
from pipeline.normalise.patterns import BLANK, outside, protected
from pipeline.normalise.working import Edit, Working

FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HALF_MARK = re.compile("[,:;?!]")
_TRANSPARENT = frozenset(" \u2009\u3000\"'“”‘’,.:;?!-()")
"""Characters that do not say in what script the text around them is."""
_WIDE = re.compile(f"[{HAN}{WIDE_MARKS}—]")
_HAN = re.compile(f"[{HAN}]")

_CLOCK = re.compile(
    f"(?<![0-9:：.])(?:[01]?[0-9]|2[0-4])(?P<a>：)[0-5][0-9](?![0-9:：.])(?!{BLANK}[年月日号楼室弄名人元岁个周天万亿%户项条只件期]|{BLANK}(?:分钟|秒))"
)
_RATIO = re.compile("(?<![0-9:：.])[0-9]{1,2}(?P<a>：)[0-9]{1,2}(?=[的比获胜战，。；、）]|$)(?![0-9])")
_THOUSANDS = re.compile(
    "(?<![0-9.,，])(?:[1-9][0-9]?(?:[,，][0-9]{3})+|[1-9][0-9]{2}(?:[,，][0-9]{3}){2,})"
    f"(?![0-9,，])(?!{BLANK}[室号弄幢楼栋])"
)
"""A single group behind three digits may be a list: 100，200元."""
_FOREIGN = (
    "阿埃艾爱安昂奥巴白班邦保贝比彼毕宾波伯博布查达大戴丹当道德迪蒂丁顿多俄恩尔法凡菲费芬弗夫佛福弗盖冈高戈格古哈海汉豪赫亨胡华怀霍"
    "基吉加贾简杰金卡凯坎康考科克肯库昆拉莱兰朗劳勒雷黎里理利莉丽林琳卢鲁路伦罗洛马玛迈曼梅门蒙米密明莫默姆穆拿那娜纳乃南瑙内尼涅宁纽诺欧"
    "帕派潘庞佩彭皮珀普奇齐乔切琼丘热日荣瑞萨塞赛桑瑟森沙莎珊山尚绍舍什胜史士舒司斯丝苏索塔泰坦汤唐特腾提廷图托瓦万威韦维魏温文翁沃乌武西希"
    "锡夏香肖谢辛欣休修雅亚扬耶叶伊因英尤约扎詹泽翰珍芝治朱茨兹佐"
)
"""Characters that foreign names are written with."""
_NAME_POINT = re.compile(f"(?<=[{_FOREIGN}])．(?=[{_FOREIGN}])")
_STRAY_POINT = re.compile(f"(?<=[{HAN}])．(?=[{HAN}])")
"""Between other Chinese characters it is dirt, or the trace of a mark, and stays as it was read."""

_SENTENCE_POINT = re.compile(
    f"(?<=[{HAN}”’》）%])(?P<a>\\.){BLANK}(?=[{HAN}“《（])"
    f"|(?<=[0-9]:[0-9]{{2}})(?P<b>\\.){BLANK}(?=[{HAN}“《（])"
    f"|(?<=[0-9{HAN}”’》）%])(?P<c>\\.){BLANK}(?:$|(?=[”’](?:[{HAN}]|$)))"
)
_NUMBERED = re.compile(f"(?:^|[，。；：！？ ])[{NUMERALS}]{{1,3}}$")
_RUNNING_TEXT = frozenset({"paragraph", "item", "caption", "subtitle"})


def _neighbour(s: str, offset: int, step: int) -> str:
    """The nearest character to one side that tells the script; empty at the end of the text."""
    n = offset + step
    while 0 <= n < len(s):
        if s[n] not in _TRANSPARENT:
            return s[n]
        n += step
    return ""


def full_width(text: Working) -> Iterator[Edit]:
    """Half-width ``, : ; ? !`` beside Chinese text become full-width."""
    s = text.text
    found = (
        Edit(m.start(), m.end(), FULL[m.group()], "full-width-mark")
        for m in _HALF_MARK.finditer(s)
        if _is_wide(s, m.start())
    )
    yield from outside(found, protected(s))


def _is_wide(s: str, offset: int) -> bool:
    mark, left, right = s[offset], _neighbour(s, offset, -1), _neighbour(s, offset, 1)
    if s[offset - 1 : offset].isdigit() and s[offset + 1 : offset + 2].isdigit() and mark in ",:":
        return False
    if _WIDE.match(left):
        return True
    if _WIDE.match(right):
        return left != ""
    ends_chinese = right == "" and left.isdigit() and mark != ":"
    return ends_chinese and _HAN.search(s) is not None


def half_width(text: Working) -> Iterator[Edit]:
    """Marks inside a number, a time of day or a ratio become half-width; so do those of text without Chinese."""
    s = text.text
    edits = {}
    for pattern in (_CLOCK, _RATIO):
        for match in pattern.finditer(s):
            edits[match.start("a")] = Edit(*match.span("a"), ":", "half-width-mark")
    for match in _THOUSANDS.finditer(s):
        for n in range(*match.span()):
            if s[n] == "，":
                edits[n] = Edit(n, n + 1, ",", "half-width-mark")
    names = {match.start() for match in _NAME_POINT.finditer(s)}
    stray = {match.start() for match in _STRAY_POINT.finditer(s)} - names
    for n, character in enumerate(s):
        if character == "．" and n not in stray:
            edits[n] = Edit(n, n + 1, *(("·", "same-mark") if n in names else (".", "half-width-mark")))
    if not _HAN.search(s):
        edits |= {edit.start: edit for edit in _latin(s)}
    yield from (edits[n] for n in sorted(edits))


def _latin(s: str) -> Iterator[Edit]:
    half = {full: mark for mark, full in FULL.items()} | {"（": "(", "）": ")"}
    for n in range(1, len(s)):
        if s[n] in half and _neighbour(s, n, -1).isascii() and _neighbour(s, n, 1).isascii():
            yield Edit(n, n + 1, half[s[n]], "half-width-mark")


def points(text: Working) -> Iterator[Edit]:
    """``.`` in running Chinese text: at its end 。, within it a comma.

    Measured on 30 points that PP-OCRv6 read in Chinese text of 24 pages: 27 were printed as a comma, two (both at the
    end of the text) as a full stop, one was dirt.  The engine's own second choice was 。 or 、 for 12 of the commas.
    """
    s = text.text
    if text.kind not in _RUNNING_TEXT or "." not in s or not _HAN.search(s):
        return
    found = []
    for match in _SENTENCE_POINT.finditer(s):
        name = next(name for name in "abc" if match.group(name))
        start = match.start(name)
        if not _NUMBERED.search(s, 0, start) and s[start + 1 : start + 2] != "." and s[start - 1] != ".":
            found.append(Edit(start, start + 1, "。" if name == "c" else "，", "point-for-mark"))
    yield from outside(iter(found), protected(s))
