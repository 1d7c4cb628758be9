"""Drawing lines at random: every line of a lot with the same chance, spread over its pages as evenly as can be.

Documents, pages in them, and lines in these are put in a random order, and every so-many-th line is taken, from a
random start (systematic sampling with a fractional step).  A page with m of the lot's N lines gives m·n/N of n lines,
rounded up or down.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from pipeline.model.compact import length
from pipeline.model.geometry import Quad, transform_quad
from pipeline.model.page import Page
from pipeline.sampling.lines import FindNames, PrintedLine, Span, printed_lines
from pipeline.sampling.lot import LotCount, PageCount, Reading, content_of, read_filed
from pipeline.sampling.refusal import Refusal

LARGEST_SEED = 2**63 - 1
"""Seeds are kept in a column of 64 bits with a sign."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line as it stood when it was drawn."""

    document: str
    page: str
    source: str
    """SHA-256 of the scan."""
    frame: int
    line: int
    """id in the page file."""
    kind: str
    vertical: bool
    quad: Quad
    """px, page frame."""
    polygon: Quad
    """px, scan frame."""
    text: str
    names: tuple[Span, ...]


Value = TypeVar("Value")
PageKey = tuple[str, str]
"""Document and page."""


def draw_lines(
    results: Path,
    lot: LotCount,
    wanted: int,
    seed: int,
    reading: Reading,
    find_names: FindNames,
    held: Mapping[PageKey, Collection[int]] | None = None,
) -> list[DrawnLine]:
    """Draw ``wanted`` lines (all, where there are not so many), in the random order in which they are to be judged.

    ``held``: ids of lines that were drawn before, by page; they are not drawn again.  The same lot, seed and lines held
    give the same lines.  Raises ``Refusal`` when a page changes meanwhile, ``PageError``.
    """
    held = held or {}
    chance = random.Random(seed)
    left = [page.lines - len(held.get((page.document, page.name), ())) for page in lot.pages]
    chosen = spread_over_pages(lot.pages, left, wanted, chance)
    drawn: list[DrawnLine] = []
    for place, take in sorted(chosen.items()):
        count = lot.pages[place]
        filed = read_filed(results, count.document, count.name)
        lines = list(printed_lines(filed.page, reading(filed), find_names))
        if content_of(lines) != count.content:
            raise Refusal("changed", f"{count.document}/{count.name} changed while lines were drawn. Draw again.")
        free = [one for one in lines if one.line.id not in held.get((count.document, count.name), ())]
        drawn += [_drawn(filed.document, filed.page, one) for one in _shuffled(free, chance)[:take]]
    return _shuffled(drawn, chance)


def spread_over_pages(
    pages: Sequence[PageCount], left: Sequence[int], wanted: int, chance: random.Random
) -> dict[int, int]:
    """Page -> number of lines to take from it."""
    total = sum(left)
    wanted = min(wanted, total)
    order = [
        place
        for document in _shuffled([list(same) for _, same in _by_document(pages)], chance)
        for place in _shuffled(document, chance)
    ]
    taken: dict[int, int] = {}
    if not wanted:
        return taken
    step, start = total / wanted, chance.random()
    passed = 0
    for place in order:
        before, passed = passed, passed + left[place]
        number = _steps_below(passed, step, start, wanted) - _steps_below(before, step, start, wanted)
        if number:
            taken[place] = number
    return taken


def _by_document(pages: Sequence[PageCount]) -> groupby[str, int]:
    return groupby(range(len(pages)), key=lambda place: pages[place].document)


def _steps_below(position: int, step: float, start: float, most: int) -> int:
    """How many of the points (k + start) * step, k = 0, 1 …, lie below a position; ``most`` lie below the end."""
    steps = position / step - start
    return min(most, max(0, -int(-steps // 1)))


def _shuffled(values: Sequence[Value], chance: random.Random) -> list[Value]:
    """In random order, by random keys: ``shuffle`` may differ between versions of Python, ``random`` does not."""
    keys = [chance.random() for _ in values]
    return [values[place] for place in sorted(range(len(values)), key=keys.__getitem__)]


def _drawn(document: str, page: Page, one: PrintedLine) -> DrawnLine:
    return DrawnLine(
        document=document,
        page=page.name,
        source=page.source.sha256,
        frame=page.frame,
        line=one.line.id,
        kind=one.kind,
        vertical=one.line.vertical,
        quad=_rounded(one.line.quad),
        polygon=_rounded(transform_quad(page.page_to_scan, one.line.quad)),
        text=one.text,
        names=one.names,
    )


def _rounded(quad: Quad) -> Quad:
    a, b, c, d = ((float(length(x)), float(length(y))) for x, y in quad)
    return a, b, c, d
