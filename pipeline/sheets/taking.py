"""The places of one page, from its page file, its text as it now reads, and its image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.crops.cut import glyph_window
from pipeline.editing.state import PageState
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import CharacterId, Line, parse_character_id
from pipeline.sheets.places import BLANK, DECIDED, FLAGGED, Places, Standing, boxed, code, empty, standing
from pipeline.sheets.tiles import Tiles, line_tiles

UNLISTED_KINDS = frozenset({"photo"})
"""Kinds of blocks whose characters are on no sheet: lettering in pictures is not corrected."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a record of the machine says of one character."""

    text: str
    per_cent: int | None
    """how sure the machine is of it; ``None``: it is a rule (a normal form), and as sure as what was read."""
    applied: bool


def page_places(machine: Page, state: PageState, image: Image | None) -> dict[str, Places]:
    """Character -> its places on a page.

    ``image``: grey page image; ``None``: there is none, the places have no tiles.
    """
    found = [
        (one, where)
        for block in state.blocks.values()
        if block.kind not in UNLISTED_KINDS
        for one, where in standing(block)
    ]
    places, proposals = empty(len(found)), _proposals(machine)
    tiles: dict[int, Tiles] = {}
    for k, (one, where) in enumerate(found):
        number, offset = parse_character_id(one)
        line = machine.line_by_id[number]
        confidence, marks, other = _sureness(line, offset, where, proposals.get(one, ()))
        if image is None:
            marks |= BLANK
        elif number not in tiles:
            tiles[number] = line_tiles(image, line)
        tile = tiles[number][offset] if image is not None else 0
        beside = code(where.left), code(where.right), code(other)
        places[k] = (number, offset, confidence, marks, *beside, *boxed(glyph_window(line, offset)), tile)
    return _by_text([where.text for _, where in found], places)


def _by_text(texts: list[str], places: Places) -> dict[str, Places]:
    if not texts:
        return {}
    kinds, numbers = np.unique(np.array(texts), return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    parts = np.split(places[order], np.flatnonzero(np.diff(numbers[order])) + 1)
    return dict(zip(map(str, kinds), parts, strict=True))


def _sureness(line: Line, offset: int, where: Standing, said: tuple[Proposal, ...]) -> tuple[int, int, str]:
    """Confidence (per cent), marks and the likeliest other character of one place."""
    read, now, marks = line.text[offset], where.text, 0
    applied = next((one for one in reversed(said) if one.applied), None)
    doubted = next((one for one in reversed(said) if not one.applied and one.text != now), None)
    machine = applied.text if applied else read
    if now != machine:
        return 100, DECIDED, machine
    confidence = line.confidences[offset]
    if applied and now != read and applied.per_cent is not None:
        confidence = applied.per_cent
    if doubted:
        return confidence, FLAGGED, doubted.text
    others = (one.text for one in line.alternatives.get(offset, ()) if len(one.text) == 1 and one.text != now)
    return confidence, marks, read if now != read else next(others, "")


def _proposals(page: Page) -> Mapping[CharacterId, tuple[Proposal, ...]]:
    found: dict[CharacterId, tuple[Proposal, ...]] = {}
    for one, proposal in _proposed(page):
        found[one] = (*found.get(one, ()), proposal)
    return found


def _proposed(page: Page) -> Iterator[tuple[CharacterId, Proposal]]:
    """Records that give each of their characters another one, or the same."""
    for record in page.corrections:
        if record.stage == "review" or record.status == "left" or len(record.after) != len(record.characters):
            continue
        sure = next((one.probability for one in record.candidates if one.text == record.after), None)
        per_cent = None if sure is None or record.stage == "normalise" else round(100 * sure)
        applied = record.status in ("applied", "accepted")
        if applied or record.status == "flagged":
            for one, text in zip(record.characters, record.after, strict=True):
                yield one, Proposal(text, per_cent, applied)
