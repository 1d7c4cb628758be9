"""New names out of finished text and decisions: seen often, on several pages, and never contested.

Where a name begins is found as terms are in corpora: what stands before a whole word varies, what stands before a piece
of one does not; and of two readings of which one ends with the other, the longer holds when it makes up nearly all of
the shorter.
"""

from __future__ import annotations

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
        for name, left in _readings(sighting):
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


def _readings(sighting: Sighting) -> Iterator[tuple[str, str]]:
    """(name, character before it) for each way to read where the name begins."""
    text, generic = sighting.text, sighting.generic
    if sighting.exact:
        yield text, sighting.left[-1:]
        return
    for start in range(len(text) - len(generic) - 1):
        yield text[start:], text[start - 1] if start else sighting.left[-1:]


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
