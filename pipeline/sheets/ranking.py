"""How doubtful each place of a sheet is: evidence of four kinds, weighed as they proved to tell.

* **What the engine says**: how sure it was of the character.
* **The image**: how unlike it is to the images most like it on the same sheet.  A few neighbours are asked, not the
  mean of all: characters of a headline, bold or in another face, have each other and are as near as any.
* **The context**: how seldom the characters on either side stand beside this character.
* **The gazetteer**: the machine flagged a name there, and offers another.

The sum is the logarithm of the odds that the place is misread, but for a constant.  Likeness to the images of
look-alikes, and to what stands beside these, was tried too and told nothing more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.sheets.places import BLANK, DECIDED, FLAGGED, Places
from pipeline.sheets.tiles import unpacked

Floats = NDArray[np.float64]

EVIDENCE = ("reading", "image", "context", "flag")
"""Kinds of evidence, in the order of the columns of ``evidence``."""
WEIGHTS = np.array([1.2, 3.0, 0.6, 6.0])
"""Of the kinds.  Fitted by logistic regression on 78,500 characters of 57 bulletin pages, 677 of them misread; fitted
on half of the pages they rank the other half as well (``benchmarks/sheets.py --fit``)."""
SLIP = 0.005
"""Of 1: no engine is surer than that."""
NEAREST = 3
"""images that are asked: so many of one font, and it is at home."""
REFERENCES = 1000
"""images: among so many the nearest are looked for; more make a sheet slower and no better."""
LOOKED_AT = 10_000
"""places: of a larger sheet only the images of those are compared that the rest of the evidence makes doubtful."""
UNKNOWN = 0.5, 5.0
"""Cases that are added to a neighbour's count, and to all neighbours': what was never seen may still be."""


def doubts(places: Places) -> Floats:
    """Doubt of each place of one character; higher is more doubtful."""
    return np.asarray(evidence(places) @ WEIGHTS)


def evidence(places: Places) -> Floats:
    """``(n, len(EVIDENCE))``: what speaks against each place of one character; higher is more doubtful."""
    found = np.zeros((len(places), len(EVIDENCE)))
    decided = places["marks"] & DECIDED > 0
    sure = np.where(decided, 1.0, places["confidence"] / 100)
    found[:, 0] = np.log((1 + SLIP - sure) / (sure + SLIP))
    found[:, 2] = _rare(places["left"]) + _rare(places["right"])
    found[:, 3] = places["marks"] & FLAGGED > 0
    found[:, 1] = _unlike(places, found @ WEIGHTS)
    return found


def _rare(codes: NDArray[np.uint16]) -> Floats:
    """How seldom each neighbour stands there at other places: minus the logarithm of its share."""
    _, which, counts = np.unique(codes, return_inverse=True, return_counts=True)
    some, all_ = UNKNOWN
    return np.asarray(-np.log((counts[which] - 1 + some) / (len(codes) + all_)), np.float64)


def _unlike(places: Places, doubt: Floats) -> Floats:
    """Mean distance (1 less the correlation) to the nearest images; the median where there is none to compare."""
    shown = np.flatnonzero(places["marks"] & BLANK == 0)
    if len(shown) > LOOKED_AT:
        shown = np.sort(shown[np.argsort(-doubt[shown], kind="stable")[:LOOKED_AT]])
    found = np.zeros(len(places))
    if len(shown) > 1:
        found[shown] = nearest(places["tile"][shown])
        rest = np.ones(len(places), np.bool_)
        rest[shown] = False
        found[rest] = np.median(found[shown])
    return found


def nearest(tiles: NDArray[np.uint8]) -> Floats:
    """Mean distance of each tile to the ``NEAREST`` others most like it, 0..2.  ``tiles``: at least two, packed."""
    images = unpacked(tiles)
    images -= images.mean(axis=1, keepdims=True)
    images /= np.maximum(np.linalg.norm(images, axis=1, keepdims=True), 1e-6)
    step = max(1, -(-len(images) // REFERENCES))
    references = np.arange(0, len(images), step)
    like = images @ images[references].T
    like[references, np.arange(len(references))] = -np.inf
    count = min(NEAREST, len(references) - 1) or 1
    rows, total = np.arange(len(images)), np.zeros(len(images))
    for _ in range(count):  # finding the best a few times is ten times as fast as sorting
        best = like.argmax(axis=1)
        total += np.maximum(like[rows, best], -1)
        like[rows, best] = -np.inf
    return 1 - total / count
