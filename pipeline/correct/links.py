"""Names that stand right in another form than the entry's: linked to it, never overwritten.

What was printed stays what was printed: a former name, a variant spelling, and a name in traditional characters get a
record of kind ``place-name-link`` that changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.correct.passage import Passage
from pipeline.correct.records import block_of
from pipeline.gazetteer import Entry, Gazetteer
from pipeline.gazetteer.index import Match
from pipeline.model.correction import Candidate, Correction, Reason
from pipeline.model.page import Page

KIND = "place-name-link"


def links_of(
    page: Page, passage: Passage, exact: Sequence[Match], gazetteer: Gazetteer, first_id: int
) -> Iterator[Correction]:
    """The records of one block, by position.  ``exact``: names that stand in it, also in other characters."""
    found: list[tuple[Match, Entry, Reason]] = []
    for match in exact:
        entry = gazetteer.linked(match.spelling)[0]
        reason = _reason(passage.text[match.start : match.end], match.spelling, entry)
        if reason is not None and not any(
            other.start <= match.start and match.end <= other.end for other in exact if other is not match
        ):
            found.append((match, entry, reason))
    for number, (match, entry, reason) in enumerate(found, first_id):
        ids = page.text(block_of(page, passage.block), "corrected").ids(match.start, match.end)
        printed = passage.text[match.start : match.end]
        yield Correction(
            id=number,
            stage="correct",
            kind=KIND,
            block=passage.block,
            characters=ids,
            before=printed,
            after=printed,
            status="left",
            candidates=(Candidate(text=printed, probability=1.0, entry=entry.name),),
            reasons=(reason,),
            polygon=page.span_polygon(ids),
        )


def _reason(printed: str, spelling: str, entry: Entry) -> Reason | None:
    if printed != spelling:
        return Reason(
            code="variant-characters",
            zh=f"“{printed}”是“{spelling}”的另一种字形，原文保留。",
            en=f"{printed} is {spelling} in other characters; it stays as printed.",
        )
    role = entry.role_of(spelling)
    if role == "variant":
        return Reason(
            code="variant-spelling",
            zh=f"“{printed}”是“{entry.name}”的另一种写法，原文保留。",
            en=f"{printed} is another way of writing {entry.name}; it stays as printed.",
        )
    if role == "former":
        until = next(former.valid_to for former in entry.former if former.name == spelling)
        until_zh, until_en = (f"（用至 {until}）", f" (until {until})") if until else ("", "")
        return Reason(
            code="former-name",
            zh=f"“{printed}”是“{entry.name}”的旧名{until_zh}，原文保留。",
            en=f"{printed} is a former name of {entry.name}{until_en}; it stays as printed.",
        )
    if entry.valid_to and role == "name":
        return Reason(
            code="former-name",
            zh=f"“{printed}”是旧名（用至 {entry.valid_to}），原文保留。",
            en=f"{printed} is a former name (until {entry.valid_to}); it stays as printed.",
        )
    return None
