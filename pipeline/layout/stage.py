"""The ``layout`` stage: lines and pixels become regions."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from pipeline.layout.columns import Run, make_runs
from pipeline.layout.graphics import find_graphics
from pipeline.layout.headings import heading_rows
from pipeline.layout.measures import Measures, measure
from pipeline.layout.row_settings import ColumnSettings
from pipeline.layout.rows import Row, make_rows
from pipeline.layout.settings import LayoutSettings
from pipeline.layout.sorting import sort_rows
from pipeline.layout.tables import Table, find_tables
from pipeline.layout.vertical import vertical_regions
from pipeline.layout.weight import contrasts, stroke_weights
from pipeline.model.block import BlockKind, Cellspan, Region
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.pixels import grey
from pipeline.model.sheet import Sheet


def layout(sheet: Sheet, settings: LayoutSettings) -> Sheet:
    """Find rules, frames and pictures, and cut the print into regions of one kind within one column.

    Sets ``graphics`` and ``regions`` of the page (in no particular order: that is the next stage's work).
    """
    page = sheet.page
    em = page.em
    if em <= 0 or not page.lines:
        return sheet
    tones = grey(sheet.image)
    graphics = find_graphics(tones, page.lines, em, settings.graphics)
    horizontal = [line for line in page.lines if not line.vertical and line.text.strip()]
    tables = find_tables(horizontal, graphics.rules, em, settings.tables)
    in_tables = {line_id for table in tables for cell in table.cells for line_id in cell.lines}
    free = [line for line in horizontal if line.id not in in_tables]
    weights = stroke_weights(tones, free, em)
    rows = make_rows(free, weights, contrasts(tones, free), graphics.rules, em, settings)
    measures = measure(rows, em, settings)
    parts = sort_rows(rows, graphics, measures, settings)
    maker = _Maker(em)
    for photo in graphics.photos:
        lettering = [row for row in parts.lettering if overlap(*_ys(row.box), *_ys(photo)) > 0 and _within(row, photo)]
        maker.add("photo", lettering, ("picture",), box=photo)
    for found in [*parts.header, *parts.heads]:
        maker.add(found.kind, [found.row], (found.evidence,))
    for group in parts.titles:
        maker.add("title", group, ("large-type",))
    for group in parts.captions:
        maker.add("caption", group, ("close-under-a-picture",))
    for table in tables:
        maker.add_table(table)
    runs = make_runs(parts.body, graphics, em, settings.columns)
    _add_runs(maker, runs, measures, settings)
    for kind, lines, why in vertical_regions([line for line in page.lines if line.vertical], em, settings):
        maker.regions.append(
            Region(
                id=len(maker.regions),
                kind=kind,
                box=union([line.box for line in lines]),
                lines=tuple(line.id for line in lines),
                column=maker.new_column(),
                evidence=(why,),
            )
        )
    return sheet.with_page(graphics=graphics, regions=tuple(maker.regions))


class _Maker:
    """Collects regions and numbers them."""

    def __init__(self, em: float) -> None:
        self.em = em
        self.regions: list[Region] = []
        self._columns = 0

    def new_column(self) -> int:
        self._columns += 1
        return self._columns - 1

    def add(
        self,
        kind: BlockKind,
        rows: Sequence[Row],
        evidence: tuple[str, ...],
        *,
        box: Box | None = None,
        column: int | None = None,
    ) -> None:
        if not rows and box is None:
            return
        self.regions.append(
            Region(
                id=len(self.regions),
                kind=kind,
                box=box or union([row.box for row in rows]),
                lines=tuple(line.id for row in rows for line in row.lines),
                column=column,
                evidence=evidence,
            )
        )

    def add_table(self, table: Table) -> None:
        cells: tuple[Cellspan, ...] = table.cells
        self.regions.append(
            Region(
                id=len(self.regions),
                kind="table",
                box=table.box,
                lines=tuple(i for cell in cells for i in cell.lines),
                cells=cells,
                evidence=table.evidence,
            )
        )


def _add_runs(maker: _Maker, runs: Sequence[Run], measures: Measures, settings: LayoutSettings) -> None:
    for run in runs:
        column = maker.new_column()
        width = _column_width(run, runs, measures.em, settings.columns)
        marks = heading_rows(run, width, measures, settings)
        start = 0
        for n in range(1, len(run.rows) + 1):
            if (
                n < len(run.rows)
                and marks[n] == marks[start]
                and not (marks[n] and _new_heading(run, n, measures, settings))
            ):
                continue
            rows = run.rows[start:n]
            if marks[start]:
                maker.add("heading", rows, ("bold-or-standing-off",), column=column)
            else:
                maker.add("paragraph", rows, ("running-text",), column=column)
            start = n


def _new_heading(run: Run, n: int, measures: Measures, settings: LayoutSettings) -> bool:
    """Two headings right under each other: they stand farther apart than the rows of one heading."""
    upper, lower = run.rows[n - 1].box, run.rows[n].box
    pitch = (lower[1] + lower[3] - upper[1] - upper[3]) / 2
    return pitch > measures.gap + settings.headings.apart * measures.em


def _column_width(run: Run, runs: Sequence[Run], em: float, settings: ColumnSettings) -> float:
    """Width of the column the run stands in: that of the nearest longer run around the same place, px."""
    box = run.box
    widths, slack = [box[2] - box[0]], settings.width_slack * em
    for other in runs:
        inner = overlap(other.box[0] - slack, other.box[2] + slack, box[0], box[2])
        if len(other.rows) >= settings.width_rows and inner > 0.95 * (box[2] - box[0]):
            widths.append(statistics.median(row.width for row in other.rows))
    return max(widths[0], statistics.median(widths))


def _ys(box: Box) -> tuple[float, float]:
    return box[1], box[3]


def _within(row: Row, photo: Box) -> bool:
    return photo[0] < row.centre < photo[2]
