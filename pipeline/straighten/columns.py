"""Directions beside those of the text lines: rules, and the edges of columns of lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model.sheet import Image
from pipeline.straighten.settings import StraightenSettings
from pipeline.straighten.textlines import TextLines

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Directions:
    """Straight things near one axis, as arrays with one entry each; px of the picture given."""

    x: Floats
    """centre."""
    y: Floats
    tilt: Floats
    """px across per px along: the slope of a level thing (positive downwards), the lean of an upright one (right)."""
    precision: Floats
    """inverse variance of ``tilt``."""

    def __len__(self) -> int:
        return len(self.x)


def level(lines: TextLines, settings: StraightenSettings) -> Directions:
    """Text lines and level rules."""
    table = np.array(_rules(np.ascontiguousarray(lines.level_rules.T), lines.em, settings), np.float64).reshape(-1, 4)
    return Directions(
        np.concatenate([lines.x, table[:, 1]]),
        np.concatenate([lines.y, table[:, 0]]),
        np.concatenate([lines.slope, table[:, 2]]),
        np.concatenate([lines.precision, table[:, 3]]),
    )


def upright(lines: TextLines, settings: StraightenSettings) -> Directions:
    """Column rules and the edges of columns."""
    found = [*_rules(lines.upright_rules, lines.em, settings), *_edges(lines, 0, settings), *_edges(lines, 2, settings)]
    table = np.array(found, np.float64).reshape(-1, 4)
    return Directions(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _rules(strokes: Image, em: float, settings: StraightenSettings) -> list[tuple[float, float, float, float]]:
    """Upright rules among upright strokes: x, y, lean, precision."""
    # a leaning rule is a staircase: its steps are put together again
    tall = cv2.dilate(strokes, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(tall, connectivity=8)
    found = []
    bend = np.deg2rad(settings.line_bend) ** 2
    for k in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[k])
        if height < settings.upright_shortest * em or area > settings.rule_width * em * height:
            continue
        ys, xs = np.nonzero(labels[top : top + height, left : left + width] == k)
        dy = ys - ys.mean()
        reach = float((dy * dy).mean())
        lean = float((dy * (xs - xs.mean())).mean() / reach)
        # the place of a rule is known to about half a pixel, however many rows it has
        found.append((left + float(xs.mean()), top + float(ys.mean()), lean, 1 / (0.25 / reach + bend)))
    return found


def _edges(lines: TextLines, side: int, settings: StraightenSettings) -> list[tuple[float, float, float, float]]:
    """Edges of columns: ends of lines (``side`` 0 left, 2 right) that stand under one another."""
    em = lines.em
    chains: list[list[tuple[float, float]]] = []
    for k in np.argsort(lines.y, kind="stable"):
        x, y = float(lines.box[k, side]), float(lines.y[k])
        near = [
            chain
            for chain in chains
            if abs(chain[-1][0] - x) < settings.edge_tolerance * em and y - chain[-1][1] < settings.edge_skip * em
        ]
        if near:
            min(near, key=lambda chain: abs(chain[-1][0] - x)).append((x, y))
        else:
            chains.append([(x, y)])
    found = []
    bend = np.deg2rad(settings.line_bend) ** 2
    for chain in chains:
        points = np.array(chain)
        if len(chain) < settings.edge_lines or np.ptp(points[:, 1]) < settings.upright_shortest * em:
            continue
        trust = np.ones(len(points))
        for _ in range(settings.rounds):
            mean = np.average(points, axis=0, weights=trust)
            dx, dy = (points - mean).T
            reach = float((trust * dy * dy).sum())
            lean = float((trust * dx * dy).sum() / reach)
            trust = 1 / (1 + ((dx - lean * dy) / (settings.edge_noise * em)) ** 2)
        scatter = float(np.sqrt((trust * (dx - lean * dy) ** 2).sum() / max(1.0, trust.sum() - 2)))
        variance = max(scatter, settings.edge_noise_least * em) ** 2 / reach
        found.append((float(mean[0]), float(mean[1]), lean, 1 / (variance + bend)))
    return found
