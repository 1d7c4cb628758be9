"""What the corpus keeps beside the text of the blocks: names, articles, the engine's other readings, withdrawals.

The text itself is that of ``blocks``.  Everything but ``withdrawals`` and ``article_numbers`` can be built again from
pages and gazetteers; it is changed in the transaction that changes the text.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from pipeline.database.schema.base import metadata

places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, comment="the normal name, of the gazetteer"),
    Column("kind", String, nullable=False, comment="road, estate, committee, organisation …; empty: not said"),
    Column("parent", String, nullable=False, comment="the division or place that it belongs to; empty: not said"),
    UniqueConstraint("name", "kind", "parent"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page", ForeignKey("pages.id"), nullable=False),
    Column("block", Integer, nullable=False, comment="number of the block on its page"),
    Column("start", Integer, nullable=False, comment="position of the first character in the block's text, 0-based"),
    Column("end", Integer, nullable=False, comment="position behind the last character"),
    Column("printed", String, nullable=False, comment="as it stands in the text"),
    Column(
        "place", ForeignKey("places.id"), nullable=False, comment="entry of the gazetteer that it most likely means"
    ),
    Column("role", String, nullable=False, comment="'name', 'alias', 'former', 'variant': what the spelling is to it"),
    Index("mentions_on_page", "page", "block"),
    Index("mentions_of_place", "place", "page"),
)

articles = Table(
    "articles",
    metadata,
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="name of the article on its page"),
    Column("title", Text, nullable=False, comment="as it now reads; empty: it has none"),
    Column("characters", Integer, nullable=False, comment="of all its blocks"),
)

article_numbers = Table(
    "article_numbers",
    metadata,
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("number", Integer, primary_key=True, comment="by which the article is cited; given once, never again"),
    Column("article", Integer, comment="name of the article on its page; empty: the page as it was read last has none"),
    Column("place", LargeBinary, nullable=False, comment="where on which scan it lies, what its text is like"),
)

readings = Table(
    "readings",
    metadata,
    Column("text", String, primary_key=True, comment="a character that the engine offers and did not choose"),
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("line", Integer, primary_key=True, comment="line id"),
    Column("offset", Integer, primary_key=True, comment="of the character in the line, 0-based"),
    Column("confidence", Integer, nullable=False, comment="per cent: how sure the engine is of what it chose there"),
    # rows of one character lie together: they are asked for by character
    sqlite_with_rowid=False,
)
Index("readings_by_page", readings.c.page)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("source", ForeignKey("sources.id"), primary_key=True),
    Column("by", String, nullable=False, comment="who withdrew the document"),
    Column("at", String, nullable=False, comment="ISO 8601, UTC"),
    Column("why", Text, nullable=False),
)

indexed = Table(
    "indexed",
    metadata,
    Column("page", ForeignKey("pages.id"), primary_key=True),
    Column("names", String, nullable=False, comment="identity of the gazetteers that its mentions come from"),
)

corpus_state = Table(
    "corpus_state",
    metadata,
    Column(
        "name",
        String,
        primary_key=True,
        comment="'version': rises with every change; 'words': version and lists of names that they were counted at",
    ),
    Column("value", String, nullable=False),
)

corpus_words = Table(
    "corpus_words",
    metadata,
    Column("word", String, primary_key=True),
    Column("count", Integer, nullable=False, comment="in all text, as jieba cuts it with the names of the gazetteer"),
)

uncounted_blocks = Table(
    "uncounted_blocks",
    metadata,
    Column("block", Integer, primary_key=True, comment="row id of a block whose words are not in corpus_words"),
)

outdated_texts = Table(
    "outdated_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False, comment="how a block read whose words are still in corpus_words"),
)

corpus_columns = Table(
    "corpus_columns",
    metadata,
    Column("view", String, primary_key=True),
    Column("column", String, primary_key=True, comment="empty: the view as a whole"),
    Column("description", Text, nullable=False),
)

CORPUS = (
    places,
    mentions,
    articles,
    article_numbers,
    readings,
    indexed,
    withdrawals,
    corpus_state,
    corpus_words,
    corpus_columns,
)
"""What the corpus keeps."""
