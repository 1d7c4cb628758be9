"""Which finished pages a changed gazetteer can touch: told from a few kilobytes a page, without reading the page.

* ``page_keys(page, gazetteer, settings)``: what stands, or may stand, side by side on a page, as bytes to be kept.
* ``Changes.between(old, new, settings)``: what two gazetteers mean differently, as far as correction can tell.
* ``touched(keys, changes)``: whether the page may have another correction under the new gazetteer.

A page that is not touched has the very same records under both.  That rests on this: a spelling takes part in the
correction of a page only where it stands as it is, or within the edits that a candidate may have
(``pipeline.gazetteer.near``): then all its neighbouring characters stand side by side, or are offered so by the
engine, but for one place, which is not within a name that stands right.  What counts all names
(``language.names_that_share``) moves in steps; a step touches every page.  The other way round nothing is promised: a
touched page is corrected again and may well come out as it was.

The keys of a page are those of the gazetteer that it was corrected with; they stay good for gazetteers whose changes
did not touch it.  Everything else that decides (settings, tables, decisions, the page itself) must be as it was when
the page was corrected; the fingerprint of the stage tells.  In an issue corrected as a whole (``correct_issue``) one
touched page touches all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.correct import confusions as confusion_table
from pipeline.correct import glyphs as glyph_table
from pipeline.correct import variants
from pipeline.correct.candidates import protected
from pipeline.correct.confusions import Confusions
from pipeline.correct.decisions import memory_of
from pipeline.correct.folding import folded_texts
from pipeline.correct.language import names_that_share
from pipeline.correct.pairs import Hashed, Pair, Place, edged, free, hashed, held, pair, pairs_of, stored
from pipeline.correct.passage import Passage, passage_of
from pipeline.correct.settings import CandidateSettings, CorrectSettings
from pipeline.correct.stage import without_own_records
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Page


def page_keys(page: Page, gazetteer: Gazetteer, settings: CandidateSettings) -> bytes:
    """The pairs of characters of a page, as read and as the engine offers them, before any correction of names.

    A Bloom filter of two bytes a pair behind a byte for its form; deterministic.
    """
    bare = without_own_records(page)
    pairs: set[Pair] = set()
    passages = [passage_of(bare, block) for block in bare.blocks]
    for passage, folded in zip(passages, folded_texts(passages, settings), strict=True):
        pairs.update(_pairs_of(passage, folded, gazetteer))
    return stored(pairs)


def _pairs_of(passage: Passage, folded: str, gazetteer: Gazetteer) -> Iterator[Pair]:
    """The pairs of one passage; of those that are ``FREE`` nothing else is told."""
    size, other = len(folded), variants.shipped().fold(passage.text)
    settled = protected(size, tuple(gazetteer.index.exact(folded)))
    offered = [
        {reading.text, normal, third} if fixed else {reading.text, normal, third, *reading.alternatives}
        for reading, normal, third, fixed in zip(passage.readings, folded, other, settled, strict=True)
    ]
    for k in range(size - 1):
        places = []
        if k == 0 or not (settled[k - 1] and settled[k]):
            places.append(Place.BEFORE)
        if k + 2 == size or not (settled[k + 1] and settled[k + 2]):
            places.append(Place.BEHIND)
        if not (settled[k] and settled[k + 1]):
            places.append(Place.BETWEEN)
        if len(places) == 3:
            places = [Place.FREE]
        else:
            places.append(Place.ANY)
        for place in places:
            yield from (pair(a, b, place) for a in offered[k] for b in offered[k + 1])
        if k + 2 < size and not settled[k + 1]:
            yield from (pair(a, b, Place.APART) for a in offered[k] for b in offered[k + 2])


def touched(keys: bytes, changes: Changes) -> bool:
    """Whether the page with these keys may be corrected otherwise after the changes; never a false no.

    Keys that another version of Baokan made touch everything.
    """
    if changes.everything:
        return True
    pairs, free_pairs, starts = changes.needed
    there, also = held(keys, pairs), held(keys, free_pairs)
    if there is None or also is None:
        return True
    return bool(len(starts)) and bool(np.logical_and.reduceat(there | also, starts).any())


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
    def needed(self) -> tuple[Hashed, Hashed, NDArray[np.intp]]:
        """Sets of pairs one of which a touched page has in full: the hashes of each pair, those of the same characters
        ``FREE``, and where each set begins."""
        sets = {tuple(pairs) for name in self.names for pairs in self._needs(name)}
        sets.update(tuple(pairs_of(spelling)) for spelling in self.exact)
        pairs = [one for needed in sets for one in needed]
        starts = np.cumsum([0, *map(len, sets)], dtype=np.intp)[:-1]
        return hashed(pairs), hashed(map(free, pairs)), starts

    def _needs(self, name: str) -> Iterator[list[Pair]]:
        """The sets of pairs of a name: it stands as it is, or one character is another, is missing, or one too many."""
        size = len(name)
        yield pairs_of(name)
        if size == 2:
            alike = _read_for(self.table, self.candidates.look_alike, self.candidates.confused)
            for read in alike.get(name[0], ()):
                yield [pair(read, name[1], Place.BETWEEN)]
            for read in alike.get(name[1], ()):
                yield [pair(name[0], read, Place.BETWEEN)]
            return
        yield edged(name[1:], Place.BEFORE)
        yield edged(name[:-1], Place.BEHIND)
        for k in range(1, size - 1):
            yield [*pairs_of(name[:k]), pair(name[k - 1], name[k + 1], Place.APART), *pairs_of(name[k + 1 :])]
        if size >= min(self.candidates.hole_length, self.candidates.indel_length):
            for k in range(1, size - 1):
                yield [*pairs_of(name[:k]), pair(name[k - 1], name[k + 1], Place.BETWEEN), *pairs_of(name[k + 1 :])]
            for k in range(1, size):
                yield [*pairs_of(name[:k]), pair(name[k - 1], name[k], Place.APART), *pairs_of(name[k:])]


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
        entry.former,
        entry.role_of(spelling),
        gazetteer.precision_of(entry),
    )
