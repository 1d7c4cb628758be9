"""How the print lies on a scan: quarter turn, skew, perspective."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import IDENTITY, Matrix, compose, invert, transform_point
from pipeline.model.sheet import Image
from pipeline.straighten import columns, field, orientation, skew, textlines, warp
from pipeline.straighten.ink import Reduced
from pipeline.straighten.settings import StraightenSettings


@dataclass(frozen=True, slots=True)
class Posture:
    """How the print lies on the scan."""

    orientation: orientation.Turn
    """counter-clockwise turn of the content on the scan."""
    skew: float
    """counter-clockwise angle of the lines at the centre of the scan, orientation put right, degrees."""
    matrix: Matrix
    """scan -> upright and level, perspective put right; not yet moved to the origin."""
    em: float
    """typical height of the ink of a line, px, scan frame; 0: no text."""
    lines: int
    """number of lines it was measured on."""
    vertical: bool
    """on the upright page, the lines run from top to bottom."""
    plain: bool
    """``matrix`` is nothing but the quarter turn."""


STILL = Posture(0, 0.0, IDENTITY, 0.0, 0, False, True)
"""The posture of a scan on which there is no text to go by."""


def measure(scan: Image, reduced: Reduced, engine: Engine | None, settings: StraightenSettings) -> Posture:
    """Posture of a scan, from its reduced picture.

    ``STILL`` where no lines are found, or where the engine can read nothing in them either way: a photo, a pattern.
    Without an engine the scan keeps its quarter turn, and only its skew is put right.
    """
    size = reduced.scan_size
    structure = _axis(reduced, settings)
    if structure is None:
        return STILL
    axis, em = structure
    quarter: orientation.Turn = 90 if axis.vertical else 0
    small = (reduced.ink.shape[1], reduced.ink.shape[0])
    turned = warp.quarter_turn(small, quarter)
    angle = axis.angle
    for _ in range(settings.level_rounds):
        rotate, level_size = warp.rotation(small[::-1] if axis.vertical else small, angle)
        to_level = compose(rotate, turned)
        level_ink = warp.warp(reduced.ink, to_level, level_size, border=0)
        lines = textlines.find(level_ink, settings, em)
        if len(lines) < settings.fewest_lines:
            return STILL
        level, upright = columns.level(lines, settings), columns.upright(lines, settings)
        found = field.fit(level, upright, level_size, settings)
        degrees = angle + found.degrees
        if abs(found.degrees) < settings.level_enough:
            break
        angle = degrees
    scan_to_level = compose(to_level, invert(reduced.to_scan))
    if engine is None:
        if len(lines) < settings.lines_unread:
            return STILL
        verdict = orientation.Verdict((360 - quarter) % 360, False)  # type: ignore[arg-type]
    else:
        look = orientation.Look(scan, invert(scan_to_level), level_ink, lines)
        verdict = orientation.decide(look, engine, settings)
        if not verdict.sure:
            return STILL
    turn: orientation.Turn = (quarter + verdict.turn) % 360  # type: ignore[assignment]
    least = max(settings.skew_least, settings.skew_sigmas * math.degrees(found.sigma))
    plain = abs(degrees) < least and found.turns_only
    if plain:
        matrix = warp.quarter_turn(size, turn)
    else:
        rectify = compose(reduced.to_scan, compose(found.rectifier, scan_to_level))
        matrix = compose(warp.quarter_turn((1, 1), verdict.turn), rectify)
    vertical = verdict.turn in (90, 270)
    return Posture(turn, degrees, matrix, lines.em / reduced.scale, len(lines), vertical, plain)


def angle_at(matrix: Matrix, size: tuple[int, int], turn: int, point: tuple[float, float]) -> float:
    """Counter-clockwise angle, on the scan put upright by ``turn``, of a level line through ``point`` of the page.

    ``matrix``: scan -> page; ``size``: of the scan.
    """
    upright = compose(warp.quarter_turn(size, turn), invert(matrix))
    x, y = point
    (x0, y0), (x1, y1) = (transform_point(upright, (x + d, y)) for d in (-1.0, 1.0))
    return -math.degrees(math.atan2(y1 - y0, x1 - x0))


@dataclass(frozen=True, slots=True)
class _Axis:
    """The structure near one axis of a scan, seen as text lines."""

    vertical: bool
    """it is the axis that runs down the scan."""
    angle: float
    """counter-clockwise angle of the structure from its axis, degrees."""
    level: Image
    """the reduced ink turned so that the structure is level."""


def _axis(reduced: Reduced, settings: StraightenSettings) -> tuple[_Axis, float] | None:
    """The axis along which the ink falls into text lines, and the height of a line in px of the reduced picture.

    ``None``: along neither.  Widely set type is tried last.
    """
    larger = max(reduced.ink.shape) / max(reduced.small.shape)
    tiles = skew.Tiles(reduced.small, settings)
    seen: list[tuple[_Axis, textlines.Runs]] = []
    for vertical in (False, True):
        axis = _along(reduced.small, tiles.angle(vertical), vertical)
        seen.append((axis, textlines.runs(axis.level, settings, smear=settings.axis_smear)))
        if seen[-1][1].share > settings.line_share_plain:
            break
    axis, best = max(seen, key=lambda one: one[1].share)
    if best.share <= settings.line_share_least:
        seen = [(axis, textlines.runs(axis.level, settings)) for axis, _ in seen]
        axis, best = max(seen, key=lambda one: one[1].share)
    return (axis, best.em * larger) if best.share > settings.line_share_least else None


def _along(ink: Image, angle: float, vertical: bool) -> _Axis:
    size = (ink.shape[1], ink.shape[0])
    rotate, level_size = warp.rotation(size[::-1] if vertical else size, angle)
    turn = warp.quarter_turn(size, 90 if vertical else 0)
    return _Axis(vertical, angle, warp.warp(ink, compose(rotate, turn), level_size, border=0))
