"""The walk that finds misread names.

From each position of the text it goes down the trie and follows the character as read, the other readings of that
position that the caller offers (the engine's alternatives, look-alikes), and once at most an edit that nothing
supports: any other character, a character too many, a character missing.  Short names do not take part in unsupported
edits: nearly every short name has a neighbour at distance one.

Where a character may be anything, what stands behind it must fit: ``Shortcuts`` lead past it.  Without them nearly all
of the time goes into branches that end at once, since in a list of a hundred thousand names a character begins a
hundred.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from pipeline.gazetteer.matches import Budget, Edit, EditKind, Match, Node, Options

Step = tuple[EditKind, int, str]
"""An ``Edit`` not made yet: most ways end before a name does."""
Past = tuple[dict[str, list[tuple[str, Node]]], list[tuple[str, str]]]
"""Ways past one character: the character behind it -> (the one passed, node below both); and, of the names that end
with the one passed, (that one, spelling)."""
NOWHERE: Past = ({}, [])
FEW = 3
"""branches up to which the ways past them are quicker found anew than kept."""


class Shortcuts:
    """Ways past one character of a trie.  Those below a node are made when it is first reached: most never are."""

    def __init__(self, root: Node) -> None:
        self._made: dict[int, Past] = {}
        self.past_first: dict[str, Past] = {}
        """Second character of a name -> ways past the first."""
        for first, node in root.items():
            for second, below in node.items():
                if second:
                    _add(self.past_first.setdefault(second, ({}, [])), first, below)

    def past(self, node: Node) -> Past:
        """Ways past the next character from a node of the trie."""
        made = self._made.get(id(node))
        if made is None:
            made = ({}, [])
            for character, below in node.items():
                if character:
                    _add(made, character, below)
            if len(node) > FEW:
                self._made[id(node)] = made
        return made


def _add(past: Past, character: str, below: Node) -> None:
    """Put in the ways past a character to what is behind the node below it."""
    ways, ends = past
    for following, deeper in below.items():
        if following:
            ways.setdefault(following, []).append((character, deeper))
        else:
            ends.append((character, deeper))


class Walk:
    """One search."""

    def __init__(
        self,
        root: Node,
        shortcuts: Shortcuts,
        text: str,
        options: Sequence[Options],
        budget: Budget,
        settled: Sequence[bool],
    ) -> None:
        self._root, self._shortcuts, self._text, self._options, self._budget = root, shortcuts, text, options, budget
        self._settled = settled
        self._alternatives: list[Collection[str]] = [
            [character for character, support in offered.items() if support == "alternative"] if offered else ()
            for offered in options
        ]
        self._shortest: dict[EditKind, int] = {
            "other": budget.other_length,
            "extra": budget.indel_length,
            "missing": budget.indel_length,
        }
        self._found: list[Match] = []

    def run(self) -> list[Match]:
        """All matches, by start."""
        for start in range(len(self._text)):
            self._begin(start)
        return self._found

    def _begin(self, start: int) -> None:
        """Matches that begin at ``start``."""
        text, root, offered = self._text, self._root, self._options[start]
        read = text[start]
        follow = self._follow if self._budget.unsupported else self._finish
        below = root.get(read)
        if below is not None:
            follow(below, start, start + 1, ())
        for character, support in offered.items():
            below = root.get(character)
            if below is not None:
                if support == "alternative":
                    follow(below, start, start + 1, ((support, start, character),))
                elif self._budget.unsupported:
                    self._finish(below, start, start + 1, ((support, start, character),))
        if self._budget.unsupported and start + 1 < len(text):
            past = self._shortcuts.past_first
            if not self._settled[start]:
                self._pass(past.get(text[start + 1], NOWHERE), start, start + 2, (), ("other", start), read, offered)
            if not self._is_inside(start):
                self._pass(past.get(read, NOWHERE), start, start + 1, (), ("missing", start), "", {})

    def _is_inside(self, position: int) -> bool:
        """Whether a character missing before ``position`` would come between two settled ones."""
        settled = self._settled
        return 0 < position < len(settled) and settled[position] and settled[position - 1]

    def _follow(self, node: Node, start: int, position: int, steps: tuple[Step, ...]) -> None:
        """Matches below a node, one unsupported edit being allowed still."""
        if len(steps) >= self._budget.edits:
            self._finish(node, start, position, steps)
            return
        spelling = node.get("")
        if spelling is not None:
            if steps:
                self._take(start, position, spelling, steps)
            if len(node) == 1:
                return
        past = self._shortcuts.past(node)
        if not self._is_inside(position):
            self._pass(past, start, position, steps, ("missing", position), "", {})
        text = self._text
        if position == len(text):
            return
        read, offered = text[position], self._options[position]
        below = node.get(read)
        if below is not None:
            self._follow(below, start, position + 1, steps)
        for character, support in offered.items():
            below = node.get(character)
            if below is not None:
                follow = self._follow if support == "alternative" else self._finish
                follow(below, start, position + 1, (*steps, (support, position, character)))
        if self._settled[position]:
            return
        self._pass(past, start, position + 1, steps, ("other", position), read, offered)
        if position + 1 < len(text):
            self._onward(node, start, position + 1, (*steps, ("extra", position, "")))

    def _finish(self, node: Node, start: int, position: int, steps: tuple[Step, ...]) -> None:
        """Matches below a node, only characters that the text has or the engine offers being allowed."""
        while True:
            spelling = node.get("")
            if spelling is not None and steps:
                self._take(start, position, spelling, steps)
            if position == len(self._text):
                return
            if self._alternatives[position]:
                self._onward(node, start, position, steps)
                return
            below = node.get(self._text[position])
            if below is None:
                return
            node, position = below, position + 1

    def _onward(self, node: Node, start: int, position: int, steps: tuple[Step, ...]) -> None:
        """Matches below a node that have the character at ``position`` as it is read or offered; only supported
        edits."""
        below = node.get(self._text[position])
        if below is not None:
            self._finish(below, start, position + 1, steps)
        if len(steps) < self._budget.edits:
            for character in self._alternatives[position]:
                below = node.get(character)
                if below is not None:
                    self._finish(below, start, position + 1, (*steps, ("alternative", position, character)))

    def _pass(
        self,
        past: Past,
        start: int,
        position: int,
        steps: tuple[Step, ...],
        edit: tuple[Literal["other", "missing"], int],
        read: str,
        offered: Options,
    ) -> None:
        """Matches by the ways past one character, which is not ``read`` and not ``offered``: these are no such edit.

        ``position``: in the text, of what follows.
        """
        ways, ends = past
        kind, place = edit
        if ends and len(ends[0][1]) >= self._shortest[kind]:
            for passed, spelling in ends:
                if passed != read and passed not in offered:
                    self._take(start, position, spelling, (*steps, (kind, place, passed)))
        if position == len(self._text):
            return
        for passed, node in ways.get(self._text[position], ()):
            if passed != read and passed not in offered:
                self._finish(node, start, position + 1, (*steps, (kind, place, passed)))
        if len(steps) + 1 < self._budget.edits:
            for character in self._alternatives[position]:
                for passed, node in ways.get(character, ()):
                    if passed != read and passed not in offered:
                        step: Step = ("alternative", position, character)
                        self._finish(node, start, position + 1, (*steps, (kind, place, passed), step))

    def _take(self, start: int, end: int, spelling: str, steps: tuple[Step, ...]) -> None:
        """A match, if the name is long enough for the edits that it would take."""
        if len(steps) > max(1.0, self._budget.share * len(spelling)):
            return
        if all(len(spelling) >= self._shortest.get(kind, 0) for kind, _, _ in steps):
            self._found.append(Match(start, end, spelling, tuple(Edit(*step) for step in steps)))
