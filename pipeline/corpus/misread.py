"""Where a text may stand that was misread: an alignment with a cost for every difference.

The unit of cost is a character that was lost.  What the engine itself offered costs little, what looks like that
somewhat more; another character where the engine was sure is none that may have been misread.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from pipeline.corpus.patterns import Span
from pipeline.correct import glyphs
from pipeline.correct.lexicon import shipped

ALIKE = 0.7
"""similarity of glyphs from which one character may have been read for the other; half of all misread ones have it."""
SHORT = 2
"""characters of texts of which one difference leaves just one character."""
LONG = 6
"""characters of texts in which two differences may be such as nothing in the readings speaks for; in shorter ones with
more than one of them anything is found."""
MOST_GUESSED = 2
"""characters of one text that may be other readings: with more of them anything is found anywhere."""
UNSURE = 70
"""per cent: confidence below which what was read may be any other character, or none."""
_NEVER = (inf, inf)


@dataclass(frozen=True)
class Costs:
    """What differences cost, and how much may come together."""

    offered: float
    """another character, which the engine has among its readings."""
    budget: Callable[[int], float]
    """length of the text -> most that all differences may cost."""
    alike: tuple[float, float] = _NEVER
    """one that looks like one of these readings; where the engine was not sure at all, and where it was sure."""
    other: tuple[float, float] = _NEVER
    """any other, where the engine was ``UNSURE``; as above."""
    missing: float = inf
    """a character that was not read; at the end of a text only where a line or a sentence ends."""
    added: float = inf
    """a character that is none of the text, where the engine was ``UNSURE``."""
    mark: float = inf
    """the same, a punctuation mark."""

    @property
    def strict(self) -> bool:
        """Whether nothing but the engine's readings counts."""
        return self.alike is _NEVER


def _fuzzy_budget(size: int) -> float:
    return {1: 0.0, SHORT: 0.5, 3: 1.05, 4: 1.4, 5: 1.5}.get(size, 2.0)


READINGS = Costs(offered=1.0, budget=lambda size: 1.0 if size <= SHORT else float(MOST_GUESSED))
"""The engine's own readings alone."""
FUZZY = Costs(offered=0.3, alike=(0.3, 0.5), other=(0.4, 0.9), missing=1.0, added=1.0, mark=0.5, budget=_fuzzy_budget)
"""Readings, look-alikes, lost and added characters."""


@dataclass(frozen=True)
class Print:
    """A text as the engine read it."""

    text: str
    offered: Sequence[Set[str]]
    """for each character what else the engine has there; empty: it was sure."""
    confidence: Sequence[int]
    """of each character, per cent."""
    ends: Set[int]
    """positions where a line of the scan begins or ends, or the text does."""
    names: Sequence[Span] = ()
    """where names stand, spelled as a list has them: what is read so was hardly misread."""

    def is_edge(self, at: int) -> bool:
        """Whether something may have been lost there without a trace."""
        return at in self.ends or any(is_mark(one) for one in self.text[max(0, at - 1) : at + 1])


class _Path(NamedTuple):
    """An alignment so far."""

    cost: float
    first: int
    """position in the text that was read."""
    loose: bool
    """something in it was not offered by the engine."""
    blind: int
    """differences for which nothing in the readings speaks."""

    def step(self, one: _Step) -> _Path:
        cost, loose, blind = one
        return _Path(self.cost + cost, self.first, self.loose or loose, self.blind + blind)


_Step = tuple[float, bool, int]
"""what a difference costs, and what it adds to ``loose`` and ``blind``."""
_SAME: _Step = (0.0, False, 0)
_IMPOSSIBLE: _Step = (inf, True, 1)
_NONE = _Path(inf, 0, False, 0)


def is_mark(character: str) -> bool:
    """Punctuation, a symbol or a space."""
    return unicodedata.category(character)[0] in "PSZC"


def misread(wanted: str, read: Print, costs: Costs, exact: Sequence[Span]) -> dict[Span, float]:
    """Where a text may stand, with what it costs; of overlapping places the cheapest, none where it stands exactly."""
    most = costs.budget(len(wanted))
    found: dict[Span, float] = {}
    for start in _starts(wanted, read, costs):
        for path, end in _aligned(wanted, read, costs, start):
            span = (path.first, end)
            if path.blind > (1 if len(wanted) < LONG else 2) or path.cost > min(most, found.get(span, inf)):
                continue
            if not (path.loose and _is_name(wanted, read, span)):
                found[span] = path.cost
    taken, kept = list(exact), dict[Span, float]()
    for span, cost in sorted(found.items(), key=lambda one: (one[1], one[0])):
        if all(span[0] >= end or span[1] <= start for start, end in taken):
            taken.append(span)
            kept[span] = cost
    return kept


def _is_name(wanted: str, read: Print, span: Span) -> bool:
    """Whether another name stands there, or what stands there is a word as it is."""
    if read.text[span[0] : span[1]] in shipped().frequency:
        return True
    for start, end in read.names:
        if start < span[1] and end > span[0]:
            inside = span[0] <= start and end <= span[1]
            if not inside or (start, end) == span or read.text[start:end] not in wanted:
                return True
    return False


def _starts(wanted: str, read: Print, costs: Costs) -> Iterator[int]:
    """Places from which enough characters stand, or are offered, at about their distance."""
    votes, certain = Counter[int](), set[int]()
    places: dict[str, list[int]] = {}
    for k, one in enumerate(wanted):
        places.setdefault(one, []).append(k)
    for at, (one, others) in enumerate(zip(read.text, read.offered, strict=True)):
        for k in places.get(one, ()):
            votes[at - k] += 1
            certain.add(at - k)
        for other in others & places.keys():
            for k in places[other]:
                votes[at - k] += 1
    cheapest = min(costs.alike[0], costs.other[0], costs.missing, costs.added)
    least = len(wanted) - (0 if costs.strict else int(costs.budget(len(wanted)) / cheapest))
    for start in sorted(votes):
        near = (start,) if costs.strict else (start - 1, start, start + 1)
        if sum(votes[one] for one in near) >= max(1, least) and any(one in certain for one in near):
            yield start


def _aligned(wanted: str, read: Print, costs: Costs, start: int) -> Iterator[tuple[_Path, int]]:
    """The best alignments with the stretch that begins at about ``start``, each with its end."""
    low, high = max(0, start - 1), min(len(read.text), start + len(wanted) + 1)
    row = [_Path(0.0, at, False, 0) for at in range(low, high + 1)]
    for i, one in enumerate(wanted):
        last = i == len(wanted) - 1
        new: list[_Path] = []
        for j, before in enumerate(row):
            at, best = low + j, _NONE
            if (i > 0 and not last) or at in read.ends or (i == 0 and read.is_edge(at)):
                best = before.step((costs.missing, True, 1))
            if j:
                best = min(best, row[j - 1].step(_difference(one, read, at - 1, costs)))
            if j and not last:  # nothing is added behind the last character
                best = min(best, new[j - 1].step(_added(read, at - 1, costs)))
            new.append(best)
        row = new
    for j, path in enumerate(row):
        if 0 < path.cost < inf and path.first < low + j:
            yield path, low + j


def _difference(one: str, read: Print, at: int, costs: Costs) -> _Step:
    other, offered = read.text[at], read.offered[at]
    if one == other:
        return _SAME
    if one in offered:
        return costs.offered, False, 0
    if costs.strict or is_mark(other) or not offered:
        return _IMPOSSIBLE
    confidence = read.confidence[at]
    if any(glyphs.shipped().similarity(one, like) >= ALIKE for like in (other, *offered)):
        return _between(costs.alike, confidence), True, 0
    return (_between(costs.other, confidence), True, 1) if confidence < UNSURE else _IMPOSSIBLE


def _added(read: Print, at: int, costs: Costs) -> _Step:
    if read.confidence[at] >= UNSURE:
        return _IMPOSSIBLE
    return costs.mark if is_mark(read.text[at]) else costs.added, True, 1


def _between(costs: tuple[float, float], confidence: int) -> float:
    return costs[0] + (costs[1] - costs[0]) * confidence / 100
