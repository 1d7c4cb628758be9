"""Figures: which photo a caption belongs to, and where its picture is cut from the page image."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.model.block import Block
from pipeline.model.geometry import Box, union, white_between
from pipeline.model.page import Page


@dataclass(frozen=True, slots=True)
class Figure:
    """A photo with its captions."""

    number: int
    """1-based on the page, in the reading order of the first captions."""
    box: Box
    """px, page frame, inside the page."""
    captions: tuple[int, ...]
    """block ids in reading order."""

    def file_name(self, page: Page) -> str:
        """Name of the cut picture: ``page-0001.figure-1.jpg``."""
        return f"{page.name}.figure-{self.number}.jpg"

    @property
    def fragment(self) -> str:
        """The region as a W3C media fragment on the page image: ``xywh=left,top,width,height``."""
        left, top, right, bottom = (round(value) for value in self.box)
        return f"xywh={left},{top},{right - left},{bottom - top}"


def figures(page: Page) -> tuple[Figure, ...]:
    """The photos of a page that have a caption; a caption goes to the nearest photo, whichever side it stands on."""
    photos = _photos(page)
    if not photos:
        return ()
    captions: dict[int, list[int]] = {}
    for block in page.text_blocks():
        if block.kind == "caption" and block.boxes:
            captions.setdefault(_nearest(block, photos), []).append(block.id)
    return tuple(Figure(n + 1, photos[which], tuple(ids)) for n, (which, ids) in enumerate(captions.items()))


def _photos(page: Page) -> list[Box]:
    """Boxes of the photos, clipped to the page; blocks where there are some, else the regions they come from."""
    width, height = page.size
    found = [union(block.boxes) for block in page.blocks if block.kind == "photo" and block.boxes]
    found = found or [region.box for region in page.regions if region.kind == "photo"]
    clipped = [(max(a, 0.0), max(b, 0.0), min(c, float(width)), min(d, float(height))) for a, b, c, d in found]
    return [box for box in clipped if box[2] - box[0] >= 1 and box[3] - box[1] >= 1]


def _nearest(caption: Block, photos: list[Box]) -> int:
    own = union(caption.boxes)
    return min(range(len(photos)), key=lambda n: math.hypot(*white_between(own, photos[n])))
