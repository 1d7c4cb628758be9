"""Runs: rows that stand under each other in one column without a break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.row_settings import ColumnSettings
from pipeline.layout.rows import Row
from pipeline.model.block import Graphics
from pipeline.model.geometry import Box, overlap, union


@dataclass(frozen=True)
class Run:
    """Rows of one column, top to bottom."""

    rows: tuple[Row, ...]

    @property
    def box(self) -> Box:
        """px, page frame."""
        return union([row.box for row in self.rows])


def make_runs(rows: Sequence[Row], graphics: Graphics, em: float, settings: ColumnSettings) -> list[Run]:
    """Chain each row to the row below it, unless a rule, a picture, white space or a change of columns parts them."""
    ordered = sorted(rows, key=lambda row: row.box[1])
    below = {n: _followers(n, ordered, em, settings) for n in range(len(ordered))}
    above: dict[int, list[int]] = {n: [] for n in range(len(ordered))}
    for n, followers in below.items():
        for m in followers:
            above[m].append(n)
    barriers = [rule.box for rule in graphics.rules if rule.direction == "horizontal"] + list(graphics.photos)
    follower: dict[int, int] = {}
    for n, followers in below.items():
        if len(followers) != 1:
            continue  # the row spans what stands below it
        m = followers[0]
        if len(above[m]) == 1 and not _parted(ordered[n].box, ordered[m].box, barriers, settings):
            follower[n] = m
    heads = set(range(len(ordered))) - set(follower.values())
    runs = []
    for n in sorted(heads):
        chain = [n]
        while chain[-1] in follower:
            chain.append(follower[chain[-1]])
        runs.append(Run(tuple(ordered[k] for k in chain)))
    return runs


def _followers(n: int, rows: Sequence[Row], em: float, settings: ColumnSettings) -> list[int]:
    """Rows right below row ``n`` that it touches first, looking down.  ``rows``: sorted by their upper edge."""
    box = rows[n].box
    found: list[int] = []
    for m in range(n + 1, len(rows)):
        other = rows[m].box
        if other[1] - box[3] > settings.line_gap * em:
            break
        if (other[1] + other[3]) / 2 <= (box[1] + box[3]) / 2 or other[1] < box[1] + settings.lower * (box[3] - box[1]):
            continue
        across = overlap(box[0], box[2], other[0], other[2])
        # A last row of two characters may end left of the next row's indent.
        flush = abs(other[0] - box[0]) < settings.indent * em and other[1] - box[3] < em
        if not flush and (
            across < settings.overlap_least * em or across < settings.overlap * min(rows[n].width, rows[m].width)
        ):
            continue
        hidden = any(
            overlap(rows[k].box[0] - settings.indent * em, rows[k].box[2], other[0], other[2])
            > settings.overlap_least * em
            and rows[k].box[3] <= other[1] + 0.5 * (other[3] - other[1])
            for k in found
        )
        if not hidden:
            found.append(m)
    return found


def _parted(upper: Box, lower: Box, barriers: Sequence[Box], settings: ColumnSettings) -> bool:
    y0, y1 = (upper[1] + upper[3]) / 2, (lower[1] + lower[3]) / 2
    x0, x1 = max(upper[0], lower[0]), min(upper[2], lower[2])
    return any(
        y0 < (b[1] + b[3]) / 2 < y1 and overlap(x0, x1, b[0], b[2]) > settings.parted * (x1 - x0) for b in barriers
    )
