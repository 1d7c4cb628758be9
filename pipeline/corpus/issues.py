"""The issues of the corpus: which pages are there, which are missing or there twice, where numbers of a title are
missing.  Nothing is claimed that the print, as it was read, does not say (``issue_pages``, ``numbering``)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus.issue_pages import Double, Grams, Missing, PageThere, Sheet, doubles, grams, missing, numbered
from pipeline.corpus.numbering import Gap, Numbered, gaps, parts
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import plain
from pipeline.model.page import UNTEXTED_KINDS

ENOUGH = 3
"""other issues of a title that must agree before their number of pages is called usual."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue."""

    issue: str
    """key that its documents share."""
    title: str
    """empty: the print does not say."""
    number: int | None
    date: str | None
    pages: list[PageThere]
    missing: list[Missing]
    double: list[Double]
    replaced: list[str]
    """documents of it that a better scan has replaced."""

    @property
    def clear(self) -> bool:
        """Whether nothing about it wants a look."""
        return not (self.missing or self.double or any(page.number is None or page.doubtful for page in self.pages))

    def row(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "clear": self.clear}


@dataclass(frozen=True, slots=True)
class Issues:
    """All of them."""

    issues: list[Issue]
    """by date, those without one last."""
    gaps: list[Gap]
    """in the numbers of the titles."""
    without: int
    """pages that say of no issue that they belong to it."""


def issues(connection: Connection) -> Issues:
    """Look at all issues."""
    rows = _sheets(connection)
    dates = _dates(connection)
    by_issue = {key: [sheet for _, sheet in listed] for key, listed in groupby(rows, key=lambda row: row[0])}
    pages = {key: numbered(sheets) for key, sheets in by_issue.items() if key}
    replaced, usual = _replaced(connection), _usual(pages)
    found = []
    for key, listed in pages.items():
        known = parts(key)
        texts = _Texts(connection, by_issue[key])
        others = usual(known.title, key)
        found.append(
            Issue(
                issue=key,
                title=known.title,
                number=known.number,
                date=dates.get(key),
                pages=sorted(listed, key=_order),
                missing=missing(listed, others),
                double=doubles(listed, texts.grams),
                replaced=replaced.get(key, []),
            )
        )
    found.sort(key=lambda one: (one.date is None, one.date or "", one.issue))
    return Issues(found, gaps(list(_numbers(found))), len(by_issue.get("", [])))


def _order(page: PageThere) -> tuple[bool, str, int, str, str]:
    return page.number is None, page.section, page.number or 0, page.document, page.page


def _sheets(connection: Connection) -> list[tuple[str, Sheet]]:
    statement = (
        "SELECT coalesce(p.issue, ''), p.id, s.document, p.name, p.frame, coalesce(p.half, 0), p.label, "
        "EXISTS (SELECT 1 FROM blocks b WHERE b.page = p.id AND b.position IS NOT NULL AND b.kind = 'masthead') "
        f"FROM pages p JOIN sources s ON s.id = p.source WHERE p.source NOT IN ({HIDDEN}) ORDER BY 1, 3, 5, 6"
    )
    rows = plain(connection, statement)
    return [
        (key, Sheet(id, document, page, frame, half, label, bool(nameplate)))
        for key, id, document, page, frame, half, label, nameplate in rows
    ]


def _dates(connection: Connection) -> dict[str, str]:
    statement = "SELECT issue, max(date) FROM pages WHERE issue IS NOT NULL AND date IS NOT NULL GROUP BY issue"
    return {key: date for key, date in plain(connection, statement)}


def _replaced(connection: Connection) -> dict[str, list[str]]:
    statement = (
        "SELECT DISTINCT p.issue, s.document FROM pages p JOIN sources s ON s.id = p.source "
        "WHERE s.state = 'replaced' AND p.issue IS NOT NULL ORDER BY 1, 2"
    )
    found = defaultdict[str, list[str]](list)
    for key, document in plain(connection, statement):
        found[key].append(document)
    return found


def _usual(pages: dict[str, list[PageThere]]) -> Callable[[str, str], int | None]:
    """Pages that most of the other issues of a title have; ``None``: they do not agree, or are too few."""
    highest = defaultdict[str, dict[str, int]](dict)
    for key, listed in pages.items():
        numbers = [page.number for page in listed if page.number is not None and not page.section]
        if numbers:
            highest[parts(key).title][key] = max(numbers)

    def usual(title: str, key: str) -> int | None:
        others = Counter(number for other, number in highest[title].items() if other != key) if title else Counter()
        number, times = others.most_common(1)[0] if others else (0, 0)
        return number if times >= ENOUGH and 2 * times > others.total() else None

    return usual


def _numbers(found: Sequence[Issue]) -> Iterator[Numbered]:
    for one in found:
        if one.number is not None:
            yield Numbered(one.issue, one.title, one.number, parts(one.issue).running, one.date or "")


class _Texts:
    """The texts of the pages of one issue, read when they are compared."""

    def __init__(self, connection: Connection, sheets: Sequence[Sheet]) -> None:
        self._ids = {(sheet.document, sheet.page): sheet.id for sheet in sheets}
        kinds = ", ".join(repr(kind) for kind in sorted(UNTEXTED_KINDS))
        shown = f"position IS NOT NULL AND kind NOT IN ({kinds})"
        statement = f"SELECT text FROM blocks WHERE page = ? AND {shown} ORDER BY position"

        @cache
        def read(id: int) -> Grams:
            return grams("".join(text for (text,) in plain(connection, statement, (id,))))

        self._read = read

    def grams(self, page: PageThere) -> Grams:
        """Of a page."""
        return self._read(self._ids[page.document, page.page])
