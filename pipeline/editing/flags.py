"""What of a page is put before editors: doubtful names first, and the least certain ordinary text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from pipeline.editing.changes import TEXT, Kind
from pipeline.editing.events import Event, context
from pipeline.editing.places import polygons
from pipeline.editing.replay import Replayed
from pipeline.editing.settings import EditingSettings
from pipeline.editing.state import BlockState, PageState
from pipeline.model.correction import Correction
from pipeline.model.page import UNTEXTED_KINDS, Page
from pipeline.model.text import CharacterId, parse_character_id

NAMES, UNSURE = "names", "text"
IMPORTANCE: Mapping[str, float] = {"place-name": 1.0, "term": 0.8}
"""What a right decision on a record of a kind is worth, beside a place name: those are what researchers search for."""
OTHER = 0.4
"""The same for every other kind of record."""
TEXT_WORTH = 0.25
"""The same for a character of ordinary text."""
CERTAIN_WORTH = 0.1
"""Share of its worth that a decision has even when the machine is certain: looking at it confirms the place."""
SETTLED: Mapping[Kind, str] = {Kind.ACCEPT: "accepted", Kind.REJECT: "rejected", Kind.EDIT: "edited"}
"""Kind of event -> state of the flag that it settled."""


@dataclass(frozen=True)
class Flag:
    """One thing to decide, as a row of the table without its page."""

    queue: str
    band: str
    kind: str
    block: int
    before: str
    after: str
    probability: float
    weight: float
    ids: tuple[CharacterId, ...]
    record: str
    left: str
    right: str
    state: str = "open"
    batch: str | None = None
    decided_by: str | None = None
    decided: str | None = None


def flags_of(found: Replayed, settings: EditingSettings) -> list[Flag]:
    """All flags of a page, those that are decided already included."""
    decided = _Decided(found.placed)
    flags = [flag for flag in _names(found, settings, decided)]
    taken = {one for flag in flags for one in flag.ids}
    flags += _unsure(found, settings, decided, taken)
    return flags


class _Decided:
    """Which event settled the text of which characters last."""

    def __init__(self, placed: Iterable[Event]) -> None:
        self._last: dict[CharacterId, Event] = {}
        for event in placed:
            if event.change.kind in TEXT:
                self._last.update(dict.fromkeys(event.change.ids, event))

    def fields(self, ids: Sequence[CharacterId]) -> dict[str, Any]:
        """State, batch, editor and time for a flag on these characters; nothing when nobody touched them."""
        events = [self._last[one] for one in ids if one in self._last]
        if not events:
            return {}
        last = max(events, key=lambda event: event.id)
        state = SETTLED[last.change.kind]
        return {"state": state, "batch": last.batch, "decided_by": last.editor, "decided": last.at}


def _names(found: Replayed, settings: EditingSettings, decided: _Decided) -> Iterator[Flag]:
    for record in found.page.corrections:
        band = _band(record, settings)
        if band is None:
            continue
        block = holder(found.state, record.block, record.characters)
        if block is None:
            continue
        span = block.text.span(record.characters)
        assert span is not None, "holder has the characters"
        now = block.text.text[span[0] : span[1]]
        fields = decided.fields(record.characters)
        if not fields and now != (record.after if band == "applied" else record.before):
            fields = {"state": "gone"}  # another record has changed it since
        proposed = next((one.probability for one in record.candidates if one.text == record.after), 0.5)
        left, right = context(block.text.text, *span)
        yield Flag(
            NAMES,
            band,
            record.kind,
            block.number,
            record.before,
            record.after,
            round(proposed, 4),
            weight(IMPORTANCE.get(record.kind, OTHER), proposed),
            tuple(record.characters),
            _record(record, polygons(found.page, record.characters)),
            left,
            right,
            **fields,
        )


def _band(record: Correction, settings: EditingSettings) -> str | None:
    if record.before == record.after:
        return None
    if record.status == "flagged":
        return "flagged"
    return "applied" if record.status == "applied" and record.stage == "correct" and settings.applied_too else None


def _record(record: Correction, around: Sequence[Any]) -> str:
    return _json(
        {
            "candidates": [one.model_dump(exclude_none=True) for one in record.candidates],
            "reasons": [one.model_dump() for one in record.reasons],
            "evidence": record.evidence,
            "polygons": around,
        }
    )


def _unsure(found: Replayed, settings: EditingSettings, decided: _Decided, taken: set[CharacterId]) -> Iterator[Flag]:
    for number in found.state.order:
        block = found.state.blocks[number]
        if block.kind not in UNTEXTED_KINDS:
            yield from _unsure_of(found.page, block, settings.unsure_below, decided, taken)


def _unsure_of(page: Page, block: BlockState, below: int, decided: _Decided, taken: set[CharacterId]) -> Iterator[Flag]:
    at = 0
    for cell in block.text.cells:
        start, at = at, at + len(cell.text)
        if len(cell.ids) != 1 or cell.ids[0] in taken or not cell.text.strip():
            continue
        line, offset = parse_character_id(cell.ids[0])
        read = page.line_by_id[line]
        fields = decided.fields(cell.ids)
        if read.confidences[offset] >= below or (read.text[offset] != cell.text and not fields):
            continue
        before = read.text[offset]
        readings = read.alternatives.get(offset, ())
        # the same mark in another width is no other reading: the normal form decides on it
        others = [one for one in readings if normalize("NFKC", one.text) != normalize("NFKC", before)]
        if not others and not before.isalnum():
            continue
        after, probability = (others[0].text, others[0].probability) if others else (before, 0.0)
        left, right = context(block.text.text, start, at)
        record = {
            "candidates": [{"text": one.text, "probability": one.probability} for one in readings],
            "reasons": [],
            "evidence": {"confidence": read.confidences[offset] / 100},
            "polygons": polygons(page, cell.ids),
        }
        worth = weight(TEXT_WORTH, read.confidences[offset] / 100)
        yield Flag(
            UNSURE, "unsure", "character", block.number, before, after, round(probability, 4), worth,
            cell.ids, _json(record), left, right, **fields,
        )  # fmt: skip


def weight(importance: float, probability: float) -> float:
    """What a decision is worth: importance times what is not known (0..1, most at one half)."""
    unknown = 4 * probability * (1 - probability)
    return round(importance * (CERTAIN_WORTH + (1 - CERTAIN_WORTH) * unknown), 4)


def holder(state: PageState, block: int, ids: Sequence[CharacterId]) -> BlockState | None:
    """The block that has the characters: the named one, or another since people joined or split it."""
    named = [state.blocks[block]] if block in state.blocks else []
    others = (one for number, one in state.blocks.items() if number != block)
    return next((one for one in [*named, *others] if one.text.span(ids) is not None), None)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
