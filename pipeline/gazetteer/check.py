"""What is wrong, doubtful or worth knowing in a gazetteer: the command ``baokan gazetteer check``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.gazetteer import neighbours
from pipeline.gazetteer.entry import Entry, Problem
from pipeline.gazetteer.kinds import KINDS
from pipeline.gazetteer.stack import Gazetteer

Weight = Literal["error", "warning", "note"]
"""``error``: a row or a value is not used.  ``warning``: used, and probably wrong.  ``note``: worth knowing."""
LISTED_PAIRS = 200
"""pairs of neighbours that are named; a large list has hundreds of thousands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one row."""

    weight: Weight
    code: str
    """stable key for programs."""
    file: Path
    line: int
    message: str
    unit: str = "line"

    def __str__(self) -> str:
        where = f"{self.file}, {self.unit} {self.line}" if self.line else f"{self.file}"
        return f"{self.weight}: {where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found."""

    entries: int
    spellings: int
    findings: tuple[Finding, ...]
    neighbours: int
    """pairs of spellings of different entries that one character tells apart."""
    pairs: tuple[tuple[str, str], ...]
    """the first ``LISTED_PAIRS`` of them."""

    def count(self, weight: Weight) -> int:
        """Number of findings of a weight."""
        return sum(finding.weight == weight for finding in self.findings)

    @property
    def lost(self) -> bool:
        """Whether rows or values are not used."""
        return bool(self.count("error"))


def check(gazetteer: Gazetteer, paths: Collection[Path] | None = None) -> Report:
    """Check a stack.  ``paths``: the files whose rows are looked at; the others are what these may refer to.

    ``None``: all files of the stack.
    """
    by_name = {file.path.name: file.path for file in gazetteer.files}
    wanted = {path.name for path in (paths if paths is not None else by_name.values())}
    findings = [_of_problem(problem) for problem in gazetteer.problems if problem.path.name in wanted]
    names: dict[str, list[Entry]] = {}
    for entry in gazetteer.entries:
        names.setdefault(entry.name, []).append(entry)
    for entry in gazetteer.entries:
        if entry.file in wanted:
            path = by_name[entry.file]
            for weight, code, message in _of_entry(entry, names, gazetteer):
                findings.append(Finding(weight, code, path, entry.line, message))
    for conflict in gazetteer.conflicts:
        if conflict.entry.file in wanted:
            message = f"{conflict.entry.name} is also in {conflict.replaced.file}, line {conflict.replaced.line}, with "
            message += "other facts; this row holds."
            findings.append(Finding("note", "conflict", by_name[conflict.entry.file], conflict.entry.line, message))
    close = _pairs(gazetteer)
    findings.sort(key=lambda finding: (str(finding.file), finding.line, finding.code))
    return Report(
        entries=len(gazetteer.entries),
        spellings=len(gazetteer.by_spelling),
        findings=tuple(findings),
        neighbours=len(close),
        pairs=tuple(close[:LISTED_PAIRS]),
    )


def _of_problem(problem: Problem) -> Finding:
    weight: Weight = "warning" if problem.code in ("unknown-column", "repeated-column") else "error"
    return Finding(weight, problem.code, problem.path, problem.line, problem.message, problem.unit)


def _of_entry(
    entry: Entry, names: Mapping[str, Sequence[Entry]], gazetteer: Gazetteer
) -> Iterator[tuple[Weight, str, str]]:
    if entry.kind and entry.kind not in KINDS:
        yield "note", "unknown-kind", f"the kind {entry.kind!r} of {entry.name} is none that Baokan knows; it is kept."
    if entry.parent and entry.parent not in names:
        hint = gazetteer.linked(entry.parent)
        known = f" It is another spelling of {hint[0].name}: write that." if hint else ""
        yield "warning", "unknown-parent", f"the parent {entry.parent} of {entry.name} has no row of its own.{known}"
    circle = _circle(entry, names)
    if circle:
        yield "warning", "cyclic-parent", f"{' in '.join(circle)}: a place cannot lie in itself."
    same = [other for other in names[entry.name] if other.kind == entry.kind and other.key != entry.key]
    if same and any(not e.parent for e in (entry, *same)):
        others = ", ".join(f"{other.file}, line {other.line}" for other in same)
        yield "warning", "double", f"{entry.name} ({entry.kind}) stands with and without a parent, see {others}."
    for variant in entry.variants:
        if variant in gazetteer.by_spelling:
            other = gazetteer.by_spelling[variant][0].name
            yield "warning", "variant-is-name", f"the variant {variant} of {entry.name} is a spelling of {other}."
    for former in entry.former:
        others_now = [e for e in names.get(former.name, ()) if e.key != entry.key and e.kind == entry.kind]
        if others_now:
            yield "note", "former-is-name", f"the former name {former.name} of {entry.name} is now another one's name."


def _circle(entry: Entry, names: Mapping[str, Sequence[Entry]]) -> list[str]:
    """The way up from an entry back to itself; empty when it leads elsewhere."""
    way = [entry.name]
    current = entry
    while current.parent:
        way.append(current.parent)
        if current.parent == entry.name and not _other_parent(entry, names):
            return way
        if current.parent in way[:-1]:
            return []  # a circle above this entry: told where it is
        above = names.get(current.parent)
        if not above:
            return []
        current = above[0]
    return []


def _other_parent(entry: Entry, names: Mapping[str, Sequence[Entry]]) -> bool:
    """Whether a parent of the same name is another thing: the metro station in the road of its name."""
    return any(other.kind != entry.kind for other in names[entry.name])


def _pairs(gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """Neighbours whose entries differ: the short form beside its long form is no danger."""
    spellings = gazetteer.by_spelling
    entries = {s: {e.key for e in found} for s, found in spellings.items()}
    return [(a, b) for a, b in neighbours.pairs(spellings) if entries[a].isdisjoint(entries[b])]
