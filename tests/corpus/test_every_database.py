"""The same question finds the same on every database, and what a scan of the text finds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pytest
from helpers import postgresql
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import Connection, insert, text

from pipeline.corpus.fields import condition
from pipeline.corpus.following import names_of
from pipeline.corpus.found import Found
from pipeline.corpus.names import Names
from pipeline.corpus.searching import Options, search
from pipeline.corpus.syntax import QueryError
from pipeline.database import Database, open_database
from pipeline.database.asked import phrase
from pipeline.database.plain import plain
from pipeline.database.schema import blocks, pages, readings, sources
from pipeline.database.text_index import text_index
from pipeline.settings import Settings

FILES_ONLY = True  # it opens the other one itself
CHARACTERS = '虹旭居民虹旭居民𠀀𪚥𫝀國国号號。，“” 　（）?*"\\a A bＢ２2%_é'
"""few, so that what is looked for is found; beside Chinese, what each index has its own ways with."""
WORDS = some.text(alphabet=CHARACTERS, min_size=1, max_size=8)
TEXTS = some.lists(some.text(alphabet=CHARACTERS, max_size=40), min_size=1, max_size=6)
Hit = tuple[int, int, int, int, bool]
"""Row id of the page, name of the block, start, end, whether it is guessed."""


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    """One of each kind, with an empty document of two pages."""
    server = postgresql.server()
    url = server.fresh()
    where = (tmp_path_factory.mktemp("both") / "baokan.db", url)
    with ExitStack() as opened:
        made = [opened.enter_context(open_database(one)) for one in where]
        for database in made:
            with database.write() as connection:
                _enter_pages(connection)
        yield made
    server.drop(url)


@pytest.fixture(scope="module")
def names() -> Names:
    return names_of(Settings())


def _enter_pages(connection: Connection) -> None:
    connection.execute(insert(sources).values(id=1, document="报", path="/报.tif", state="done", sha256="0" * 64))
    for id in (1, 2):
        shared = {"source": 1, "frame": id, "content": "", "state": "machine", "characters": 0, "taken": ""}
        connection.execute(insert(pages).values(id=id, name=f"page-{id:04d}", date=f"202{id}-01", **shared))


@contextmanager
def holding(database: Database, texts: Sequence[str]) -> Iterator[Connection]:
    """The database with some blocks, half of them on each page, as long as they are looked at."""
    with database.write() as connection, connection.begin_nested() as point:
        for n, one in enumerate(texts):
            kind = ("title", "paragraph", "paragraph", "caption")[n % 4]
            where = {"page": 1 + n % 2, "number": n, "position": n, "article": n // 3, "kind": kind}
            cells = json.dumps([[n, 0, one]], ensure_ascii=False)
            connection.execute(insert(blocks).values(**where, text=one, cells=cells, machine=one, lines=f"[{n}]"))
            for offset, character in enumerate(one[:2]):
                other = {"虹": "虬", "旭": "虹", "居": "旭"}.get(character, "民")
                key = {"text": other, "page": where["page"], "line": n, "offset": offset}
                connection.execute(insert(readings).values(**key, confidence=55))
        yield connection
        point.rollback()


def quoted(wanted: str) -> str:
    return '"' + wanted.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hits(found: Found) -> list[Hit]:
    """In the order of the text."""
    read = found.blocks
    return [
        (read[n].page, read[n].number, start, end, (n, start, end) in found.guessed) for n, start, end in found.places
    ]


def answer(connection: Connection, names: Names, query: str, options: Options) -> object:
    """All that a question gives: hits with the numbers that were counted, or what is wrong with it."""
    try:
        found = search(connection, names, query, options)
    except QueryError as error:
        return str(error)
    return found.total, sorted(filter(None, found.numbers)), hits(found)


def scanned(texts: Sequence[str], wanted: str) -> list[Hit]:
    """Where a text stands, found without any index."""
    every = ((1 + n % 2, n, at, one) for n, one in enumerate(texts) for at in range(len(one)))
    return sorted((page, n, at, at + len(wanted), False) for page, n, at, one in every if one.startswith(wanted, at))


PLAIN = WORDS.map(quoted)
WILD = some.text(alphabet="虹旭居民?*", min_size=1, max_size=5).filter(lambda one: one.strip("?*"))
TERMS = PLAIN | WILD | some.sampled_from(["alias:虹旭居民区", "b２"])
CONDITIONS = some.sampled_from(
    ["kind:title", "NOT kind:caption", "date:2021", "date:2022..", "state:machine", "page:1"]
)
QUERIES = some.recursive(
    TERMS | some.tuples(TERMS, some.integers(0, 9), TERMS).map(lambda one: f"{one[0]} NEAR/{one[1]} {one[2]}"),
    lambda parts: (
        some.tuples(parts, some.sampled_from(["AND", "OR", "NOT"]), parts).map(lambda one: f"({' '.join(one)})")
        | some.tuples(parts, CONDITIONS).map(" ".join)
    ),
    max_leaves=4,
)
OPTIONS = some.builds(
    Options,
    *(some.booleans(), some.booleans(), some.booleans(), some.booleans()),
    within=some.sampled_from(["block", "article", "page"]),
    fuzzy=some.booleans(),
)


@given(texts=TEXTS, wanted=WORDS)
@settings(max_examples=50)
def test_every_text_is_found_where_a_scan_finds_it(
    databases: list[Database], names: Names, texts: list[str], wanted: str
) -> None:
    for database in databases:
        with holding(database, texts) as connection:
            assert hits(search(connection, names, quoted(wanted), Options())) == scanned(texts, wanted)


@given(texts=TEXTS, query=QUERIES, options=OPTIONS)
@settings(max_examples=100)
def test_every_question_has_one_answer(
    databases: list[Database], names: Names, texts: list[str], query: str, options: Options
) -> None:
    answers = []
    for database in databases:
        with holding(database, texts) as connection:
            answers.append(answer(connection, names, query, options))
    assert answers[0] == answers[1]


@given(pattern=some.text(alphabet="报A*?[]%_\\-^", max_size=5), name=some.text(alphabet="报A[]%_\\-", max_size=5))
@settings(max_examples=60)
def test_conditions_on_documents_mean_the_same(databases: list[Database], pattern: str, name: str) -> None:
    held = []
    for database in databases:
        with database.read() as connection:
            words, values = condition("document", pattern)
            asked = words.replace("SELECT id FROM sources", "SELECT 1 FROM (SELECT CAST(? AS TEXT) AS document) AS one")
            asked = asked.replace("p.source", "1")
            part = plain(connection, "SELECT instr(CAST(? AS TEXT), ?)", [name, pattern]).scalar()
            held.append((bool(plain(connection, f"SELECT {asked}", [name, *values]).scalar()), part))
    assert held[0] == held[1]


@pytest.mark.parametrize("where", [0, 1], ids=["sqlite", "postgresql"])
def test_long_texts_are_found_from_their_first_to_their_last_character(
    databases: list[Database], names: Names, where: int
) -> None:
    whole = "".join(chr(0x4E00 + 7 * n % 20_000) for n in range(150_000)) + "居民" * 300 + "虹旭"
    with holding(databases[where], [whole]) as connection:
        assert search(connection, names, "居民虹旭", Options()).total == 1
        assert search(connection, names, "居民", Options()).total == whole.count("居民")
        for at in (0, 16_384, 99_999):
            assert search(connection, names, quoted(whole[at : at + 8]), Options()).total == whole.count(
                whole[at : at + 8]
            )


def test_postgresql_looks_into_its_index(databases: list[Database], names: Names) -> None:
    with holding(databases[1], ["虹旭居民"] * 4) as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        words, values = text_index(connection).blocks(phrase("旭居民"), pages=False)
        plan = "\n".join(plain(connection, f"EXPLAIN SELECT b.id FROM {words}", values).scalars())
    assert "Bitmap Index Scan on block_text" in plan


@pytest.mark.parametrize(
    "query",
    [
        *('"虹\0旭"', '"\0"', "虹?旭\0", '"虹\udcff"', "\ud840旭居", "alias:\0"),
        *("虹旭 article:\0", "虹旭 document:\0*", "虹旭 document:\udcff"),
    ],
)
@pytest.mark.parametrize("options", [Options(), Options(variants=True, across=True), Options(fuzzy=True)])
def test_characters_that_no_text_on_a_server_has_stop_no_question(
    databases: list[Database], names: Names, query: str, options: Options
) -> None:
    answers = []
    for database in databases:
        with holding(database, ["虹旭居民", "虹\ufffd旭"]) as connection:
            answers.append(answer(connection, names, query, options))
    assert answers[0] == answers[1]
