"""What two gazetteers say differently, and which spellings that touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.gazetteer.entry import COLUMNS, Entry
from pipeline.gazetteer.writer import plain


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that both have."""

    before: Entry
    after: Entry

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Column -> value before and after."""
        old, new = plain(self.before), plain(self.after)
        return {c: (old.get(c), new.get(c)) for c in COLUMNS if old.get(c) != new.get(c)}


@dataclass(frozen=True, slots=True)
class Difference:
    """From one gazetteer to another."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Change, ...]
    """the same name, kind and parent; or the same code where only one entry of each has it (renamed, moved)."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def touched(self) -> frozenset[str]:
        """Spellings that are new, gone, or mean something else now: a finished page on which one of them may stand is
        to be corrected again, and no other."""
        found: set[str] = set()
        for entry in (*self.added, *self.removed):
            found.update(text for text, _ in entry.roles())
        for change in self.changed:
            old, new = set(change.before.roles()), set(change.after.roles())
            if change.fields.keys() & {"name", "kind", "parent"}:
                found.update(text for text, _ in old | new)
            else:
                found.update(text for text, _ in old ^ new)
        return frozenset(found)


def diff(before: Iterable[Entry], after: Iterable[Entry]) -> Difference:
    """Compare two lists of entries; their order does not count, nor the file that a row stands in."""
    old, new = {e.key: e for e in before}, {e.key: e for e in after}
    changed = [Change(old[key], new[key]) for key in old if key in new and plain(old[key]) != plain(new[key])]
    removed = [e for key, e in old.items() if key not in new]
    added = [e for key, e in new.items() if key not in old]
    codes_gone, codes_come = Counter(e.code for e in removed), Counter(e.code for e in added)
    by_code = {e.code: e for e in added if e.code and codes_come[e.code] == 1}
    for entry in list(removed):
        other = by_code.get(entry.code)
        if other is not None and codes_gone[entry.code] == 1:
            changed.append(Change(entry, other))
            removed.remove(entry)
            added.remove(other)
    return Difference(tuple(added), tuple(removed), tuple(changed))
