"""Headlines and the width of page that each governs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.block import Graphics, Region
from pipeline.model.geometry import Box, overlap, union, white_between
from pipeline.order.settings import HeadSettings

HEAD_KINDS = frozenset({"subtitle", "byline"})


@dataclass
class Head:
    """A headline with its subtitle and byline."""

    title: Region
    others: list[Region] = field(default_factory=list)
    left: float = 0.0
    """px; where the governed width begins."""
    right: float = 0.0
    frame: Box | None = None
    """The printed box the article stands in."""
    evidence: str = ""
    upright: bool = False
    """A vertical headline: its print stands beside it."""

    @property
    def box(self) -> Box:
        """px, page frame."""
        return union([self.title.box, *(region.box for region in self.others)])

    @property
    def print_starts(self) -> float:
        """Where the print of the article begins, px: under the headline, or level with the top of a vertical one."""
        return self.title.box[1] if self.upright else self.title.box[3]

    @property
    def centre(self) -> float:
        """Horizontal middle of the title, px."""
        return (self.title.box[0] + self.title.box[2]) / 2


def find_heads(regions: Sequence[Region], graphics: Graphics, em: float, settings: HeadSettings) -> list[Head]:
    """One head for every headline, with the width it governs."""
    heads = [Head(r, upright=_is_upright(r.box, settings)) for r in regions if r.kind == "title"]
    if not heads:
        return []
    for region in regions:
        if region.kind in HEAD_KINDS:
            nearest = min(heads, key=lambda head: _distance(head.title.box, region.box))
            if _distance(nearest.title.box, region.box) < settings.distance * em:
                nearest.others.append(region)
    extent = union([region.box for region in regions if region.kind not in ("photo", "masthead", "folio")])
    for head in heads:
        _by_print(head, graphics, regions, em, settings)
    for head in heads:
        if not head.evidence:
            _by_neighbours(head, heads, regions, graphics, extent, em, settings)
    return heads


def _is_upright(box: Box, settings: HeadSettings) -> bool:
    return box[3] - box[1] > settings.upright * (box[2] - box[0])


def _distance(a: Box, b: Box) -> float:
    across, down = white_between(a, b)
    return down + 2 * across


def _by_print(head: Head, graphics: Graphics, regions: Sequence[Region], em: float, settings: HeadSettings) -> None:
    """A box around the article, a bar behind the headline or a rule under it show the width outright."""
    x0, y0, x1, y1 = head.title.box
    slack = settings.slack * em
    around = [
        f
        for f in graphics.frames
        if f[0] <= x0 + slack
        and f[2] >= x1 - slack
        and f[1] <= y0 + slack
        and f[3] >= y1 + settings.box_below * em
        and any(
            r.kind == "paragraph" and f[1] < r.box[1] < f[3] and f[0] < (r.box[0] + r.box[2]) / 2 < f[2]
            for r in regions
        )
    ]
    if around:
        head.frame = min(around, key=lambda f: (f[2] - f[0]) * (f[3] - f[1]))
        head.left, head.right, head.evidence = head.frame[0], head.frame[2], "frame"
        return
    for bar in graphics.bars:
        if (
            overlap(bar[1], bar[3], y0, y1) > settings.bar_share * (y1 - y0)
            and bar[0] <= x0 + slack
            and bar[2] >= x1 - slack
        ):
            head.left, head.right, head.evidence = bar[0], bar[2], "bar"
            return
    under = [
        r.box
        for r in graphics.rules
        if r.direction == "horizontal"
        and -settings.rule_into * em < r.box[1] - y1 < settings.rule_below * em
        and r.box[0] <= x0 + settings.rule_short * em
        and r.box[2] >= x1 - settings.rule_short * em
        and not any(
            o.kind == "paragraph" and y1 - em < o.box[1] < r.box[1] and o.box[0] < x1 and o.box[2] > x0 for o in regions
        )
    ]
    if under:
        nearest = min(under, key=lambda box: box[1])
        # A rule under two headlines side by side says nothing of the border between them.
        shared = any(
            r.kind == "title"
            and r is not head.title
            and overlap(r.box[1], r.box[3], y0, y1) > 0
            and overlap(r.box[0], r.box[2], nearest[0], nearest[2]) > settings.rule_shared * (r.box[2] - r.box[0])
            for r in regions
        )
        if not shared:
            head.left, head.right, head.evidence = nearest[0], nearest[2], "rule-under-the-title"


def _by_neighbours(
    head: Head,
    heads: Sequence[Head],
    regions: Sequence[Region],
    graphics: Graphics,
    extent: Box,
    em: float,
    settings: HeadSettings,
) -> None:
    """Up to the next vertical rule or headline on either side, else to the edge of the print."""
    x0, y0, x1, y1 = head.title.box
    left, right = extent[0], extent[2]
    evidence = "whole-width"
    for rule in graphics.rules:
        if rule.direction != "vertical" or overlap(rule.box[1], rule.box[3], y0, y1) < settings.bar_share * (y1 - y0):
            continue
        x = (rule.box[0] + rule.box[2]) / 2
        if left < x <= x0 + settings.rule_short * em:
            left, evidence = x, "vertical-rules"
        if right > x >= x1 - settings.rule_short * em:
            right, evidence = x, "vertical-rules"
    for other in heads:
        if other is head:
            continue
        top, bottom = (other.frame[1], other.frame[3]) if other.frame else (other.box[1], other.box[3])
        if overlap(y0, y1, top - settings.beside * em, bottom + settings.beside * em) <= 0:
            continue
        if other.evidence in ("frame", "bar", "rule-under-the-title", "vertical-rules"):
            if other.right <= x0 + settings.slack * em and other.right > left:
                left, evidence = other.right, "beside-a-headline"
            if other.left >= x1 - settings.slack * em and other.left < right:
                right, evidence = other.left, "beside-a-headline"
        elif other.title.box[2] <= x0 and other.title.box[2] > left:
            left, evidence = _gutter(other, head, left, right, regions, em, settings), "beside-a-headline"
        elif other.title.box[0] >= x1 and other.title.box[0] < right:
            right, evidence = _gutter(head, other, left, right, regions, em, settings), "beside-a-headline"
    head.left, head.right, head.evidence = left, right, evidence


def _gutter(
    a: Head, b: Head, left: float, right: float, regions: Sequence[Region], em: float, settings: HeadSettings
) -> float:
    """The white stripe between two headlines that leaves both in the middle of their columns, or flush with them, px.

    A vertical headline stands at the side of its columns, and one that is flush on the left says nothing of its right.
    """
    x0, x1, reach = a.title.box[2], b.title.box[0], settings.gutter_reach * em
    top = min(a.title.box[1], b.title.box[1])
    below = [r.box for r in regions if r.kind in ("paragraph", "heading") and r.box[1] > top]
    edges = sorted({box[0] for box in below if x0 - reach <= box[0] <= x1 + reach})
    candidates = [edge - settings.gutter_before * em for edge in edges] or [(x0 + x1) / 2]
    free = [
        x
        for x in candidates
        if x0 - reach <= x <= x1 + reach / 2
        and not any(
            box[0] < x - 0.3 * em and box[2] > x + em and box[1] < top + settings.gutter_free * em for box in below
        )
    ] or [(x0 + x1) / 2]

    def misplaced(x: float) -> float:
        flush_a, flush_b = abs(a.title.box[0] - left), abs(b.title.box[0] - x - settings.gutter_before * em)
        of_a = 0.0 if a.upright else min(abs((left + x) / 2 - a.centre), flush_a)
        return of_a + min(abs((x + right) / 2 - b.centre), flush_b)

    return min(free, key=misplaced)
