"""Points, boxes, quadrilaterals and homographies.

Two coordinate frames occur in Baokan and every public field says which one it uses:

* **scan**: pixels of the frame as it was stored in the source file, after the file's own orientation tag
  (EXIF) has been honoured; origin top left, x to the right, y downwards;
* **page**: pixels of the straightened page image that the later stages work on; same axes.

A ``Transform`` is the 3x3 homography that takes *scan* to *page*, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Point = tuple[float, float]
"""(x, y) in pixels of a named frame."""

Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in pixels of a named frame; right and bottom are exclusive."""

Quad = tuple[Point, Point, Point, Point]
"""Four corners in the order of the text: start-top, end-top, end-bottom, start-bottom."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
"""3x3 homography, row-major."""

IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def transform_point(matrix: Matrix, point: Point) -> Point:
    """Map one point through a homography."""
    x, y = point
    (a, b, c), (d, e, f), (g, h, i) = matrix
    w = g * x + h * y + i
    return (a * x + b * y + c) / w, (d * x + e * y + f) / w


def transform_quad(matrix: Matrix, quad: Quad) -> Quad:
    """Map the four corners through a homography."""
    a, b, c, d = (transform_point(matrix, point) for point in quad)
    return a, b, c, d


def invert(matrix: Matrix) -> Matrix:
    """The inverse homography, scaled so that its last entry is 1 where that is possible.

    Raises ``ZeroDivisionError`` when the matrix is singular.
    """
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    determinant = a * cofactors[0][0] + b * cofactors[1][0] + c * cofactors[2][0]
    scale = cofactors[2][2] or determinant
    if determinant == 0:
        raise ZeroDivisionError("homography is singular")
    rows = [tuple(value / scale for value in row) for row in cofactors]
    return rows[0], rows[1], rows[2]  # type: ignore[return-value]


def compose(second: Matrix, first: Matrix) -> Matrix:
    """The homography that applies ``first`` and then ``second``."""
    rows = [tuple(sum(second[r][k] * first[k][c] for k in range(3)) for c in range(3)) for r in range(3)]
    return rows[0], rows[1], rows[2]  # type: ignore[return-value]


def bounding_box(points: Iterable[Point]) -> Box:
    """The smallest axis-parallel box around the points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all boxes (at least one)."""
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length shared by the intervals [a0, a1] and [b0, b1]; negative: the gap between them."""
    # Called a million times a page: min() and max() would take twice as long.
    return (a1 if a1 < b1 else b1) - (a0 if a0 > b0 else b0)


LEVEL = 0.55
"""Share of the lower of two boxes that both have in common when they stand on one row of print."""


def level(a: Box, b: Box) -> bool:
    """Do two boxes stand on one row of print?"""
    return overlap(a[1], a[3], b[1], b[3]) > LEVEL * min(a[3] - a[1], b[3] - b[1])


def upright_level(a: Box, b: Box) -> bool:
    """Do two boxes stand in one line of vertical print, one below the other?"""
    return overlap(a[0], a[2], b[0], b[2]) > LEVEL * min(a[2] - a[0], b[2] - b[0])


def share_over(a: Box, b: Box) -> float:
    """Share of the width of ``a`` that lies over or under ``b``; negative when they stand side by side."""
    return overlap(a[0], a[2], b[0], b[2]) / (a[2] - a[0])


def white_between(a: Box, b: Box) -> tuple[float, float]:
    """(across, down): how far two boxes stand apart, 0 where they are level or over each other."""
    return max(0.0, -overlap(a[0], a[2], b[0], b[2])), max(0.0, -overlap(a[1], a[3], b[1], b[3]))


def quad_of(box: Box) -> Quad:
    """The corners of a box, for text that runs to the right."""
    x0, y0, x1, y1 = box
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)
