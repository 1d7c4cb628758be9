"""A query over the whole corpus: the index names blocks, their text says where the query stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any
from typing import Literal as Words

from sqlalchemy import Connection

from pipeline.corpus import fields, syntax
from pipeline.corpus.faults import Fault
from pipeline.corpus.found import AT_ONCE, BLOCK, Found
from pipeline.corpus.matching import Block, Matcher, Place
from pipeline.corpus.misread import FUZZY, READINGS
from pipeline.corpus.names import Names
from pipeline.corpus.parsing import Reading, parse
from pipeline.corpus.patterns import Pattern
from pipeline.corpus.reading import Guesses, Readings
from pipeline.corpus.syntax import Alias, And, Condition, Literal, Near, Node, Not, Or, QueryError, Spellings
from pipeline.database.asked import Asked, all_of, any_of
from pipeline.database.block_keys import is_of_kind, page_of
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.text_index import text_index
from pipeline.gazetteer.collector import without_collector
from pipeline.model.page import UNTEXTED_KINDS

Within = Words["block", "article", "page"]
_PLAIN = 12
"""number of the columns of a block but its last one."""
_NOTHING_HOLDS = "NULL"
"""in the place of conditions, where there are none: rows are blocks as they come."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a query is meant."""

    variants: bool = False
    """traditional and simplified, half and full width, capitals and small letters are the same."""
    across: bool = False
    """punctuation and spaces may stand between the characters of a text."""
    alternatives: bool = False
    """look also into what else the engine read."""
    all_kinds: bool = False
    """masthead, folio and lettering in pictures too."""
    within: Within = "block"
    """what AND and NOT are about."""
    fuzzy: bool = False
    """that, and look-alikes, lost and added characters too (``misread``)."""

    @property
    def guesses(self) -> bool:
        """Whether more is looked for than what stands there."""
        return self.alternatives or self.fuzzy


def search(
    connection: Connection,
    names: Names,
    query: str,
    options: Options | None = None,
    also: Sequence[tuple[str, str]] = (),
) -> Found:
    """Find a query.  ``also``: fields and values that must hold beside it.  Raises ``QueryError``."""
    with without_collector():  # a hit is a handful of values that refer to nothing
        return _search(connection, names, query, options or Options(), also)


def can_be_kept(query: str, options: Options, also: Sequence[tuple[str, str]] = ()) -> bool:
    """Whether what a query finds hangs on the version of the corpus alone: not on the states of pages, on open flags,
    on what the lists of names say."""
    node = parse(query, Reading(options.variants, options.across))
    aliases = any(isinstance(one, Alias) for one in syntax.texts(node, denied=True))
    return not (also or options.guesses or aliases or any(syntax.conditions(node)))


def _search(
    connection: Connection, names: Names, query: str, options: Options, also: Sequence[tuple[str, str]]
) -> Found:
    node = _resolved(parse(query, Reading(options.variants, options.across)), query, names, options)
    if also:
        node = And((*_conjuncts(node), *(Condition(field, value, len(query)) for field, value in also)), node.at)
    guesses = _guesses(connection, node, options)
    asked = [one for one in _conjuncts(node) if isinstance(one, Condition)]
    others = [one for one in dict.fromkeys(syntax.conditions(node)) if one not in asked]
    select = _Select(connection, query, options, asked, others)
    only = [one for one in _conjuncts(node) if not isinstance(one, Condition)]
    if len(only) == 1 and isinstance(only[0], Literal) and not guesses:  # most queries
        return select.occurrences(only[0].pattern)
    wide = options.within != "block" or options.guesses
    blocks = list(select.matching(_wide(node) if wide else _narrow(node)))
    if guesses:
        more = {id for found in guesses.values() for id in found} - {block.id for block in blocks}
        blocks += select.among(sorted(more))
    blocks.sort(key=attrgetter("source", "page", "position"))
    matcher = Matcher({one: n for n, one in enumerate(others)}, guesses)
    found = list(_places(matcher, node, blocks, options.within))
    return Found.of(connection, query, blocks, found, _guessed(found, blocks, guesses.values()))


def _places(matcher: Matcher, node: Node, blocks: Sequence[Block], within: Within) -> Iterator[Place]:
    for _, unit in groupby(enumerate(blocks), key=lambda one: _unit(one[1], within)):
        yield from matcher.places(node, list(unit)) or ()


def _unit(block: Block, within: Within) -> tuple[int, ...]:
    if within == "page":
        return (block.page,)
    if within == "article" and block.article is not None:
        return block.page, 0, block.article
    return block.page, 1, block.id


def _guesses(connection: Connection, node: Node, options: Options) -> dict[Literal, Guesses]:
    if not options.guesses:
        return {}
    readings = Readings(connection, FUZZY if options.fuzzy else READINGS)
    literals = [one for one in syntax.texts(node, denied=True) if isinstance(one, Literal)]
    return {one: readings.guesses(one.pattern) for one in literals}


def _guessed(places: Iterable[Place], blocks: Sequence[Block], guesses: Iterable[Guesses]) -> dict[Place, float]:
    costs = {(id, span): cost for found in guesses for id, spans in found.items() for span, cost in spans.items()}
    keys = ((one, (blocks[one.block].id, (one.start, one.end))) for one in places) if costs else ()
    return {one: costs[key] for one, key in keys if key in costs}


class _Select:
    """Reads blocks under the conditions of a query."""

    def __init__(
        self,
        connection: Connection,
        query: str,
        options: Options,
        asked: Sequence[Condition],
        others: Sequence[Condition],
    ) -> None:
        self._connection, self._query = connection, query
        self._plain, self._without = not others, not (asked or others)
        self._keys = ""
        columns, where = [BLOCK, *([_NOTHING_HOLDS] if self._plain else [])], ["b.position IS NOT NULL"]
        self._before, self._behind = list[object](), list[object]()
        if connection.exec_driver_sql(HIDDEN).first() is not None:
            where.append(f"p.source NOT IN ({HIDDEN})")
        if not options.all_kinds and not any(one.field == "kind" for one in [*asked, *others]):
            where += [f"b.kind <> {kind!r}" for kind in sorted(UNTEXTED_KINDS)]  # IN would make a table of them
            self._keys = f" AND NOT {is_of_kind('key', UNTEXTED_KINDS)}"
        for one in others:
            words, values = self._sql(one)
            columns.append(words)
            self._before += values
        for one in asked:
            words, values = self._sql(one)
            where.append(words)
            self._behind += values
        self._columns, self._where = ", ".join(columns), " AND ".join(where)

    def _sql(self, one: Condition) -> fields.Sql:
        try:
            return fields.condition(one.field, one.value)
        except Fault as fault:
            raise QueryError(self._query, one.at, fault) from None

    def matching(self, asked: Asked | None) -> Iterator[Block]:
        """Blocks that the index names; ``None``: all."""
        cursor = self._cursor(self._columns, *text_index(self._connection).blocks(asked))
        if self._plain:
            return map(Block._make, cursor)
        return (Block._make((*row[:_PLAIN], row[_PLAIN:])) for row in cursor)

    def occurrences(self, pattern: Pattern) -> Found:
        """All of one text; where all conditions are asked of the database."""
        text = pattern.as_it_stands if self._without else None
        counted = text_index(self._connection).counted(text) if text else None
        if counted is None:
            return Found.plain(self._connection, self._query, pattern, self._texts(pattern.asked))
        once, more = (self._keys_of(*one) for one in counted)
        return Found.counted(self._connection, self._query, pattern, once, more, partial(_all_texts, pattern.asked))

    def _texts(self, asked: Asked | None) -> Iterator[tuple[int, str]]:
        """Keys and texts alone."""
        index = text_index(self._connection)
        source = index.blocks(asked, pages="p." in self._where)
        cursor: Iterator[tuple[int, str]] = self._cursor(f"{index.key(asked)}, b.text", *source)
        return cursor

    def _keys_of(self, statement: str, values: Sequence[object]) -> list[int]:
        """Keys alone, as the index has them: what is not in the corpus, or no text, is left out."""
        found: Any = self._connection.exec_driver_sql(statement + self._keys, tuple(values)).cursor
        hidden = f"SELECT id FROM pages WHERE source IN ({HIDDEN})"
        gone = set(self._connection.exec_driver_sql(hidden).scalars())
        return [key for (key,) in found if page_of(key) not in gone] if gone else [key for (key,) in found]

    def among(self, ids: Sequence[int]) -> Iterator[Block]:
        """Blocks with these row ids."""
        for at in range(0, len(ids), AT_ONCE):
            some = list(ids[at : at + AT_ONCE])
            source, _ = text_index(self._connection).blocks(None)
            cursor = self._cursor(self._columns, f"{source} AND b.id IN ({', '.join('?' * len(some))})", some)
            yield from (Block._make((*row[:_PLAIN], None if self._plain else row[_PLAIN:])) for row in cursor)

    def _cursor(self, columns: str, source: str, values: Sequence[object]) -> Any:
        before = self._before if columns is self._columns else []
        statement = f"SELECT {columns} FROM {source} AND {self._where}"
        # of the driver itself: there may be hundreds of thousands of rows
        return self._connection.exec_driver_sql(statement, (*before, *values, *self._behind)).cursor


def _all_texts(asked: Asked | None, connection: Connection) -> Iterator[tuple[int, str]]:
    """Keys and texts of the blocks that the index names, under no other condition."""
    index = text_index(connection)
    source, values = index.blocks(asked, pages=False)
    cursor: Any = connection.exec_driver_sql(f"SELECT {index.key(asked)}, b.text FROM {source}", tuple(values)).cursor
    found: Iterator[tuple[int, str]] = cursor
    return found


def _resolved(node: Node, query: str, names: Names, options: Options) -> Node:
    """The query with names in all their spellings."""
    match node:
        case Alias():
            spellings = names.spellings(node.name)
            if not spellings:
                raise QueryError(query, node.at, Fault("no-name", name=node.name))
            patterns = (Pattern.of(one, variants=options.variants, across=options.across) for one in spellings)
            return Spellings(tuple(patterns), node.at)
        case And() | Or():
            return replace(node, parts=tuple(_resolved(part, query, names, options) for part in node.parts))
        case Not():
            return replace(node, part=_resolved(node.part, query, names, options))
        case Near():
            left, right = (_resolved(side, query, names, options) for side in (node.left, node.right))
            return replace(node, left=left, right=right)
    return node


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _narrow(node: Node) -> Asked | None:
    """What the index is asked where the whole query must hold of one block; ``None``: it cannot say."""
    match node:
        case Literal():
            return node.pattern.asked
        case Spellings():
            return any_of(pattern.asked for pattern in node.patterns)
        case Near():
            return all_of((_narrow(node.left), _narrow(node.right)))
        case And():
            return all_of(map(_narrow, node.parts))
        case Or():
            return any_of(map(_narrow, node.parts))
    return None


def _wide(node: Node) -> Asked | None:
    """The same for blocks that hold any of its texts, those included that must not be there."""
    return any_of(map(_narrow, syntax.texts(node, denied=True)))
