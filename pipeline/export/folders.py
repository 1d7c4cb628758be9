"""Which result folders exist already, and which source each belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

UNFINISHED = ".baokan-unfinished"
"""In a document's folder while a run works on it: the SHA-256 of the source.  ``document.json`` takes its place."""
NOBODY = ""
"""Owner of a folder that is none of Baokan's: it is left alone."""


def owner(folder: Path) -> str | None:
    """SHA-256 of the source that a folder of results belongs to.

    ``None``: nobody has a claim (it does not exist, is empty, or holds a file that could not be read); ``NOBODY``:
    the folder holds something else than results.
    """
    document, unfinished = folder / "document.json", folder / UNFINISHED
    try:
        if document.is_file():
            found = json.loads(document.read_bytes())
            return str(found["source"]["sha256"]) if found["pages"] else None
        if unfinished.is_file():
            return unfinished.read_text(encoding="ascii").strip() or None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a damaged result: it is made again, in its place
    if not folder.exists():
        return None
    return NOBODY if not folder.is_dir() or any(folder.iterdir()) else None


def existing(output: Path, wanted: Iterable[str]) -> list[str]:
    """Names in the output folder that would be one folder with a wanted id on a system that ignores case."""
    keys = {name.casefold() for name in wanted}
    try:
        return sorted(path.name for path in output.iterdir() if path.name.casefold() in keys)
    except FileNotFoundError:
        return []


def finished_documents(results: Path) -> Iterator[Path]:
    """The ``document.json`` of every finished document, in the order of the ids."""
    yield from sorted(results.glob("*/document.json"))
