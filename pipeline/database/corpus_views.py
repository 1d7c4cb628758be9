"""Views by which people and other programs (datasette, DuckDB, pandas, R) read the corpus.

Every column is described in the table ``corpus_columns``.  Withdrawn documents and replaced scans are in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert

from pipeline.database.plain import on_server, plain
from pipeline.database.schema import corpus_columns

HIDDEN = "SELECT source FROM withdrawals UNION ALL SELECT id FROM sources WHERE state = 'replaced'"
"""Row ids of the sources that are not in the corpus."""


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it is, its columns (name -> expression, description), where they come from."""

    name: str
    about: str
    columns: dict[str, tuple[str, str]]
    source: str


_PAGE = "pages p JOIN sources s ON s.id = p.source"
_SHOWN = f"p.source NOT IN ({HIDDEN})"
_WHERE_FROM = {
    "document": ("s.document", "id of the document: the folder of its results"),
    "page": ("p.name", "stem of the page's files"),
}
_WHEN = {
    "issue": ("p.issue", "key that the documents of one issue share"),
    "date": ("p.date", "of the issue, ISO 8601"),
}
VIEWS = (
    View(
        "corpus_documents",
        "Documents that are in the corpus",
        {
            "document": _WHERE_FROM["document"],
            "path": ("s.path", "the scan"),
            "sha256": ("s.sha256", "of the scan, lower-case hex"),
            "pages": ("count(p.id)", "that were taken in"),
            "characters": ("coalesce(sum(p.characters), 0)", "of their text"),
            "issue": ("max(p.issue)", "key that the documents of one issue share"),
            "date": ("min(p.date)", "of the issue, ISO 8601"),
            "confidence": (
                "sum(p.confidence * p.characters) / nullif(sum(p.characters), 0)",
                "mean over the characters as the engine read them, 0..1",
            ),
        },
        f"sources s LEFT JOIN pages p ON p.source = s.id WHERE s.id NOT IN ({HIDDEN}) GROUP BY s.id",
    ),
    View(
        "corpus_issues",
        "Issues (期) with the pages that are there",
        {
            **_WHEN,
            "documents": ("count(DISTINCT p.source)", "files of the issue"),
            "pages": ("count(*)", "that were taken in"),
            "labels": (
                "group_concat(p.label, ' ')",
                "page labels as printed; one that is missing or double shows here",
            ),
            "characters": ("sum(p.characters)", "of all pages"),
        },
        f"pages p WHERE {_SHOWN} GROUP BY p.issue, p.date",
    ),
    View(
        "corpus_pages",
        "Pages",
        {
            **_WHERE_FROM,
            **_WHEN,
            "label": ("p.label", "page label as printed"),
            "state": ("p.state", "'machine', 'in review', 'reviewed', 'validated'"),
            "characters": ("p.characters", "of the text as it now reads"),
            "confidence": ("p.confidence", "mean over the characters as the engine read them, 0..1; empty: no text"),
            "taken": ("p.taken", "when the page was taken in, ISO 8601, UTC"),
        },
        f"{_PAGE} WHERE {_SHOWN}",
    ),
    View(
        "corpus_articles",
        "Articles",
        {
            **_WHERE_FROM,
            **_WHEN,
            "article": ("a.number", "name of the article on its page"),
            "number": ("n.number", "that stays: the article is cited as /articles/<document>/<page>/<number>"),
            "title": ("a.title", "as it now reads; empty: none"),
            "characters": ("a.characters", "of all its blocks"),
        },
        "articles a JOIN pages p ON p.id = a.page JOIN sources s ON s.id = p.source "
        f"LEFT JOIN article_numbers n ON n.page = a.page AND n.article = a.number WHERE {_SHOWN}",
    ),
    View(
        "corpus_passages",
        "Blocks of text (titles, paragraphs, captions, tables …) as they now read",
        {
            **_WHERE_FROM,
            **_WHEN,
            "block": ("b.number", "name of the block on its page"),
            "position": ("b.position", "in the reading order of the page, 0-based"),
            "kind": ("b.kind", "title, heading, paragraph, item, table, caption …; masthead and folio are no text"),
            "article": ("b.article", "name of the article on its page"),
            "title": ("a.title", "of the article"),
            "text": ("b.text", "the best layer there is: reviewed, else corrected"),
            "machine": ("b.machine", "before any decision of a person"),
            "changed_by": ("b.changed_by", "who changed it last; empty: nobody"),
        },
        "blocks b JOIN pages p ON p.id = b.page JOIN sources s ON s.id = p.source "
        "LEFT JOIN articles a ON a.page = b.page AND a.number = b.article "
        f"WHERE b.position IS NOT NULL AND {_SHOWN}",
    ),
    View(
        "corpus_mentions",
        "Where names of the gazetteer stand",
        {
            **_WHERE_FROM,
            **_WHEN,
            "block": ("m.block", "name of the block on its page"),
            "start": ("m.start", "position of its first character in the block's text, 0-based"),
            "end": ("m.end", "position behind its last character"),
            "printed": ("m.printed", "as it stands in the text"),
            "name": ("e.name", "normal name"),
            "kind": ("e.kind", "road, estate, committee, organisation …"),
            "parent": ("e.parent", "what it belongs to"),
            "role": ("m.role", "what the printed spelling is: 'name', 'alias', 'former', 'variant'"),
        },
        "mentions m JOIN places e ON e.id = m.place JOIN pages p ON p.id = m.page JOIN sources s ON s.id = p.source "
        f"WHERE {_SHOWN}",
    ),
    View(
        "corpus_corrections",
        "What the machine changed, proposed or doubted, and what people said of it",
        {
            **_WHERE_FROM,
            **_WHEN,
            "block": ("f.block", "name of the block on its page"),
            "kind": ("f.kind", "of the record"),
            "before": ("f.before", "what stood there"),
            "after": ("f.after", "what the machine proposes"),
            "probability": ("f.probability", "of the proposal, 0..1"),
            "band": ("f.band", "'applied': changed by itself; 'flagged': proposed; 'unsure': of the text"),
            "state": ("f.state", "'open', 'accepted', 'rejected', 'edited', 'gone', 'refused'"),
            "decided_by": ("f.decided_by", "who"),
            "decided": ("f.decided", "when, ISO 8601, UTC"),
        },
        f"flags f JOIN pages p ON p.id = f.page JOIN sources s ON s.id = p.source WHERE {_SHOWN}",
    ),
    View(
        "corpus_decisions",
        "What people did, in the order in which they did it",
        {
            "document": _WHERE_FROM["document"],
            "page": ("e.name", "stem of the page's files"),
            "block": ("e.block", "name of the block on its page"),
            "at": ("e.at", "when, ISO 8601, UTC"),
            "editor": ("e.editor", "who"),
            "kind": ("e.kind", "'accept', 'reject', 'edit', 'kind', 'join', 'split', 'order', 'undo' …"),
            "before": ("e.before", "what stood there"),
            "after": ("e.after", "what stands there since"),
            "why": ("e.why", "what the editor said of it"),
            "batch": ("e.batch", "of the action"),
            "undoes": ("e.undoes", "the action that it takes back"),
        },
        f"events e JOIN sources s ON s.sha256 = e.sha256 WHERE s.id NOT IN ({HIDDEN})",
    ),
)


def create(connection: Connection) -> None:
    """The views, those of an older version replaced, with the descriptions of their columns."""
    connection.execute(delete(corpus_columns))
    for view in VIEWS:
        columns = ", ".join(f'{expression} AS "{name}"' for name, (expression, _) in view.columns.items())
        if on_server(connection):
            columns = columns.replace("group_concat(p.label, ' ')", "string_agg(p.label, ' ' ORDER BY p.id)")
        plain(connection, f"DROP VIEW IF EXISTS {view.name}")
        plain(connection, f"CREATE VIEW {view.name} AS SELECT {columns} FROM {view.source}")
        said = {"": view.about, **{name: about for name, (_, about) in view.columns.items()}}
        connection.execute(
            insert(corpus_columns),
            [{"view": view.name, "column": column, "description": about} for column, about in said.items()],
        )
        if on_server(connection):
            _comment(connection, view)


def _comment(connection: Connection, view: View) -> None:
    """The descriptions once more, where psql and other programs of PostgreSQL look for them."""
    plain(connection, f"COMMENT ON VIEW {view.name} IS {_literal(view.about)}")
    for name, (_, about) in view.columns.items():
        plain(connection, f'COMMENT ON COLUMN {view.name}."{name}" IS {_literal(about)}')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
