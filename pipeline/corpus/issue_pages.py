"""The pages of one issue: which number each has and how that is known, which are missing, which are there twice.

Page numbers are read by a machine and often not printed at all, so that everything here says where it comes from, and
how sure it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

from pipeline.describe.marks import split_label

ALIKE = 0.55
"""likeness from which two pages are called nearly the same: on 28 pages of newsletters, some of them scanned twice, two
scans of one page have 0.58 and more, also where one is hard to read; different pages, with their recurring notices, up
to 0.51."""
GRAM = 4
"""characters of the runs that likeness is counted by."""
LEAST = 40
"""such runs that a page must have: titles alone are alike by chance."""
SAMPLED = 8
"""one run of so many is looked at first: those that begin with a character whose code this divides."""
WORTH_A_LOOK = 0.3
"""likeness of these runs from which all are compared: far below ``ALIKE``, for the sample of a page is some hundred."""
_NO_LETTER = re.compile(r"[\W_]+")
Number = tuple[str, int]
"""Section (A, B …; empty: none) and number."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of an issue as the database has it."""

    id: int
    document: str
    page: str
    frame: int
    half: int
    label: str | None
    """as printed."""
    nameplate: bool
    """it has a masthead."""


@dataclass(frozen=True, slots=True)
class PageThere:
    """A page, and the number that it has."""

    document: str
    page: str
    label: str | None
    """as printed and read; ``None``: none was found."""
    section: str
    number: int | None
    how: str
    """``printed``; ``between``: its neighbours in the file have the numbers before and behind; ``beside``: one of them
    has; ``nameplate``: it has a masthead and no number; ``unknown``."""
    doubtful: bool
    """both neighbours in the file say another number than the one that was read."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A number that no page has."""

    section: str
    number: int
    why: str
    """``between``: pages with lower and higher numbers are there; ``before``: only higher ones; ``usual``: other issues
    of the title mostly have as many pages."""
    unsure: bool
    """pages whose number is not known, or doubtful, may be this one."""


@dataclass(frozen=True, slots=True)
class Double:
    """Pages that may be one."""

    pages: tuple[tuple[str, str], ...]
    """document, page."""
    why: str
    """``label``: they have the same number; ``text``: nearly the same text."""
    alike: float | None
    """likeness of their texts, 0..1: share of the runs of four characters of the shorter one that the other one has
    too; ``None``: too little text."""


def numbered(sheets: Sequence[Sheet]) -> list[PageThere]:
    """The pages with their numbers, by document and place in it."""
    found = []
    for _, one_file in groupby(sorted(sheets, key=_place), key=lambda sheet: sheet.document):
        listed = list(one_file)
        known = [split_label(sheet.label) if sheet.label else None for sheet in listed]
        known = [number if number and number[1] else None for number in known]
        for k, sheet in enumerate(listed):
            found.append(_numbered(sheet, known[k], _told(known, listed, k, -1), _told(known, listed, k, 1)))
    return found


def _place(sheet: Sheet) -> tuple[str, int, int]:
    return sheet.document, sheet.frame, sheet.half


def _told(known: Sequence[Number | None], listed: Sequence[Sheet], k: int, step: int) -> Number | None:
    """The number that a neighbour in the file gives a page; ``None``: there is none, or it says nothing."""
    at = k + step
    if not 0 <= at < len(known) or abs(listed[at].frame - listed[k].frame) > 1:
        return None
    beside = known[at]
    return None if beside is None or beside[1] - step < 1 else (beside[0], beside[1] - step)


def _numbered(sheet: Sheet, printed: Number | None, left: Number | None, right: Number | None) -> PageThere:
    both = left is not None and left == right
    if printed is not None:
        section, number, how = printed[0], printed[1], "printed"
    elif both or (left is None) != (right is None):
        (section, number), how = (left or right or ("", 0)), "between" if both else "beside"
    elif sheet.nameplate:
        section, number, how = "", 1, "nameplate"
    else:
        return PageThere(sheet.document, sheet.page, sheet.label, "", None, "unknown", False)
    doubtful = both and printed is not None and left != printed
    return PageThere(sheet.document, sheet.page, sheet.label, section, number, how, doubtful)


def missing(pages: Sequence[PageThere], usual: int | None) -> list[Missing]:
    """Numbers that are not there.  ``usual``: pages that other issues of the title mostly have; ``None``: not known."""
    numbers = defaultdict[str, set[int]](set)
    for page in pages:
        if page.number is not None:
            numbers[page.section].add(page.number)
    unsure = any(page.number is None or page.doubtful for page in pages)
    found = []
    for section, there in sorted(numbers.items()):
        for number in sorted(set(range(1, max(there))) - there):
            found.append(Missing(section, number, "before" if number < min(there) else "between", unsure))
    only = numbers.get("")
    if usual and only and len(numbers) == 1:
        found += [Missing("", number, "usual", unsure) for number in range(max(only) + 1, usual + 1)]
    return found


@dataclass(frozen=True)
class Grams:
    """The runs of a text."""

    all: frozenset[str]

    @cached_property
    def some(self) -> frozenset[str]:
        """Those that are looked at first."""
        return frozenset([one for one in self.all if ord(one[0]) % SAMPLED == 0])


def doubles(pages: Sequence[PageThere], grams_of: Callable[[PageThere], Grams]) -> list[Double]:
    """Pages with one number, and pages with nearly the same text of which one has no sure number."""
    found, seen = [], set[frozenset[tuple[str, str]]]()
    by_number = defaultdict[Number, list[PageThere]](list)
    for page in pages:
        if page.number is not None and page.how in ("printed", "nameplate"):
            by_number[page.section, page.number].append(page)
    for same in by_number.values():
        for one, other in combinations(same, 2):
            seen.add(frozenset((_key(one), _key(other))))
            found.append(Double((_key(one), _key(other)), "label", likeness(grams_of(one), grams_of(other))))
    for one, other in _open(pages):
        first, second = grams_of(one), grams_of(other)
        if frozenset((_key(one), _key(other))) in seen or not _worth_a_look(first, second):
            continue
        alike = likeness(first, second)
        if alike is not None and alike >= ALIKE:
            found.append(Double((_key(one), _key(other)), "text", alike))
    return found


def _worth_a_look(one: Grams, other: Grams) -> bool:
    return len(one.some & other.some) >= WORTH_A_LOOK * min(len(one.some), len(other.some))


def _open(pages: Sequence[PageThere]) -> Iterator[tuple[PageThere, PageThere]]:
    """Pairs whose numbers do not say that they are two pages."""
    for one, other in combinations(pages, 2):
        if any(page.how != "printed" or page.doubtful for page in (one, other)):
            yield one, other


def _key(page: PageThere) -> tuple[str, str]:
    return page.document, page.page


def grams(text: str) -> Grams:
    """Runs of four characters, punctuation and spaces left out."""
    plain = _NO_LETTER.sub("", text)
    return Grams(frozenset([plain[k : k + GRAM] for k in range(len(plain) - GRAM + 1)]))


def likeness(one: Grams, other: Grams) -> float | None:
    """Share of the shorter text's runs that the other one has, 0..1; ``None``: too little text."""
    least = min(len(one.all), len(other.all))
    return round(len(one.all & other.all) / least, 3) if least >= LEAST else None
