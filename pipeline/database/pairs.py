"""An index of all text of all blocks, for finding any string of characters in it (PostgreSQL's GIN).

What is indexed of a text are its characters and its pairs of neighbouring characters, each as one number, in an array.
It is an array and no ``tsvector``: that forgets positions (DESIGN 7), and has no room for long texts.  What is looked
for is asked as all of its pairs; where it is longer than two characters, the text of the block has the last word.  The
index is one of an expression over ``blocks``: the server keeps it in step, in the same transaction, whoever writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, permutations

from sqlalchemy import Connection, TextClause, bindparam, text

from pipeline.database import asked
from pipeline.database.plain import REFUSED, plain

Sql = tuple[str, list[object]]
"""A piece of a statement, with its values."""
FUNCTION, INDEX = "baokan_pairs", "block_text"
_BITS = 21
"""of a code point; a pair is the first one shifted by so many, and the second."""
_EXACT = 2
"""characters: what the index says of a text that is no longer is true."""
_STATEMENTS = (
    # about what it costs beside the server's own functions: that it is better looked up than worked out
    f"""CREATE OR REPLACE FUNCTION {FUNCTION}(text text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $$
    DECLARE
        characters text[] := string_to_array(text, NULL);
        size int := cardinality(characters);
        found bigint[] := '{{}}';
        one bigint;
        before bigint;
    BEGIN
        FOR k IN 1..size LOOP
            one := ascii(characters[k]);
            found[k] := one;
            IF k > 1 THEN
                found[size + k - 1] := (before << {_BITS}) | one;
            END IF;
            before := one;
        END LOOP;
        RETURN found;
    END $$""",
    # without a list of what is still to be entered, which every question would go through
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON blocks USING gin ({FUNCTION}(text)) WITH (fastupdate = off)",
)


def create(connection: Connection) -> None:
    """The index, filled from the blocks that there are."""
    for statement in _STATEMENTS:
        plain(connection, statement)


def keys(wanted: str) -> list[int]:
    """What the index is asked for a text: a number for each pair, for a single character one for that."""
    codes = list(map(ord, wanted))
    return [first << _BITS | second for first, second in pairwise(codes)] or codes


def holds(question: asked.Asked, column: str) -> Sql:
    """SQL: whether a text may hold what is asked for.  What long texts need beside the index is asked as well."""
    words, values = _named(question, column)
    parts = [words]
    for one in question.parts if isinstance(question, asked.All) else (question,):
        more, value = _checked(one, column)
        if more:
            parts.append(more)
            values.append(value)
    return " AND ".join(parts), values


def repeated(wanted: str, column: str) -> Sql:
    """SQL: whether a text that holds another may hold it more than once."""
    return f"strpos(substr({column}, strpos({column}, ?) + 1), ?) > 0", [wanted, wanted]


def number(wanted: str, column: str) -> Sql:
    """SQL: how often a text holds another that does not stand over itself."""
    size = len(wanted.encode())
    return f"(octet_length({column}) - octet_length(replace({column}, ?, ''))) / {size}", [wanted]


def clause(question: asked.Asked, column: str) -> TextClause:
    """The same for SQLAlchemy."""
    words, values = holds(question, column)
    first, *others = words.split("?")
    named = first + "".join(f":asked{n}{rest}" for n, rest in enumerate(others))
    return text(named).bindparams(*(bindparam(f"asked{n}", value) for n, value in enumerate(values)))


def _named(question: asked.Asked, column: str) -> Sql:
    """What the index itself is asked."""
    match question:
        case asked.Phrase(wanted):
            return _all_keys([wanted], column)
        case asked.Near(texts, _):
            return _all_keys(texts, column)
        case asked.All(parts):
            return _joined(" AND ", (_named(part, column) for part in parts))
        case asked.Any(parts):
            return _joined(" OR ", (_named(part, column) for part in parts))


def _all_keys(texts: Iterable[str], column: str) -> Sql:
    listed = list(texts)
    if any(map(REFUSED.search, listed)):
        return "1 = 0", []
    return f"{FUNCTION}({column}) @> CAST(? AS bigint[])", [sorted({key for one in listed for key in keys(one)})]


def _joined(word: str, parts: Iterator[Sql]) -> Sql:
    listed = list(parts)
    return f"({word.join(words for words, _ in listed)})", [value for _, values in listed for value in values]


def _checked(question: asked.Asked, column: str) -> tuple[str, object]:
    """What the text itself is asked, where the index says little and rows would travel for nothing; empty: nothing."""
    match question:
        case asked.Phrase(wanted) if len(wanted) > _EXACT and not REFUSED.search(wanted):
            return f"strpos({column}, ?) > 0", wanted
        case asked.Near(texts, most) if not any(map(REFUSED.search, texts)):
            gap = f".{{0,{most}}}"
            orders = (gap.join(map(_escaped, order)) for order in permutations(texts))
            return f"{column} ~ ?", "|".join(orders)
    return "", None


def _escaped(wanted: str) -> str:
    """A text as a regular expression of PostgreSQL."""
    return re.sub(r"([^\w\s])", r"\\\1", wanted)
