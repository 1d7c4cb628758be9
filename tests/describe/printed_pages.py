"""Pages with masthead, folio and text, made of given lines, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.block import Article, Block, Join
from pipeline.model.geometry import quad_of, union
from pipeline.model.page import Metadata, Page, Source
from pipeline.model.text import Line

EM = 40.0


@dataclass(frozen=True)
class Print:
    """One line: text, size in ems, left edge and top in ems."""

    text: str
    size: float = 1.0
    left: float = 0.0
    top: float | None = None


def page_of(
    blocks: Sequence[tuple[str, Sequence[Print | str], int | None]],
    metadata: Metadata | None = None,
    file: str = "a.png",
) -> Page:
    """A page of ``(kind, lines, article)`` blocks; lines without a top stand below one another."""
    lines: list[Line] = []
    made: list[Block] = []
    for kind, prints, article in blocks:
        ids = []
        for given in prints:
            p = Print(given) if isinstance(given, str) else given
            em, n = p.size * EM, len(lines)
            top = (n * 4.0 if p.top is None else p.top) * EM
            lines.append(
                Line(
                    id=n,
                    text=p.text,
                    quad=quad_of((p.left * EM, top, p.left * EM + em * max(1, len(p.text)), top + em)),
                    cuts=tuple(em * k for k in range(len(p.text) + 1)),
                    confidences=(99,) * len(p.text),
                    ink_height=em,
                )
            )
            ids.append(n)
        made.append(
            Block(
                id=len(made),
                kind=kind,
                article=article,
                lines=tuple(ids),
                joins=tuple(Join(kind="line") for _ in ids[1:]),
                boxes=(union([lines[i].box for i in ids]),),
            )
        )
    numbers = sorted({b.article for b in made if b.article is not None})
    articles = tuple(
        Article(
            id=n,
            blocks=tuple(b.id for b in made if b.article == n),
            title=next(
                ("".join(lines[i].text for i in b.lines) for b in made if b.article == n and b.kind == "title"), ""
            ),
            box=(0.0, 0.0, 1.0, 1.0),
        )
        for n in numbers
    )
    return Page(
        source=Source(file=file, sha256="0" * 64, frames=1, media_type="image/png"),
        frame=1,
        metadata=metadata or Metadata(),
        scan_size=(4000, 6000),
        size=(4000, 6000),
        dpi=300,
        em=EM,
        lines=tuple(lines),
        blocks=tuple(made),
        articles=articles,
    )
