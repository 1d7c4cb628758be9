"""Small finished results for tests of what is done with them afterwards."""

from __future__ import annotations

from pathlib import Path

from helpers.databases import prepare
from helpers.fakes import pipeline, scan
from pipeline.batch.run import run


def results(folder: Path, documents: int = 2, frames: int = 2) -> Path:
    """Blank scans in ``folder/scans`` and their results in ``folder/out``, which is returned."""
    for number in range(documents):
        scan(folder / f"scans/报{number}.tif", frames=frames, shade=200 + number)
    run([folder / "scans"], pipeline(prepare(folder / "out")))
    return folder / "out"


def tree(folder: Path) -> dict[str, bytes]:
    """Path -> content of every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
