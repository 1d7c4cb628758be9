"""The reviewed layer as a page: what the formats write, and what readers of JSON understand.

The page of the machine with the blocks as people left them.  Records of the machine that people decided on have their
decision as status; what people typed is a record of the stage ``review``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.database.reading import open_results
from pipeline.database.schema import events, sources
from pipeline.editing.changes import TEXT, Kind
from pipeline.editing.current import replayed
from pipeline.editing.events import Event
from pipeline.editing.pagefiles import PageFile
from pipeline.editing.replay import Replayed
from pipeline.editing.state import BlockState, lines_of
from pipeline.model.block import Article, Block, Box, Join
from pipeline.model.correction import Candidate, Correction, Reason
from pipeline.model.page import Page

BY_PERSON = ("reviewed",)
"""Evidence of what people joined, split and drew."""


def reviewed_page(found: Replayed) -> Page:
    """The page in the reviewed layer."""
    if not found.placed:
        return found.page
    numbers = {number: position for position, number in enumerate(found.state.order)}
    made = [_block(found, found.state.blocks[number], position) for number, position in numbers.items()]
    page = found.page.changed(
        blocks=tuple(made),
        articles=tuple(_articles(found.page.articles, numbers)),
        corrections=tuple(_records(found, numbers)),
    )
    return _exact(page, found, numbers)


def _block(found: Replayed, state: BlockState, position: int) -> Block:
    page = found.page
    old = next((block for block in page.blocks if block.id == state.number), None)
    pieces = [block for block in page.blocks if set(block.lines) & set(state.lines)]
    if old is not None and lines_of(old) == state.lines:
        return old.model_copy(update={"id": position, "kind": state.kind, "article": state.article})
    glues = {e.change.data["line"]: e.change.data["glue"] for e in found.placed if e.change.kind is Kind.JOIN}
    joins = {pair: join for block in pieces for pair, join in zip(_pairs(block.lines), block.joins, strict=False)}
    boxes = tuple(_box(page, state.lines, piece) for piece in pieces) or _line_boxes(page, state.lines)
    return Block(
        id=position,
        kind=state.kind,
        article=state.article,
        lines=state.lines,
        joins=tuple(
            joins.get(pair) or Join(kind="line", glue=glues.get(pair[1], ""), evidence=BY_PERSON)
            for pair in _pairs(state.lines)
        ),
        boxes=boxes,
        evidence=BY_PERSON,
    )


def _pairs(lines: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(lines))


def _box(page: Page, lines: Sequence[int], piece: Block) -> Box:
    if set(piece.lines) <= set(lines) and len(piece.boxes) == 1:
        return piece.boxes[0]
    return _around([page.line_by_id[one].box for one in lines if one in piece.lines])


def _line_boxes(page: Page, lines: Sequence[int]) -> tuple[Box, ...]:
    return (_around([page.line_by_id[one].box for one in lines]),)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _articles(articles: Iterable[Article], numbers: Mapping[int, int]) -> Iterable[Article]:
    for article in articles:
        blocks = sorted(numbers[one] for one in article.blocks if one in numbers)
        links = tuple(
            link.model_copy(update={"block": numbers[link.block]}) for link in article.links if link.block in numbers
        )
        yield article.model_copy(update={"blocks": tuple(blocks), "links": links})


def _records(found: Replayed, numbers: Mapping[int, int]) -> Iterable[Correction]:
    texts = [event for event in found.placed if event.change.kind in TEXT]
    last = {event.change.ids: event for event in texts}
    home = {one: number for number in numbers for cell in found.state.blocks[number].text.cells for one in cell.ids}
    free = max((record.id for record in found.page.corrections), default=-1) + 1
    for record in found.page.corrections:
        number = home.get(record.characters[0])
        if number is None:
            continue  # its block was taken away by a person
        decision = last.get(record.characters)
        status = _status(record, decision)
        decided = {"status": status, "machine": record.status} if status else {}
        yield record.model_copy(update={"block": numbers[number], **decided})
    for n, event in enumerate(texts):
        number = home.get(event.change.ids[0])
        if number is not None and event.change.before != event.change.after:
            yield _typed(event, free + n, numbers[number])


def _status(record: Correction, decision: Event | None) -> str | None:
    if decision is None or decision.change.kind is Kind.EDIT:
        return None
    agreed = decision.change.kind is Kind.ACCEPT and decision.change.after == record.after
    return "accepted" if agreed else "rejected"


def _typed(event: Event, number: int, block: int) -> Correction:
    change = event.change
    why = f"：{event.why}" if event.why else ""
    said = Reason(code="reviewed", zh=f"{event.editor} 审定{why}", en=f"decided by {event.editor}{why}")
    polygon = event.polygons[0] if event.polygons else None
    return Correction(
        id=number,
        stage="review",
        kind="edit" if change.kind is Kind.EDIT else "decision",
        block=block,
        characters=change.ids,
        before=change.before,
        after=change.after,
        status="accepted",
        candidates=(Candidate(text=change.after, probability=1.0),),
        reasons=(said,),
        polygon=tuple((x, y) for x, y in polygon) if polygon else None,
    )


def _exact(page: Page, found: Replayed, numbers: Mapping[int, int]) -> Page:
    """The records of a block must give its text; where decisions and other records overlap, they are told in the order
    in which people made them, over what the machine had made."""
    wrong = {
        position
        for number, position in numbers.items()
        if page.text(page.blocks[position], "reviewed").text != found.state.blocks[number].text.text
    }
    if not wrong:
        return page
    records = (
        record.model_copy(update={"status": record.machine, "machine": None})
        if record.block in wrong and record.machine
        else record
        for record in page.corrections
    )
    return page.changed(corrections=tuple(records))


class ReviewedReader:
    """Gives pages of a results folder in the reviewed layer."""

    def __init__(self, results: Path, server: DatabaseUrl = NO_SERVER) -> None:
        self._database = open_results(results, server)
        with self._database.read() as connection:
            known = set(connection.scalars(select(events.c.sha256).distinct()))
            rows = connection.execute(select(sources.c.document, sources.c.id, sources.c.sha256))
            self._sources = {document: (id, sha256) for document, id, sha256 in rows if sha256 in known}

    def __call__(self, path: Path, page: Page) -> Page:
        """A page as people left it; the same page where nobody did anything.  ``path``: its file."""
        if path.parent.name not in self._sources:
            return page
        source, sha256 = self._sources[path.parent.name]
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        with self._database.read() as connection:
            return reviewed_page(replayed(connection, source, sha256, PageFile(page, content)))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
