"""Headings inside a run of rows, told from the paragraphs around them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from pipeline.layout import words
from pipeline.layout.columns import Run
from pipeline.layout.measures import Measures
from pipeline.layout.rows import Row
from pipeline.layout.settings import LayoutSettings
from pipeline.model.marks import BULLETS


def heading_rows(run: Run, column_width: float, measures: Measures, settings: LayoutSettings) -> list[bool]:
    """For every row of the run: is it (part of) a heading?

    ``column_width``: px.
    Evidence counted: bold strokes, larger type, white above and below, a short row, no full stop at its end.
    """
    rows = run.rows
    scores = [_score(n, rows, column_width, measures, settings) for n in range(len(rows))]
    marks = [score >= settings.headings.score and not bullet(rows[n]) for n, score in enumerate(scores)]
    # The other rows of a heading over several rows are full rows: they are known by their weight.
    for step in (1, -1):
        for n in range(len(rows))[::step]:
            m = n - step
            if marks[n] or not 0 <= m < len(rows) or not marks[m] or bullet(rows[n]):
                continue
            upper = rows[min(n, m)]
            runs_on = upper.width > settings.headings.full_row * column_width
            if runs_on and scores[n] >= settings.headings.score_beside and rows[n].weight >= _midway(rows, marks):
                marks[n] = True
    marks = _whole(rows, marks, scores, measures, settings)
    return _standing_off(rows, marks, measures, settings)


def _whole(
    rows: Sequence[Row], marks: Sequence[bool], scores: Sequence[float], measures: Measures, settings: LayoutSettings
) -> list[bool]:
    """A few rows with white above and below are a heading as a whole or not at all.

    The weights of single rows scatter; together, longer rows counting more, they tell bold from plain far better.
    """
    own, result = settings.headings, list(marks)
    wide = measures.gap + own.white * measures.em
    starts = [n for n in range(len(rows)) if n and rows[n].box[1] - rows[n - 1].box[3] > wide]
    for start, end in pairwise(starts):
        island = range(start, end)
        if not 2 <= len(island) <= own.island_rows or not any(marks[n] for n in island):
            continue
        plain = any(bullet(rows[n]) or rows[n].text[-1] in "。；" for n in island)
        runs_on = all(rows[n].width > own.full_row * max(row.width for row in rows[start:end]) for n in island[:-1])
        letters = sum(len(rows[n].text) for n in island)
        weight = sum(rows[n].weight * len(rows[n].text) for n in island) / letters
        best = max(scores[n] for n in island)
        if not plain and runs_on and best >= own.score and weight - 1 >= own.island_bold * (measures.bold - 1):
            result[start:end] = [True] * len(island)
    return result


def _standing_off(rows: Sequence[Row], marks: list[bool], measures: Measures, settings: LayoutSettings) -> list[bool]:
    """Headings have white above and below; only a very bold one is believed without."""
    em, gap = measures.em, measures.gap
    result = list(marks)
    start = 0
    while start < len(rows):
        if not marks[start]:
            start += 1
            continue
        end = start
        while end < len(rows) and marks[end]:
            end += 1
        above = start == 0 or rows[start].box[1] - rows[start - 1].box[3] > gap + settings.headings.stand_off * em
        below = end == len(rows) or rows[end].box[1] - rows[end - 1].box[3] > gap + settings.headings.stand_off * em
        very_bold = statistics.mean(row.weight for row in rows[start:end]) >= 1 + settings.headings.very_bold * (
            measures.bold - 1
        )
        reversed_print = any(row.reversed for row in rows[start:end])
        if not (above and below) and not (very_bold and (above or below)) and not reversed_print:
            result[start:end] = [False] * (end - start)
        start = end
    return result


def bullet(row: Row) -> bool:
    """Does the row begin with the mark of a list item?"""
    return row.text.lstrip().startswith(tuple(BULLETS))


def _midway(rows: Sequence[Row], marks: Sequence[bool]) -> float:
    bold = [row.weight for row, mark in zip(rows, marks, strict=True) if mark]
    plain = [row.weight for row, mark in zip(rows, marks, strict=True) if not mark]
    return (statistics.mean(bold) + statistics.median(plain)) / 2 if plain else 0.0


def _score(n: int, rows: Sequence[Row], column_width: float, measures: Measures, settings: LayoutSettings) -> float:
    row, em, gap = rows[n], measures.em, measures.gap
    points = settings.headings
    score = points.bar if row.reversed else 0.0
    excess = (row.weight - 1) / (measures.bold - 1)
    score += points.weight * max(points.weight_least, min(points.weight_most, excess))
    score += 0.5 * sum(row.size >= size for size in points.larger)
    above = row.box[1] - rows[n - 1].box[3] if n else None
    below = rows[n + 1].box[1] - row.box[3] if n + 1 < len(rows) else None
    wide = gap + points.white * em
    score += 0.75 if above is None or above > wide else 0.0
    score += 0.75 if below is not None and below > wide else (0.25 if below is None else 0.0)
    if min(9 * em if above is None else above, -1.0 if below is None else below) > gap + points.alone * em:
        score += 0.75
    if row.width < points.short * column_width:
        score += 0.5
    if row.width > points.length * column_width:
        score -= 0.25
    if row.text[-1] in words.SENTENCE_MARKS:
        score -= 2.0 if row.text[-1] in "。；" else 0.5
    return score
