"""The words of figures, in Chinese and English."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_WORDS: dict[str, tuple[str, str]] = {
    "pages": ("页数", "Pages"),
    "no-pages": ("没有页面的时段", "No pages in this period"),
    "hits": ("次数", "Hits"),
    "per-10000": ("每万字次数", "Hits per 10,000 characters"),
    "mentions": ("提及次数", "Mentions"),
    "others": ("其他写法", "Other spellings"),
    "title.year": ("{what}：逐年命中", "{what}: hits by year"),
    "title.month": ("{what}：逐月命中", "{what}: hits by month"),
    "title.issue": ("{what}：逐期命中", "{what}: hits by issue"),
    "place.year": ("{what}：逐年提及", "{what}: mentions by year"),
    "place.month": ("{what}：逐月提及", "{what}: mentions by month"),
    "place.issue": ("{what}：逐期提及", "{what}: mentions by issue"),
    "spellings.year": ("{what}：各种写法逐年提及", "{what}: its spellings by year"),
    "spellings.month": ("{what}：各种写法逐月提及", "{what}: its spellings by month"),
    "spellings.issue": ("{what}：各种写法逐期提及", "{what}: its spellings by issue"),
    "about": (
        "{series}。{unit}，{first} 至 {last}；下方是每个时段的页数。最高：{peak}。",
        "{series}. {unit}, {first} to {last}; below, the pages there are in each period. Highest: {peak}.",
    ),
    "peak": ("{name} {period}，{value}", "{name} in {period}, {value}"),
    "nothing": ("没有可画的时段。", "There is no period to draw."),
    "none-here": ("{period}：没有页面", "{period}: no pages"),
    "here": ("{period}：{pages:,} 页", "{period}: {pages:,} pages"),
    "hits-here": ("{name}：{hits:,} 次", "{name}: {hits:,}"),
    "relative-here": ("{name}：{hits:,} 次，每万字 {value} 次", "{name}: {hits:,}, {value} per 10,000 characters"),
    "undated": (
        "图中不含没有日期或日期不全的页面：{pages:,} 页，其中命中 {hits:,} 次。",
        "Not drawn: pages without a date, or with a part of it ({pages:,}) with their hits ({hits:,}).",
    ),
    "no-issue": (
        "图中不含没有期号的页面：{pages:,} 页，其中命中 {hits:,} 次。",
        "Not drawn: pages of no known issue ({pages:,}) with their hits ({hits:,}).",
    ),
    "source.query": ("检索式：{queries}", "Query: {queries}"),
    "source.also": ("限于 {also}", "Only {also}"),
    "source.options": ("选项：{options}", "Options: {options}"),
    "source.version": ("语料库版本 {version:,}", "Corpus version {version:,}"),
    "source.layer": ("文字层：已校文字，未校处用自动校正文字", "Text: reviewed where people worked, else corrected"),
    "source.hits": ("命中 {hits:,} 次", "Hits: {hits:,}"),
    "source.mentions": ("提及 {hits:,} 次", "Mentions: {hits:,}"),
    "source.made": ("{software}，{date}", "{software}, {date}"),
    "option.variants": ("繁简、全半角、大小写视为相同", "forms of a character are the same"),
    "option.across": ("可跨标点", "over punctuation"),
    "option.alternatives": ("含识读候选字", "other readings too"),
    "option.fuzzy": ("含疑似误识", "misread ones too"),
    "option.all_kinds": ("含报头、书眉与图中文字", "mastheads, running heads and pictures too"),
    "within.article": ("以篇为范围", "within an article"),
    "within.page": ("以页为范围", "within a page"),
    "between": ("；", "; "),
    "comma": ("、", ", "),
}


def say(language: Language, key: str, **values: object) -> str:
    """One of the words.  Raises ``KeyError``."""
    return _WORDS[key][LANGUAGES.index(language)].format(**values)
