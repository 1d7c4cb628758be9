"""One text to look for: where it stands in a text, and how the index narrows the blocks down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from pipeline.corpus.folding import fold, forms
from pipeline.corpus.rarity import ASKED, rarest
from pipeline.database.asked import Asked, all_of, any_of, overlaps, phrase

ONE, SEVERAL = "?", "*"
GAP = 12
"""characters: most that ``*`` stands for; a longer stretch without punctuation is no phrase."""
MOST_PHRASES = 64
"""phrases that the index is asked for one text; with more forms it is asked for each character by itself."""

Span = tuple[int, int]
"""(start, end) in a text."""


@dataclass(frozen=True)
class Pattern:
    """Characters and wildcards (``None, '?'`` and ``None, '*'``).  Immutable."""

    parts: tuple[tuple[str | None, str], ...]
    """(character, '') or (None, wildcard)."""
    variants: bool = False
    """characters in any of their forms (``folding``)."""
    across: bool = False
    """punctuation and spaces may stand between the characters."""

    @classmethod
    def of(cls, text: str, *, variants: bool = False, across: bool = False) -> Pattern:
        """A text without wildcards."""
        return cls(tuple((one, "") for one in text), variants, across)

    @cached_property
    def text(self) -> str | None:
        """The text where it is one; ``None``: it has wildcards, or may be interrupted."""
        if self.across or any(one is None for one, _ in self.parts):
            return None
        return "".join(one or "" for one, _ in self.parts)

    @property
    def as_it_stands(self) -> str | None:
        """The text where nothing else counts as it; ``None``: other characters do."""
        return None if self.variants else self.text

    @cached_property
    def _literal(self) -> str | None:
        return fold(self.text) if self.variants and self.text is not None else self.text

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        pieces = []
        for one, wildcard in self.parts:
            if one is not None:
                pieces.append(re.escape(fold(one) if self.variants else one))
            else:
                pieces.append(r"\w" if wildcard == ONE else rf"\w{{0,{GAP}}}?")
        between = r"\W*" if self.across else ""
        return re.compile(f"(?=({between.join(pieces)}))")  # looks ahead: occurrences may overlap

    def spans(self, text: str) -> list[Span]:
        """Every occurrence, overlapping ones too, by start."""
        if self.variants:
            text = fold(text)
        if self._literal is None:
            return [match.span(1) for match in self._expression.finditer(text)]
        wanted = self._literal
        found, size, at = [], len(wanted), text.find(wanted)
        while at >= 0:
            found.append((at, at + size))
            at = text.find(wanted, at + 1)
        return found

    def count(self, text: str) -> int:
        """Number of occurrences, overlapping ones too."""
        if self._literal is None or self.variants or self._overlaps:
            return len(self.spans(text))
        return text.count(self._literal)

    @cached_property
    def _overlaps(self) -> bool:
        return overlaps(self._literal or "")

    @cached_property
    def asked(self) -> Asked | None:
        """What the index is asked: no block is left out that has the text; ``None``: the index cannot say."""
        return all_of(map(self._run_asked, self._runs()))

    def _runs(self) -> Iterator[str]:
        """Characters that stand one after the other."""
        run = ""
        for one, _ in self.parts:
            if one is None or self.across:
                if run:
                    yield run
                run = one or ""
            else:
                run += one
        if run:
            yield run

    def _run_asked(self, run: str) -> Asked | None:
        if not self.variants:
            return phrase(run, rarest(run) if len(run) > ASKED else "")
        each = [forms(one) for one in run]
        if prod(map(len, each)) <= MOST_PHRASES:
            return any_of(phrase("".join(one)) for one in product(*each))
        return all_of(any_of(map(phrase, one)) for one in each)
