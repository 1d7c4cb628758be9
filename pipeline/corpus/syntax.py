"""What a query is made of, and the error that points into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.corpus.faults import Fault
from pipeline.corpus.patterns import Pattern
from pipeline.errors import BaokanError, ExitCode


class QueryError(BaokanError):
    """A query that cannot be understood.  ``position``: 0-based, of the character that is wrong; ``fault``: how."""

    exit_code = ExitCode.USAGE

    def __init__(self, query: str, position: int, fault: Fault) -> None:
        self.query, self.position, self.fault, self.cause = query, position, fault, str(fault)
        before = query[:position]
        width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in before)
        super().__init__(f"character {position + 1} of the query: {self.cause}\n  {query}\n  {' ' * width}^")


@dataclass(frozen=True, slots=True)
class Literal:
    """Text to look for."""

    pattern: Pattern
    at: int
    """0-based position in the query."""


@dataclass(frozen=True, slots=True)
class Alias:
    """All spellings of a name of the gazetteer."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Spellings:
    """Any of several texts; of overlapping occurrences the longest."""

    patterns: tuple[Pattern, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the block, its page or its document."""

    field: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Near:
    """Two texts with at most so many characters between them, in either order."""

    left: Node
    right: Node
    most: int
    at: int


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """Where it is not."""

    part: Node
    at: int


Node = Literal | Alias | Spellings | Condition | Near | And | Or | Not


def texts(node: Node, *, denied: bool = False) -> Iterator[Literal | Alias | Spellings]:
    """The texts that give hits; with ``denied`` also those that must not be there."""
    match node:
        case Literal() | Alias() | Spellings():
            yield node
        case Near():
            yield from texts(node.left, denied=denied)
            yield from texts(node.right, denied=denied)
        case And() | Or():
            for part in node.parts:
                yield from texts(part, denied=denied)
        case Not() if denied:
            yield from texts(node.part, denied=denied)


def conditions(node: Node) -> Iterator[Condition]:
    """All conditions of a query."""
    match node:
        case Condition():
            yield node
        case And() | Or():
            for part in node.parts:
                yield from conditions(part)
        case Not():
            yield from conditions(node.part)
