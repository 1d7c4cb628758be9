"""The fields of the query language, as conditions in SQL over ``b`` (blocks) and ``p`` (pages)."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.corpus.faults import Fault
from pipeline.database.plain import marks

ALIAS = "alias"
FIELDS: dict[str, tuple[str, str]] = {
    "date": ("日期", "of the issue: 2021, 2021-03, 2021-03-05, 2019..2021, 2020-06.., ..2018; none: without one"),
    "issue": ("期", "a part of the issue's key; = before it: the whole key"),
    "document": ("文档", "id of the document; * and ? stand for anything"),
    "article": ("文章", "a part of the article's title"),
    "kind": ("种类", "kind of the block, several with commas: title,heading,caption"),
    "state": ("状态", "of the page: machine, in-review, reviewed, validated"),
    "place": (
        "地名",
        "a name of the gazetteer that the block mentions in any spelling; = before it: only the normal name",
    ),
    "confidence": ("置信度", "of the page as the engine read it: 0.95.., ..0.8, >=0.9; none: without text"),
    ALIAS: ("别名", "looks for a name in all its spellings"),
}
"""Name -> name in Chinese, what it means."""
OF_PAGES = frozenset({"date", "issue", "document", "state", "confidence"})
"""Fields that are of whole pages."""
KINDS = {
    "报头": "masthead",
    "标题": "title",
    "副题": "subtitle",
    "小标题": "heading",
    "署名": "byline",
    "段落": "paragraph",
    "条目": "item",
    "表格": "table",
    "图片说明": "caption",
    "图片": "photo",
    "书眉": "folio",
}
STATES = {"机器": "machine", "校对中": "in review", "已校": "reviewed", "已审": "validated"}
EXACT = "="
"""before a value: all of it, and no other spelling."""
NONE = "none"
"""a value: there is none."""
Sql = tuple[str, list[object]]
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def field_of(word: str) -> str | None:
    """The field that a word names, in either language; ``None``: there is none."""
    if word.lower() in FIELDS:
        return word.lower()
    return next((name for name, (chinese, _) in FIELDS.items() if chinese == word), None)


def condition(name: str, value: str) -> Sql:
    """A field as SQL with its parameters.  Raises ``Fault`` where something is wrong with the value."""
    return _CONDITIONS[name](value)


def _date(value: str) -> Sql:
    if value == NONE:
        return "p.date IS NULL", []
    first, last = _range(value)
    for one in filter(None, (first, last)):
        if not _DATE.fullmatch(one):
            raise Fault("no-date", value=one)
    return "(p.date >= ? AND p.date <= ?)", [first or "0", f"{last}~" if last else "~"]


def _confidence(value: str) -> Sql:
    if value == NONE:
        return "p.confidence IS NULL", []
    first, last = _range(value)
    try:
        bounds: list[object] = [float(first or 0), float(last or 1)]
    except ValueError:
        raise Fault("no-confidence", value=value) from None
    return "(p.confidence BETWEEN ? AND ?)", bounds


def _range(value: str) -> tuple[str, str]:
    """Both ends; empty: open."""
    for mark in (">=", "<="):
        if value.startswith(mark):
            return (value[2:], "") if mark == ">=" else ("", value[2:])
    first, dots, last = value.partition("..")
    return first, last if dots else first


def _issue(value: str) -> Sql:
    if value.startswith(EXACT):
        return "coalesce(p.issue, '') = ?", [value.removeprefix(EXACT)]
    return "instr(coalesce(p.issue, ''), ?) > 0", [value]


def _document(value: str) -> Sql:
    glob = value.replace("[", "[[]")
    return "p.source IN (SELECT id FROM sources WHERE glob(?, document))", [glob]


def _article(value: str) -> Sql:
    titled = "SELECT 1 FROM articles a WHERE a.page = b.page AND a.number = b.article AND instr(a.title, ?) > 0"
    return f"EXISTS ({titled})", [value]


def _kind(value: str) -> Sql:
    wanted = [KINDS.get(one, one.lower()) for one in value.split(",")]
    unknown = [one for one in wanted if one not in KINDS.values()]
    if unknown:
        raise Fault("no-kind", value=unknown[0], kinds=", ".join(KINDS.values()))
    return f"b.kind IN ({marks(wanted)})", list(wanted)


def _state(value: str) -> Sql:
    wanted = [STATES.get(one, one.lower().replace("-", " ")) for one in value.split(",")]
    unknown = [one for one in wanted if one not in STATES.values()]
    if unknown:
        raise Fault("no-state", value=unknown[0], states=", ".join(STATES.values()).replace(" review", "-review"))
    return f"p.state IN ({marks(wanted)})", list(wanted)


def _place(value: str) -> Sql:
    named = "SELECT id FROM places WHERE name = ?"
    values: list[object] = [value.removeprefix(EXACT)]
    if not value.startswith(EXACT):
        named += " UNION SELECT place FROM mentions WHERE printed = ?"
        values *= 2
    mentioned = f"SELECT 1 FROM mentions m WHERE m.page = b.page AND m.block = b.number AND m.place IN ({named})"
    return f"EXISTS ({mentioned})", values


_CONDITIONS: dict[str, Callable[[str], Sql]] = {
    "date": _date,
    "issue": _issue,
    "document": _document,
    "article": _article,
    "kind": _kind,
    "state": _state,
    "place": _place,
    "confidence": _confidence,
}
