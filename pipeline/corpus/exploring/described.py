"""What datasette is told of the corpus: titles, descriptions, facets, questions."""

from __future__ import annotations

from typing import Any

from pipeline.corpus.exploring.questions import QUESTIONS
from pipeline.database.corpus_views import VIEWS

NAME = "corpus"
"""of the database, in addresses."""
TITLES = {
    "corpus_documents": "文档",
    "corpus_issues": "各期",
    "corpus_pages": "页",
    "corpus_articles": "文章",
    "corpus_passages": "段落",
    "corpus_mentions": "地名提及",
    "corpus_corrections": "机器的改动与存疑",
    "corpus_decisions": "人的裁定",
}
"""View -> its title in Chinese."""
FACETS = {
    "corpus_pages": ["state", "issue"],
    "corpus_passages": ["kind"],
    "corpus_mentions": ["kind", "role"],
    "corpus_corrections": ["state", "band"],
    "corpus_decisions": ["kind", "editor"],
}
"""View -> columns by which it is divided at first."""
SIZE = 50
"""rows of one page."""
SETTINGS = {
    "allow_download": False,  # the file has more than the views
    "default_page_size": SIZE,
    "max_returned_rows": 5_000,
    "sql_time_limit_ms": 10_000,  # a look through all text of 100 million characters takes some seconds
    "facet_time_limit_ms": 2_000,
    "suggest_facets": False,  # it would count every column of every view
}
"""of datasette, where they are not as usual."""


def metadata(version: int) -> dict[str, Any]:
    """For datasette.  ``version``: of the corpus when it was started.

    No licence is named: whose the texts are only the archive knows.
    """
    return {
        "title": "语料库 · Corpus",
        "description": (
            f"报刊语料库，版本 {version:,}，只读。文字取最好的一层：校对过的，否则是改正过的。"
            f"The corpus at version {version:,}, read only; text in the best layer: reviewed, else corrected."
        ),
        "databases": {
            NAME: {
                "title": "语料库 · Corpus",
                "source": "Baokan",
                "tables": {
                    **{view.name: _view(view.name, view.about, view.columns) for view in VIEWS},
                    "corpus_columns": {
                        "title": "各列的含义 · What the columns mean",
                        "description": "Every column of every view",
                        "size": 200,
                    },
                },
                "queries": {
                    one.name: {"sql": one.sql, "title": f"{one.chinese} · {one.english}", "hide_sql": False}
                    for one in QUESTIONS
                },
            }
        },
    }


def _view(name: str, about: str, columns: dict[str, tuple[str, str]]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": f"{TITLES[name]} · {about}",
        "columns": {column: description for column, (_, description) in columns.items()},
        "size": SIZE,
    }
    return {**said, "facets": FACETS[name]} if name in FACETS else said
