"""A search in an address: read from it, and written into links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from pipeline.corpus import Options
from pipeline.corpus.fields import EXACT, NONE
from pipeline.corpus.parsing import LONGEST
from pipeline.review.filters import LONGEST as LONGEST_VALUE

Listing = Literal["list", "kwic"]
Order = Literal["relevance", "right", "left", "right-word", "left-word", "date", "newest", "text"]
Within = Literal["block", "article", "page"]
ORDERS: dict[Listing, tuple[Order, ...]] = {
    "list": ("relevance", "date", "newest", "text"),
    "kwic": ("right", "left", "right-word", "left-word", "date", "newest", "text"),
}
"""Of each way to list hits; the first one holds where none is chosen."""
BY_WORDS: tuple[Order, ...] = ("right-word", "left-word")
"""Orders for which the words beside each hit are cut."""
SIZES: dict[Listing, int] = {"list": 20, "kwic": 50}
"""hits a page."""
REFINED = ("date", "kind", "place", "issue", "document", "state", "confidence")
"""Fields by which hits are refined, in the order in which they are shown."""
_EXACT = {"issue", "place"}
Text = Annotated[str, Query(max_length=LONGEST)]
Values = Annotated[list[Annotated[str, Query(max_length=LONGEST_VALUE)]], Query(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A query with its options."""

    FLAGS: ClassVar = ("variants", "across", "alternatives", "fuzzy", "all_kinds")
    """Options that are on or off, in the order in which they are shown."""

    q: str = ""
    variants: bool = False
    across: bool = False
    alternatives: bool = False
    fuzzy: bool = False
    all_kinds: bool = False
    within: Within = "block"

    @property
    def options(self) -> Options:
        """As the corpus takes them."""
        return Options(self.variants, self.across, self.alternatives, self.all_kinds, self.within, self.fuzzy)

    @property
    def given(self) -> list[tuple[str, str]]:
        """Fields of an address; what is as usual is left out."""
        flags = [(name, "1") for name in self.FLAGS if getattr(self, name)]
        within = [("within", self.within)] if self.within != "block" else []
        return [*([("q", self.q)] if self.q else []), *flags, *within]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request to the search page asks for."""

    meant: Meant
    refined: tuple[tuple[str, str], ...] = ()
    """(field, value) that the hits are refined by; ``none``: what has no such value."""
    listing: Listing = "list"
    order: Order = "relevance"

    @property
    def also(self) -> list[tuple[str, str]]:
        """The refinements as conditions of the query language."""
        return [_condition(field, value) for field, value in self.refined]

    def with_value(self, field: str, value: str) -> Asked:
        """Refined further; one date, one kind … takes the place of another, places come together."""
        kept = [one for one in self.refined if field == "place" or one[0] != field]
        return replace(self, refined=tuple(dict.fromkeys([*kept, (field, value)])))

    def without(self, field: str, value: str) -> Asked:
        """The same without a refinement."""
        return replace(self, refined=tuple(one for one in self.refined if one != (field, value)))

    def listed(self, listing: Listing) -> Asked:
        """The same hits in another way, in an order that it has."""
        order = self.order if self.order in ORDERS[listing] else ORDERS[listing][0]
        return replace(self, listing=listing, order=order)

    def ordered(self, order: Order) -> Asked:
        """In another order."""
        return replace(self, order=order)

    def address(self, path: str = "/search", at: int = 1) -> str:
        """Its address; what is as usual is left out."""
        fields = [*self.meant.given, *self.refined]
        if self.listing != "list":
            fields.append(("view", self.listing))
        if self.order != ORDERS[self.listing][0]:
            fields.append(("sort", self.order))
        if at != 1:
            fields.append(("at", str(at)))
        return _address(path, fields)

    def elsewhere(self, path: str) -> str:
        """The address of another page about the same hits, whatever the order and the way to list them."""
        return _address(path, [*self.meant.given, *self.refined])


def _address(path: str, fields: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path


def _condition(field: str, value: str) -> tuple[str, str]:
    if field in _EXACT:
        return field, EXACT + ("" if value == NONE else value)
    return field, value


async def _meant(
    q: Text = "",
    variants: bool = False,
    across: bool = False,
    alternatives: bool = False,
    fuzzy: bool = False,
    all_kinds: bool = False,
    within: Within = "block",
) -> Meant:
    given = dict(zip(Meant.FLAGS, (variants, across, alternatives, fuzzy, all_kinds), strict=True))
    return Meant(q=" ".join(q.split()), **given, within=within)


MeantHere = Annotated[Meant, Depends(_meant)]
"""The query of a request, with its options."""


async def _asked(
    meant: MeantHere,
    view: Listing = "list",
    sort: Literal[Order, ""] = "",
    date: Values = [],  # noqa: B006
    kind: Values = [],  # noqa: B006
    place: Values = [],  # noqa: B006
    issue: Values = [],  # noqa: B006
    document: Values = [],  # noqa: B006
    state: Values = [],  # noqa: B006
    confidence: Values = [],  # noqa: B006
) -> Asked:
    lists = (date, kind, place, issue, document, state, confidence)
    values = dict(zip(REFINED, lists, strict=True))
    refined = tuple((field, value) for field in REFINED for value in dict.fromkeys(values[field]) if value)
    order = sort if sort in ORDERS[view] else ORDERS[view][0]
    return Asked(meant, refined, view, order)


AskedHere = Annotated[Asked, Depends(_asked)]
"""The search of a request."""
