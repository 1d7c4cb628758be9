"""How the print lies on a scan: quarter turn, skew, perspective."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.engine.protocol import Engine
from pipeline.model.geometry import IDENTITY, Matrix, compose, invert, transform_point
from pipeline.model.sheet import Image
from pipeline.straighten import columns, field, orientation, skew, textlines, warp
from pipeline.straighten.ink import Reduced, enlarging
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
    vertical, angle, em = structure
    quarter: orientation.Turn = 90 if vertical else 0
    shrink = min(1.0, max(settings.level_em / em, reduced.smaller))
    tries = []
    for _ in range(settings.level_rounds):
        level_ink, to_level = _levelled(reduced.ink, angle, vertical, shrink)
        lines = textlines.find(level_ink, settings, em * shrink)
        if len(lines) < settings.fewest_lines:
            return STILL
        level, upright = columns.level(lines, settings), columns.upright(lines, settings)
        found = field.fit(level, upright, (level_ink.shape[1], level_ink.shape[0]), settings)
        tries.append((found, angle + found.degrees, level_ink, to_level, lines))
        if abs(found.degrees) < settings.level_enough:
            break
        angle += found.degrees
    # a fit that fails now and then (few lines, noise) knows that it is unsure
    found, degrees, level_ink, to_level, lines = min(tries, key=lambda one: one[0].sigma)
    scale = reduced.scale * shrink
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
        rectify = compose(enlarging(1 / scale), compose(found.rectifier, scan_to_level))
        matrix = compose(warp.quarter_turn((1, 1), verdict.turn), rectify)
    return Posture(turn, degrees, matrix, lines.em / scale, len(lines), verdict.turn in (90, 270), plain)


def angle_at(matrix: Matrix, size: tuple[int, int], turn: int, point: tuple[float, float]) -> float:
    """Counter-clockwise angle, on the scan put upright by ``turn``, of a level line through ``point`` of the page.

    ``matrix``: scan -> page; ``size``: of the scan.
    """
    upright = compose(warp.quarter_turn(size, turn), invert(matrix))
    x, y = point
    (x0, y0), (x1, y1) = (transform_point(upright, (x + d, y)) for d in (-1.0, 1.0))
    return -math.degrees(math.atan2(y1 - y0, x1 - x0))


def _axis(reduced: Reduced, settings: StraightenSettings) -> tuple[bool, float, float] | None:
    """Along which axis the ink falls into text lines, their angle from it, and their height.

    True for the axis that runs down the scan; counter-clockwise degrees; px of the reduced picture.  ``None``: along
    neither.  Widely set type is tried last.
    """
    tiles = skew.Tiles(reduced.small, settings)
    seen: list[tuple[bool, float, Image, textlines.Runs]] = []
    for vertical in (False, True):
        angle = tiles.angle(vertical)
        level, _ = _levelled(reduced.small, angle, vertical)
        seen.append((vertical, angle, level, textlines.runs(level, settings, smear=settings.axis_smear)))
        if seen[-1][-1].share > settings.line_share_plain:
            break
    vertical, angle, _, best = max(seen, key=lambda one: one[-1].share)
    if best.share <= settings.line_share_least:
        seen = [(vertical, angle, level, textlines.runs(level, settings)) for vertical, angle, level, _ in seen]
        vertical, angle, _, best = max(seen, key=lambda one: one[-1].share)
    return (vertical, angle, best.em / reduced.smaller) if best.share > settings.line_share_least else None


def _levelled(ink: Image, angle: float, vertical: bool, shrink: float = 1.0) -> tuple[Image, Matrix]:
    """``ink``, ``shrink`` times as large, with the structure at ``angle`` from an axis level; ink -> that picture."""
    size = (max(1, round(ink.shape[1] * shrink)), max(1, round(ink.shape[0] * shrink)))
    turn = compose(warp.quarter_turn(size, 90 if vertical else 0), enlarging(shrink))
    rotate, level_size = warp.rotation(size[::-1] if vertical else size, angle)
    matrix = compose(rotate, turn)
    return warp.warp(ink, matrix, level_size, border=0), matrix
