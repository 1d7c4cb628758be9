"""Names of the gazetteer in a text: which stand where, and which entry each most likely means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.correct import variants
from pipeline.correct.lexicon import shipped
from pipeline.gazetteer import TERMS, Gazetteer
from pipeline.gazetteer.entry import Entry, Role
from pipeline.gazetteer.held import held
from pipeline.gazetteer.settings import GazetteerSettings

SHORT = 2
"""characters: of the names that ship, some ten of this length are ordinary words, and none that is longer."""
METHOD = 1
"""Rises when the same gazetteer gives other mentions; they are then found anew."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a text."""

    start: int
    end: int
    printed: str
    entry: Entry
    role: Role


class Names:
    """The gazetteers that the settings name; read when the first name is looked for.  Threads may share it."""

    def __init__(self, settings: GazetteerSettings, common: int, asked: Callable[[], Gazetteer] | None = None) -> None:
        """``common``: occurrences in the word list from which a name of two characters is a word of the language.
        ``asked``: the lists that ``spellings`` asks, where editors add names meanwhile; mentions keep to the settings.
        """
        self._settings, self._common, self._asked = settings, common, asked

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Raises ``GazetteerError`` for a file that cannot be used."""
        return held(self._settings)

    @cached_property
    def identity(self) -> str:
        """Changes with everything that mentions come from."""
        files = [[file.path.name, file.sha256] for file in self.gazetteer.files]
        said = json.dumps([METHOD, self._common, files], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def find(self, text: str) -> Iterator[Named]:
        """Names by start; of overlapping ones the first, and of those the longest.  Traditional characters count as
        their simplified forms.  Names of two characters that are ordinary words as well (幸福) are left out."""
        matches = sorted(
            self.gazetteer.index.exact(variants.shipped().fold(text)), key=lambda match: (match.start, -match.end)
        )
        reached = 0
        for match in matches:
            if match.start < reached or self._is_word(match.spelling):
                continue
            reached = match.end
            entry = self.gazetteer.linked(match.spelling)[0]
            role = entry.role_of(match.spelling) or "name"
            yield Named(match.start, match.end, text[match.start : match.end], entry, role)

    def spellings(self, name: str) -> tuple[str, ...]:
        """All spellings of the entries that a name may mean, places before terms; empty: no list has it."""
        asked = self.gazetteer if self._asked is None else self._asked()
        entries = sorted(asked.linked(name), key=lambda entry: entry.kind in TERMS)
        return tuple(dict.fromkeys(text for entry in entries for text, _ in entry.roles()))

    def _is_word(self, spelling: str) -> bool:
        return len(spelling) <= SHORT and shipped().common(spelling, self._common)
