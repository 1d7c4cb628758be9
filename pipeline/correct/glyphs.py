"""Which characters look alike in print (``dictionaries/glyph-lookalikes.tsv``; its head says how it was measured)."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from pipeline.errors import BaokanError
from pipeline.resources import dictionary

FILE = "glyph-lookalikes.tsv"


class Glyphs:
    """The table of look-alikes.  Rows are parsed when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._rows: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                character, _, row = line.partition("\t")
                self._rows[character] = row
        self._parsed: dict[str, dict[str, float]] = {}

    @property
    def characters(self) -> Collection[str]:
        """Characters that have look-alikes."""
        return self._rows.keys()

    def look_alikes(self, character: str) -> dict[str, float]:
        """Characters that look like this one -> similarity 0..1.  Raises ``BaokanError`` for a damaged row."""
        found = self._parsed.get(character)
        if found is None:
            try:
                found = {pair[0]: int(pair[1:]) / 100 for pair in self._rows.get(character, "").split()}
            except ValueError as error:
                raise BaokanError(
                    f"{self.path}: the row of {character} is damaged. Restore the file, or rebuild it with "
                    "benchmarks/glyph_lookalikes.py."
                ) from error
            self._parsed[character] = found
        return found

    def similarity(self, first: str, second: str) -> float:
        """Similarity of two characters, 0..1; 0 when neither is among the other's look-alikes."""
        return max(self.look_alikes(first).get(second, 0.0), self.look_alikes(second).get(first, 0.0))


@cache
def shipped() -> Glyphs:
    """The table that ships with Baokan, loaded once (about 10 ms)."""
    return Glyphs(dictionary(FILE))
