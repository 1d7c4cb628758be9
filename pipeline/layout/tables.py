"""Ruled tables: stacked horizontal rules of one width with several pieces of text between each two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.layout.row_settings import TableSettings
from pipeline.model.block import Cellspan, Rule
from pipeline.model.geometry import Box, overlap, union
from pipeline.model.text import Line


@dataclass(frozen=True)
class Table:
    """A table with its cells."""

    box: Box
    cells: tuple[Cellspan, ...]
    evidence: tuple[str, ...]


def find_tables(lines: Sequence[Line], rules: Sequence[Rule], em: float, settings: TableSettings) -> list[Table]:
    """Tables of the page: by their rules first, then, where print is too worn for rules, by aligned pieces."""
    tables: list[Table] = []
    for group in _ladders(rules, em, settings):
        table = _fill(group, lines, [r.box for r in rules if r.direction == "vertical"], em, settings)
        if table is not None and not any(_overlaps(table.box, other.box) for other in tables):
            tables.append(table)
    taken = {line_id for table in tables for cell in table.cells for line_id in cell.lines}
    rest = [line for line in lines if line.id not in taken and not line.vertical]
    for table in _aligned(rest, em, settings):
        if not any(_overlaps(table.box, other.box) for other in tables):
            tables.append(table)
    return tables


def _overlaps(a: Box, b: Box) -> bool:
    return overlap(a[0], a[2], b[0], b[2]) > 0 and overlap(a[1], a[3], b[1], b[3]) > 0


def _ladders(rules: Sequence[Rule], em: float, settings: TableSettings) -> list[list[Box]]:
    """Groups of horizontal rules that begin and end alike and follow each other closely."""
    boxes = sorted((r.box for r in rules if r.direction == "horizontal"), key=lambda b: b[1])
    groups: list[list[Box]] = []
    for box in boxes:
        for group in groups:
            last = group[-1]
            alike = abs(last[0] - box[0]) < settings.rule_ends * em and abs(last[2] - box[2]) < settings.rule_ends * em
            if alike and settings.row_least * em < box[1] - last[1] < settings.row_height * em:
                group.append(box)
                break
        else:
            groups.append([box])
    return [_with_longer(group, boxes, em, settings) for group in groups if len(group) >= settings.rows]


def _with_longer(group: Sequence[Box], rules: Sequence[Box], em: float, settings: TableSettings) -> list[Box]:
    """The group and the parts of longer rules that run on above, below or between its own: a neighbour's border."""
    left, right = min(box[0] for box in group), max(box[2] for box in group)
    reach, least, ends = settings.row_height * em, settings.row_least * em, settings.rule_ends * em
    found = list(group)
    for box in rules:
        longer = box[0] < left + ends and box[2] > right - ends and box not in group
        apart = min(abs(box[1] - other[1]) for other in found)
        if longer and least < apart < reach:
            found.append((left, box[1], right, box[3]))
    return sorted(found, key=lambda box: box[1])


def _fill(
    ladder: Sequence[Box], lines: Sequence[Line], vertical: Sequence[Box], em: float, settings: TableSettings
) -> Table | None:
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
        if overlap(v[1], v[3], box[1], box[3]) > settings.side_rule * (box[3] - box[1])
        and box[0] + em < (v[0] + v[2]) / 2 < box[2] - em
    )
    gaps = _gutters(inside, box, em, settings)
    cuts = edges if len(edges) >= len(gaps) else gaps
    filled = [part for row in rows if row for part in _parts(row, cuts, settings)]
    if len(cuts) + 1 < settings.columns or len(filled) < settings.rows:
        return None
    several = sum(len({_column(line, cuts) for line in row}) >= 2 for row in filled)
    if several < settings.filled * len(filled):
        return None
    return Table(box, tuple(_cells(filled, cuts)), ("stacked-rules", "several-pieces-a-row"))


def _parts(row: Sequence[Line], cuts: Sequence[float], settings: TableSettings) -> list[list[Line]]:
    """The rows between two rules: several where the rule between them was too pale to be found.

    A cell of two lines stands above and below the middle of the others; rows fill most columns at their own level.
    """
    bands = _bands(row, settings)
    columns = len({_column(line, cuts) for line in row})
    whole = [band for band in bands if len({_column(line, cuts) for line in band}) > settings.full_band * columns]
    if len(whole) < 2:
        return [list(row)]
    parts: list[list[Line]] = [[] for _ in whole]
    for line in row:
        away = [abs(_middle(band[0]) - _middle(line)) for band in whole]
        parts[away.index(min(away))].append(line)
    return parts


def _gutters(lines: Sequence[Line], box: Box, em: float, settings: TableSettings) -> list[float]:
    """Middles of the white stripes that no piece crosses, px."""
    spans = sorted((line.box[0], line.box[2]) for line in lines)
    cuts, reach = [], box[0]
    for x0, x1 in spans:
        if x0 - reach > settings.gutter * em and reach > box[0]:
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


def _aligned(lines: Sequence[Line], em: float, settings: TableSettings) -> list[Table]:
    """Tables whose rules are too worn: rows of short pieces in the same columns, more white than print.

    Columns of running text fill their width and stand one or two ems apart; cells of a table do neither.
    """
    loose = [line for line, running in zip(lines, _running(lines, em, settings), strict=True) if not running]
    bands = [band for band in _bands(loose, settings) if _looks_like_row(band, em, settings)]
    found: list[Table] = []
    block: list[list[Line]] = []

    def close() -> None:
        if len(block) >= settings.rows:
            table = _grid(_without_strays(block, em, settings), loose, em, settings)
            if table is not None:
                found.append(table)
        block.clear()

    for band in bands:
        if block and (
            _middle(band[0]) - _middle(block[-1][0]) > settings.row_pitch * em or not _same_columns(block[0], band)
        ):
            close()
        block.append(band)
    close()
    return found


def _running(lines: Sequence[Line], em: float, settings: TableSettings) -> list[bool]:
    """For every piece: does it share an edge with a full row of text right above or below it?"""
    x0, y0, x1, y1 = np.array([line.box for line in lines], np.float64).reshape(-1, 4).T

    def pairs(of_two: np.ufunc, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(of_two(a[:, None], b[None, :]))

    white = np.maximum(pairs(np.subtract, y0, y1), pairs(np.subtract, y0, y1).T)
    aligned = (abs(pairs(np.subtract, x0, x0)) < settings.running_edge * em) | (
        abs(pairs(np.subtract, x1, x1)) < settings.running_edge * em
    )
    wide = pairs(np.maximum, x1 - x0, x1 - x0) >= settings.running_width * em
    over = pairs(np.minimum, x1, x1) > pairs(np.maximum, x0, x0)
    neighbours = wide & aligned & (white < settings.running_white * em) & over
    np.fill_diagonal(neighbours, False)
    return [bool(row.any()) for row in neighbours]


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def _bands(lines: Sequence[Line], settings: TableSettings) -> list[list[Line]]:
    """Pieces that stand level, from left to right; top to bottom."""
    bands: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        height = line.box[3] - line.box[1]
        for band in bands[-3:]:
            if abs(_middle(band[0]) - _middle(line)) < settings.row_level * height:
                band.append(line)
                break
        else:
            bands.append([line])
    return [sorted(band, key=lambda line: line.box[0]) for band in bands]


def _looks_like_row(band: Sequence[Line], em: float, settings: TableSettings) -> bool:
    if len(band) < settings.pieces:
        return False
    gaps = [b.box[0] - a.box[2] for a, b in pairwise(band)]
    whole = band[-1].box[2] - band[0].box[0]
    short = all(line.box[2] - line.box[0] < settings.piece_length * em for line in band)
    return short and min(gaps) > settings.piece_gap * em and sum(gaps) > settings.white * whole


def _same_columns(first: Sequence[Line], band: Sequence[Line]) -> bool:
    """Do most pieces of a row stand under pieces of the first row, or beside white only?"""
    under = sum(any(overlap(a.box[0], a.box[2], b.box[0], b.box[2]) > 0 for a in first) for b in band)
    return under >= len(band) - 1 and abs(len(first) - len(band)) <= 1


def _without_strays(block: Sequence[Sequence[Line]], em: float, settings: TableSettings) -> list[list[Line]]:
    """Rows without pieces that stand to the left or right of what most rows have: print of a neighbour."""
    members = [line for band in block for line in band]
    cuts = _gutters(members, union([line.box for line in members]), em, settings)
    counts = [sum(any(_column(line, cuts) == c for line in band) for band in block) for c in range(len(cuts) + 1)]
    good = [c for c, count in enumerate(counts) if count >= settings.column_share * len(block)]
    if not good:
        return [list(band) for band in block]
    return [[line for line in band if good[0] <= _column(line, cuts) <= good[-1]] for band in block]


def _grid(block: Sequence[Sequence[Line]], lines: Sequence[Line], em: float, settings: TableSettings) -> Table | None:
    block = [band for band in block if band]
    members = [line for band in block for line in band]
    if len(block) < settings.rows:
        return None
    own = {line.id for line in members}
    box = union([line.box for line in members])
    inside = [
        line
        for line in lines
        if box[1] - settings.above * em < _middle(line) < box[3] + settings.above * em
        and box[0] - settings.beside * em < line.box[0]
        and line.box[2] < box[2] + settings.beside * em
        and line.id not in own
        and line.box[2] - line.box[0] < settings.piece_length * em
    ]
    cuts = _gutters([*members, *inside], box, em, settings)
    if len(cuts) + 1 < settings.pieces:
        return None
    rows = [list(band) for band in block]
    added = {line.id for line in inside}
    for line in inside:  # pieces of a cell of two rows stand above and below the middle of their table row
        column = _column(line, cuts)
        nearest = min(
            rows,
            key=lambda row: (
                abs(_middle(row[0]) - _middle(line))
                + (
                    settings.second_piece * em
                    if any(_column(m, cuts) == column and m.id not in added for m in row)
                    else 0.0
                )
            ),
        )
        nearest.append(line)
    cells = tuple(_cells(rows, cuts))
    return Table(union([cell.box for cell in cells]), cells, ("short-pieces-in-columns",))
