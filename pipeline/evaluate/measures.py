"""The measures of one file (``docs/evaluate.md`` says in words what each is)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.assignment import Assignment, Placed
from pipeline.evaluate.folding import Folded
from pipeline.evaluate.truth import TruthBlock
from pipeline.evaluate.variants import variants

BLOCK_DISTANCE = 0.1
"""Normalised edit distance up to which an output line is a block of the truth."""
TELLING = 4
"""Characters; a shorter piece says nothing about order, unless the block is as short."""
ARTICLE_KINDS = frozenset({"title", "heading", "paragraph", "item", "cell"})
"""Kinds whose places in the output tell where their article stands."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Errors in so many characters."""

    errors: int
    length: int

    @property
    def rate(self) -> float:
        """Errors per character of the truth."""
        return self.errors / max(1, self.length)


@dataclass(frozen=True, slots=True)
class Hits:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """0..1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _best_order(
    blocks: Sequence[TruthBlock], text: str, separator: str, places: dict[tuple[int, str | None], int] | None = None
) -> Rate:
    best: Rate | None = None
    for order in variants(blocks):
        if places is not None:
            order = sorted(order, key=lambda b: (b.page, places.get((b.page, b.article), -1), b.order))
        truth = separator.join(block.text for block in order)
        rate = Rate(Levenshtein.distance(truth, text), len(truth))
        if best is None or rate.rate < best.rate:
            best = rate
    return best or Rate(len(text), 0)


def in_order(blocks: Sequence[TruthBlock], lines: Sequence[Folded], separator: str) -> Rate:
    """All text in reading order, the most favourable variant of the truth."""
    return _best_order(blocks, separator.join(line.text for line in lines), separator)


def articles_free(
    blocks: Sequence[TruthBlock], lines: Sequence[Folded], assignment: Assignment, separator: str, ordered: Rate
) -> Rate:
    """The same with the articles in the order in which the output has them.

    An article stands where the middle character of its text does.
    """
    spread: dict[tuple[int, str | None], list[tuple[int, int]]] = {}
    for block in blocks:
        if block.kind in ARTICLE_KINDS:
            for placed in assignment.placed.get(block.id, ()):
                spread.setdefault((block.page, block.article), []).append((placed.piece.line, len(placed.piece.text)))
    places = {article: _middle(sorted(pieces)) for article, pieces in spread.items()}
    free = _best_order(blocks, separator.join(line.text for line in lines), separator, places)
    return ordered if free.rate > ordered.rate else free


def _middle(pieces: list[tuple[int, int]]) -> int:
    total, so_far = sum(length for _, length in pieces), 0
    for line, length in pieces:
        so_far += length
        if so_far * 2 >= total:
            return line
    return pieces[-1][0]


def order_free(blocks: Sequence[TruthBlock], assignment: Assignment) -> Rate:
    """Every block against what was read for it; what stands for nothing is all errors."""
    errors = sum(len(piece.text) for piece in assignment.loose)
    length = 0
    for block in blocks:
        if not block.optional:
            errors += Levenshtein.distance(block.text, assignment.text(block))
            length += len(block.text)
    return Rate(errors, length)


def block_hits(blocks: Sequence[TruthBlock], lines: Sequence[Folded]) -> Hits:
    """Blocks that some output line is, and output lines that are some block.

    A table may come as cells or as rows: the better counts.  Blocks that may be left out neither help nor harm.
    """
    texts = [line.text for line in lines]
    best = _hits([(block.text, block.optional) for block in blocks], texts)
    if any(block.kind == "cell" for block in blocks):
        rows = []
        for _, group in groupby(blocks, key=_row_key):
            cells = list(group)
            rows.append(("".join(cell.text for cell in cells), cells[0].optional))
        by_rows = _hits(rows, texts)
        best = max(best, by_rows, key=lambda hits: (hits.f1, hits.precision, hits.recall))
    return best


def _row_key(block: TruthBlock) -> tuple[object, ...]:
    return (block.page, block.article, block.row) if block.kind == "cell" else (block.id,)


def _hits(units: Sequence[tuple[str, bool]], lines: list[str]) -> Hits:
    if not lines or not units:
        return Hits(0.0, 0.0)
    distance = process.cdist(
        [text for text, _ in units],
        lines,
        scorer=Levenshtein.normalized_distance,
        score_cutoff=BLOCK_DISTANCE,
        dtype=np.float32,
    )
    near = distance <= BLOCK_DISTANCE
    optional = np.array([may_miss for _, may_miss in units], dtype=bool)
    required = ~optional
    found = int(near[required].any(axis=1).sum())
    good = near[required].any(axis=0)
    neutral = near[optional].any(axis=0) & ~good
    return Hits(float(good.sum() / max(1, (~neutral).sum())), found / max(1, int(required.sum())))


def order_score(blocks: Sequence[TruthBlock], lines: Sequence[Folded], assignment: Assignment) -> float:
    """1 - normalised edit distance between the blocks in the order of the output and in that of the truth."""
    read = _sequence(blocks, lines, assignment)
    best = 0.0
    for order in variants(blocks):
        used = {block.id for block in order}
        truth = [block.id for block in order if block.id in read]
        output = _without_repeats(i for i in read if i in used)
        if truth:
            best = max(best, 1 - Levenshtein.distance(truth, output) / max(len(truth), len(output)))
    return best


def _without_repeats(ids: Iterable[int]) -> list[int]:
    return [number for number, _ in groupby(ids)]


def _sequence(blocks: Sequence[TruthBlock], lines: Sequence[Folded], assignment: Assignment) -> list[int]:
    """Ids of the blocks in the order of the output; several in one line by their place in it."""
    lengths = {block.id: len(block.text) for block in blocks}
    placed: list[tuple[Placed, int]] = [
        (item, number)
        for number, items in assignment.placed.items()
        for item in items
        if len(item.piece.text) >= min(TELLING, lengths[number])
    ]
    placed.sort(key=lambda entry: (entry[0].piece.line, lines[entry[0].piece.line].text.find(entry[0].piece.text)))
    return _without_repeats(number for _, number in placed)
