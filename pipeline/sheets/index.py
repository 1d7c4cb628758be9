"""Which characters stand where, kept in step with the text of the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from pipeline.crops.images import PageImages
from pipeline.editing.overall import Overall
from pipeline.editing.rows import page_state
from pipeline.editing.state import BlockState, PageState
from pipeline.errors import PageError
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import CharacterId, parse_character_id
from pipeline.sheets.places import BLANK, DECIDED, SEEN, Places, Standing, code, empty, standing
from pipeline.sheets.rows import Rows, stored, write
from pipeline.sheets.taking import UNLISTED_KINDS, page_places


class GlyphIndex:
    """Follows the text (``pipeline.editing.intake.Follower``): every place is listed under what it now reads."""

    def __init__(self, results: Path, images: PageImages | None = None) -> None:
        self._results, self._images = results, images or PageImages()

    def prepare(self, document: str, machine: Page, state: PageState) -> Rows:
        """The places of a page, from its image."""
        return page_places(machine, state, self._image(document, machine))

    def page_taken(
        self, connection: Connection, page: int, machine: Page, state: PageState, prepared: Rows, overall: Overall
    ) -> None:
        """A page was taken in, or taken again.  ``page``: its row id; ``prepared``: its places."""
        had = stored(connection, page)
        for text, places in prepared.items():
            if text in had:
                _keep_seen(places, had[text])
        write(connection, page, had, prepared, overall)

    def block_changed(
        self,
        connection: Connection,
        page: int,
        before: BlockState | None,
        after: BlockState | None,
        overall: Overall,
    ) -> None:
        """A person changed a block; ``None``: it was not there, or is gone."""
        was, now = _standing(before), _standing(after)
        if was.keys() != now.keys():  # characters went to another block, or came from one
            whole = {
                one: where
                for block in page_state(connection, page).blocks.values()
                for one, where in _standing(block).items()
            }
            _settle(connection, page, stored(connection, page), whole, overall, whole=True)
            return
        changed = {one: where for one, where in now.items() if was[one] != where}
        if changed:
            texts = {where.text for one in changed for where in (was[one], now[one])}
            _settle(connection, page, stored(connection, page, texts), changed, overall, whole=False)

    def _image(self, document: str, machine: Page) -> Image | None:
        try:
            return self._images.grey(self._results / document / f"{machine.name}.jpg")
        except PageError:
            return None  # a run without page images: the sheets go by confidence and context


def _standing(block: BlockState | None) -> dict[CharacterId, Standing]:
    return dict(standing(block)) if block is not None and block.kind not in UNLISTED_KINDS else {}


def _keep_seen(places: Places, had: Places) -> None:
    """What was seen stays seen where the place and all about it is the same."""
    same = ["line", "offset", "left", "right"]
    seen = {tuple(place) for place in had[same][had["marks"] & SEEN > 0].tolist()}
    if seen:
        marks = [tuple(place) in seen for place in places[same].tolist()]
        places["marks"][marks] |= SEEN


def _settle(
    connection: Connection,
    page: int,
    had: dict[str, Places],
    now: Mapping[CharacterId, Standing],
    overall: Overall,
    *,
    whole: bool,
) -> None:
    """Write the rows of a page that differ when characters stand as in ``now``.

    ``had``: its rows, as far as they are concerned; ``whole``: all of them, and what is not in ``now`` is gone.
    """
    rest, fresh = dict(now), defaultdict[str, list[Places]](list)
    for text, places in had.items():
        mine, kept = places.copy(), list[int]()
        for k, (line, offset, left, right) in enumerate(places[["line", "offset", "left", "right"]].tolist()):
            where = rest.pop(f"{line}.{offset}", None)
            if where is None:
                kept += [] if whole else [k]
            elif where.text != text:
                fresh[where.text].append(_stands(mine[k : k + 1], text, where))
            else:
                kept.append(k)
                if (code(where.left), code(where.right)) != (left, right):
                    _stands(mine[k : k + 1], text, where)
        if kept:
            fresh[text].append(mine[kept])
    for one, where in rest.items():
        fresh[where.text].append(_unknown(one, where))
    write(connection, page, had, {text: np.concatenate(parts) for text, parts in fresh.items()}, overall)


def _unknown(one: CharacterId, where: Standing) -> Places:
    """The place of a character that came after the page was taken in."""
    place = empty(1)
    place["line"], place["offset"] = parse_character_id(one)
    place["marks"], place["confidence"] = BLANK, 100
    place["left"], place["right"] = code(where.left), code(where.right)
    return place


def _stands(place: Places, text: str, where: Standing) -> Places:
    """Change a place that read ``text`` to what stands there now.

    A decided place remembers what the machine read; when that stands there again, its decision was taken back.
    """
    place["left"], place["right"] = code(where.left), code(where.right)
    if where.text == text:
        return place
    decided = place["marks"] & DECIDED > 0
    place["marks"] &= 0xFF - SEEN
    if decided and place["other"] == code(where.text):
        place["marks"] &= 0xFF - DECIDED
        place["other"] = 0
    elif not decided:
        place["marks"] |= DECIDED
        place["other"] = code(text)
    return place
