"""The work list: every source under the paths, with the id of its document and its row of ``metadata.csv``.

The ledger knows most files by size and time of change, so that a list of ten thousand costs no reading of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import ingest
from pipeline.batch.ledger import REPLACED, SourceRow
from pipeline.errors import NoInputError, PageError
from pipeline.export.folders import existing, owner
from pipeline.ingest.identifiers import sha256_of
from pipeline.model.sidecar import SidecarRow
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Work:
    """One source on the work list."""

    path: Path
    document: str
    row: SidecarRow | None = None
    """what ``metadata.csv`` beside it says."""
    sha256: str | None = None
    """where it had to be told, or the ledger knows it."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """Everything that a run is asked for."""

    sources: tuple[Work, ...]
    notes: tuple[str, ...]
    """what a person should know of the input: files passed over, rows of tables that cannot be used, scans that were
    replaced or are gone."""
    missing: tuple[PageError, ...]
    """arguments and files that are not there or may not be read."""
    replaced: tuple[SourceRow, ...]
    """sources whose scan has another content now; their results stay, the new scan has a document of its own."""


def work_list(paths: Iterable[Path], settings: Settings, known: Mapping[str, SourceRow]) -> WorkList:
    """List the sources; ``known``: document id -> what the ledger has.

    Raises ``NoInputError`` when nothing is named and nothing missing.
    """
    output, paths = settings.run.output, list(paths)
    found = ingest.find(paths, settings.ingest, exclude=[output])
    notes = [f"{skipped.path}: {skipped.reason}" for skipped in found.skipped if skipped.notice]
    if not found.files and not found.errors:
        raise NoInputError(
            "\n".join([*notes, "No scans were found. Give image files, PDFs, or folders that hold some."])
        )
    sidecars = {folder: ingest.read_sidecar(folder) for folder in dict.fromkeys(path.parent for path in found.files)}
    notes += [problem.message for sidecar in sidecars.values() for problem in sidecar.problems]
    files = {path: path.absolute() for path in found.files}
    digests = _Digests(known)
    ids = ingest.assign_document_ids(
        found.files, digest=lambda path: digests.of(files[path]), bound=_bound(output, found.files, known)
    )
    replaced = tuple(
        row
        for path, absolute in files.items()
        for row in digests.by_path.get(absolute, ())
        if row.document != ids[path] and row.state != REPLACED
    )
    notes += [
        f"{row.path}: this is another scan than before. The results of the earlier one stay in "
        f"{output / row.document}; the new one goes to {output / ids[path]}."
        for path, absolute in files.items()
        for row in replaced
        if row.path == absolute
    ]
    notes += _gone(paths, set(files.values()), known)
    sources = tuple(
        Work(path, ids[path], sidecars[path.parent].get(path.name), digests.found.get(files[path]))
        for path in found.files
    )
    return WorkList(sources, tuple(notes), found.errors, replaced)


class _Digests:
    """SHA-256 of files, from the ledger where size and time of change are as they were."""

    def __init__(self, known: Mapping[str, SourceRow]) -> None:
        self.by_path: dict[Path, list[SourceRow]] = {}
        for row in known.values():
            self.by_path.setdefault(row.path, []).append(row)
        self.found: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        if path not in self.found:
            rows = self.by_path.get(path, ())
            same = (row.source.sha256 for row in rows if row.source and row.state != REPLACED and row.unchanged())
            self.found[path] = next(same, None) or sha256_of(path)
        return self.found[path]


def _bound(output: Path, found: Iterable[Path], known: Mapping[str, SourceRow]) -> dict[str, str]:
    """Document ids that belong to a source already -> its SHA-256."""
    bound = {row.document: row.source.sha256 for row in known.values() if row.source}
    wanted = {ingest.document_id(path.name) for path in found}
    for name in existing(output, wanted):
        if name not in bound and (sha256 := owner(output / name)) is not None:
            bound[name] = sha256
    return bound


def _gone(paths: Iterable[Path], found: set[Path], known: Mapping[str, SourceRow]) -> list[str]:
    """Notes on scans that an earlier run took from one of the folders and that are not there any more."""
    roots = [path.absolute() for path in paths]
    gone = sorted(
        row.path
        for row in known.values()
        if row.state != REPLACED and row.path not in found and any(row.path.is_relative_to(root) for root in roots)
    )
    return [f"{path}: this scan is gone; its results are kept." for path in gone if not path.exists()]
