"""One flag with everything that helps to decide it, for the page and for the script alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from pipeline.editing import rows, walking
from pipeline.editing.current import with_drawn
from pipeline.editing.finding import Mentions, mentions
from pipeline.editing.flags import NAMES
from pipeline.editing.queue import Filter, waiting
from pipeline.editing.walking import Step
from pipeline.errors import PageError
from pipeline.model.geometry import Quad, bounding_box, transform_quad
from pipeline.model.page import Page
from pipeline.model.text import LayeredText
from pipeline.review.crop import ITEM_AROUND, Crop, crops, version_of
from pipeline.review.filters import query_of
from pipeline.review.names import Card
from pipeline.review.room import Room

CANDIDATES = 9
"""as many as there are keys for them."""
SHORTEST_NAME = 2
"""characters: where one character stands says nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading to choose from."""

    text: str
    probability: float | None
    proposed: bool
    read: bool
    """it is what the engine read."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where on the page a flag is."""

    size: tuple[int, int]
    """of the page, px."""
    points: str
    """a box around the characters, as SVG has it, px of the page."""
    version: int


@dataclass(frozen=True, slots=True)
class Name:
    """What is known of one spelling."""

    text: str
    cards: tuple[Card, ...] | None
    """``None``: the gazetteers are being read."""
    elsewhere: Mentions


@dataclass(frozen=True, slots=True)
class Item:
    """One flag, ready to be shown."""

    flag: Row[Any]
    """with ``document``, ``page_name``, ``page_label`` …"""
    crops: tuple[Crop, ...]
    spot: Spot | None
    left: str
    now: str
    """what stands in its place now."""
    right: str
    standing: bool
    """whether its place is still there."""
    candidates: tuple[Candidate, ...]
    reasons: Sequence[dict[str, str]]
    evidence: dict[str, float]
    names: tuple[Name, ...]
    next: str | None
    """address of the item that follows."""
    previous: str | None
    group: str
    """address of its group."""
    waiting: int
    """flags that meet the filter."""

    @property
    def open(self) -> bool:
        """Whether it can be decided."""
        return self.flag.state == "open" and self.standing

    @property
    def small(self) -> str | None:
        """Address of the small picture of its page."""
        return f"/images/page/{self.flag.page}/small?v={self.spot.version}" if self.spot else None


def item(connection: Connection, room: Room, flag: Row[Any], wanted: Filter, score: float | None) -> Item:
    """Everything about a flag (a row of ``walking.place``).  ``score``: see ``walking.beside``."""
    record = walking.record(flag)
    ids = walking.characters(flag)
    block = _block(connection, flag)
    left, now, right, standing = _text(block, flag, ids)
    page = _page(connection, room, flag.page)
    score = walking.score_here(connection, flag, wanted) if score is None else score
    forward, back = (walking.beside(connection, flag, wanted, forward=way, score=score) for way in (True, False))
    return Item(
        flag=flag,
        crops=crops(page, flag.page, flag.content, ids, ITEM_AROUND) if page else (),
        spot=_spot(page, record["polygons"], version_of(flag.content)) if page else None,
        left=left,
        now=now,
        right=right,
        standing=standing,
        candidates=_candidates(flag, record["candidates"]),
        reasons=record["reasons"],
        evidence=record["evidence"],
        names=_names(connection, room, flag, block.text if block else ""),
        next=address(forward, wanted),
        previous=address(back, wanted),
        group=f"/groups/{flag.grouped}{query_of(wanted)}",
        waiting=waiting(connection, wanted),
    )


def address(step: Step | None, wanted: Filter) -> str | None:
    """Where an item is shown; the address remembers where in the queue one is."""
    return None if step is None else f"/flags/{step.flag}{query_of(wanted, score=step.score)}"


def _page(connection: Connection, room: Room, page: int) -> Page | None:
    row = rows.page_row(connection, page)
    assert row is not None, "a flag has a page"
    try:
        return with_drawn(connection, row, room.editing.files)
    except PageError:  # the text can be decided on without its picture
        return None


def _block(connection: Connection, flag: Row[Any]) -> LayeredText | None:
    row = rows.block_row(connection, flag.page, flag.block)
    return rows.block_state(row).text if row is not None and row.position is not None else None


def _text(text: LayeredText | None, flag: Row[Any], ids: Sequence[str]) -> tuple[str, str, str, bool]:
    """The block's text before, in and behind the place of a flag, and whether that place is there."""
    span = text.span(ids) if text is not None else None
    if text is None or span is None:
        return flag.left, "", flag.right, False
    return text.text[: span[0]], text.text[span[0] : span[1]], text.text[span[1] :], True


def _candidates(flag: Row[Any], known: Sequence[dict[str, Any]]) -> tuple[Candidate, ...]:
    """Those of the record, best first; the proposal and what was read are always among them."""
    shares: dict[str, float | None] = {one["text"]: one["probability"] for one in known}
    shares.setdefault(flag.after, flag.probability or None)
    shares.setdefault(flag.before, None)
    ranked = sorted(shares.items(), key=lambda one: -(one[1] or 0.0))
    found = [Candidate(text, share, text == flag.after, text == flag.before) for text, share in ranked]
    rest = [one for one in found if not one.proposed and not one.read]
    kept = rest[: CANDIDATES - 2]
    return tuple(one for one in found if one in kept or one not in rest)


def _spot(page: Page, polygons: Sequence[Quad], version: int) -> Spot | None:
    if not polygons:
        return None
    corners = [point for quad in polygons for point in transform_quad(page.transform, quad)]
    around = page.em or 1.0
    left, top, right, bottom = bounding_box(corners)
    box = left - around, top - around, right + around, bottom + around
    points = f"{box[0]:.0f},{box[1]:.0f} {box[2]:.0f},{box[1]:.0f} {box[2]:.0f},{box[3]:.0f} {box[0]:.0f},{box[3]:.0f}"
    return Spot(page.size, points, version)


def _names(connection: Connection, room: Room, flag: Row[Any], around: str) -> tuple[Name, ...]:
    if flag.queue != NAMES:
        return ()
    texts = [text for text in dict.fromkeys((flag.after, flag.before)) if len(text) >= SHORTEST_NAME]
    return tuple(
        Name(text, room.names.cards(text), mentions(connection, text, page=flag.page, block=flag.block, text=around))
        for text in texts
    )
