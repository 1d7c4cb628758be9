"""The tables, as SQLAlchemy Core describes them; plain types only, so that SQLite and PostgreSQL both take them.

A module for each part of the product: ``batch`` (runs and files), ``editing`` (pages as people change them),
``people`` (who works on them), ``sampling`` (random lines that people judged), ``sheets`` (proofreading by character
and by line), ``corpus`` (what is found beside the text itself), ``saved`` (what people keep of it).
"""

from pipeline.database.schema.base import metadata, migrations
from pipeline.database.schema.batch import (
    BATCH,
    document_formats,
    files,
    frames,
    gazetteers,
    page_keys,
    runs,
    sources,
    stages,
)
from pipeline.database.schema.corpus import (
    CORPUS,
    article_numbers,
    articles,
    corpus_columns,
    corpus_state,
    corpus_words,
    indexed,
    mentions,
    outdated_texts,
    places,
    readings,
    uncounted_blocks,
    withdrawals,
)
from pipeline.database.schema.editing import EDITING, blocks, box_readings, events, flag_groups, flags, orphans, pages
from pipeline.database.schema.people import PEOPLE, editors, login_attempts, sessions, tokens
from pipeline.database.schema.sampling import SAMPLING, judgements, sample_draws, sample_lines, samples
from pipeline.database.schema.saved import SAVED, saved_hits, saved_sets
from pipeline.database.schema.sheets import SHEETS, glyphs, read_lines, read_pages, sheet_work, sheets

__all__ = [
    "BATCH",
    "CORPUS",
    "EDITING",
    "PEOPLE",
    "SAMPLING",
    "SAVED",
    "SHEETS",
    "article_numbers",
    "articles",
    "blocks",
    "box_readings",
    "corpus_columns",
    "corpus_state",
    "corpus_words",
    "document_formats",
    "editors",
    "events",
    "files",
    "flag_groups",
    "flags",
    "frames",
    "gazetteers",
    "glyphs",
    "indexed",
    "judgements",
    "login_attempts",
    "mentions",
    "metadata",
    "migrations",
    "orphans",
    "outdated_texts",
    "page_keys",
    "pages",
    "places",
    "read_lines",
    "read_pages",
    "readings",
    "runs",
    "sample_draws",
    "sample_lines",
    "samples",
    "saved_hits",
    "saved_sets",
    "sessions",
    "sheet_work",
    "sheets",
    "sources",
    "stages",
    "tokens",
    "uncounted_blocks",
    "withdrawals",
]
