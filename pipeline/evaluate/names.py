"""Names: does what was read for a block have the name where the truth has it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.assignment import Assignment
from pipeline.evaluate.truth import TruthBlock


@dataclass(frozen=True, slots=True)
class NameReading:
    """One occurrence of a name."""

    wanted: str
    read: str

    @property
    def right(self) -> bool:
        """True when it was read as it is."""
        return self.wanted == self.read


def projection(source: str, target: str) -> tuple[list[int], list[int]]:
    """Offsets of ``source`` in ``target`` along their best alignment.

    ``(starts, ends)`` with ``len(source) + 1`` entries each: ``source[i:j]`` stands at ``target[starts[i]:ends[j]]``.
    """
    starts, ends = [0] * (len(source) + 1), [0] * (len(source) + 1)
    for op in Levenshtein.opcodes(source, target):
        length, size = op.src_end - op.src_start, op.dest_end - op.dest_start
        if op.tag == "insert":
            starts[op.src_start] = op.dest_end
            continue
        for n in range(length):
            place = op.dest_start + min(n, size)
            starts[op.src_start + n] = max(starts[op.src_start], place) if n == 0 else place
            ends[op.src_start + n + 1] = op.dest_end if n + 1 == length else op.dest_start + min(n + 1, size)
    return starts, ends


def name_readings(
    blocks: Sequence[TruthBlock], assignment: Assignment, kinds: tuple[str, ...] = ("place",)
) -> Iterator[NameReading]:
    """Every occurrence of a name of these kinds, with what stands for it."""
    for block in blocks:
        if block.optional or not block.names:
            continue
        read = assignment.text(block)
        starts, ends = projection(block.text, read)
        for name in block.names:
            start, end = block.body.starts[name.start], block.body.starts[name.end]
            if name.kind in kinds and end > start:
                yield NameReading(block.text[start:end], read[starts[start] : ends[end]])
