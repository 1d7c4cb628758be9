"""The pass over the issues, after the pages: what stands right on one page speaks for it on the others.

A deterministic function of all finished pages in the results folder: which run did them, and in which order, does not
matter.  Only pages are done again for which the others have something to say, or not any more what they said before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline import correct, describe, ingest
from pipeline.batch.ledger import DONE, FAILED, FrameRow, Ledger, SourceRow
from pipeline.batch.plan import Plan
from pipeline.batch.unit import Task
from pipeline.batch.worklist import Work
from pipeline.handling.pages import said
from pipeline.model.sheet import NamesOnPage
from pipeline.model.sidecar import SidecarRow

Member = tuple[SourceRow, FrameRow]
Names = Mapping[int, Mapping[str, NamesOnPage]]
"""Frame id -> page -> its names."""
Tasks = Mapping[int, Mapping[str, Mapping[str, int]]]
"""Frame id -> what the rest of the issue says to each of its pages."""
STAGE = "correct"


def unnamed(ledger: Ledger, output: Path) -> list[Plan]:
    """Sources with pages of which the ledger has no names (it was lost, and they were taken over from their files)."""
    return _plans(ledger, output, lambda members, names: {f.id: f.elsewhere for _, f in members if f.id not in names})


def due(ledger: Ledger, output: Path) -> list[Plan]:
    """Sources whose pages the others have something to say to, or not any more what they said before."""

    def told(members: list[Member], names: Names) -> Tasks:
        wanted = _wanted(members, names)
        return {f.id: wanted.get(f.id, {}) for _, f in members if wanted.get(f.id, {}) != f.elsewhere}

    return _plans(ledger, output, told)


def _plans(ledger: Ledger, output: Path, choose: Callable[[list[Member], Names], Tasks]) -> list[Plan]:
    """The pages of each issue that ``choose`` names, to be corrected again."""
    sources = {row.document: row for row in ledger.load().values() if row.source and row.state in (DONE, FAILED)}
    names = ledger.names()
    documents = [
        (row.document, said(page for frame in row.frames.values() for page in frame.pages)["metadata"])
        for row in sources.values()
    ]
    rows, plans = _Sidecars(), dict[str, Plan]()
    for issue in describe.gather_issues(documents):
        done = [
            (sources[name], f) for name in issue.documents for f in sources[name].frames.values() if f.state == DONE
        ]
        chosen = choose(done, names)
        for row, frame in done:
            if frame.id not in chosen:
                continue
            plan = plans.setdefault(row.document, Plan(Work(row.path, row.document, rows.of(row.path)), row))
            pages, folder = tuple(page.name for page in frame.pages), output / row.document
            plan.tasks.append(
                Task(row.path, row.document, frame.number, plan.work.row, folder, STAGE, pages, chosen[frame.id])
            )
    return list(plans.values())


def _wanted(members: list[Member], names: Names) -> dict[int, dict[str, dict[str, int]]]:
    """Frame id -> page -> what the other pages of the issue say of names in question there."""
    pages = {f"{frame.id} {page}": one for _, frame in members for page, one in names.get(frame.id, {}).items()}
    found: dict[int, dict[str, dict[str, int]]] = {}
    for key, counts in correct.names_elsewhere(pages).items():
        frame, _, page = key.partition(" ")
        found.setdefault(int(frame), {})[page] = counts
    return found


class _Sidecars:
    """Rows of ``metadata.csv``, each file read once."""

    def __init__(self) -> None:
        self._read: dict[Path, ingest.Sidecar] = {}

    def of(self, scan: Path) -> SidecarRow | None:
        if scan.parent not in self._read:
            self._read[scan.parent] = ingest.read_sidecar(scan.parent)
        return self._read[scan.parent].get(scan.name)
