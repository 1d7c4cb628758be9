"""New names out of finished text and decisions: seen often, on several pages, and never contested.

Where a name begins is found as terms are in corpora: what stands before a whole word varies, what stands before a piece
of one does not; and of two readings of which one ends with the other, the longer holds when it makes up nearly all of
the shorter.  Listed names help: none is cut in two, and where one ends as the stretch does there is nothing to learn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.gazetteer import neighbours
from pipeline.gazetteer.entry import Entry
from pipeline.gazetteer.fields import name_fault
from pipeline.gazetteer.generic import GENERIC
from pipeline.gazetteer.settings import LearnSettings
from pipeline.gazetteer.sightings import Sighting

NESTED_SHARE = 0.8
"""share of the shorter reading's places from which the longer one is the name."""
NO_START = frozenset("在因与记住从到由对把被为和及是了的我你他她这那每各该本某至往向将给让使跟同或以于并")
"""Characters that stand before names and hardly ever begin one."""
_COUNTED = re.compile("[一二三四五六七八九十两几多]+[条个座处家所片些].?")
"""A number with its measure word, for what stands before a generic word (三条道 + 路)."""
EDGE = ""
"""what stands before a name at the start of a text: every time something else."""
SHOWN = 3
"""contexts kept of each proposal."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name that no list has."""

    name: str
    kind: str
    seen: int
    """places where it stands."""
    accepted: int
    """of them, places that a person said to be right."""
    pages: int
    contexts: tuple[str, ...]
    neighbours: tuple[str, ...]
    """listed spellings that one character tells apart from it: it may be one of them, misread."""

    @property
    def doubtful(self) -> bool:
        """Whether it may be a listed name misread everywhere alike, and nobody has confirmed it."""
        return bool(self.neighbours) and not self.accepted

    def entry(self, source: str) -> Entry:
        """The proposal as a row of a gazetteer."""
        return Entry(self.name, self.kind, source=source)


@dataclass
class _Tally:
    seen: int = 0
    accepted: int = 0
    kind: str = ""
    starts: int = 0
    """times that it stood at the start of a text."""
    pages: set[str] = field(default_factory=set)
    lefts: set[str] = field(default_factory=set)
    contexts: list[str] = field(default_factory=list)


def propose(
    sightings: Iterable[Sighting],
    listed: Collection[str],
    settings: LearnSettings,
    frequency: Callable[[str], int] = lambda word: 0,
) -> tuple[Proposal, ...]:
    """Names worth adding, most seen first.

    ``listed``: spellings that are known.  ``frequency``: of a word in ordinary text, in the units of
    ``settings.common_word``.
    """
    tallies: dict[str, _Tally] = {}
    contested: set[str] = set()
    for sighting in sightings:
        if sighting.verdict == "rejected":
            contested.add(sighting.text)
            continue
        for name, left in _readings(sighting, listed):
            _count(tallies.setdefault(name, _Tally()), name, left, sighting, settings.context)
    fit = {
        name: tally
        for name, tally in tallies.items()
        if name not in listed
        and name not in contested
        and not name_fault(name)
        and _often(tally, settings)
        and (tally.accepted or not _ordinary(name, settings, frequency))
    }
    names = sorted(_whole(fit), key=lambda name: (-fit[name].seen, name))
    return tuple(_proposal(name, fit[name], listed) for name in names)


def _readings(sighting: Sighting, listed: Collection[str]) -> Iterator[tuple[str, str]]:
    """(name, character before it) for each way to read where the name begins.

    None where a listed name ends with the stretch or goes on behind it (仙霞新村 in 仙霞新村街道).  A reading does not
    begin inside a listed name, nor before one that begins the name (上周水城路菜场).
    """
    text, generic = sighting.text, sighting.generic
    if sighting.exact:
        yield text, sighting.left[-1:]
        return
    size, offset = len(text), len(sighting.left)
    around = sighting.left + text + sighting.right
    spans = [(a - offset, b - offset) for a, b in _spans(around, listed)]
    if any(a < size <= b for a, b in spans):
        return
    starts = [k for k in range(size - len(generic) - 1) if not any(a < k < b for a, b in spans)]
    named = [k for k in starts if any(a == k for a, _ in spans)]
    for start in [k for k in starts if k >= max(named, default=0)]:
        if text[start] not in NO_START:
            yield text[start:], text[start - 1] if start else sighting.left[-1:]


def _spans(text: str, listed: Collection[str]) -> list[tuple[int, int]]:
    """Where listed names stand."""
    size = len(text)
    return [(a, b) for a in range(size - 1) for b in range(a + 2, size + 1) if text[a:b] in listed]


def _count(tally: _Tally, name: str, left: str, sighting: Sighting, context: int) -> None:
    tally.seen += 1
    tally.accepted += sighting.verdict == "accepted"
    tally.kind = tally.kind or GENERIC.get(sighting.generic, "")
    tally.pages.add(sighting.page)
    if left == EDGE:
        tally.starts += 1
    else:
        tally.lefts.add(left)
    if len(tally.contexts) < SHOWN:
        before = sighting.left + sighting.text[: len(sighting.text) - len(name)]
        tally.contexts.append(
            f"{before[len(before) - min(context, len(before)) :]}【{name}】{sighting.right[:context]}"
        )


def _often(tally: _Tally, settings: LearnSettings) -> bool:
    varied = tally.accepted or len(tally.lefts) + tally.starts >= settings.least_left
    return bool(varied) and tally.seen >= settings.least_seen and len(tally.pages) >= settings.least_pages


def _ordinary(name: str, settings: LearnSettings, frequency: Callable[[str], int]) -> bool:
    """Whether what stands before the generic word is an ordinary word, or ends with one (该老旧 + 小区)."""
    generic = max((word for word in GENERIC if name.endswith(word)), key=len, default="")
    proper = name.removesuffix(generic)
    if _COUNTED.fullmatch(proper) or proper[-1:] in NO_START:
        return True
    return any(frequency(proper[start:]) >= settings.common_word for start in range(len(proper) - 1))


def _whole(fit: dict[str, _Tally]) -> set[str]:
    """Names without the readings that begin too late or too early."""
    kept = set(fit)
    for name in sorted(fit, key=len, reverse=True):
        for start in range(1, len(name) - 1):
            shorter = name[start:]
            if name in kept and shorter in kept:
                nearly_all = fit[name].seen >= NESTED_SHARE * fit[shorter].seen
                kept.discard(shorter if nearly_all else name)
    return kept


def _proposal(name: str, tally: _Tally, listed: Collection[str]) -> Proposal:
    return Proposal(
        name=name,
        kind=tally.kind,
        seen=tally.seen,
        accepted=tally.accepted,
        pages=len(tally.pages),
        contexts=tuple(tally.contexts),
        neighbours=tuple(neighbours.of(name, listed)),
    )
