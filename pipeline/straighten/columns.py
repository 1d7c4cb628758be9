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
    tall = np.asarray(cv2.dilate(strokes, np.ones((3, 3), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(tall, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    bend = np.deg2rad(settings.line_bend) ** 2
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        if height < settings.upright_shortest * em:
            continue
        filled = cv2.drawContours(np.zeros((height, width), np.uint8), [contour - (left, top)], 0, (1,), cv2.FILLED)
        ys, xs = np.nonzero(np.asarray(filled, np.uint8) & tall[top : top + height, left : left + width])
        if len(ys) > settings.rule_width * em * height:
            continue
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
        if len(chain) < settings.edge_lines or chain[-1][1] - chain[0][1] < settings.upright_shortest * em:
            continue
        x, y = np.array(chain).T
        trust = np.ones(len(chain))
        for _ in range(settings.rounds):
            total = trust.sum()
            mean_x, mean_y = float(trust @ x / total), float(trust @ y / total)
            dx, dy = x - mean_x, y - mean_y
            weighted = trust * dy
            reach = float(weighted @ dy)
            lean = float(weighted @ dx) / reach
            off = dx - lean * dy
            trust = 1 / (1 + (off / (settings.edge_noise * em)) ** 2)
        scatter = float(np.sqrt((trust * off * off).sum() / max(1.0, trust.sum() - 2)))
        variance = max(scatter, settings.edge_noise_least * em) ** 2 / reach
        found.append((mean_x, mean_y, lean, 1 / (variance + bend)))
    return found
