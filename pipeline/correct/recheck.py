"""Which finished pages a changed gazetteer can touch: told from a few kilobytes a page, without reading the page.

* ``page_keys(page)``: what stands, or may stand, side by side on a page, as bytes to be kept beside it.
* ``Changes.between(old, new, settings)``: what two gazetteers mean differently, as far as correction can tell.
* ``touched(keys, changes)``: whether the page may have another correction under the new gazetteer.

A page that is not touched has the very same records under both.  That rests on this: a spelling takes part in the
correction of a page only where it stands as it is, or within the edits that a candidate may have
(``pipeline.gazetteer.near``): then all its neighbouring characters stand side by side, or are offered so by the engine,
but for one place.  What counts all names (``language.names_that_share``) moves in steps; a step touches every page.
The other way round nothing is promised: a touched page is corrected again and may well come out as it was.

Everything else that decides (settings, tables, decisions, the page itself) must be as it was when the page was
corrected; the fingerprint of the stage tells.  In an issue corrected as a whole (``correct_issue``) one touched page
touches all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.correct import confusions as confusion_table
from pipeline.correct import glyphs as glyph_table
from pipeline.correct import variants
from pipeline.correct.confusions import Confusions
from pipeline.correct.decisions import memory_of
from pipeline.correct.language import names_that_share
from pipeline.correct.passage import passage_of
from pipeline.correct.settings import CandidateSettings, CorrectSettings
from pipeline.correct.stage import without_own_records
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Page

FORM = 1
"""First byte of the keys; keys of another form touch everything.  Raise it when what they hold changes."""
BITS = 12
"""bits that a pair of characters takes; with ``HASHES`` positions each, one absent pair in 150 seems to be there."""
HASHES = 4

Pair = int
"""Two characters side by side, or with one between them, as one number: see ``_pair``."""


def page_keys(page: Page) -> bytes:
    """The pairs of characters of a page, as read and as the engine offers them, before any correction of names.

    A Bloom filter of about 1.5 bytes a pair behind a byte for its form; deterministic.
    """
    bare, fold = without_own_records(page), variants.shipped().fold
    pairs: set[Pair] = set()
    for block in bare.blocks:
        passage = passage_of(bare, block)
        offered = [
            {reading.text, folded, *reading.alternatives}
            for reading, folded in zip(passage.readings, fold(passage.text), strict=True)
        ]
        for distance in (1, 2):
            for left, right in zip(offered, offered[distance:], strict=False):
                pairs.update(_pair(a, b, distance) for a in left for b in right)
    bits = np.zeros(max(BITS * len(pairs) // 8, 1) * 8, np.bool_)
    first, step = _hashed(pairs)
    for n in range(HASHES):
        bits[(first + np.uint64(n) * step) % np.uint64(len(bits))] = True
    return bytes([FORM]) + np.packbits(bits).tobytes()


def touched(keys: bytes, changes: Changes) -> bool:
    """Whether the page with these keys may be corrected otherwise after the changes; never a false no."""
    if changes.everything or keys[:1] != bytes([FORM]):
        return True
    first, step, starts = changes.needed
    if not len(starts):
        return False
    bits = np.frombuffer(keys, np.uint8, offset=1)
    there = np.ones(len(first), np.bool_)
    for n in range(HASHES):
        places = (first + np.uint64(n) * step) % np.uint64(8 * len(bits))
        there &= (bits[places >> np.uint64(3)] << (places & np.uint64(7)).astype(np.uint8) & 0x80).astype(np.bool_)
    return bool(np.logical_and.reduceat(there, starts).any())


@dataclass(frozen=True)
class Changes:
    """What two gazetteers mean differently."""

    names: frozenset[str]
    """spellings that a text may be corrected to under one of them."""
    exact: frozenset[str]
    """spellings that are only found where they stand (variants)."""
    everything: bool
    """the probability of every name has moved, or there are names that can stand anywhere."""
    candidates: CandidateSettings
    table: Confusions

    @classmethod
    def between(cls, old: Gazetteer, new: Gazetteer, settings: CorrectSettings) -> Changes:
        """From one gazetteer to another.  ``settings``: those of the pages, the same before and after."""
        changed = {
            spelling
            for spelling in {*old.by_spelling, *old.variants, *new.by_spelling, *new.variants}
            if _meaning(old, spelling) != _meaning(new, spelling)
        }
        names = frozenset(s for s in changed if s in old.by_spelling or s in new.by_spelling)
        shares = [names_that_share(len(gazetteer.by_spelling), settings.language) for gazetteer in (old, new)]
        guessed = settings.candidates.other_length <= 2  # names of two characters may be near to any character
        anywhere = any(len(spelling) < (3 if guessed else 2) for spelling in changed)
        return cls(
            names,
            frozenset(changed - names),
            shares[0] != shares[1] or anywhere,
            settings.candidates,
            memory_of(settings.decisions).confusions or confusion_table.shipped(),
        )

    @cached_property
    def needed(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.intp]]:
        """Sets of pairs one of which a touched page has in full: the two hashes of each pair, and where each set
        begins."""
        sets = {tuple(pairs) for name in self.names for pairs in self._needs(name)}
        sets.update(tuple(_pairs(spelling)) for spelling in self.exact)
        first, step = _hashed(pair for pairs in sets for pair in pairs)
        return first, step, np.cumsum([0, *map(len, sets)], dtype=np.intp)[:-1]

    def _needs(self, name: str) -> Iterator[list[Pair]]:
        """The sets of pairs of a name: it stands as it is, or one character is another, is missing, or one too many."""
        size = len(name)
        yield _pairs(name)
        if size == 2:
            alike = _read_for(self.table, self.candidates.look_alike, self.candidates.confused)
            for read in alike.get(name[0], ()):
                yield _pairs(read + name[1])
            for read in alike.get(name[1], ()):
                yield _pairs(name[0] + read)
            return
        for k in range(size):
            around = [_pair(name[k - 1], name[k + 1], 2)] if 0 < k < size - 1 else []
            yield _pairs(name[:k]) + around + _pairs(name[k + 1 :])
        if size >= self.candidates.indel_length:
            for k in range(size):
                yield _pairs(name[:k] + name[k + 1 :])
            for k in range(1, size):
                yield [*_pairs(name[:k]), _pair(name[k - 1], name[k], 2), *_pairs(name[k:])]


@lru_cache(maxsize=2)
def _read_for(table: Confusions, look_alike: float, confused: int) -> dict[str, set[str]]:
    """Character -> characters whose look-alike it is, by the rules of ``candidates``: names of two characters are near
    to a text only through them."""
    found: dict[str, set[str]] = {}
    glyphs = glyph_table.shipped()
    for read in {*glyphs.characters, *table.characters}:
        for printed, similarity in glyphs.look_alikes(read).items():
            if similarity >= look_alike:
                found.setdefault(printed, set()).add(read)
        for printed, cases in table.printed_for(read).items():
            if cases >= confused:
                found.setdefault(printed, set()).add(read)
    return found


def _meaning(gazetteer: Gazetteer, spelling: str) -> tuple[object, ...] | None:
    """All that correction asks of a spelling; ``None``: it is not listed."""
    entries = gazetteer.linked(spelling)
    if not entries:
        return None
    entry = entries[0]
    return (
        spelling in gazetteer.by_spelling,
        entry.name,
        entry.kind,
        entry.parent,
        entry.valid_to,
        entry.role_of(spelling),
        gazetteer.precision_of(entry),
    )


def _pair(left: str, right: str, distance: int) -> Pair:
    """``distance``: 1 for neighbours, 2 with one character between."""
    return (ord(left) << 21 | ord(right)) << 2 | distance


def _pairs(text: str) -> list[Pair]:
    """All neighbours of a text."""
    return [_pair(a, b, 1) for a, b in pairwise(text)]


def _hashed(pairs: Iterable[Pair]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Two 32-bit numbers for each pair, the second odd (splitmix64)."""
    mixed = np.fromiter(pairs, np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed & np.uint64(0xFFFFFFFF), mixed >> np.uint64(32) | np.uint64(1)
