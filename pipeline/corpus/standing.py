"""How the corpus stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.corpus import state
from pipeline.database.corpus_views import HIDDEN


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts over everything that is in the corpus."""

    version: int
    documents: int
    issues: int
    pages: int
    undated: int
    """pages without a date: they are in no count over time."""
    reviewed: int
    """pages that a person called reviewed, or a second one validated."""
    articles: int
    characters: int
    mentions: int
    first: str | None
    """oldest date."""
    last: str | None
    confidence: float | None
    """mean over the characters as the engine read them, 0..1."""
    withdrawn: tuple[tuple[str, str, str, str], ...]
    """document, by whom, when, why."""


def standing(connection: Connection) -> Standing:
    """Count it."""
    shown = f"p.source NOT IN ({HIDDEN})"
    row = connection.exec_driver_sql(
        "SELECT count(DISTINCT p.source), count(DISTINCT p.issue), count(*), coalesce(sum(p.date IS NULL), 0), "
        "coalesce(sum(p.state IN ('reviewed', 'validated')), 0), coalesce(sum(p.characters), 0), "
        "min(p.date), max(p.date), "
        f"sum(p.confidence * p.characters) / nullif(sum(p.characters), 0) FROM pages p WHERE {shown}"
    ).one()
    documents, issues, pages, undated, reviewed, characters, first, last, confidence = row
    number = "SELECT count(*) FROM {} t JOIN pages p ON p.id = t.page WHERE " + shown
    withdrawn = connection.exec_driver_sql(
        'SELECT s.document, w."by", w.at, w.why FROM withdrawals w JOIN sources s ON s.id = w.source ORDER BY 1'
    )
    return Standing(
        version=state.version(connection),
        documents=documents,
        issues=issues,
        pages=pages,
        undated=undated,
        reviewed=reviewed,
        articles=connection.exec_driver_sql(number.format("articles")).scalar() or 0,
        characters=characters,
        mentions=connection.exec_driver_sql(number.format("mentions")).scalar() or 0,
        first=first,
        last=last,
        confidence=None if confidence is None else round(confidence, 4),
        withdrawn=tuple((document, by, at, why) for document, by, at, why in withdrawn),
    )
