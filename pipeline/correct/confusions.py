"""Which character the engine reads for which (``dictionaries/glyph-confusions.tsv``, counted on the engine itself).

Where the count says nothing, glyph similarity steps in (``glyphs``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from math import exp
from pathlib import Path

from pipeline.correct import glyphs
from pipeline.correct.glyphs import Glyphs
from pipeline.errors import BaokanError
from pipeline.resources import dictionary

FILE = "glyph-confusions.tsv"
BACK_OFF = 6.0
"""cases: weight of glyph similarity against the count; a character that was never misread goes by similarity alone."""
SIMILAR_HIGH = -1.2
"""log share of the doubt that goes to a look-alike of similarity ``SIMILAR_FROM``."""
SIMILAR_FROM = 0.95
SIMILAR_SLOPE = 11.0
"""how fast that share falls with the similarity."""
DISSIMILAR = -7.5
"""log share of a character that does not look alike: any of some two thousand."""


class Confusions:
    """The table.  Rows are parsed when they are asked for.  ``more``: further cases, read -> printed -> count."""

    def __init__(self, path: Path, look_alikes: Glyphs, more: Mapping[str, Mapping[str, int]] | None = None) -> None:
        self.path, self._look_alikes, self._more = path, look_alikes, more or {}
        self._rows: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                character, _, row = line.partition("\t")
                self._rows[character] = row
        self._parsed: dict[str, tuple[int, dict[str, int]]] = {}

    @property
    def characters(self) -> Collection[str]:
        """Characters that something is counted for."""
        return {*self._rows, *self._more}

    def printed_for(self, read: str) -> Mapping[str, int]:
        """Characters that were printed where ``read`` was read -> cases, most frequent first.

        Raises ``BaokanError`` for a damaged row.
        """
        return self._row(read)[1]

    def share(self, read: str, printed: str) -> float:
        """Share of ``printed`` among the characters that ``read`` may be a misreading of, 0..1."""
        total, counts = self._row(read)
        back_off = exp(max(self._similar(read, printed), DISSIMILAR))
        return (counts.get(printed, 0) + BACK_OFF * back_off) / (total + BACK_OFF)

    def _similar(self, read: str, printed: str) -> float:
        similarity = self._look_alikes.similarity(read, printed)
        if not similarity:
            return DISSIMILAR
        return SIMILAR_HIGH - SIMILAR_SLOPE * max(SIMILAR_FROM - similarity, 0.0)

    def _row(self, read: str) -> tuple[int, dict[str, int]]:
        found = self._parsed.get(read)
        if found is None:
            total, _, row = self._rows.get(read, "0").partition("\t")
            try:
                found = int(total), {pair[0]: int(pair[1:]) for pair in row.split()}
            except ValueError as error:
                raise BaokanError(
                    f"{self.path}: the row of {read} is damaged. Restore the file, or rebuild it with "
                    "benchmarks/glyph_confusions.py."
                ) from error
            learnt = self._more.get(read)
            if learnt:
                counts = dict(found[1])
                for printed, cases in learnt.items():
                    counts[printed] = counts.get(printed, 0) + cases
                found = found[0] + sum(learnt.values()), counts
            self._parsed[read] = found
        return found


@cache
def shipped() -> Confusions:
    """The table that ships with Baokan, loaded once (about 10 ms)."""
    return Confusions(dictionary(FILE), glyphs.shipped())
