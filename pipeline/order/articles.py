"""Which region belongs to which article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.block import Graphics, Region
from pipeline.model.geometry import Box, overlap, union, white_between
from pipeline.order.heads import Head
from pipeline.order.settings import ArticleSettings, OrderSettings


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
    graphics = _without_tables(graphics, [r.box for r in regions if r.kind == "table"], em, settings.articles)
    runs = _runs([r for r in regions if r.kind not in ("masthead", "folio", "title") and r.id not in attached])
    orphans: list[list[Region]] = []
    for run in sorted(runs, key=lambda rs: (min(r.box[1] for r in rs), min(r.box[0] for r in rs))):
        box = union([r.box for r in run])
        group = _governing(box, groups, graphics, em, settings)
        if group is None:
            orphans.append(run)
        else:
            group.members.extend(run)
    _adopt(orphans, groups, graphics, em, settings.articles)
    return [group for group in groups if group.regions]


def _without_tables(graphics: Graphics, tables: Sequence[Box], em: float, settings: ArticleSettings) -> Graphics:
    """The rules of a table part nothing but its rows."""
    rules = tuple(
        rule for rule in graphics.rules if not any(_of_table(rule.box, table, em, settings) for table in tables)
    )
    return graphics.model_copy(update={"rules": rules})


def _of_table(rule: Box, table: Box, em: float, settings: ArticleSettings) -> bool:
    """Within the table's width, or right at its edge (a fold of the paper may lengthen it)."""
    y = (rule[1] + rule[3]) / 2
    across = overlap(rule[0], rule[2], table[0] - settings.table_beside * em, table[2] + settings.table_beside * em)
    away = max(table[1] - y, y - table[3]) / em
    own = across > settings.table_within * (rule[2] - rule[0]) and away < settings.table_above
    edge = across > settings.table_along * (table[2] - table[0]) and away < settings.table_edge
    return own or edge


def _runs(regions: Sequence[Region]) -> list[list[Region]]:
    """Regions of one column run go together; captions go with the picture they stand at."""
    runs: dict[object, list[Region]] = {}
    photos = [r for r in regions if r.kind == "photo"]
    for region in regions:
        key: object = ("column", region.column) if region.column is not None else ("single", region.id)
        if region.kind == "caption" and photos:
            photo = min(photos, key=lambda p: sum(white_between(p.box, region.box)))
            key = ("single", photo.id)
        runs.setdefault(key, []).append(region)
    return list(runs.values())


def _governing(
    box: Box, groups: Sequence[Group], graphics: Graphics, em: float, settings: OrderSettings
) -> Group | None:
    own, width = settings.articles, box[2] - box[0]
    best: Group | None = None
    for group in groups:
        head = group.head
        if head is None:
            continue
        if head.frame is not None:
            f = head.frame
            if _inside(box, f, em, own):
                return group
            continue
        if head.print_starts > box[1] + own.above * em:
            continue
        across = overlap(head.left - own.reach * em, head.right + own.reach * em, box[0], box[2])
        if across < own.coverage * width:
            continue
        if best is None or best.head is None or head.print_starts > best.head.print_starts:
            best = group
    if best is None or best.head is None:
        return None
    if any(
        _inside(box, f, em, own) and not _inside(best.head.title.box, f, em, own) and _holds_title(f, groups, em, own)
        for f in graphics.frames
    ):
        return None
    return None if _cut_off(box, best.head, groups, graphics, em, settings) else best


def _holds_title(frame: Box, groups: Sequence[Group], em: float, settings: ArticleSettings) -> bool:
    return any(g.head is not None and _inside(g.head.title.box, frame, em, settings) for g in groups)


def _inside(box: Box, frame: Box, em: float, settings: ArticleSettings) -> bool:
    slack = settings.inside * em
    return (
        box[0] >= frame[0] - slack
        and box[2] <= frame[2] + slack
        and box[1] >= frame[1] - slack
        and box[3] <= frame[3] + slack
    )


def _cut_off(
    box: Box, head: Head, groups: Sequence[Group], graphics: Graphics, em: float, settings: OrderSettings
) -> bool:
    """Does a rule or the bottom of a box lie between the headline and the region?"""
    own, start = settings.articles, head.box[3]
    middle = (box[0] + box[2]) / 2
    for rule in graphics.rules:
        if rule.direction != "horizontal":
            continue
        y = (rule.box[1] + rule.box[3]) / 2
        if not start + own.below_head * em < y < box[1] + own.above_print * em:
            continue
        if y - head.title.box[3] < settings.heads.rule_below * em:
            continue
        if overlap(rule.box[0], rule.box[2], box[0], box[2]) < own.rule_over * (box[2] - box[0]):
            continue
        # A rule shorter than the column is an ornament between two notices.
        if (
            rule.box[2] - rule.box[0] >= own.rule_length * (box[2] - box[0])
            and rule.box[0] - em <= middle <= rule.box[2] + em
        ):
            return True
    for group in groups:
        other = group.head
        if other is None or other is head or other.frame is None:
            continue
        f = other.frame
        if start < f[3] <= box[1] + em and f[0] <= middle <= f[2] and f[1] > head.title.box[1] - own.box_beside * em:
            return True
    return False


def _adopt(
    orphans: Sequence[list[Region]], groups: list[Group], graphics: Graphics, em: float, settings: ArticleSettings
) -> None:
    """Runs without a headline: read on from the article to their left, else form an article of their own band."""
    rest = []
    for run in sorted(orphans, key=lambda rs: (min(r.box[0] for r in rs), min(r.box[1] for r in rs))):
        group = _to_the_left(union([r.box for r in run]), groups, graphics, em, settings)
        if group is None:
            rest.append(run)
        else:
            group.members.extend(run)
    headless: list[Group] = []
    for run in rest:
        box = union([r.box for r in run])
        joined = [g for g in headless if not _rule_between(g.box, box, graphics, em, settings)]
        merged = Group(None, [r for g in joined for r in g.members] + run)
        headless = [g for g in headless if g not in joined] + [merged]
    groups.extend(headless)


def _to_the_left(
    box: Box, groups: Sequence[Group], graphics: Graphics, em: float, settings: ArticleSettings
) -> Group | None:
    best: tuple[float, Group] | None = None
    for group in groups:
        if group.head is not None and group.head.frame is not None and not _inside(box, group.head.frame, em, settings):
            continue
        for member in group.regions:
            level = overlap(member.box[1], member.box[3], box[1], box[3])
            lower = min(member.box[3] - member.box[1], box[3] - box[1])
            gap = box[0] - member.box[2]
            if level <= settings.left_level * lower or not -em < gap < settings.left_gap * em:
                continue
            if _rule_between(member.box, box, graphics, em, settings):
                continue
            if best is None or gap < best[0]:
                best = gap, group
    return best[1] if best else None


def _rule_between(a: Box, b: Box, graphics: Graphics, em: float, settings: ArticleSettings) -> bool:
    """Does a horizontal rule part two boxes that stand one above the other?"""
    y0, y1 = sorted(((a[1] + a[3]) / 2, (b[1] + b[3]) / 2))
    top, bottom, reach = min(a[3], b[3]), max(a[1], b[1]), settings.above_print * em
    if overlap(a[1], a[3], b[1], b[3]) > 0:
        return False
    for rule in graphics.rules:
        if rule.direction == "horizontal" and top - reach < (rule.box[1] + rule.box[3]) / 2 < bottom + reach:
            across = overlap(rule.box[0], rule.box[2], min(a[0], b[0]), max(a[2], b[2]))
            if across > settings.rule_between * (b[2] - b[0]) and y0 < rule.box[1] < y1:
                return True
    return False
