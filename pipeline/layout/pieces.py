"""Are two pieces of print that stand level one row, or two columns?"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.row_settings import RowSettings
from pipeline.layout.sizes import is_flat, set_size, within
from pipeline.model.geometry import Box, level
from pipeline.model.text import Line


def may_be_one_row(left: Line, right: Line, vertical: Sequence[Box], em: float, settings: RowSettings) -> bool:
    """Are two pieces set alike, with no vertical rule between them?"""
    a, b = left.box, right.box
    sizes = left.ink_height or em, right.ink_height or em
    if (_known(left, right) and max(sizes) > settings.alike * min(sizes)) or left.reversed != right.reversed:
        return False
    middle = (min(a[1], b[1]) + max(a[3], b[3])) / 2
    reach = settings.worn_rule * em  # rules wear off at their ends
    beside = settings.rule_beside * em
    return not any(
        a[2] - beside <= (x0 + x1) / 2 <= b[0] + beside and y0 - reach <= middle <= y1 + reach
        for x0, y0, x1, y1 in vertical
    )


def _known(left: Line, right: Line) -> bool:
    """Does the height of both pieces tell their size?"""
    return not is_flat(left) and not is_flat(right)


def is_one_row(left: Line, right: Line, lines: Sequence[Line], em: float, settings: RowSettings) -> bool:
    """Do they nearly touch, or lie under or over a row that runs across the gap, where no gutter runs?"""
    sizes = set_size(left, em), set_size(right, em)
    gap, size = right.box[0] - left.box[2], max(em, min(sizes) if _known(left, right) else em)
    if gap > settings.gap_bridged * size:
        return False
    across, gutter = _around_gap(left, right, lines, em, settings)
    if gap <= settings.gap * size:
        return gutter < settings.gutter_rows or across >= gutter
    return across > gutter


def _around_gap(left: Line, right: Line, lines: Sequence[Line], em: float, settings: RowSettings) -> tuple[int, int]:
    """How many rows near by run across the gap, and how many leave white at the same place (a column gutter)."""
    a, b = left.box, right.box
    top, bottom = min(a[1], b[1]), max(a[3], b[3])
    across, more, size = 0, settings.across_more * em, set_size(left, em)
    ends: list[Box] = []
    starts: list[Box] = []
    for line in lines:
        c = line.box
        white = max(c[1] - bottom, top - c[3])
        if not -0.5 * em < white < settings.gutter_reach * em or line.id in (left.id, right.id):
            continue
        if not within(set_size(line, em) / size, settings.neighbour_sizes):
            continue
        if white < settings.across_white * em and c[0] <= a[2] - more and c[2] >= b[0] + more:
            across += 1
        if abs(c[2] - a[2]) < settings.gutter_edge * em:
            ends.append(c)
        if abs(c[0] - b[0]) < settings.gutter_edge * em:
            starts.append(c)
    return across, sum(any(level(end, start) for start in starts) for end in ends)
