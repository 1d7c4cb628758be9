"""The order of reading: inside an article, and from article to article."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Sequence

from pipeline.model.block import Region
from pipeline.model.geometry import level, overlap, share_over, union, white_between
from pipeline.order.articles import Group
from pipeline.order.settings import SequenceSettings


def sort_articles(groups: Sequence[Group], settings: SequenceSettings) -> list[Group]:
    """Bands from the top; in a band from the left.

    Two articles are in one band when a good part of the lower one is level with the other.
    """
    rest = sorted(groups, key=lambda group: (group.box[1], group.box[0]))
    result: list[Group] = []
    while rest:
        first = next(
            (g for g in rest if not any(_before(other, g, settings) for other in rest if other is not g)), rest[0]
        )
        rest.remove(first)
        result.append(first)
    return result


def _before(a: Group, b: Group, settings: SequenceSettings) -> bool:
    """Must ``a`` be read before ``b``?"""
    box, other = _start(a), _start(b)
    level = overlap(a.box[1], a.box[3], b.box[1], b.box[3])
    lower = min(a.box[3] - a.box[1], b.box[3] - b.box[1])
    over = max(share_over(box, other), share_over(other, box))
    if level > settings.same_band * lower and over <= settings.side_by_side:
        return box[0] < other[0]
    return box[1] < other[1]


def _start(group: Group) -> tuple[float, float, float, float]:
    """Where an article begins: its head's governed width, else the box of its first column."""
    if group.head is not None:
        top, bottom = group.head.box[1], group.head.box[3]
        return group.head.left, top, group.head.right, bottom
    return group.box


def sort_members(group: Group, settings: SequenceSettings) -> list[Region]:
    """Head, then the columns from left to right; a table across columns is read where it stands; pictures last."""
    head = sorted(group.regions[: len(group.regions) - len(group.members)], key=lambda r: (r.box[1], r.box[0]))
    body = [r for r in group.members if r.kind not in ("photo", "caption")]
    pictures = [r for r in group.members if r.kind in ("photo", "caption")]
    if _is_vertical(group):
        ordered = sorted(body, key=lambda r: (-r.box[2], r.box[1]))
    else:
        ordered = _bands(body, settings)
    return [*head, *ordered, *_pictures(pictures, _usual_width(body), settings)]


def _is_vertical(group: Group) -> bool:
    return (
        bool(group.members)
        and all(
            "vertical" in " ".join(r.evidence) for r in group.members if r.kind not in ("photo", "caption", "table")
        )
        and any("vertical" in " ".join(r.evidence) for r in group.members)
    )


def _bands(body: Sequence[Region], settings: SequenceSettings) -> list[Region]:
    """Cut at what spans columns, top to bottom; between the cuts read column by column."""
    if not body:
        return []
    usual = _usual_width(body)
    spanning = sorted(
        (r for r in body if r.box[2] - r.box[0] > settings.spanning * usual and _crosses(r, body, settings)),
        key=lambda r: r.box[1],
    )
    if not spanning:
        return _columns(body, settings)
    first = spanning[0]
    middle = (first.box[1] + first.box[3]) / 2
    rest = [r for r in body if r is not first]
    above = [r for r in rest if (r.box[1] + r.box[3]) / 2 < middle]
    below = [r for r in rest if (r.box[1] + r.box[3]) / 2 >= middle]
    return [*_bands(above, settings), first, *_bands(below, settings)]


def _usual_width(body: Sequence[Region]) -> float:
    """Median width of the article's text columns, px."""
    text = [r.box[2] - r.box[0] for r in body if r.kind == "paragraph"]
    return statistics.median(text or [r.box[2] - r.box[0] for r in body] or [0.0])


def _crosses(region: Region, body: Sequence[Region], settings: SequenceSettings) -> bool:
    """Do two other regions stand side by side within its width, above or below it?"""
    inside = [r for r in body if r is not region and share_over(r.box, region.box) > settings.same_column]
    return any(
        overlap(a.box[0], a.box[2], b.box[0], b.box[2]) <= 0 for n, a in enumerate(inside) for b in inside[n + 1 :]
    )


def _columns(body: Sequence[Region], settings: SequenceSettings) -> list[Region]:
    columns: list[list[Region]] = []
    for region in sorted(body, key=lambda r: -(r.box[2] - r.box[0])):
        for column in columns:
            box = union([r.box for r in column])
            if share_over(region.box, box) > settings.same_column:
                column.append(region)
                break
        else:
            columns.append([region])
    columns.sort(key=lambda column: min(r.box[0] for r in column))
    return [r for column in columns for r in _downwards(column)]


def _downwards(regions: Sequence[Region]) -> list[Region]:
    """Regions of one column from the top; those that stand level from the left, whichever is a pixel higher."""
    rest = sorted(regions, key=lambda r: (r.box[1], r.box[0]))
    result: list[Region] = []
    while rest:
        first = rest[0]
        beside = [r for r in rest if level(r.box, first.box) and r.box[2] <= (first.box[0] + first.box[2]) / 2]
        chosen = min([first, *beside], key=lambda r: r.box[0])
        rest.remove(chosen)
        result.append(chosen)
    return result


def _pictures(pictures: Sequence[Region], usual: float, settings: SequenceSettings) -> list[Region]:
    """Each picture followed by its caption.

    Pictures of one column go column by column like the text; one across columns takes its turn by height.
    """

    def compare(a: Region, b: Region) -> int:
        across = max(a.box[2] - a.box[0], b.box[2] - b.box[0]) > settings.spanning * usual
        if not across and overlap(a.box[0], a.box[2], b.box[0], b.box[2]) <= 0:
            return -1 if a.box[0] < b.box[0] else 1
        return -1 if a.box[1] < b.box[1] else 1

    photos = [r for r in pictures if r.kind == "photo"]
    photos.sort(key=functools.cmp_to_key(compare))
    captions = [r for r in pictures if r.kind == "caption"]
    result: list[Region] = []
    for photo in photos:
        result.append(photo)
        near = [c for c in captions if photo is min(photos, key=lambda p: sum(white_between(p.box, c.box)))]
        result.extend(sorted(near, key=lambda r: r.box[1]))
    placed = {r.id for r in result}
    return result + sorted((c for c in captions if c.id not in placed), key=lambda r: (r.box[1], r.box[0]))
