"""Finds names in text: exactly, and through what the engine might have read instead.

The spellings stand in a trie (``near`` has the walk through it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pipeline.gazetteer.collector import without_collector
from pipeline.gazetteer.matches import Budget, Edit, EditKind, Match, Node, Options
from pipeline.gazetteer.near import Shortcuts, Walk

__all__ = ["Budget", "Edit", "EditKind", "Match", "NameIndex", "Options"]


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
    def _shortcuts(self) -> Shortcuts:
        """A tenth of a second for 100,000 names: made when the first misread name is looked for."""
        with without_collector():
            return Shortcuts(self._root)

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

    def ends(self, text: str, start: int, limit: int) -> list[int]:
        """Where the spellings end that stand at ``start`` and not beyond ``limit``, short ones first; those that are
        found exactly only left out."""
        found: list[int] = []
        node: Node | None = self._root
        for position in range(start, limit):
            node = node.get(text[position]) if node else None
            if node is None:
                break
            if "" in node and node[""] not in self._exact_only:
                found.append(position + 1)
        return found

    def near(
        self, text: str, options: Sequence[Options], budget: Budget, settled: Sequence[bool] | None = None
    ) -> list[Match]:
        """All spellings within the budget, by start, the exact ones left out; a spelling may come several times.

        ``options[k]``: other readings of ``text[k]``; of a settled character there should be none.  ``settled[k]``:
        ``text[k]`` stands as it is, and no character is missing between it and another settled one; by default nothing
        is settled.
        """
        found = Walk(self._root, self._shortcuts, text, options, budget, settled or [False] * len(text)).run()
        if self._exact_only:
            return [match for match in found if match.spelling not in self._exact_only]
        return found
