"""Gazetteers as they were when pages were corrected, as bytes: so that it can be told later what has changed in them.

All that was read is kept, not the files: these may be gone, or say something else by then.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from pipeline.gazetteer import Entry, FormerName, Gazetteer, SourceFile
from pipeline.gazetteer.collector import without_collector

FORM = 1
"""of what is kept.  Raise it when an entry gets another field; what has another form is as good as not kept."""
_LEVEL = 1
"""of compression: a hundred thousand names take 0.7 s and 2 MB."""


def identity(gazetteer: Gazetteer) -> str:
    """SHA-256 (hex) over names, checksums and bounds of the files: equal ones correct alike and say the same of it.

    Empty for entries that come from no file: nothing tells them from others.
    """
    if gazetteer.entries and not gazetteer.files:
        return ""
    said = [[file.path.name, file.sha256, file.precision] for file in gazetteer.files]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def packed(gazetteer: Gazetteer) -> bytes:
    """Entries and files, in their order."""
    files = [[file.path.name, file.sha256, file.entries, file.precision] for file in gazetteer.files]
    said = {"form": FORM, "files": files, "entries": [_row(entry) for entry in gazetteer.entries]}
    return zlib.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def unpacked(content: bytes) -> Gazetteer | None:
    """What ``packed`` was given, problems and conflicts left out; ``None``: bytes of another form, or damaged ones."""
    try:
        said = json.loads(zlib.decompress(content))
        if said["form"] != FORM:
            return None
        files = tuple(
            SourceFile(Path(name), sha256, entries, precision) for name, sha256, entries, precision in said["files"]
        )
        with without_collector():
            return Gazetteer(tuple([_entry(row) for row in said["entries"]]), files)
    except (zlib.error, ValueError, TypeError, KeyError):
        return None


def _row(entry: Entry) -> list[Any]:
    return [
        entry.name,
        entry.kind,
        entry.parent,
        entry.aliases,
        entry.code,
        entry.valid_from,
        entry.valid_to,
        entry.latitude,
        entry.longitude,
        entry.source,
        [[former.name, former.valid_from, former.valid_to] for former in entry.former],
        entry.variants,
        entry.file,
        entry.line,
    ]


def _entry(row: list[Any]) -> Entry:
    name, kind, parent, aliases, *facts, former, variants, file, line = row
    names = tuple([FormerName(*one) for one in former])
    return Entry(name, kind, parent, tuple(aliases), *facts, names, tuple(variants), file, line)  # type: ignore[call-arg]
