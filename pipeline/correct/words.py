"""Words that tell what stands before them: 小区 after an estate, 师傅 after a person; and the surnames."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.errors import BaokanError
from pipeline.resources import dictionary

FILE = "context-words.tsv"
ROLES = ("place", "title", "surname", "numeral", "direction")
PROPER_PART = 2
"""characters that the proper part of a Chinese place name has as a rule."""


class ContextWords:
    """The words of ``dictionaries/context-words.tsv`` by role."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found: dict[str, set[str]] = {role: set() for role in ROLES}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            role, _, words = line.partition("\t")
            if role not in found:
                raise BaokanError(f"{path}, line {number}: the role {role!r} is not known; use {', '.join(ROLES)}.")
            found[role].update(words.split())
        self.place = frozenset(found["place"])
        """generic words that follow the proper part of a place name, or end it."""
        self.titles = frozenset(found["title"])
        self.surnames = frozenset(found["surname"])
        self.series = (frozenset(found["numeral"]), frozenset(found["direction"]))
        """characters that tell the names of one series apart: 天山二村, 天山三村; 水城路, 水城南路."""
        self.behind_place = tuple(sorted(self.place))
        """the same, for ``str.startswith``."""
        self._longest_place = max(map(len, self.place), default=0)

    def ends_generic(self, name: str) -> bool:
        """Whether a name ends with a generic word of its kind (…路, …小区) and so stands complete."""
        return self.proper_length(name) < len(name)

    def proper_length(self, name: str) -> int:
        """Number of characters before the generic word that ends the name: 2 of 虹旭居委会, of 水城南路, of 古北路.

        The generic word is the longest that leaves two characters, else the shortest; without one the whole name.
        """
        generic = [n for n in range(1, min(self._longest_place, len(name) - 1) + 1) if name[-n:] in self.place]
        if not generic:
            return len(name)
        return len(name) - max((n for n in generic if len(name) - n >= PROPER_PART), default=generic[0])


@cache
def shipped() -> ContextWords:
    """The words that ship with Baokan, loaded once."""
    return ContextWords(dictionary(FILE))
