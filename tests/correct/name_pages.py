"""Pages for the tests of name correction: text with the engine's doubts written beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from pipeline.model.block import Block, Cellspan, Join
from pipeline.model.geometry import Matrix, quad_of
from pipeline.model.page import Page, Source
from pipeline.model.text import Alternative, Line

EM = 40.0
SHIFT: Matrix = ((1.0, 0.0, -100.0), (0.0, 1.0, -50.0), (0.0, 0.0, 1.0))
"""scan -> page: the page begins at (100, 50) of the scan."""
HOLE = "‿"
_DOUBT = re.compile(r"\[(.)(\d*)((?: \S[\d.]+)*)\]")


def line_of(number: int, written: str, sure: int = 99) -> Line:
    """A line from text such as ``到[美54 芙0.12 关0.3]蓉小区``.

    In brackets: the character read, its confidence in per cent, then the engine's other readings with their
    probabilities (none: the engine keeps no alternatives).  Everything else has the confidence ``sure``.  Where ``‿``
    stands a character was dropped: the cells of its neighbours share the room, each a quarter wider.
    """
    holes = [k - n for n, k in enumerate(k for k, c in enumerate(_DOUBT.sub("x", written)) if c == HOLE)]
    written = written.replace(HOLE, "")
    text, confidences, alternatives = "", [], {}
    position = 0
    for found in [*_DOUBT.finditer(written), None]:
        plain = written[position : found.start() if found else len(written)]
        text += plain
        confidences += [sure] * len(plain)
        if found is None:
            break
        read, confidence, others = found.groups()
        if others:
            alternatives[len(text)] = (
                Alternative(text=read, probability=int(confidence) / 100),
                *(Alternative(text=other[0], probability=float(other[1:])) for other in others.split()),
            )
        text += read
        confidences.append(int(confidence))
        position = found.end()
    top = 60.0 * number
    widths = [EM * (1 + 0.25 * ((k in holes) + (k + 1 in holes))) for k in range(len(text))]
    cuts = (0.0, *accumulate(widths))
    return Line(
        id=number,
        text=text,
        quad=quad_of((0.0, top, cuts[-1], top + EM)),
        cuts=cuts,
        confidences=tuple(confidences),
        alternatives=alternatives,
        ink_height=EM,
    )


def page_of(*blocks: str | Sequence[str], sure: int = 99) -> Page:
    """A page with one paragraph for each argument; a sequence gives the lines of one paragraph."""
    lines: list[Line] = []
    made: list[Block] = []
    for texts in blocks:
        ids = []
        for text in [texts] if isinstance(texts, str) else texts:
            ids.append(len(lines))
            lines.append(line_of(len(lines), text, sure))
        made.append(
            Block(
                id=len(made),
                kind="paragraph",
                lines=tuple(ids),
                joins=tuple(Join(kind="line") for _ in ids[1:]),
                boxes=((0.0, 0.0, 100.0, 100.0),),
            )
        )
    return _page(lines, made)


def table_of(*cells: str) -> Page:
    """A page with a table of one row."""
    lines = [line_of(k, cell) for k, cell in enumerate(cells)]
    box = (0.0, 0.0, 100.0, 100.0)
    spans = tuple(Cellspan(row=0, column=k, lines=(k,), box=box) for k in range(len(cells)))
    block = Block(id=0, kind="table", lines=tuple(range(len(cells))), boxes=(box,), cells=spans)
    return _page(lines, [block])


def _page(lines: Sequence[Line], blocks: Sequence[Block]) -> Page:
    return Page(
        source=Source(file="scan.png", sha256="0" * 64, frames=1, media_type="image/png"),
        frame=1,
        scan_size=(2000, 2000),
        size=(1900, 1950),
        dpi=300,
        transform=SHIFT,
        em=EM,
        lines=tuple(lines),
        blocks=tuple(blocks),
    )


def texts(page: Page) -> list[str]:
    """Corrected text of every block."""
    return [page.text(block, "corrected").text for block in page.blocks]
