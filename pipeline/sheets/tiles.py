"""Tiny images of the characters of a line, by which like ones find each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.crops.cut import em_of, shown, window_of
from pipeline.model.pixels import tones_at
from pipeline.model.sheet import Image
from pipeline.model.text import Line

SIDE = 10
"""px: width and height of a tile.  Misread characters are told from right ones as well by 10 px as by 16 (measured on
45,000 characters of bulletins, also with outlines by direction in the place of greys)."""
LEVELS = 15
"""The darkest of 16 greys."""
BYTES = SIDE * SIDE // 2
"""of a packed tile: two pixels a byte."""
EM = 20
"""px an em: size in which a line is looked at; each pixel of a tile is averaged over two by two."""
NARROW = 0.9
"""ems: a narrower character (a digit) is shown with what stands beside it, so that its size tells too."""
INK, PAPER = 0.04, 0.75
"""Shares of the pixels of a line that are darker than its ink and than its paper are taken to be."""
FAINT = 20.0
"""grey levels: in a line of less contrast noise is not stretched to look like ink."""

Tiles = NDArray[np.uint8]
"""``(n, BYTES)``: tiles of n characters, packed."""


def line_tiles(image: Image, line: Line) -> Tiles:
    """A tile for each character of a line, in the order of its text.

    ``image``: grey page image, ``(height, width)``.  Ink is bright, in light print on dark ground too.
    """
    if not line.text:
        return np.zeros((0, BYTES), np.uint8)
    em, own = em_of(line), window_of(line.quad, vertical=line.vertical)
    scale = EM / em
    size = max(1, round(own.width * scale)), max(1, round(own.height * scale))
    ink = _ink(shown(image, (0, 0), own, size), line.reversed)
    if line.vertical:
        return _packed([tile.T for tile in _cells(ink.T, line, scale)])
    return _packed(_cells(ink, line, scale))


def unpacked(tiles: Tiles) -> NDArray[np.float32]:
    """``(n, SIDE * SIDE)`` greys from 0 to ``LEVELS``."""
    pixels = np.empty((len(tiles), SIDE * SIDE), np.float32)
    pixels[:, ::2], pixels[:, 1::2] = tiles >> 4, tiles & 15
    return pixels


def _cells(ink: NDArray[np.float32], line: Line, scale: float) -> list[NDArray[np.float32]]:
    """``ink``: the line along its columns."""
    import cv2

    cuts, least = line.cuts, NARROW * em_of(line)
    found = []
    for start, end in pairwise(cuts):
        middle, half = (start + end) / 2, max(end - start, least) / 2
        left, right = round((middle - half) * scale), round((middle + half) * scale)
        cell = ink[:, max(0, left) : max(0, right)]
        if cell.shape[1] < right - left:
            before = min(max(0, -left), right - left)
            cell = np.pad(cell, ((0, 0), (before, max(0, right - left - before - cell.shape[1]))))
        found.append(np.asarray(cv2.resize(cell, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32))
    return found


def _ink(picture: Image, light: bool) -> NDArray[np.float32]:
    """0 for paper, 1 for ink."""
    picture = 255 - picture if light else picture
    low, high = tones_at(picture, (INK, PAPER))
    return np.clip((high - picture.astype(np.float32)) / max(high - low, FAINT), 0, 1)


def _packed(tiles: list[NDArray[np.float32]]) -> Tiles:
    greys = np.rint(np.stack(tiles).reshape(len(tiles), -1) * LEVELS).astype(np.uint8)
    return (greys[:, ::2] << 4 | greys[:, 1::2]).astype(np.uint8)
