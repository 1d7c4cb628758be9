"""The ``reflow`` stage: regions in reading order become whole blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.block import Article, Block, BlockKind, Cellspan, Join, Region
from pipeline.model.geometry import Box, union
from pipeline.model.marks import BULLETS
from pipeline.model.sheet import Sheet
from pipeline.model.text import Line
from pipeline.reflow.edges import ColumnEdges, PrintRow, rows_of
from pipeline.reflow.indents import Indents
from pipeline.reflow.paragraphs import glue, join_kind, judge, runs_on
from pipeline.reflow.pitches import Pitches
from pipeline.reflow.settings import ReflowSettings


@dataclass
class _Draft:
    """A block in the making."""

    kind: BlockKind
    article: int | None
    rows: list[PrintRow] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    evidence: tuple[str, ...] = ()
    uncertain: bool = False
    cells: tuple[Cellspan, ...] = ()
    box: Box | None = None


def reflow(sheet: Sheet, settings: ReflowSettings) -> Sheet:
    """Make ``blocks`` and ``articles`` from ``regions``; every join of two rows carries its evidence."""
    page = sheet.page
    lines = page.line_by_id
    rows = {region.id: rows_of(region, lines) for region in page.regions}
    running = [row for region in page.regions if region.kind == "paragraph" for row in rows[region.id]]
    edges = ColumnEdges(running, page.em or 1.0, settings.edges)
    pitches = Pitches(running, edges, page.em or 1.0, settings)
    indents = Indents(sheet.image, page.em or 1.0, settings.indents)
    drafts: list[_Draft] = []
    open_paragraph: _Draft | None = None
    article: int | None = None
    for n, region in enumerate(page.regions):
        if region.article != article:
            open_paragraph, article = None, region.article
        if region.kind == "paragraph":
            open_paragraph = _paragraphs(
                region, rows[region.id], drafts, open_paragraph, edges, indents, pitches, page.em, settings
            )
            continue
        after = page.regions[n + 1] if n + 1 < len(page.regions) else None
        goes_on = (
            region.kind == "heading"
            and open_paragraph is not None
            and after is not None
            and (after.kind, after.article) == ("paragraph", region.article)
            and pitches.has_indents
            and runs_on(rows[after.id][0], open_paragraph.rows[-1], edges, page.em, settings)
        )
        if region.kind not in ("photo", "caption") and not goes_on:
            open_paragraph = None  # headings and tables end a paragraph, pictures and what stands at them do not
        drafts.append(_whole(region, rows[region.id]))
    return sheet.with_page(
        blocks=(blocks := tuple(_block(n, d) for n, d in enumerate(drafts))), articles=_articles(blocks, lines)
    )


def _whole(region: Region, rows: Sequence[PrintRow]) -> _Draft:
    """A region that is one block: a heading over several rows, a caption, a table, a picture."""
    draft = _Draft(region.kind, region.article, evidence=region.evidence, cells=region.cells, box=region.box)
    if region.kind != "table":
        for row in rows:
            if draft.rows:
                draft.joins.append(
                    Join(kind="line", glue=glue(draft.rows[-1].text, row.text), evidence=(f"one-{region.kind}",))
                )
            draft.rows.append(row)
    return draft


def _paragraphs(
    region: Region,
    rows: Sequence[PrintRow],
    drafts: list[_Draft],
    current: _Draft | None,
    edges: ColumnEdges,
    indents: Indents,
    pitches: Pitches,
    em: float,
    settings: ReflowSettings,
) -> _Draft | None:
    """Cut the rows of a region into paragraphs; the first may continue ``current`` from the column before."""
    for row in rows:
        if row.lines[0].vertical:
            current = _vertical(row, region, drafts, current, em, settings)
            continue
        if current is None:
            kind: BlockKind = "item" if row.text.lstrip().startswith(tuple(BULLETS)) else "paragraph"
            current = _Draft(kind, region.article, [row], evidence=region.evidence)
            drafts.append(current)
            continue
        before = current.rows[-1]
        white = pitches.stands_off(before, row)
        verdict = judge(row, edges.at(row), before, edges.at(before), em, settings, indents.printed, white)
        if verdict.begins:
            kind = "item" if verdict.item else "paragraph"
            current = _Draft(kind, region.article, [row], evidence=verdict.evidence, uncertain=verdict.uncertain)
            drafts.append(current)
            continue
        current.joins.append(
            Join(kind=join_kind(before, row, em), glue=glue(before.text, row.text), evidence=verdict.evidence)
        )
        current.rows.append(row)
        current.uncertain = current.uncertain or verdict.uncertain
    return current


def _vertical(
    row: PrintRow, region: Region, drafts: list[_Draft], current: _Draft | None, em: float, settings: ReflowSettings
) -> _Draft:
    """Vertical lines: the indent is at the top, the end of a line at the bottom."""
    top = (
        min(line.box[1] for draft in drafts[-1:] for r in draft.rows for line in r.lines) if current else region.box[1]
    )
    top, bottom = min(top, region.box[1]), region.box[3]
    indent = (row.box[1] - top) / em
    if current is not None and current.rows[-1].lines[0].vertical:
        white = (bottom - current.rows[-1].box[3]) / em
        begins = settings.indent_from <= indent <= settings.indent_to or (
            white > settings.short_row and indent < settings.indent_from and current.rows[-1].text[-1] in "。！？”"
        )
        if not begins:
            current.joins.append(Join(kind="line", evidence=("next-vertical-line", "flush")))
            current.rows.append(row)
            return current
    draft = _Draft("paragraph", region.article, [row], evidence=("vertical-indent",))
    drafts.append(draft)
    return draft


def _block(number: int, draft: _Draft) -> Block:
    if draft.kind == "table":
        line_ids = tuple(i for cell in draft.cells for i in cell.lines)
        return Block(
            id=number,
            kind="table",
            article=draft.article,
            lines=line_ids,
            joins=(Join(kind="line", evidence=("table",)),) * max(0, len(line_ids) - 1),
            boxes=(draft.box,) if draft.box else (),
            cells=draft.cells,
            evidence=draft.evidence,
        )
    line_ids_list: list[int] = []
    joins: list[Join] = []
    for n, row in enumerate(draft.rows):
        if n:
            joins.append(draft.joins[n - 1])
        for k, line in enumerate(row.lines):
            if k:
                joins.append(Join(kind="line", glue=glue(row.lines[k - 1].text, line.text), evidence=("same-row",)))
            line_ids_list.append(line.id)
    return Block(
        id=number,
        kind=draft.kind,
        article=draft.article,
        lines=tuple(line_ids_list),
        joins=tuple(joins),
        boxes=_boxes(draft),
        evidence=draft.evidence,
        uncertain=draft.uncertain,
    )


def _boxes(draft: _Draft) -> tuple[Box, ...]:
    """One box per column piece."""
    if draft.kind == "photo" and draft.box:
        return (draft.box,)
    pieces: list[list[Box]] = []
    last: object = None
    for row in draft.rows:
        if not pieces or (row.region, row.column) != last:
            pieces.append([])
            last = (row.region, row.column)
        pieces[-1].append(row.box)
    return tuple(union(piece) for piece in pieces)


def _articles(blocks: Sequence[Block], lines: dict[int, Line]) -> tuple[Article, ...]:
    members: dict[int, list[Block]] = {}
    for block in blocks:
        if block.article is not None:
            members.setdefault(block.article, []).append(block)
    return tuple(
        Article(
            id=number,
            blocks=tuple(b.id for b in group),
            title=next(("".join(lines[i].text for i in b.lines) for b in group if b.kind == "title"), ""),
            box=union([box for b in group for box in b.boxes]),
        )
        for number, group in sorted(members.items())
    )
