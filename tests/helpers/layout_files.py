"""Pages for the formats of page layout, and their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from helpers.made_pages import EM, SOURCE, PageMaker, line
from pipeline.export.documents import make_document, summarise
from pipeline.formats.material import Material
from pipeline.model.block import Block, BlockKind, Join
from pipeline.model.correction import Correction
from pipeline.model.geometry import Box, quad_of, union
from pipeline.model.page import Layer, Page, Step

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
TURNED = ((0.999, 0.0447, -30.0), (-0.0447, 0.999, 40.0), (0.0, 0.0, 1.0))
"""A page that lies 2.6 degrees askew on its scan."""
STEPS = (
    Step(stage="recognise", version=4, fingerprint="f", settings={"a": "<&>"}, data={"recognition model": "small"}),
    Step(stage="correct", version=2, fingerprint="g", settings={}),
)
KINDS: tuple[BlockKind, ...] = ("masthead", "title", "heading", "byline", "paragraph", "item", "caption", "folio")
TEXTS = st.text("天山路一 a1，&<\"'　;{}:\\", min_size=1, max_size=9)


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(SCHEMAS / name))


def material(page: Page, layer: Layer = "corrected") -> Material:
    return Material(make_document("报纸", SOURCE, [summarise(page)]), Path("nowhere"), layer)


def two_column_page() -> Page:
    """A paragraph that goes on in the next column, over a photo with lettering, and a vertical line."""
    make = PageMaker()
    make.block("title", "天山路的夏天")
    left = [line(1, "居民区里大家都说好", 100.0, 200.0), line(2, "树下有人在下", 100.0, 240.0)]
    right = [line(3, "棋，也有人在看", 600.0, 200.0)]
    make.lines += [*left, *right]
    boxes: tuple[Box, ...] = (union([one.box for one in left]), right[0].box)
    make.blocks.append(
        Block(
            id=1,
            kind="paragraph",
            article=0,
            lines=(1, 2, 3),
            joins=(
                Join(kind="line", evidence=("full-last-line", "flush")),
                Join(kind="column", glue=" ", evidence=("next-column",)),
            ),
            boxes=boxes,
            evidence=("running-text",),
            uncertain=True,
        )
    )
    photo = line(4, "摄影", 700.0, 500.0)
    make.lines.append(photo)
    make.blocks.append(
        Block(id=2, kind="photo", article=0, lines=(4,), boxes=((650.0, 400.0, 1100.0, 700.0),), evidence=("picture",))
    )
    x, y = 1000.0, 800.0
    upright = line(5, "竖排").model_copy(
        update={"quad": ((x + EM, y), (x + EM, y + 2 * EM), (x, y + 2 * EM), (x, y)), "vertical": True}
    )
    make.lines.append(upright)
    make.blocks.append(Block(id=3, kind="heading", article=0, lines=(5,), boxes=((x, y, x + EM, y + 2 * EM),)))
    return make.page(transform=TURNED, steps=STEPS)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Blocks of every kind with corrections over any of their characters, on a page that lies askew."""
    make = PageMaker()
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()) and number:
            make.table([["一", draw(TEXTS)], ["", "二"]])
            continue
        block = make.block(draw(st.sampled_from(KINDS)), *draw(st.lists(TEXTS, min_size=1, max_size=3)))
        joins = tuple(
            Join(kind=draw(st.sampled_from(("line", "column", "photo"))), glue=draw(st.sampled_from(["", " "])))
            for _ in block.joins
        )
        article = None if block.kind in ("masthead", "folio") else draw(st.sampled_from([0, 1]))
        lines = [make.lines[n] for n in block.lines]
        split = draw(st.integers(1, len(lines)))
        boxes = tuple(union([one.box for one in part]) for part in (lines[:split], lines[split:]) if part)
        make.blocks[-1] = block.model_copy(update={"joins": joins, "boxes": boxes, "article": article})
    page = make.page(transform=TURNED, steps=STEPS)
    records: list[Correction] = []
    for block in page.blocks:
        ids = [i for cell in page.ocr_text(block).cells for i in cell.ids]
        for _ in range(draw(st.integers(0, 2)) if not block.cells else 0):
            start = draw(st.integers(0, len(ids) - 1))
            end = draw(st.integers(start + 1, min(len(ids), start + 4)))
            records.append(
                Correction(
                    id=len(records),
                    stage="correct",
                    kind="place-name",
                    block=block.id,
                    characters=tuple(ids[start:end]),
                    before="x",
                    after=draw(st.text("虹桥 b", max_size=4)),
                    status="applied",
                    polygon=quad_of((0.0, 0.0, 1.0, 1.0)),
                )
            )
    return page.changed(corrections=tuple(records))
