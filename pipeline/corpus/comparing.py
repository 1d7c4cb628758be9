"""What has changed since a result set was saved.

A hit is the same when it stands on the same characters of the scan, wherever they stand in the text by now; on a page
that was read anew, with other lines and characters, when it stands at the same place of the scan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus import state
from pipeline.corpus.gone import Gone, Whereabouts
from pipeline.corpus.hits import hits
from pipeline.corpus.names import Names
from pipeline.corpus.orders import Sort
from pipeline.corpus.saving import SavedHit, SavedSet, hits_of
from pipeline.corpus.searching import search
from pipeline.corpus.sorting import ordered
from pipeline.corpus.taking import CONTEXT, tied
from pipeline.corpus.words import cutting
from pipeline.editing.pagefiles import PageFiles
from pipeline.model.geometry import Box

SAME_PLACE = 0.5
"""share of the area around both that two hits must have in common to stand at one place: half a character off, where a
line was cut otherwise, leaves two characters of three."""
_NEAR = 8
"""characters of context that must be the same where no place is known."""
Key = tuple[str, int, str]
"""A page: scan, frame, name."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A hit that is still there and reads otherwise, itself or around it."""

    before: SavedHit
    now: SavedHit

    @property
    def text(self) -> bool:
        """Whether the hit itself reads otherwise, and not only what stands around it."""
        return self.before.hit.text != self.now.hit.text


@dataclass(frozen=True)
class Changes:
    """A set beside what its query finds now."""

    version: int
    """of the corpus now."""
    total: int
    """hits now."""
    same: int
    """hits that read as they did, with what stands around them."""
    altered: list[Altered]
    gone: list[tuple[SavedHit, Gone]]
    new: list[SavedHit]

    def rows(self) -> Iterator[dict[str, Any]]:
        """For programs: one row a hit that is not the same; ``change`` is ``gone``, ``new``, ``text``, ``context``."""
        for before, why in self.gone:
            yield {"change": "gone", **why.row(), **_beside(before, None)}
        for one in self.altered:
            change = "text" if one.text else "context"
            yield {"change": change, **Gone("").row(), **_beside(one.before, one.now)}
        for now in self.new:
            yield {"change": "new", **Gone("").row(), **_beside(None, now)}


COLUMNS = (
    *("change", "cause", "by", "at", "before", "after", "number", "document", "page", "block", "issue", "date"),
    *("left_then", "text_then", "right_then", "left_now", "text_now", "right_now"),
)
"""Columns of a table of changes."""


def _beside(then: SavedHit | None, now: SavedHit | None) -> dict[str, Any]:
    one = now or then
    assert one is not None
    row: dict[str, Any] = {"number": then.number if then else None}
    row |= {name: getattr(one.hit, name) for name in ("document", "page", "block", "issue", "date")}
    for word, side in (("then", then), ("now", now)):
        row |= {f"{name}_{word}": getattr(side.hit, name) if side else None for name in ("left", "text", "right")}
    return row


def compare(
    connection: Connection,
    names: Names,
    files: PageFiles,
    saved: SavedSet,
    on_hit: Callable[[int, int], None] = lambda done, of: None,
) -> Changes:
    """Ask the query of a set again and hold the answer against the set.  Raises ``QueryError``."""
    before = hits_of(connection, saved.id)
    found = search(connection, names, saved.query, saved.options, saved.also)
    places = ordered(found, Sort(saved.sort), cut=cutting(names))
    shown = list(hits(connection, found, places, CONTEXT))
    now = tied(connection, files, shown, on_hit, without={one.content for one in before})
    pairs = dict(_pairs(before, now))
    there = Whereabouts(connection, files, saved.event)
    altered = [Altered(one, now[pairs[one]]) for one in before if one in pairs and not _alike(one, now[pairs[one]])]
    taken = set(pairs.values())
    return Changes(
        state.version(connection),
        found.total,
        len(pairs) - len(altered),
        altered,
        [(one, there.why(one)) for one in before if one not in pairs],
        [one for k, one in enumerate(now) if k not in taken],
    )


def _alike(one: SavedHit, other: SavedHit) -> bool:
    a, b = one.hit, other.hit
    return (a.left, a.text, a.right) == (b.left, b.text, b.right)


def _pairs(before: Sequence[SavedHit], now: Sequence[SavedHit]) -> Iterator[tuple[SavedHit, int]]:
    """Hits that are the same, the surest first: each of either side once."""
    there = defaultdict[Key, list[int]](list)
    for k, one in enumerate(now):
        there[_key(one)].append(k)
    pages = defaultdict[Key, list[SavedHit]](list)
    for one in before:
        pages[_key(one)].append(one)
    for key, old in pages.items():
        left, right = dict.fromkeys(old), dict.fromkeys(there[key])
        for same in (_same_characters, _shared_characters, _same_place, _same_words):
            for one in list(left):
                best = max(((same(one, now[k]), -k) for k in right), default=(0.0, 0))
                if best[0] > 0:
                    del left[one], right[-best[1]]
                    yield one, -best[1]


def _key(one: SavedHit) -> Key:
    return one.sha256, one.frame, one.hit.page


def _same_characters(one: SavedHit, other: SavedHit) -> float:
    ids = one.hit.characters
    return float(one.content == other.content and bool(ids) and ids == other.hit.characters)


def _shared_characters(one: SavedHit, other: SavedHit) -> float:
    if one.content != other.content:
        return 0.0
    ids, others = set(one.hit.characters), set(other.hit.characters)
    return len(ids & others) / max(1, len(ids | others))


def _same_place(one: SavedHit, other: SavedHit) -> float:
    if one.content == other.content or not one.place or not other.place:
        return 0.0
    share = _common(_around(one), _around(other))
    return share if share >= SAME_PLACE else 0.0


def _same_words(one: SavedHit, other: SavedHit) -> float:
    """Where no characters or places are known: text that somebody put in, or a page file that was gone."""
    if (one.content == other.content and one.hit.characters) or (one.place and other.place):
        return 0.0
    a, b = one.hit, other.hit
    return float((a.left[-_NEAR:], a.text, a.right[:_NEAR]) == (b.left[-_NEAR:], b.text, b.right[:_NEAR]))


def _around(one: SavedHit) -> Box:
    corners = [corner for quad in one.place for corner in quad]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _common(a: Box, b: Box) -> float:
    """Intersection over union."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas: Iterable[float] = ((one[2] - one[0]) * (one[3] - one[1]) for one in (a, b))
    return width * height / (sum(areas) - width * height)
