"""Traditional and variant characters -> the form that gazetteers use (``dictionaries/character-variants.tsv``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.errors import BaokanError
from pipeline.resources import dictionary

FILE = "character-variants.tsv"


class Variants:
    """The table; one character for one, so that positions stay."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table: dict[int, str] = {}
        """code point -> normal form."""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            normal, _, others = line.partition("\t")
            if len(normal) != 1 or not others:
                raise BaokanError(f"{path}, line {number}: a line is one character, a tab, and its other forms.")
            self.table.update({ord(other): normal for other in others.replace(" ", "")})

    def fold(self, text: str) -> str:
        """The text with every character in its normal form; as long as before."""
        return text.translate(self.table)


@cache
def shipped() -> Variants:
    """The table that ships with Baokan, loaded once."""
    return Variants(dictionary(FILE))
