"""What differs between the blocks of the truth and the output, for people to look at."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.assignment import Piece, Placed
from pipeline.evaluate.result import FileEvaluation
from pipeline.evaluate.truth import TruthBlock

Flag = Literal["missing", "left-out", "split", "merged", "moved"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text.  ``same``: in both; ``lost``: in the truth only; ``added``: in the output only.

    ``break``: here the output goes on in another block; without text.
    """

    kind: Literal["same", "lost", "added", "break"]
    text: str


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """One block of the truth and what stands for it."""

    block: TruthBlock
    segments: tuple[Segment, ...]
    errors: int
    """folded characters to change."""
    lines: tuple[int, ...]
    """output lines that hold it, 0-based."""
    flags: tuple[Flag, ...]
    """``left-out``: an optional block that the output does not have; that is no error."""


@dataclass(frozen=True, slots=True)
class FileDifference:
    """All of one file."""

    blocks: tuple[BlockDifference, ...]
    extra: tuple[tuple[int, str], ...]
    """(output line, raw text) that stands for nothing in the truth."""


def differences(file: FileEvaluation) -> FileDifference:
    """Compare block by block, in the reading order of the truth."""
    owners: dict[int, set[int]] = defaultdict(set)
    for number, items in file.assignment.placed.items():
        for placed in items:
            owners[placed.piece.line].add(number)
    moved = _moved(file)
    compared = tuple(_compare(file, block, owners, moved) for block in file.truth.blocks)
    extra = sorted((piece.line, piece.start, _raw(file, piece)) for piece in file.assignment.loose)
    return FileDifference(compared, tuple((line, text) for line, _, text in extra))


def _compare(file: FileEvaluation, block: TruthBlock, owners: dict[int, set[int]], moved: set[int]) -> BlockDifference:
    pieces = file.assignment.placed.get(block.id, [])
    lines = tuple(dict.fromkeys(placed.piece.line for placed in pieces))
    errors = Levenshtein.distance(block.text, file.assignment.text(block))
    flags: list[Flag] = []
    if not pieces:
        flags.append("left-out" if block.optional else "missing")
    if len(lines) > 1:
        flags.append("split")
    if block.kind != "cell" and any(len(owners[line]) > 1 for line in lines):
        flags.append("merged")
    if block.id in moved:
        flags.append("moved")
    return BlockDifference(block, tuple(_segments(file, block, pieces)), errors, lines, tuple(flags))


def _raw(file: FileEvaluation, piece: Piece) -> str:
    line = file.lines[piece.line]
    return line.raw[line.raw_offset(piece.start) : line.raw_offset(piece.end)].strip()


def _segments(file: FileEvaluation, block: TruthBlock, pieces: Sequence[Placed]) -> Iterator[Segment]:
    read = "".join(placed.piece.text for placed in pieces)
    breaks: list[int] = []
    length = 0
    for before, after in pairwise(pieces):
        length += len(before.piece.text)
        if after.piece.line != before.piece.line:
            breaks.append(length)
    for op in Levenshtein.opcodes(block.text, read):
        if op.tag == "equal":
            yield from _same(block, op.src_start, op.src_end, op.dest_start, breaks)
            continue
        lost, added = _truth(block, op.src_start, op.src_end), _read(file, pieces, op.dest_start, op.dest_end)
        if lost:
            yield Segment("lost", lost)
        if added:
            yield Segment("added", added)
        yield from (Segment("break", "") for place in breaks if op.dest_start < place < op.dest_end)
        if op.dest_start < op.dest_end and op.dest_end in breaks:
            yield Segment("break", "")


def _same(block: TruthBlock, start: int, end: int, place: int, breaks: Sequence[int]) -> Iterator[Segment]:
    """Equal text, cut where the output goes on in another block (a cut at its very start belongs to what is before)."""
    cuts = [start + b - place for b in breaks if 0 < b - place <= end - start]
    for cut in cuts:
        yield Segment("same", _truth(block, start, cut))
        yield Segment("break", "")
        start = cut
    if start < end:
        yield Segment("same", _truth(block, start, end))


def _truth(block: TruthBlock, start: int, end: int) -> str:
    return block.body.raw[block.body.raw_offset(start) : block.body.raw_offset(end)]


def _read(file: FileEvaluation, pieces: Sequence[Placed], start: int, end: int) -> str:
    parts, offset = [], 0
    for placed in pieces:
        piece = placed.piece
        left, right = max(0, start - offset), min(len(piece.text), end - offset)
        if left < right:
            line = file.lines[piece.line]
            parts.append(line.raw[line.raw_offset(piece.start + left) : line.raw_offset(piece.start + right)])
        offset += len(piece.text)
    return "".join(parts)


def _moved(file: FileEvaluation) -> set[int]:
    """Blocks outside the longest run that the output has in the order of the truth."""
    placed = [
        (min(p.piece.line for p in file.assignment.placed[block.id]), block.id)
        for block in file.truth.blocks
        if block.id in file.assignment.placed and not block.optional
    ]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (line, _) in enumerate(placed):
        # equal lines follow one another: a merged block is in order
        k = bisect_left(tails, line + 1)
        before.append(ends[k - 1] if k else -1)
        if k == len(tails):
            tails.append(line)
            ends.append(n)
        else:
            tails[k], ends[k] = line, n
    kept: set[int] = set()
    n = ends[-1] if ends else -1
    while n >= 0:
        kept.add(placed[n][1])
        n = before[n]
    return {number for _, number in placed} - kept
