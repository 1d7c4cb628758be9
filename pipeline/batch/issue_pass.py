"""The pass over the issues, after the pages: what stands right on one page speaks for it on the others.

A deterministic function of all finished pages in the results folder: which run did them, and in which order, does not
matter.  Only pages are done again for which the others have something to say, or not any more what they said before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import correct, describe, ingest
from pipeline.batch.ledger import DONE, FAILED, FrameRow, Ledger, SourceRow
from pipeline.batch.plan import Plan
from pipeline.batch.unit import Task
from pipeline.batch.worklist import Work
from pipeline.flow import said
from pipeline.model.sheet import NamesOnPage
from pipeline.model.sidecar import SidecarRow

Member = tuple[SourceRow, FrameRow]
STAGE = "correct"


def due(ledger: Ledger, output: Path) -> Iterator[Plan]:
    """Sources whose pages are to be corrected again, with the tasks."""
    sources = {row.document: row for row in ledger.load().values() if row.source and row.state in (DONE, FAILED)}
    names = ledger.names()
    documents = [
        (row.document, said(page for frame in row.frames.values() for page in frame.pages)["metadata"])
        for row in sources.values()
    ]
    rows = _Sidecars()
    for issue in describe.gather_issues(documents):
        members = [(sources[name], frame) for name in issue.documents for frame in sources[name].frames.values()]
        wanted = _wanted(members, names)
        plans: dict[str, Plan] = {}
        for row, frame in members:
            elsewhere = wanted.get(frame.id, {})
            if frame.state != DONE or elsewhere == frame.elsewhere:
                continue
            plan = plans.setdefault(row.document, Plan(Work(row.path, row.document, rows.of(row.path)), row))
            pages = tuple(page.name for page in frame.pages)
            plan.tasks.append(
                Task(
                    row.path, row.document, frame.number, plan.work.row, output / row.document, STAGE, pages, elsewhere
                )
            )
        yield from plans.values()


def _wanted(
    members: list[Member], names: Mapping[int, Mapping[str, NamesOnPage]]
) -> dict[int, dict[str, dict[str, int]]]:
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
