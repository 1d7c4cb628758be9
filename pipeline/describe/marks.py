"""Number of the issue, page label and section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.describe.numerals import DIGIT, HAN_NUMBER, arabic
from pipeline.describe.settings import DescribeSettings

NUMBER = rf"(?:{DIGIT}{{1,5}}|{HAN_NUMBER}{{1,5}})"
LABEL = rf"(?:[A-H]?[0-9]{{1,3}}|{HAN_NUMBER}{{1,3}})"
HAN = "[\u4e00-\u9fff]"
GAP = "\x00"
"""Stands in a text where something was read and taken out."""

_TOTAL = re.compile(rf"总\s*(?:第\s*)?(?P<number>{NUMBER})\s*[期号]")
_ISSUE = re.compile(rf"第\s*(?P<number>{NUMBER})\s*期|[Nn][Oo]\s*\.\s*(?P<latin>[0-9]{{1,4}})")
_EXTENT = re.compile(rf"(?:本期|今日|共)\s*{NUMBER}\s*版")
_PEOPLE = re.compile(
    r"(?:责任编辑|责编|执行编辑|编辑|美编|美术编辑|版式|版面设计|校对|主编|总编|电话|热线|邮箱|投稿|地址|主办|承办|网址)"
    rf"\s*[:：/]?\s*(?:{HAN}{{2,4}}|{HAN}\s+{HAN}(?!{HAN}))?[^\x00 ]*"
)
_SECTION = rf"(?P<section>{HAN}{{2,6}})"
_PAGE_PATTERNS = (
    re.compile(rf"第\s*(?P<label>{LABEL})\s*版\s*[:：·|/\-—]*\s*(?:{_SECTION}$)?"),
    re.compile(rf"(?P<label>{LABEL})\s*版\s*[:：·|/\-—]*\s*(?:{_SECTION}$)?"),
    re.compile(rf"^(?P<label>[A-H]?[0-9]{{1,3}})\s*[:：·|/\-—]*\s*{_SECTION}$"),
    re.compile(rf"^{_SECTION}\s*[:：·|/\-—]*\s*(?P<label>[A-H]?[0-9]{{1,3}})$"),
    re.compile(rf"第\s*(?P<label>{LABEL})\s*页|^[Pp]\.?\s*(?P<latin>[0-9]{{1,3}})$"),
    re.compile(r"^[·\-—|\s]*(?P<label>[A-H]?[0-9]{1,3})[·\-—|\s]*$"),
)
_NAME_OF_PAPER = re.compile(f"^{HAN}{{2,12}}(?:报|刊|通讯|简讯)$")


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page label, and the section's name where it is printed with it."""

    label: str
    section: str | None
    rank: int
    """0 is the surest pattern."""


def take_issue(text: str) -> tuple[str | None, str | None, str]:
    """``(issue, running number, text without them)``; numbers as digits."""
    total, issue = _TOTAL.search(text), None
    if total:
        text = _cut(text, total)
    found = _ISSUE.search(text)
    if found:
        issue = arabic(found["number"]) if found["number"] else found["latin"]
        text = _cut(text, found)
    return _positive(issue), _positive(arabic(total["number"]) if total else None), text


def _positive(number: str | None) -> str | None:
    return number if number and int(number) > 0 else None


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + GAP + text[match.end() :]


def take_page(text: str, settings: DescribeSettings, *, folio: bool) -> PageMark | None:
    """The page label in a line from which date and issue were taken.

    In a masthead with a nameplate (``folio`` False) only 第…版 counts; 本期 4 版 says how many pages there are.
    """
    text = _EXTENT.sub(GAP, text)
    patterns = _PAGE_PATTERNS if folio else _PAGE_PATTERNS[:1]
    pieces = [piece.strip() for piece in _PEOPLE.sub(GAP, text).split(GAP)]
    wide = [part.strip() for piece in pieces for part in re.split(r"\s{2,}", piece)]
    for rank, pattern in enumerate(patterns):
        for piece in dict.fromkeys((*pieces, *wide)):
            match = pattern.search(piece)
            if match is None:
                continue
            groups = match.groupdict()
            label = groups["label"] or groups.get("latin") or ""
            if 1 <= split_label(label)[1] <= settings.most_pages:
                section = groups.get("section")
                return PageMark(label, None if section and is_paper(section) else section, rank)
    return None


def is_paper(text: str) -> bool:
    """True for the name of a periodical, such as it stands in a running head."""
    return _NAME_OF_PAPER.match(text) is not None


def is_section(text: str) -> bool:
    """True for what can be the name of a section."""
    return re.fullmatch(f"{HAN}{{2,6}}", text) is not None and not is_paper(text) and not _PEOPLE.match(text)


def split_label(label: str) -> tuple[str, int]:
    """``'A03'`` -> ``('A', 3)``, ``'三'`` -> ``('', 3)``; the number is 0 when there is none."""
    match = re.fullmatch(rf"\s*(?:第\s*)?([A-Za-z]?)\s*({DIGIT}+|{HAN_NUMBER}+)\s*版?\s*", label)
    return (match.group(1).upper(), int(arabic(match.group(2)))) if match else ("", 0)
