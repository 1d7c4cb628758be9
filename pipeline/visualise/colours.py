"""Colours of what is drawn, BGR."""

from __future__ import annotations

from pipeline.model.block import BlockKind

Colour = tuple[int, int, int]

BLOCKS: dict[BlockKind, Colour] = {
    "masthead": (110, 110, 110),
    "title": (40, 40, 210),
    "subtitle": (60, 110, 240),
    "heading": (20, 140, 255),
    "byline": (190, 60, 190),
    "paragraph": (190, 110, 30),
    "item": (140, 150, 0),
    "table": (70, 140, 30),
    "caption": (40, 170, 170),
    "photo": (150, 150, 60),
    "folio": (160, 160, 160),
}
REGION: Colour = (205, 190, 170)
GRAPHICS: Colour = (230, 120, 230)
"""Printed rules, frames and bars."""
ORDER: Colour = (60, 60, 60)
JOIN: Colour = (200, 0, 120)
LOOSE: Colour = (0, 0, 255)
"""Lines that no block holds."""
CORRECTIONS: dict[str, Colour] = {
    "applied": (30, 150, 30),
    "accepted": (30, 150, 30),
    "flagged": (0, 90, 255),
    "rejected": (120, 120, 120),
    "left": (160, 160, 160),
}
PAPER: Colour = (255, 255, 255)
INK: Colour = (30, 30, 30)
