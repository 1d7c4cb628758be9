"""One homography from the scan to the straightened page, and the one resampling that goes with it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.geometry import IDENTITY, Matrix, bounding_box, compose, transform_point
from pipeline.model.sheet import Image

WHITE = 255


def as_matrix(array: NDArray[np.float64]) -> Matrix:
    """A 3x3 array as the page model's matrix."""
    (a, b, c), (d, e, f), (g, h, i) = ((float(v) for v in row) for row in array)
    return (a, b, c), (d, e, f), (g, h, i)


def quarter_turn(size: tuple[int, int], turn: int) -> Matrix:
    """Undoes a counter-clockwise turn of 0, 90, 180 or 270 degrees of a picture of ``size`` (width, height)."""
    w, h = size
    if turn == 90:
        return (0.0, -1.0, h - 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    if turn == 180:
        return (-1.0, 0.0, w - 1.0), (0.0, -1.0, h - 1.0), (0.0, 0.0, 1.0)
    if turn == 270:
        return (0.0, 1.0, 0.0), (-1.0, 0.0, w - 1.0), (0.0, 0.0, 1.0)
    return IDENTITY


def rotation(size: tuple[int, int], degrees: float) -> tuple[Matrix, tuple[int, int]]:
    """Undoes a counter-clockwise turn by ``degrees``: the matrix, and the size that holds the whole picture."""
    w, h = size
    c, s = float(np.cos(np.deg2rad(degrees))), float(np.sin(np.deg2rad(degrees)))
    cx, cy = (w - 1) / 2, (h - 1) / 2
    turn: Matrix = (c, -s, cx - c * cx + s * cy), (s, c, cy - s * cx - c * cy), (0.0, 0.0, 1.0)
    return fitted(turn, size)


def fitted(matrix: Matrix, size: tuple[int, int]) -> tuple[Matrix, tuple[int, int]]:
    """Moved so that the whole picture of ``size`` lies in the positive quadrant; the matrix and the new size."""
    w, h = size
    corners = [(0.0, 0.0), (w - 1.0, 0.0), (0.0, h - 1.0), (w - 1.0, h - 1.0)]
    left, top, right, bottom = bounding_box(transform_point(matrix, corner) for corner in corners)
    x, y = float(np.floor(left + 1e-6)), float(np.floor(top + 1e-6))
    move: Matrix = (1.0, 0.0, -x), (0.0, 1.0, -y), (0.0, 0.0, 1.0)
    return compose(move, matrix), (int(np.ceil(right - x - 1e-6)) + 1, int(np.ceil(bottom - y - 1e-6)) + 1)


def warp(image: Image, matrix: Matrix, size: tuple[int, int], border: int | None = WHITE) -> Image:
    """``image`` resampled once; pure shifts and quarter turns move pixels and change none.

    ``border``: what is beyond its edges; ``None``: the edge goes on.
    """
    m = np.array(matrix)
    linear = np.round(m[:2, :2])
    if (
        border is not None
        and np.allclose(m, np.round(m), atol=1e-9)
        and abs(np.linalg.det(linear)) == 1
        and not m[2, :2].any()
    ):
        turned = np.rot90(image, {(1, 0): 0, (0, 1): -1, (-1, 0): 2, (0, -1): 1}[int(linear[0, 0]), int(linear[1, 0])])
        h, w = image.shape[:2]
        corners = m @ np.array([[0, w - 1, 0, w - 1], [0, 0, h - 1, h - 1], [1, 1, 1, 1]])
        x, y = round(float(corners[0].min())), round(float(corners[1].min()))
        return _placed(turned, x, y, size, border)
    edge: dict[str, Any] = {"borderMode": cv2.BORDER_REPLICATE}
    if border is not None:
        edge = {"borderMode": cv2.BORDER_CONSTANT, "borderValue": (border,) * (1 if image.ndim == 2 else 3)}
    if m[2, :2].any():
        return np.asarray(cv2.warpPerspective(image, m, size, flags=cv2.INTER_LINEAR, **edge), np.uint8)
    return np.asarray(cv2.warpAffine(image, m[:2], size, flags=cv2.INTER_LINEAR, **edge), np.uint8)


def _placed(image: Image, x: int, y: int, size: tuple[int, int], border: int) -> Image:
    """``image`` with its corner at (x, y) of a canvas of ``size``."""
    w, h = size
    if (x, y) == (0, 0) and image.shape[:2] == (h, w):
        return np.ascontiguousarray(image)
    canvas = np.full((h, w, *image.shape[2:]), border, np.uint8)
    part = image[max(0, -y) : h - y, max(0, -x) : w - x]
    canvas[max(0, y) : max(0, y) + part.shape[0], max(0, x) : max(0, x) + part.shape[1]] = part
    return canvas
