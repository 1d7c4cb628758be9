"""Which characters stand where, kept in step with the text of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from pipeline.crops.images import PageImages
from pipeline.database.schema import glyphs, pages, sources
from pipeline.database.upsert import upsert
from pipeline.editing.state import BlockState, PageState
from pipeline.errors import PageError
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import CharacterId, parse_character_id
from pipeline.sheets.places import BLANK, DECIDED, SEEN, Places, Standing, code, empty, packed, standing, unpacked
from pipeline.sheets.taking import UNLISTED_KINDS, page_places


class GlyphIndex:
    """Follows the text (``pipeline.editing.intake.Follower``): every place is listed under what it now reads."""

    def __init__(self, results: Path, images: PageImages | None = None) -> None:
        self._results, self._images = results, images or PageImages()

    def page_taken(self, connection: Connection, page: int, machine: Page, state: PageState) -> None:
        """A page was taken in, or taken again.  ``page``: its row id."""
        query = select(sources.c.document).join(pages, pages.c.source == sources.c.id).where(pages.c.id == page)
        document = connection.scalar(query)
        index_page(connection, page, machine, state, self._image(document, machine))

    def block_changed(
        self, connection: Connection, page: int, before: BlockState | None, after: BlockState | None
    ) -> None:
        """A person changed a block; ``None``: it was not there, or is gone."""
        was, now = _standing(before), _standing(after)
        changed = {one for one in was.keys() | now.keys() if was.get(one) != now.get(one)}
        if changed:
            _move(connection, page, {one: was.get(one) for one in changed}, {one: now.get(one) for one in changed})

    def _image(self, document: str | None, machine: Page) -> Image | None:
        try:
            return self._images.grey(self._results / document / f"{machine.name}.jpg") if document else None
        except PageError:
            return None  # a run without page images: the sheets go by confidence and context


def index_page(connection: Connection, page: int, machine: Page, state: PageState, image: Image | None) -> None:
    """Enter the places of a page in the place of those that it had.

    ``page``: its row id; ``state``: its text as it now reads; ``image``: grey page image, where there is one.
    """
    rows = page_places(machine, state, image)
    had = _rows(connection, page)
    for text, places in rows.items():
        if text in had:
            _keep_seen(places, had[text])
    connection.execute(delete(glyphs).where(glyphs.c.page == page))
    if rows:
        connection.execute(insert(glyphs), [_values(text, page, places) for text, places in rows.items()])


def _standing(block: BlockState | None) -> dict[CharacterId, Standing]:
    return dict(standing(block)) if block is not None and block.kind not in UNLISTED_KINDS else {}


def _keep_seen(places: Places, had: Places) -> None:
    """What was seen stays seen where the place and all about it is the same."""
    same = ["line", "offset", "left", "right"]
    seen = {tuple(place) for place in had[same][had["marks"] & SEEN > 0].tolist()}
    if seen:
        marks = [tuple(place) in seen for place in places[same].tolist()]
        places["marks"][marks] |= SEEN


def _rows(connection: Connection, page: int, texts: Iterable[str] | None = None) -> dict[str, Places]:
    query = select(glyphs.c.text, glyphs.c.places).where(glyphs.c.page == page)
    if texts is not None:
        query = query.where(glyphs.c.text.in_(sorted(texts)))
    return {text: unpacked(data) for text, data in connection.execute(query).tuples()}


def _move(
    connection: Connection,
    page: int,
    was: Mapping[CharacterId, Standing | None],
    now: Mapping[CharacterId, Standing | None],
) -> None:
    """Take places from the rows of what they read, and put them into those of what they read now."""
    texts = {where.text for where in (*was.values(), *now.values()) if where is not None}
    rows = _rows(connection, page, texts)
    for one, where in now.items():
        before = was.get(one)
        place = _take(rows, before.text if before else "", one)
        if where is not None:
            _put(place, where, retyped=before is not None and before.text != where.text, had=before)
            rows[where.text] = np.concatenate([rows.get(where.text, empty(0)), place])
    for text, places in rows.items():
        if len(places):
            upsert(connection, glyphs, ["text", "page"], _values(text, page, places))
        else:
            connection.execute(delete(glyphs).where(glyphs.c.text == text, glyphs.c.page == page))


def _take(rows: dict[str, Places], text: str, one: CharacterId) -> Places:
    """The place of a character, taken out of its row; one without an image when it is not there."""
    line, offset = parse_character_id(one)
    places = rows.get(text, empty(0))
    here = (places["line"] == line) & (places["offset"] == offset)
    place = empty(1)
    if here.any():
        rows[text], place[:] = places[~here], places[here]
        return place
    place["line"], place["offset"], place["marks"], place["confidence"] = line, offset, BLANK, 100
    return place


def _put(place: Places, where: Standing, *, retyped: bool, had: Standing | None) -> None:
    """Change a place to what stands there now.

    A decided place remembers what the machine read; when that stands there again, its decision was taken back.
    """
    place["left"], place["right"] = code(where.left), code(where.right)
    if not retyped or had is None:
        return
    back = place["marks"] & DECIDED > 0 and place["other"] == code(where.text)
    if place["marks"] & DECIDED == 0:
        place["other"] = code(had.text)
    place["marks"] &= ~(SEEN | DECIDED) & 0xFF
    if back:
        place["other"] = 0
    else:
        place["marks"] |= DECIDED


def _values(text: str, page: int, places: Places) -> dict[str, object]:
    seen = int((places["marks"] & SEEN > 0).sum())
    return {"text": text, "page": page, "places": packed(places), "number": len(places), "seen": seen}
