"""The views of the corpus a part at a time: documents, issues, pages, articles, passages, mentions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.database.corpus_views import HIDDEN, VIEWS
from pipeline.database.plain import plain

Row = dict[str, Any]
ORDERS = {
    "corpus_documents": "document",
    "corpus_issues": "date IS NULL, date, issue IS NULL, issue",
    "corpus_pages": "document, page",
    "corpus_articles": "document, page, article",
    "corpus_passages": "document, page, position",
    "corpus_mentions": "date IS NULL, date, document, page, block, start",
}
"""View -> its order, in which no two rows are the same."""
_COLUMNS = {view.name: view.columns for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a list."""

    total: int
    """rows of the whole list."""
    rows: list[Row]


def listed(connection: Connection, view: str, given: Mapping[str, Any], limit: int, offset: int) -> Part:
    """Rows of a view whose columns have the given values; ``None`` as value: any.

    Raises ``KeyError``: no such view or column.
    """
    asked = {column: value for column, value in given.items() if value is not None}
    for column in asked:
        _COLUMNS[view][column]
    where = " AND ".join(f'"{column}" = ?' for column in asked) or "1 = 1"
    values = tuple(asked.values())
    total = plain(connection, f"SELECT count(*) FROM {view} WHERE {where}", values).scalar() or 0
    statement = f"SELECT * FROM {view} WHERE {where} ORDER BY {ORDERS[view]} LIMIT ? OFFSET ?"
    rows = plain(connection, statement, (*values, limit, offset))
    return Part(total, [dict(row._mapping) for row in rows])


def passages_with(connection: Connection, name: str, context: int, limit: int, offset: int) -> Part:
    """Where entries of a normal name are mentioned, by date, with ``context`` characters on either side."""
    source = (
        "mentions m JOIN places e ON e.id = m.place JOIN pages p ON p.id = m.page JOIN sources s ON s.id = p.source "
        "JOIN blocks b ON b.page = m.page AND b.number = m.block "
        f"WHERE e.name = ? AND p.source NOT IN ({HIDDEN})"
    )
    total = plain(connection, f"SELECT count(*) FROM {source}", (name,)).scalar() or 0
    statement = (
        'SELECT s.document, p.name AS page, p.issue, p.date, m.block, m.start, m."end", m.printed, m.role, e.kind, '
        f"e.parent, CASE WHEN m.start > {context} THEN substr(b.text, m.start + 1 - {context}, {context}) "
        'ELSE substr(b.text, 1, m.start) END AS "left", '
        f'substr(b.text, m."end" + 1, {context}) AS "right" FROM {source} '
        "ORDER BY p.date IS NULL, p.date, s.document, p.name, b.position, m.start, m.id LIMIT ? OFFSET ?"
    )
    rows = plain(connection, statement, (name, limit, offset))
    return Part(total, [dict(row._mapping) for row in rows])
