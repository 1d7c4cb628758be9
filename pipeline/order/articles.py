"""Which region belongs to which article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.block import Graphics, Region
from pipeline.model.geometry import Box, overlap, union
from pipeline.order.heads import Head
from pipeline.order.settings import OrderSettings


@dataclass
class Group:
    """An article in the making."""

    head: Head | None
    members: list[Region] = field(default_factory=list)

    @property
    def regions(self) -> list[Region]:
        """Head and members."""
        top = [self.head.title, *self.head.others] if self.head else []
        return [*top, *self.members]

    @property
    def box(self) -> Box:
        """px, page frame."""
        return union([region.box for region in self.regions])


def gather(
    regions: Sequence[Region], heads: Sequence[Head], graphics: Graphics, em: float, settings: OrderSettings
) -> list[Group]:
    """Give every region to the headline above it; what a rule or a box cuts off goes on from the left, or alone."""
    groups = [Group(head) for head in heads]
    attached = {other.id for head in heads for other in head.others}
    graphics = _without_tables(graphics, [r.box for r in regions if r.kind == "table"], em)
    runs = _runs([r for r in regions if r.kind not in ("masthead", "folio", "title") and r.id not in attached])
    orphans: list[list[Region]] = []
    for run in sorted(runs, key=lambda rs: (min(r.box[1] for r in rs), min(r.box[0] for r in rs))):
        box = union([r.box for r in run])
        group = _governing(box, groups, graphics, em, settings)
        if group is None:
            orphans.append(run)
        else:
            group.members.extend(run)
    _adopt(orphans, groups, graphics, em, settings)
    return [group for group in groups if group.regions]


def _without_tables(graphics: Graphics, tables: Sequence[Box], em: float) -> Graphics:
    """The rules of a table part nothing but its rows."""
    rules = tuple(rule for rule in graphics.rules if not any(_of_table(rule.box, table, em) for table in tables))
    return graphics.model_copy(update={"rules": rules})


def _of_table(rule: Box, table: Box, em: float) -> bool:
    """Within the table's width, or right at its edge (a fold of the paper may lengthen it)."""
    y = (rule[1] + rule[3]) / 2
    across = overlap(rule[0], rule[2], table[0] - 2.5 * em, table[2] + 2.5 * em)
    own = across > 0.9 * (rule[2] - rule[0]) and table[1] - 1.5 * em < y < table[3] + 1.5 * em
    edge = across > 0.8 * (table[2] - table[0]) and table[1] - 0.8 * em < y < table[3] + 0.8 * em
    return own or edge


def _runs(regions: Sequence[Region]) -> list[list[Region]]:
    """Regions of one column run go together; captions go with the picture they stand at."""
    runs: dict[object, list[Region]] = {}
    photos = [r for r in regions if r.kind == "photo"]
    for region in regions:
        key: object = ("column", region.column) if region.column is not None else ("single", region.id)
        if region.kind == "caption" and photos:
            photo = min(photos, key=lambda p: _gap(p.box, region.box))
            key = ("single", photo.id)
        runs.setdefault(key, []).append(region)
    return list(runs.values())


def _gap(a: Box, b: Box) -> float:
    return max(0.0, -overlap(a[1], a[3], b[1], b[3])) + max(0.0, -overlap(a[0], a[2], b[0], b[2]))


def _governing(
    box: Box, groups: Sequence[Group], graphics: Graphics, em: float, settings: OrderSettings
) -> Group | None:
    width = box[2] - box[0]
    best: Group | None = None
    for group in groups:
        head = group.head
        if head is None:
            continue
        if head.frame is not None:
            f = head.frame
            if _inside(box, f, em):
                return group
            continue
        if head.title.box[3] > box[1] + em and not _vertical_head(head):
            continue
        across = overlap(head.left - settings.reach * em, head.right + settings.reach * em, box[0], box[2])
        if across < max(settings.coverage, 0.0) * width:
            continue
        if best is None or best.head is None or head.title.box[3] > best.head.title.box[3]:
            best = group
    if best is None or best.head is None:
        return None
    if any(
        _inside(box, f, em) and not _inside(best.head.title.box, f, em) and _holds_title(f, groups, em)
        for f in graphics.frames
    ):
        return None
    return None if _cut_off(box, best.head, groups, graphics, em, settings) else best


def _holds_title(frame: Box, groups: Sequence[Group], em: float) -> bool:
    return any(g.head is not None and _inside(g.head.title.box, frame, em) for g in groups)


def _vertical_head(head: Head) -> bool:
    x0, y0, x1, y1 = head.title.box
    return y1 - y0 > 2.5 * (x1 - x0)


def _inside(box: Box, frame: Box, em: float) -> bool:
    return (
        box[0] >= frame[0] - 0.7 * em
        and box[2] <= frame[2] + 0.7 * em
        and box[1] >= frame[1] - 0.7 * em
        and box[3] <= frame[3] + 0.7 * em
    )


def _cut_off(
    box: Box, head: Head, groups: Sequence[Group], graphics: Graphics, em: float, settings: OrderSettings
) -> bool:
    """Does a rule or the bottom of a box lie between the headline and the region?"""
    start = head.box[3]
    middle = (box[0] + box[2]) / 2
    for rule in graphics.rules:
        if rule.direction != "horizontal":
            continue
        y = (rule.box[1] + rule.box[3]) / 2
        if not start + 0.3 * em < y < box[1] + 0.5 * em:
            continue
        if y - head.title.box[3] < settings.rule_under_title * em:
            continue
        if overlap(rule.box[0], rule.box[2], box[0], box[2]) < 0.8 * (box[2] - box[0]):
            continue
        # A rule shorter than the column is an ornament between two notices.
        if rule.box[2] - rule.box[0] >= 0.95 * (box[2] - box[0]) and rule.box[0] - em <= middle <= rule.box[2] + em:
            return True
    for group in groups:
        other = group.head
        if other is None or other is head or other.frame is None:
            continue
        f = other.frame
        if start < f[3] <= box[1] + em and f[0] <= middle <= f[2] and f[1] > head.title.box[1] - 2 * em:
            return True
    return False


def _adopt(
    orphans: Sequence[list[Region]], groups: list[Group], graphics: Graphics, em: float, settings: OrderSettings
) -> None:
    """Runs without a headline: read on from the article to their left, else form an article of their own band."""
    rest = []
    for run in sorted(orphans, key=lambda rs: (min(r.box[0] for r in rs), min(r.box[1] for r in rs))):
        group = _to_the_left(union([r.box for r in run]), groups, graphics, em)
        if group is None:
            rest.append(run)
        else:
            group.members.extend(run)
    headless: list[Group] = []
    for run in rest:
        box = union([r.box for r in run])
        joined = [g for g in headless if not _rule_between(g.box, box, graphics, em)]
        merged = Group(None, [r for g in joined for r in g.members] + run)
        headless = [g for g in headless if g not in joined] + [merged]
    groups.extend(headless)


def _to_the_left(box: Box, groups: Sequence[Group], graphics: Graphics, em: float) -> Group | None:
    best: tuple[float, Group] | None = None
    for group in groups:
        if group.head is not None and group.head.frame is not None and not _inside(box, group.head.frame, em):
            continue
        for member in group.regions:
            level = overlap(member.box[1], member.box[3], box[1], box[3])
            gap = box[0] - member.box[2]
            if level <= 0.3 * min(member.box[3] - member.box[1], box[3] - box[1]) or not -em < gap < 6 * em:
                continue
            if _rule_between(member.box, box, graphics, em):
                continue
            if best is None or gap < best[0]:
                best = gap, group
    return best[1] if best else None


def _rule_between(a: Box, b: Box, graphics: Graphics, em: float) -> bool:
    """Does a horizontal rule part two boxes that stand one above the other?"""
    y0, y1 = sorted(((a[1] + a[3]) / 2, (b[1] + b[3]) / 2))
    top, bottom = min(a[3], b[3]), max(a[1], b[1])
    if overlap(a[1], a[3], b[1], b[3]) > 0:
        return False
    for rule in graphics.rules:
        if rule.direction == "horizontal" and top - 0.5 * em < (rule.box[1] + rule.box[3]) / 2 < bottom + 0.5 * em:
            across = overlap(rule.box[0], rule.box[2], min(a[0], b[0]), max(a[2], b[2]))
            if across > 0.6 * (b[2] - b[0]) and y0 < rule.box[1] < y1:
                return True
    return False
