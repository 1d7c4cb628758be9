"""Words and marks by which print shows what it is."""

from __future__ import annotations

import re

HEADER = re.compile(
    r"\d{4}年\d{0,2}|[〇零一二三四五六七八九]{4}年|第\d+期|总第|期刊|星期[一二三四五六日天]|责任编辑|责编"
    r"|本期\d*版|版面|第[一二三四五六七八九十\d]+版|主办|准印证|内部资料|免费交流|社区报"
)
"""Dates, issue numbers, editors and publishers: what mastheads and running heads are made of."""
DATED = re.compile(r"\d{4}年|第\d+期")
_DATE = re.compile(r"\d{4}年|\d{1,2}月|\d{1,2}日|星期.|总?第\d+期|农历.{4}|本期\d*版")
MOSTLY = 0.3
"""share of a line of date and number that these make out; the rest is the publisher"""
PAGE_LABEL = re.compile(r"^[A-Z]?\d{1,3}[一-鿿]{0,4}$|^第?[一二三四五六七八九十\d]{1,3}[版页]$|^[—\-·]+\d{1,3}[—\-·]+$")
BYLINE = re.compile(r"记者|通讯员|特约|供稿|撰稿|摄影|整理|作者|编译|实习|[文图]\s*[/：:／]|来源")
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳]")
"""How headings and list items begin."""
HAN = re.compile(r"[一-鿿]")
FLAT = "一—–-－―─~～…·.。，"
"""Characters with so little height that a row of them is flat."""
FULL_STOPS = "。！？"
SENTENCE_MARKS = "。！？；，、：,;"
"""Marks that end a sentence or a part of one; headlines and captions seldom do."""


ENDINGS = "。！？；，、：”’）》…,;:.!?)"
"""Marks at which a row of running text may end early."""


def is_header(text: str) -> bool:
    """Could this row stand in a masthead or running head?"""
    solid = text.replace(" ", "")
    return bool(HEADER.search(solid) or PAGE_LABEL.match(solid))


def is_date_line(text: str) -> bool:
    """Date or issue number, as under the name of a paper; a sentence that names a year is none."""
    solid = text.replace(" ", "")
    known = sum(len(part) for part in _DATE.findall(solid))
    return bool(DATED.search(solid)) and known >= MOSTLY * len(solid) and not any(mark in solid for mark in "，。；")


def is_page_label(text: str) -> bool:
    """A page number, with or without the name of a section."""
    return bool(PAGE_LABEL.match(text.replace(" ", "")))
