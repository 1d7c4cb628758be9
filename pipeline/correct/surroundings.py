"""Which names stand right on the page, and in the rest of the issue; how badly the page is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.gazetteer import Entry
from pipeline.gazetteer.index import Match


class Surroundings:
    """Counts of the names that stand as they are.

    ``exact``: matches on the page.  ``linked``: a spelling's entries, the likeliest first.  ``elsewhere``: spelling ->
    how often it stands right on other pages of the issue.  ``doubt``: log of the mean doubt about the characters of
    the page.
    """

    def __init__(
        self,
        exact: Iterable[Match],
        linked: Callable[[str], Sequence[Entry]],
        elsewhere: Mapping[str, int] | None = None,
        doubt: float = 0.0,
    ) -> None:
        self._linked, self.doubt = linked, doubt
        self.repeats = Counter(match.spelling for match in exact)
        self.elsewhere = Counter(elsewhere or {})
        self._divisions: Counter[str] = Counter()
        for spelling, count in self.repeats.items():
            entry = linked(spelling)[0]
            self._divisions[entry.name] += count
            if entry.parent:
                self._divisions[entry.parent] += count

    def kin(self, spelling: str) -> int:
        """Names on the page, other than this one, of the division that the name belongs to, or the division itself."""
        entry = self._linked(spelling)[0]
        return self._divisions[entry.parent] - self.repeats[spelling] if entry.parent else 0
