"""Where something that looks like a name was seen: in finished text, and in the decisions of editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.gazetteer.generic import GENERIC, generic_at
from pipeline.model.decided import Decided

Verdict = Literal["seen", "accepted", "rejected"]
"""``seen``: it stands in a text and nobody looked.  ``accepted``: a person says that it is right as it stands there.
``rejected``: a person changed it, or a flag doubts it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a name may stand."""

    text: str
    """the stretch that ends with the name."""
    verdict: Verdict = "seen"
    generic: str = ""
    """the generic word that ends it; empty: none."""
    exact: bool = True
    """the text is the name; otherwise the name is an end of it, of unknown length."""
    left: str = ""
    """text before it."""
    right: str = ""
    """text behind it."""
    page: str = ""
    """document and page."""


def in_text(text: str, page: str, longest_proper: int, context: int) -> Iterator[Sighting]:
    """Stretches that end with a generic word and have two Chinese characters and more before it."""
    for end in range(3, len(text) + 1):
        word = generic_at(text, end)
        if not word:
            continue
        start = end - len(word)
        while start > max(0, end - len(word) - longest_proper) and _is_chinese(text[start - 1]):
            start -= 1
        if end - len(word) - start >= 2:
            yield Sighting(
                text[start:end],
                generic=word,
                exact=False,
                left=text[max(0, start - context) : start],
                right=text[end : end + context],
                page=page,
            )


def in_decisions(decisions: Iterable[Decided]) -> Iterator[Sighting]:
    """What the decisions of editors say of names: an accepted change says that ``after`` stands there and ``before`` is
    none, a rejected one that ``before`` is right."""
    for one in decisions:
        around = (one.left, one.right, one.page)
        if one.decision == "accepted":
            yield _decided(one.after, "accepted", *around)
            yield _decided(one.before, "rejected", *around)
        else:
            yield _decided(one.before, "accepted", *around)


def doubted(texts: Iterable[str], page: str) -> Iterator[Sighting]:
    """Texts that a correction doubts (flagged, not decided)."""
    for text in texts:
        yield _decided(text, "rejected", "", "", page)


def _decided(text: str, verdict: Verdict, left: str, right: str, page: str) -> Sighting:
    word = generic_at(text, len(text))
    return Sighting(text, verdict, word if word in GENERIC else "", True, left, right, page)


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
