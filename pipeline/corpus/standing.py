"""How the corpus stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection

from pipeline.corpus import state
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import plain


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


@dataclass(frozen=True, slots=True)
class Extent:
    """What the pages alone tell: quick to count."""

    documents: int
    issues: int
    pages: int
    undated: int
    reviewed: int
    characters: int
    first: str | None
    last: str | None
    confidence: float | None


_SHOWN = f"p.source NOT IN ({HIDDEN})"


def extent(connection: Connection) -> Extent:
    """How large the corpus is; see ``Standing``."""
    row = plain(
        connection,
        "SELECT count(DISTINCT p.source), count(DISTINCT p.issue), count(*), count(*) - count(p.date), "
        "count(CASE WHEN p.state IN ('reviewed', 'validated') THEN 1 END), coalesce(sum(p.characters), 0), "
        "min(p.date), max(p.date), "
        f"sum(p.confidence * p.characters) / nullif(sum(p.characters), 0) FROM pages p WHERE {_SHOWN}",
    ).one()
    found = Extent(*row)
    return found if found.confidence is None else replace(found, confidence=round(found.confidence, 4))


def standing(connection: Connection) -> Standing:
    """Count it."""
    number = "SELECT count(*) FROM {} t JOIN pages p ON p.id = t.page WHERE " + _SHOWN
    withdrawn = plain(
        connection,
        'SELECT s.document, w."by", w.at, w.why FROM withdrawals w JOIN sources s ON s.id = w.source ORDER BY 1',
    )
    return Standing(
        **asdict(extent(connection)),
        version=state.version(connection),
        articles=plain(connection, number.format("articles")).scalar() or 0,
        mentions=plain(connection, number.format("mentions")).scalar() or 0,
        withdrawn=tuple((document, by, at, why) for document, by, at, why in withdrawn),
    )
