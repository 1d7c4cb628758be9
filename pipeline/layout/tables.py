"""Ruled tables: stacked horizontal rules of one width with several pieces of text between each two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.model.block import Cellspan, Rule
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line

MINIMUM_ROWS = 3
MINIMUM_COLUMNS = 2
ROW_HEIGHT = 8.0
"""em; farther apart, two rules are no neighbours of one table."""
MINIMUM_PIECES = 3
"""pieces a row, where no rules help"""
ROW_PITCH = 4.5
"""em; farther apart, two rows of pieces are no neighbours of one table."""
PIECE_LENGTH = 14.0
"""em; a longer piece is running text."""
ROW_WHITE = 0.9
"""em; white between two rows of running text reaches 0.7."""
EDGE = 0.6
"""em; edges nearer than this are flush."""
RUNNING_WIDTH = 8.0
"""em; columns of running text are wider, most cells are not."""
WHITE_SHARE = 0.3
"""share of a table row that is white between its pieces; gutters of text columns take a tenth."""


@dataclass(frozen=True)
class Table:
    """A table with its cells."""

    box: Box
    cells: tuple[Cellspan, ...]
    evidence: tuple[str, ...]


def find_tables(lines: Sequence[Line], rules: Sequence[Rule], em: float) -> list[Table]:
    """Tables of the page: by their rules first, then, where print is too worn for rules, by aligned pieces."""
    tables: list[Table] = []
    for group in _ladders(rules, em):
        table = _fill(group, lines, [r.box for r in rules if r.direction == "vertical"], em)
        if table is not None and not any(_overlaps(table.box, other.box) for other in tables):
            tables.append(table)
    taken = {line_id for table in tables for cell in table.cells for line_id in cell.lines}
    rest = [line for line in lines if line.id not in taken and not line.vertical]
    for table in _aligned(rest, em):
        if not any(_overlaps(table.box, other.box) for other in tables):
            tables.append(table)
    return tables


def _overlaps(a: Box, b: Box) -> bool:
    return overlap(a[0], a[2], b[0], b[2]) > 0 and overlap(a[1], a[3], b[1], b[3]) > 0


def _ladders(rules: Sequence[Rule], em: float) -> list[list[Box]]:
    """Groups of horizontal rules that begin and end alike and follow each other closely."""
    boxes = sorted((r.box for r in rules if r.direction == "horizontal"), key=lambda b: b[1])
    groups: list[list[Box]] = []
    for box in boxes:
        for group in groups:
            last = group[-1]
            alike = abs(last[0] - box[0]) < 1.5 * em and abs(last[2] - box[2]) < 1.5 * em
            if alike and 0.8 * em < box[1] - last[1] < ROW_HEIGHT * em:
                group.append(box)
                break
        else:
            groups.append([box])
    return [group for group in groups if len(group) > MINIMUM_ROWS]


def _fill(ladder: Sequence[Box], lines: Sequence[Line], vertical: Sequence[Box], em: float) -> Table | None:
    box = union(ladder)
    inside = [
        line
        for line in lines
        if box[1] < (line.box[1] + line.box[3]) / 2 < box[3]
        and overlap(line.box[0], line.box[2], box[0], box[2]) > 0.9 * (line.box[2] - line.box[0])
    ]
    borders = sorted((b[1] + b[3]) / 2 for b in ladder)
    rows = [[line for line in inside if y0 < (line.box[1] + line.box[3]) / 2 <= y1] for y0, y1 in pairwise(borders)]
    edges = sorted(
        (v[0] + v[2]) / 2
        for v in vertical
        if overlap(v[1], v[3], box[1], box[3]) > 0.7 * (box[3] - box[1])
        and box[0] + em < (v[0] + v[2]) / 2 < box[2] - em
    )
    gaps = _gutters(inside, box, em)
    cuts = edges if len(edges) >= len(gaps) else gaps
    filled = [row for row in rows if row]
    if len(cuts) + 1 < MINIMUM_COLUMNS or len(filled) < MINIMUM_ROWS:
        return None
    several = sum(len({_column(line, cuts) for line in row}) >= 2 for row in filled)
    if several < 0.7 * len(filled):
        return None
    return Table(box, tuple(_cells(filled, cuts)), ("stacked-rules", "several-pieces-a-row"))


def _gutters(lines: Sequence[Line], box: Box, em: float) -> list[float]:
    """Middles of the white stripes that no piece crosses, px."""
    spans = sorted((line.box[0], line.box[2]) for line in lines)
    cuts, reach = [], box[0]
    for x0, x1 in spans:
        if x0 - reach > 0.5 * em and reach > box[0]:
            cuts.append((x0 + reach) / 2)
        reach = max(reach, x1)
    return cuts


def _column(line: Line, cuts: Sequence[float]) -> int:
    middle = (line.box[0] + line.box[2]) / 2
    return sum(middle > cut for cut in cuts)


def _cells(rows: Sequence[Sequence[Line]], cuts: Sequence[float]) -> list[Cellspan]:
    cells = []
    for r, row in enumerate(rows):
        for c in range(len(cuts) + 1):
            members = sorted((line for line in row if _column(line, cuts) == c), key=lambda line: line.box[1])
            if members:
                cells.append(
                    Cellspan(
                        row=r, column=c, lines=tuple(line.id for line in members), box=union([m.box for m in members])
                    )
                )
    return cells


def _aligned(lines: Sequence[Line], em: float) -> list[Table]:
    """Tables whose rules are too worn: rows of short pieces in the same columns, more white than print.

    Columns of running text fill their width and stand one or two ems apart; cells of a table do neither.
    """
    loose = [line for line, running in zip(lines, _running(lines, em), strict=True) if not running]
    bands = [band for band in _bands(loose) if _looks_like_row(band, em)]
    found: list[Table] = []
    block: list[list[Line]] = []

    def close() -> None:
        if len(block) >= MINIMUM_ROWS:
            table = _grid(_without_strays(block, em), loose, em)
            if table is not None:
                found.append(table)
        block.clear()

    for band in bands:
        if block and (
            _middle(band[0]) - _middle(block[-1][0]) > ROW_PITCH * em or not _same_columns(block[0], band, em)
        ):
            close()
        block.append(band)
    close()
    return found


def _running(lines: Sequence[Line], em: float) -> list[bool]:
    """For every piece: does it share an edge with a full row of text right above or below it?"""
    x0, y0, x1, y1 = np.array([line.box for line in lines], np.float64).reshape(-1, 4).T

    def pairs(of_two: np.ufunc, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(of_two(a[:, None], b[None, :]))

    white = np.maximum(pairs(np.subtract, y0, y1), pairs(np.subtract, y0, y1).T)
    aligned = (abs(pairs(np.subtract, x0, x0)) < EDGE * em) | (abs(pairs(np.subtract, x1, x1)) < EDGE * em)
    wide = pairs(np.maximum, x1 - x0, x1 - x0) >= RUNNING_WIDTH * em
    over = pairs(np.minimum, x1, x1) > pairs(np.maximum, x0, x0)
    neighbours = wide & aligned & (white < ROW_WHITE * em) & over
    np.fill_diagonal(neighbours, False)
    return [bool(row.any()) for row in neighbours]


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Pieces that stand level, from left to right; top to bottom."""
    bands: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        height = line.box[3] - line.box[1]
        for band in bands[-3:]:
            if abs(_middle(band[0]) - _middle(line)) < 0.45 * height:
                band.append(line)
                break
        else:
            bands.append([line])
    return [sorted(band, key=lambda line: line.box[0]) for band in bands]


def _looks_like_row(band: Sequence[Line], em: float) -> bool:
    if len(band) < MINIMUM_PIECES:
        return False
    gaps = [b.box[0] - a.box[2] for a, b in pairwise(band)]
    whole = band[-1].box[2] - band[0].box[0]
    short = all(line.box[2] - line.box[0] < PIECE_LENGTH * em for line in band)
    return short and min(gaps) > 0.8 * em and sum(gaps) > WHITE_SHARE * whole


def _same_columns(first: Sequence[Line], band: Sequence[Line], em: float) -> bool:
    """Do most pieces of a row stand under pieces of the first row, or beside white only?"""
    under = sum(any(overlap(a.box[0], a.box[2], b.box[0], b.box[2]) > 0 for a in first) for b in band)
    return under >= len(band) - 1 and abs(len(first) - len(band)) <= 1


def _without_strays(block: Sequence[Sequence[Line]], em: float) -> list[list[Line]]:
    """Rows without pieces that stand to the left or right of what most rows have: print of a neighbour."""
    members = [line for band in block for line in band]
    cuts = _gutters(members, union([line.box for line in members]), em)
    counts = [sum(any(_column(line, cuts) == c for line in band) for band in block) for c in range(len(cuts) + 1)]
    good = [c for c, count in enumerate(counts) if count >= 0.5 * len(block)]
    if not good:
        return [list(band) for band in block]
    return [[line for line in band if good[0] <= _column(line, cuts) <= good[-1]] for band in block]


def _grid(block: Sequence[Sequence[Line]], lines: Sequence[Line], em: float) -> Table | None:
    block = [band for band in block if band]
    members = [line for band in block for line in band]
    if len(block) < MINIMUM_ROWS:
        return None
    own = {line.id for line in members}
    box = union([line.box for line in members])
    inside = [
        line
        for line in lines
        if box[1] - 0.8 * em < _middle(line) < box[3] + 0.8 * em
        and box[0] - 3 * em < line.box[0]
        and line.box[2] < box[2] + 3 * em
        and line.id not in own
        and line.box[2] - line.box[0] < PIECE_LENGTH * em
    ]
    cuts = _gutters([*members, *inside], box, em)
    if len(cuts) + 1 < MINIMUM_PIECES:
        return None
    rows = [list(band) for band in block]
    added = {line.id for line in inside}
    for line in inside:  # pieces of a cell of two rows stand above and below the middle of their table row
        column = _column(line, cuts)
        nearest = min(
            rows,
            key=lambda row: (
                abs(_middle(row[0]) - _middle(line))
                + (2 * em if any(_column(m, cuts) == column and m.id not in added for m in row) else 0.0)
            ),
        )
        nearest.append(line)
    cells = tuple(_cells(rows, cuts))
    return Table(union([cell.box for cell in cells]), cells, ("short-pieces-in-columns",))
