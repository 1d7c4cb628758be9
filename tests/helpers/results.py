"""Small finished results for tests of what is done with them afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.databases import prepare
from helpers.fakes import pipeline, scan
from pipeline.batch.run import run
from pipeline.database import FILE_NAME
from pipeline.database.place import NOTE


def results(folder: Path, documents: int = 2, frames: int = 2) -> Path:
    """Blank scans in ``folder/scans`` and their results in ``folder/out``, which is returned."""
    for number in range(documents):
        scan(folder / f"scans/报{number}.tif", frames=frames, shade=200 + number)
    run([folder / "scans"], pipeline(prepare(folder / "out")))
    return folder / "out"


def tree(folder: Path) -> dict[str, bytes]:
    """Path -> content of every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def contents(output: Path) -> dict[str, object]:
    """Everything in the results folder but times and host facts."""
    found: dict[str, object] = {}
    for path in sorted(output.rglob("*")):
        name = str(path.relative_to(output))
        if path.is_dir() or name.startswith((FILE_NAME, NOTE, ".baokan.lock", "logs")):
            continue
        found[name] = path.read_bytes()
        if path.suffix == ".json":
            loaded = json.loads(path.read_bytes())
            loaded.pop("timings", None)
            found[name] = loaded
    return found
