"""Keeps mentions, articles and the engine's other readings in step with the text, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from pipeline.corpus import state as kept
from pipeline.corpus.names import Named, Names
from pipeline.corpus.permalinks import Place, give_numbers, places_of
from pipeline.database.locks import hold_together
from pipeline.database.many import enter
from pipeline.database.schema import articles, blocks, indexed, mentions, places, readings
from pipeline.database.upsert import add, upsert
from pipeline.editing.overall import Overall
from pipeline.editing.state import BlockState, PageState
from pipeline.gazetteer.entry import Key
from pipeline.model.page import UNTEXTED_KINDS, Page

TITLES = ("title", "subtitle", "heading")
"""kinds that head an article, the best first."""
_AT_ONCE = 500
"""names in one statement."""
OFFERED_BELOW = 0.002
"""probability below which a reading says nothing: the engine gives that much to any character."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a page enters."""

    names: dict[int, list[Named]]
    """number of the block -> its names."""
    readings: list[tuple[str, int, int, int]]
    """character, line, offset, confidence of what was chosen, per cent."""
    places: dict[int, Place]
    """article -> where it stands on the scan."""


class CorpusIndex:
    """Follows the text (``pipeline.editing.intake.Follower``)."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def prepare(self, document: str, machine: Page, state: PageState) -> Prepared:
        """Names of all blocks, what else the engine read, where the articles stand."""
        return Prepared(
            {number: self._found(block) for number, block in state.blocks.items()},
            list(other_readings(machine)),
            places_of(machine, state),
        )

    def page_taken(
        self, connection: Connection, page: int, machine: Page, state: PageState, prepared: Prepared, overall: Overall
    ) -> None:
        """A page was taken in, or taken again."""
        upsert(connection, indexed, ["page"], {"page": page, "names": self._names.identity})
        connection.execute(delete(mentions).where(mentions.c.page == page))
        enter_mentions(connection, page, prepared.names)
        connection.execute(delete(readings).where(readings.c.page == page))
        columns = ("page", "text", "line", "offset", "confidence")
        enter(connection, readings, columns, ((page, *one) for one in prepared.readings))
        enter_articles(connection, page)
        give_numbers(connection, page, prepared.places)
        overall.add(kept.changed)

    def block_changed(
        self,
        connection: Connection,
        page: int,
        before: BlockState | None,
        after: BlockState | None,
        overall: Overall,
    ) -> None:
        """A person changed a block."""
        numbers = {block.number for block in (before, after) if block is not None}
        connection.execute(delete(mentions).where(mentions.c.page == page, mentions.c.block.in_(numbers)))
        if after is not None:
            enter_mentions(connection, page, {after.number: self._found(after)})
        if not (before and after and _same_article(before, after)):
            enter_articles(connection, page)
        overall.add(kept.changed)

    def _found(self, block: BlockState) -> list[Named]:
        return [] if block.kind in UNTEXTED_KINDS else list(self._names.find(block.text.text))


def other_readings(machine: Page) -> Iterator[tuple[str, int, int, int]]:
    """Characters that the engine offers and did not choose, each once a place: character, line, offset, confidence."""
    for line in machine.lines:
        for offset, offered in line.alternatives.items():
            texts = {one.text for one in offered if one.probability >= OFFERED_BELOW and len(one.text) == 1}
            sure = line.confidences[offset]
            yield from ((text, line.id, offset, sure) for text in sorted(texts - {line.text[offset]}))


def enter_mentions(connection: Connection, page: int, names: dict[int, list[Named]]) -> None:
    """Add the names of some blocks."""
    ids = _places(connection, {one.entry.key for found in names.values() for one in found})
    rows = [
        {
            "page": page,
            "block": number,
            "start": one.start,
            "end": one.end,
            "printed": one.printed,
            "place": ids[one.entry.key],
            "role": one.role,
        }
        for number, found in names.items()
        for one in found
    ]
    if rows:
        connection.execute(insert(mentions), rows)


def _places(connection: Connection, wanted: set[Key]) -> dict[Key, int]:
    """Row ids of entries of the gazetteer, by name, kind and parent; those that are new are entered."""
    found = _known_places(connection, wanted)
    new = sorted(wanted - found.keys())
    if new:
        hold_together(connection)  # earlier than else, and seldom: others may enter the same
        columns = ("name", "kind", "parent")
        add(connection, places, columns, [dict(zip(columns, key, strict=True)) for key in new])
        found.update(_known_places(connection, new))
    return found


def _known_places(connection: Connection, wanted: Iterable[Key]) -> dict[Key, int]:
    names, found = sorted({name for name, _, _ in wanted}), dict[Key, int]()
    for at in range(0, len(names), _AT_ONCE):
        named = select(places).where(places.c.name.in_(names[at : at + _AT_ONCE]))
        found.update({(row.name, row.kind, row.parent): row.id for row in connection.execute(named)})
    return found


def enter_articles(connection: Connection, page: int) -> None:
    """The articles of a page anew, from its blocks as they now are."""
    connection.execute(delete(articles).where(articles.c.page == page))
    b = blocks.c
    query = (
        select(b.article, b.kind, b.text, func.length(b.text).label("size"))
        .where(b.page == page, b.position.is_not(None), b.article.is_not(None))
        .order_by(b.position)
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.article, []).append(row)
    rows = [
        {"page": page, "number": number, "title": title_of(parts), "characters": sum(part.size for part in parts)}
        for number, parts in found.items()
    ]
    if rows:
        connection.execute(insert(articles), rows)


def _same_article(before: BlockState, after: BlockState) -> bool:
    """Whether the articles are what they were: as long, under the same title."""
    one, other = ((block.kind, block.article, len(block.text.text)) for block in (before, after))
    return one == other and (before.kind not in TITLES or before.text.text == after.text.text)


def title_of(parts: Iterable[Any]) -> str:
    """Text of the first block of the best kind that heads an article (``kind``, ``text``); empty: none."""
    heads = [part for part in parts if part.kind in TITLES]
    return min(heads, key=lambda part: TITLES.index(part.kind)).text if heads else ""
