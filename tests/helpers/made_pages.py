"""Pages made by hand: every field known, no engine needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.model.block import Article, Block, BlockKind, Cellspan, Join
from pipeline.model.correction import Candidate, Correction, Reason, Status
from pipeline.model.geometry import Box, quad_of
from pipeline.model.page import Page, Source
from pipeline.model.sheet import Frame, Sheet
from pipeline.model.text import Alternative, Line

SOURCE = Source(file="报纸.jpg", sha256="ab" * 32, frames=1, media_type="image/jpeg")
SIZE = (1200, 1600)
"""(width, height), px."""
EM = 30.0


def line(number: int, text: str, left: float = 100.0, top: float | None = None) -> Line:
    """One line of square characters, one below the other by its number."""
    top = 100.0 + 40 * number if top is None else top
    return Line(
        id=number,
        text=text,
        quad=quad_of((left, top, left + EM * len(text), top + EM)),
        cuts=tuple(EM * k for k in range(len(text) + 1)),
        confidences=(97,) * len(text),
        ink_height=EM,
    )


class PageMaker:
    """Collects blocks; ``page()`` gives the page."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.corrections: list[Correction] = []

    def block(self, kind: BlockKind, *texts: str, article: int | None = 0, box: Box | None = None) -> Block:
        """A block of one or more lines (none for a photo)."""
        lines = [line(len(self.lines) + k, text) for k, text in enumerate(texts)]
        self.lines += lines
        made = Block(
            id=len(self.blocks),
            kind=kind,
            article=article,
            lines=tuple(one.id for one in lines),
            joins=(Join(kind="line", evidence=("full-last-line",)),) * max(0, len(lines) - 1),
            boxes=(box or lines[0].box,),
        )
        self.blocks.append(made)
        return made

    def table(self, rows: list[list[str]], article: int | None = 0) -> Block:
        """A table; an empty text is an empty cell."""
        cells = []
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text:
                    self.lines.append(line(len(self.lines), text))
                    cells.append(Cellspan(row=r, column=c, lines=(self.lines[-1].id,), box=self.lines[-1].box))
        made = Block(id=len(self.blocks), kind="table", article=article, boxes=(cells[0].box,), cells=tuple(cells))
        self.blocks.append(made)
        return made

    def correct(self, block: Block, offset: int, before: str, after: str, status: Status = "applied") -> None:
        """A record over characters of the block's first line."""
        ids = tuple(f"{block.lines[0]}.{offset + k}" for k in range(len(before)))
        self.corrections.append(
            Correction(
                id=len(self.corrections),
                stage="correct",
                kind="place-name",
                block=block.id,
                characters=ids,
                before=before,
                after=after,
                status=status,
                candidates=(Candidate(text=after, probability=0.98765432, entry=after),),
                reasons=(Reason(code="engine-alternative", zh="识别备选", en="among the engine's readings"),),
                evidence={"margin": 0.123456789},
                polygon=quad_of((1.23456, 2.0, 30.98765, 40.0)),
            )
        )

    def page(self, **fields: object) -> Page:
        """The page; ``fields`` replace what it has."""
        numbers = sorted({b.article for b in self.blocks if b.article is not None})
        articles = tuple(
            Article(
                id=n,
                blocks=tuple(b.id for b in self.blocks if b.article == n),
                box=(0.0, 0.0, float(SIZE[0]), float(SIZE[1])),
            )
            for n in numbers
        )
        made = Page(
            source=SOURCE,
            frame=1,
            scan_size=SIZE,
            size=SIZE,
            dpi=300.0,
            em=EM,
            lines=tuple(self.lines),
            blocks=tuple(self.blocks),
            articles=articles,
            corrections=tuple(self.corrections),
        )
        return made.changed(**fields)


def sheet_of(page: Page, path: Path = Path("报纸.jpg")) -> Sheet:
    """The page with pixels: light grey paper."""
    image = np.full((page.size[1], page.size[0]), 240, np.uint8)
    return Sheet(page, image, Frame(page.source, path, page.frame, image, page.dpi))


def bulletin_page() -> Page:
    """A page with everything: masthead, two articles, list, table, photo with caption, folio, a correction."""
    make = PageMaker()
    make.block("masthead", "虹桥报", article=None)
    make.block("title", "社区新闻")
    make.block("subtitle", "邻里守望")
    make.block("byline", "记者 王明")
    body = make.block("paragraph", "　　在天山路一百号的", "居民区里，大家都说好。")
    make.block("heading", "记忆一")
    make.block("item", "● 第一项")
    make.block("item", "2．第二项")
    make.table([["姓名", "年龄"], ["张三", ""], ["李四", "40"]])
    make.block("photo", box=(600.0, 200.0, 1000.0, 500.0))
    make.block("caption", "居民在活动", box=(600.0, 510.0, 1000.0, 540.0))
    make.block("title", "第二篇*文章", article=1)
    make.block("paragraph", "正文#一", article=1)
    make.block("folio", "第3版", article=None)
    make.correct(body, 3, "天山路", "天山支路")
    make.correct(body, 6, "一百", "二百", status="flagged")
    page = make.page()
    first = page.lines[0].model_copy(
        update={
            "alternatives": {
                0: (Alternative(text="虹", probability=0.871234567), Alternative(text="", probability=0.1))
            }
        }
    )
    return page.changed(
        lines=(first, *page.lines[1:]), transform=((1.0, 0.01, 5.0), (-0.01, 1.0, 3.0), (0.0, 0.0, 1.0))
    )
