"""Finds names in text: exactly, and through what the engine might have read instead.

The spellings stand in a trie.  A walk from each position of the text follows the character as read, the other
readings of that position that the caller offers (the engine's alternatives, look-alikes), and within a budget of one
an edit that nothing supports: any other character, a character too many, a character missing.  Short names do not
take part in unsupported edits: nearly every short name has a neighbour at distance one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pipeline.gazetteer.collector import without_collector

EditKind = Literal["alternative", "look-alike", "other", "extra", "missing"]
"""``alternative``: the engine itself offers the character.  ``look-alike``: it resembles the one read.  ``other``:
a character that neither supports.  ``extra``: the text has a character too many.  ``missing``: it lacks one."""

Options = Mapping[str, Literal["alternative", "look-alike"]]
"""Other readings of one position -> what supports them."""

Node = dict[str, Any]
"""Next character -> node; ``""`` -> the spelling that ends here."""


Second = dict[str, list[tuple[str, Node]]]
"""Second and third character (the third empty: the name ends) -> (first character, node below the second)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between the text and a name."""

    kind: EditKind
    position: int
    """position in the text (``missing``: before which the character lacks)."""
    target: str
    """character of the name; empty for ``extra``."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name that may stand at ``text[start:end]``."""

    start: int
    end: int
    spelling: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a match may be from the text."""

    edits: int
    """edits of all kinds."""
    share: float
    """edits per character of the name; one edit is always within it."""
    unsupported: int
    """of them, edits that the engine does not offer itself."""
    other_length: int
    """shortest name, in characters, that may have an edit of kind ``other``."""
    indel_length: int
    """shortest name, in characters, that may have an edit of kind ``extra`` or ``missing``."""


class NameIndex:
    """An index of spellings.  Building takes about a microsecond a name.

    ``exact_only``: spellings that are found where they stand and that nothing is near to (variants).
    """

    def __init__(self, spellings: Iterable[str], exact_only: Iterable[str] = ()) -> None:
        self._root: Node = {}
        with without_collector():
            listed = list(spellings)
            self.size = sum(map(self._add, listed))
            """number of spellings, those that are found exactly only left out."""
            self.characters: set[str] = set("".join(listed))
            """all characters that occur in these spellings."""
            self._exact_only = frozenset(filter(self._add, exact_only))

    def _add(self, spelling: str) -> bool:
        """Put a spelling into the trie; false when it is there."""
        node = self._root
        for character in spelling:
            below = node.get(character)
            if below is None:
                below = node[character] = {}
            node = below
        new = "" not in node
        node[""] = spelling
        return new

    @cached_property
    def _second(self) -> Second:
        """For names whose first character is wrong or missing.  A tenth of a second for 100,000 names: made when the
        first misread name is looked for."""
        found: Second = {}
        with without_collector():
            for first, node in self._root.items():
                for second, below in node.items():
                    if second:
                        for third in below:
                            found.setdefault(second + third, []).append((first, below))
        return found

    def exact(self, text: str) -> Iterator[Match]:
        """All spellings that stand in the text, overlapping ones too, by start."""
        root = self._root
        for start, first in enumerate(text):
            node = root.get(first)
            position = start + 1
            while node is not None:
                if "" in node:
                    yield Match(start, position, node[""])
                if position == len(text):
                    break
                node = node.get(text[position])
                position += 1

    def near(self, text: str, options: Sequence[Options], budget: Budget) -> Iterator[Match]:
        """All spellings within the budget, the exact ones left out; a spelling may come several times.

        ``options[k]``: other readings of ``text[k]``.
        """
        walk = _Walk(self._root, self._second, text, options, budget)
        for start in range(len(text)):
            for match in walk.run(start):
                if match.spelling not in self._exact_only:
                    yield match


class _Walk:
    """One search; the state that stays the same while it goes on."""

    __slots__ = ("budget", "options", "root", "second", "text")

    def __init__(
        self,
        root: Node,
        second: Second,
        text: str,
        options: Sequence[Options],
        budget: Budget,
    ) -> None:
        self.root, self.second, self.text, self.options, self.budget = root, second, text, options, budget

    def run(self, start: int) -> Iterator[Match]:
        """Matches that begin at ``start``."""
        text, options, budget = self.text, self.options, self.budget
        below = self.root.get(text[start])
        if below is not None:
            yield from self._follow(below, start, start + 1, (), budget.unsupported)
        for character, support in options[start].items():
            below = self.root.get(character)
            left = budget.unsupported - (support != "alternative")
            if below is not None and left >= 0:
                yield from self._follow(below, start, start + 1, (Edit(support, start, character),), left)
        if budget.unsupported and start + 1 < len(text):
            for first, node in self._beyond_first(text[start + 1], start + 2):
                if first != text[start] and first not in options[start]:
                    yield from self._follow(node, start, start + 2, (Edit("other", start, first),), 0)
            for first, node in self._beyond_first(text[start], start + 1):
                yield from self._follow(node, start, start + 1, (Edit("missing", start, first),), 0)

    def _follow(self, node: Node, start: int, position: int, edits: tuple[Edit, ...], left: int) -> Iterator[Match]:
        """Matches below a node.  ``left``: unsupported edits that are still allowed."""
        spelling = node.get("")
        if spelling is not None and edits and self._allowed(spelling, edits, position):
            yield Match(start, position, spelling, edits)
        text = self.text
        if left and node:
            for character, below in node.items():
                if character and self._goes_on(below, position):
                    yield from self._follow(below, start, position, (*edits, Edit("missing", position, character)), 0)
        if position == len(text):
            return
        read = text[position]
        below = node.get(read)
        if below is not None:
            yield from self._follow(below, start, position + 1, edits, left)
        if len(edits) >= self.budget.edits:
            return
        offered = self.options[position]
        for character, support in offered.items():
            below = node.get(character)
            remaining = left - (support != "alternative")
            if below is not None and remaining >= 0:
                edit = Edit(support, position, character)
                yield from self._follow(below, start, position + 1, (*edits, edit), remaining)
        if left:
            for character, below in node.items():
                if character and character != read and character not in offered and self._goes_on(below, position + 1):
                    edit = Edit("other", position, character)
                    yield from self._follow(below, start, position + 1, (*edits, edit), 0)
            if position + 1 < len(text):
                yield from self._follow(node, start, position + 1, (*edits, Edit("extra", position, "")), 0)

    def _beyond_first(self, second: str, position: int) -> Iterable[tuple[str, Node]]:
        """(first character, node) of names with that second character that end, or go on at ``position``."""
        thirds = [""]
        if position < len(self.text):
            thirds.append(self.text[position])
            thirds.extend(character for character in self.options[position] if character != self.text[position])
        lists = [found for third in thirds if (found := self.second.get(second + third))]
        if len(lists) < 2:
            return lists[0] if lists else ()
        return {first: (first, node) for found in lists for first, node in found}.values()

    def _goes_on(self, node: Node, position: int) -> bool:
        """Whether a walk with no unsupported edit left finds anything below a node: most of them end here."""
        if "" in node:
            return True
        if position == len(self.text):
            return False
        offered = self.options[position]
        return self.text[position] in node or (bool(offered) and not offered.keys().isdisjoint(node))

    def _allowed(self, spelling: str, edits: tuple[Edit, ...], end: int) -> bool:
        """Whether a name is long enough for the edits that it would take."""
        budget, length = self.budget, len(spelling)
        if len(edits) > max(1.0, budget.share * length):
            return False
        last = edits[-1]
        if last.kind == "extra" and last.position == end - 1:
            return False  # the name had ended before that character
        for edit in edits:
            if edit.kind == "other" and length < budget.other_length:
                return False
            if edit.kind in ("extra", "missing") and length < budget.indel_length:
                return False
        return True
