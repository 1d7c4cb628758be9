"""The reading orders that are all right: what may be left out, and where captions may stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.evaluate.truth import SIDE_KINDS, TruthBlock

Order = list[TruthBlock]


def variants(blocks: Sequence[TruthBlock]) -> Iterator[Order]:
    """Every choice of masthead, folio and lettering in photos to keep; with captions in their article, at the end of
    the page, or behind the block above their picture."""
    present = [kind for kind in SIDE_KINDS if any(block.kind == kind for block in blocks)]
    for count in range(len(present) + 1):
        for kept in combinations(present, count):
            used = [block for block in blocks if block.kind not in present or block.kind in kept]
            yield used
            if any(block.kind == "caption" for block in used):
                yield _captions_last(used)
                yield _captions_in_place(used)


def _captions_last(blocks: Order) -> Order:
    return sorted(blocks, key=lambda block: (block.page, block.kind == "caption"))


def _captions_in_place(blocks: Order) -> Order:
    """Captions behind the text block of their article that stands above them; as given when one has none."""
    behind: dict[int, Order] = defaultdict(list)
    for caption in blocks:
        if caption.kind == "caption":
            above = _above(caption, blocks)
            if above is None:
                return blocks
            behind[above].append(caption)
    return [b for block in blocks if block.kind != "caption" for b in (block, *behind.get(block.id, ()))]


def _above(caption: TruthBlock, blocks: Order) -> int | None:
    left, top, right, _ = caption.boxes[0]
    best: tuple[float, int] | None = None
    for block in blocks:
        if (block.article, block.page) != (caption.article, caption.page) or block.kind in ("caption", *SIDE_KINDS):
            continue
        for x0, _, x1, bottom in block.boxes:
            if bottom <= top and min(x1, right) - max(x0, left) > 0 and (best is None or bottom > best[0]):
                best = bottom, block.id
    return best[1] if best else None
