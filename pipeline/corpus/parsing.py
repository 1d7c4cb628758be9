"""The query language (``docs/corpus.md``): words, quotes, wildcards, AND, OR, NOT, NEAR/n, parentheses, field:value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal as Words

from pipeline.corpus import syntax
from pipeline.corpus.faults import Fault
from pipeline.corpus.fields import ALIAS, FIELDS, field_of
from pipeline.corpus.patterns import ONE, SEVERAL, Pattern
from pipeline.corpus.syntax import And, Condition, Near, Node, Not, Or, QueryError
from pipeline.database.plain import acceptable

NEAR_BY = 10
"""characters between the two sides of NEAR where no number is given."""
NEAR_MOST = 1000
LONGEST = 1000
"""characters of a query."""
_OPERATOR = re.compile(r"(AND|OR|NOT|NEAR(?:/(\d*))?)(?=[\s()]|$)")
_FIELD = re.compile(r"([A-Za-z]+|[\u4e00-\u9fff]+):")
Kind = Words["(", ")", "AND", "OR", "NOT", "NEAR", "text", "field", "end"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    at: int
    value: str = ""
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the texts of a query are meant."""

    variants: bool = False
    across: bool = False


def parse(query: str, reading: Reading | None = None) -> Node:
    """Read a query.  Raises ``QueryError``."""
    if len(query) > LONGEST:
        raise QueryError(query[:LONGEST], LONGEST, Fault("long", most=f"{LONGEST:,}"))
    query = acceptable(query)  # halves of characters come from the command line
    node = _Parser(query, _Lexer(query, reading or Reading()).tokens()).whole()
    if not any(syntax.texts(node)):
        raise QueryError(query, 0, Fault("nothing"))
    return node


class _Lexer:
    def __init__(self, query: str, reading: Reading) -> None:
        self.query, self.reading, self.at = query, reading, 0

    def tokens(self) -> list[_Token]:
        found = []
        while True:
            while self.at < len(self.query) and self.query[self.at].isspace():
                self.at += 1
            found.append(self._next())
            if found[-1].kind == "end":
                return found

    def _next(self) -> _Token:
        at = self.at
        if at == len(self.query):
            return _Token("end", at)
        one = self.query[at]
        if one in "()":
            self.at += 1
            return _Token("(" if one == "(" else ")", at)
        if one == '"':
            return self._text(at, self._quoted())
        operator = _OPERATOR.match(self.query, at)
        if operator:
            return self._operator(operator)
        field = _FIELD.match(self.query, at)
        if field:
            return self._field(field)
        return self._text(at, self._word())

    def _operator(self, found: re.Match[str]) -> _Token:
        self.at = found.end()
        name = found[1].partition("/")[0]
        if name != "NEAR":
            return _Token("AND" if name == "AND" else "OR" if name == "OR" else "NOT", found.start())
        number = found[2]
        if (number is not None and not 0 < len(number) <= 4) or int(number or NEAR_BY) > NEAR_MOST:
            raise QueryError(self.query, found.start() + 5, Fault("near-number", most=f"{NEAR_MOST:,}"))
        return _Token("NEAR", found.start(), number or str(NEAR_BY))

    def _field(self, found: re.Match[str]) -> _Token:
        name = field_of(found[1])
        if name is None:
            near = get_close_matches(found[1].lower(), FIELDS, n=1, cutoff=0.0)
            raise QueryError(self.query, found.start(), Fault("no-field", name=found[1], nearest=near[0]))
        self.at = found.end()
        value = self._quoted() if self.query[self.at : self.at + 1] == '"' else self._word()
        text = "".join(one or wildcard for one, wildcard in value)
        if not text:
            raise QueryError(self.query, found.end(), Fault("no-value", field=found[0]))
        return _Token("field", found.start(), f"{name}:{text}")

    def _quoted(self) -> list[tuple[str | None, str]]:
        start, found = self.at, list[tuple[str | None, str]]()
        self.at += 1
        while self.at < len(self.query):
            one = self.query[self.at]
            if one == '"':
                self.at += 1
                return found
            if one == "\\" and self.query[self.at + 1 : self.at + 2] in ('"', "\\"):
                self.at += 1
                one = self.query[self.at]
            found.append((one, ""))
            self.at += 1
        raise QueryError(self.query, start, Fault("open-quote"))

    def _word(self) -> list[tuple[str | None, str]]:
        found = list[tuple[str | None, str]]()
        while self.at < len(self.query):
            one = self.query[self.at]
            if one.isspace() or one in '()"':
                break
            if one == "\\" and self.query[self.at + 1 : self.at + 2] in ("?", "*", "\\"):
                self.at += 1
                found.append((self.query[self.at], ""))
            else:
                found.append((None, one) if one in (ONE, SEVERAL) else (one, ""))
            self.at += 1
        return found

    def _text(self, at: int, parts: list[tuple[str | None, str]]) -> _Token:
        if not parts:
            raise QueryError(self.query, at, Fault("empty-quotes"))
        if all(one is None for one, _ in parts):
            raise QueryError(self.query, at, Fault("wildcards"))
        while parts[0][1] == SEVERAL:
            del parts[0]  # at an end it says nothing
        while parts[-1][1] == SEVERAL:
            del parts[-1]
        return _Token("text", at, pattern=Pattern(tuple(parts), self.reading.variants, self.reading.across))


class _Parser:
    def __init__(self, query: str, tokens: list[_Token]) -> None:
        self.query, self.tokens, self.n = query, tokens, 0

    @property
    def now(self) -> _Token:
        return self.tokens[self.n]

    def take(self) -> _Token:
        token = self.now
        self.n += 1
        return token

    def whole(self) -> Node:
        found = self.either()
        if self.now.kind == ")":
            raise QueryError(self.query, self.now.at, Fault("no-parenthesis"))
        return found

    def either(self) -> Node:
        at, parts = self.now.at, [self.both()]
        while self.now.kind == "OR":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), at)

    def both(self) -> Node:
        at, parts = self.now.at, [self.near()]
        while self.now.kind not in (")", "OR", "end"):
            if self.now.kind == "AND":
                self.take()
            parts.append(self.near())
        return parts[0] if len(parts) == 1 else And(tuple(parts), at)

    def near(self) -> Node:
        found = self.one()
        while self.now.kind == "NEAR":
            token = self.take()
            other = self.one()
            for side in (found, other):
                self._must_be_text(side)
            found = Near(found, other, int(token.value), token.at)
        return found

    def _must_be_text(self, node: Node) -> None:
        if isinstance(node, And | Not | Condition):
            raise QueryError(self.query, node.at, Fault("near-sides"))
        if isinstance(node, Or):
            for part in node.parts:
                self._must_be_text(part)

    def one(self) -> Node:
        token = self.take()
        if token.kind == "NOT":
            return Not(self.near(), token.at)
        if token.kind == "(":
            found = self.either()
            if self.now.kind != ")":
                raise QueryError(self.query, token.at, Fault("open-parenthesis"))
            self.take()
            return found
        if token.kind == "text":
            assert token.pattern is not None
            return syntax.Literal(token.pattern, token.at)
        if token.kind == "field":
            name, _, value = token.value.partition(":")
            return syntax.Alias(value, token.at) if name == ALIAS else Condition(name, value, token.at)
        self.n -= 1
        fault = Fault("ends") if token.kind == "end" else Fault("unexpected", found=token.kind)
        raise QueryError(self.query, token.at, fault)
