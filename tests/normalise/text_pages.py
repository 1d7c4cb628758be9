"""Pages made of given lines of text, for tests: one block a text, square characters of 40 px."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.block import Block, Cellspan, Join
from pipeline.model.geometry import quad_of
from pipeline.model.page import Page, Source
from pipeline.model.text import Alternative, Line

EM = 40.0
SOURCE = Source(file="scan.png", sha256="0" * 64, frames=1, media_type="image/png")


def make_line(
    number: int,
    text: str,
    widths: dict[int, float] | None = None,
    alternatives: dict[int, dict[str, float]] | None = None,
) -> Line:
    """A line at height ``60 * number``; ``widths``: offset -> ems (default 1)."""
    cuts = [0.0]
    for k in range(len(text)):
        cuts.append(cuts[-1] + EM * (widths or {}).get(k, 1.0))
    top = 60.0 * number
    return Line(
        id=number,
        text=text,
        quad=quad_of((0.0, top, max(cuts[-1], 1.0), top + EM)),
        cuts=tuple(cuts),
        confidences=(99,) * len(text),
        alternatives={
            k: tuple(Alternative(text=t, probability=p) for t, p in readings.items())
            for k, readings in (alternatives or {}).items()
        },
        ink_height=EM,
    )


def make_page(blocks: Sequence[tuple[str, Sequence[str | Line]]], glue: str = "") -> Page:
    """A page of ``(kind, lines)`` blocks."""
    lines: list[Line] = []
    made: list[Block] = []
    for kind, texts in blocks:
        ids = []
        for text in texts:
            line = make_line(len(lines), text) if isinstance(text, str) else text.model_copy(update={"id": len(lines)})
            lines.append(line)
            ids.append(line.id)
        made.append(
            Block(
                id=len(made),
                kind=kind,
                lines=tuple(ids),
                joins=tuple(Join(kind="line", glue=glue) for _ in ids[1:]),
                boxes=((0.0, 0.0, 100.0, 100.0),),
            )
        )
    return Page(
        source=SOURCE,
        frame=1,
        scan_size=(4000, 4000),
        size=(4000, 4000),
        dpi=300,
        em=EM,
        lines=tuple(lines),
        blocks=tuple(made),
    )


def make_table(rows: Sequence[Sequence[str]]) -> Page:
    """A page with one table."""
    texts = [text for row in rows for text in row]
    page = make_page([("table", texts)])
    cells, number = [], 0
    for r, row in enumerate(rows):
        for c, _ in enumerate(row):
            cells.append(Cellspan(row=r, column=c, lines=(number,), box=(0.0, 0.0, 1.0, 1.0)))
            number += 1
    block = page.blocks[0].model_copy(update={"cells": tuple(cells)})
    return page.changed(blocks=(block,))
