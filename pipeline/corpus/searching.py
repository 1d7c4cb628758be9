"""A query over the whole corpus: the index names blocks, their text says where the query stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Literal as Words

from sqlalchemy import Connection

from pipeline.corpus import syntax
from pipeline.corpus.faults import Fault
from pipeline.corpus.found import Found
from pipeline.corpus.matching import Block, Matcher, Place
from pipeline.corpus.misread import FUZZY, READINGS
from pipeline.corpus.names import Names
from pipeline.corpus.parsing import Reading, parse
from pipeline.corpus.patterns import Pattern
from pipeline.corpus.reading import Guesses, Readings
from pipeline.corpus.selecting import Selection
from pipeline.corpus.syntax import Alias, And, Condition, Literal, Near, Node, Not, Or, QueryError, Spellings
from pipeline.database.asked import Asked, all_of, any_of
from pipeline.gazetteer.collector import without_collector

Within = Words["block", "article", "page"]


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
    select = Selection(connection, query, options.all_kinds, asked, others)
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


def _guesses(connection: Connection, node: Node, options: Options) -> dict[Pattern, Guesses]:
    if not options.guesses:
        return {}
    readings = Readings(connection, FUZZY if options.fuzzy else READINGS)
    return {pattern: readings.guesses(pattern) for pattern in _patterns(node)}


def _patterns(node: Node) -> Iterator[Pattern]:
    for one in syntax.texts(node, denied=True):
        match one:
            case Literal():
                yield one.pattern
            case Spellings():
                yield from one.patterns


def _guessed(places: Iterable[Place], blocks: Sequence[Block], guesses: Iterable[Guesses]) -> dict[Place, float]:
    costs = {(id, span): cost for found in guesses for id, spans in found.items() for span, cost in spans.items()}
    keys = ((one, (blocks[one.block].id, (one.start, one.end))) for one in places) if costs else ()
    return {one: costs[key] for one, key in keys if key in costs}


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
