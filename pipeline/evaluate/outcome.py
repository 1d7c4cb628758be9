"""What a run wrote: its text files, one block a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.evaluate.folding import Folded, fold

_NUMBERED = re.compile(r"[._-]?p?(\d+)\.txt$")


def text_files(folder: Path, name: str) -> list[Path] | None:
    """The text files of one source, in the order of its pages; ``None`` when there are none.

    ``<name>.txt``, or ``<name>/page-*.txt`` as ``baokan run`` writes them, or ``<name>.p1.txt``, ``<name>-2.txt`` ….
    """
    whole = folder / f"{name}.txt"
    if whole.exists():
        return [whole]
    pages = sorted((folder / name).glob("page-*.txt")) if (folder / name).is_dir() else []
    if pages:
        return pages
    numbered = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NUMBERED.match(path.name[len(name) :]) if path.name.startswith(name) else None
        if match:
            numbered.append((int(match.group(1)), path))
    return [path for _, path in sorted(numbered)] or None


def read_lines(paths: list[Path], *, strict: bool = False) -> tuple[Folded, ...]:
    """The lines that have text, folded, form feeds taken for line ends."""
    return tuple(line for path in paths for line in _lines(path, strict))


def _lines(path: Path, strict: bool) -> Iterator[Folded]:
    text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\f", "\n")
    for raw in text.split("\n"):
        line = fold(raw, strict=strict)
        if line.text.strip():
            yield line
