"""Gazetteers that hold for one folder of scans or for one issue, on top of the ones of the project.

``gazetteer.csv`` beside the scans holds for the scans of that folder, as ``metadata.csv`` does.  A folder of the
setting ``gazetteer.issues`` holds one file an issue, named by the issue's key.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import GazetteerError
from pipeline.gazetteer.entry import Problem
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.gazetteer.stack import Gazetteer, load

FILE_NAME = "gazetteer.csv"
_UNSAFE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
"""Characters that a file name cannot have on every system; a key that has one is written with ``_``."""


def beside(folder: Path) -> Path | None:
    """The gazetteer that lies in a folder of scans; ``None``: there is none.  Upper and lower case are the same."""
    try:
        return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == FILE_NAME), None)
    except OSError:
        return None  # a folder that cannot be listed is reported by whoever looks for scans in it


def of_issue(folder: Path, key: str) -> Path | None:
    """The gazetteer of an issue in the folder of issues; ``None``: there is none."""
    path = folder / f"{key.translate(_UNSAFE)}.csv"
    return path if path.is_file() else None


class Layers:
    """The stacks of one run: the project's gazetteer, and upon it what a folder or an issue adds.

    Each stack is read once.  A layer that cannot be used is left out and named among the stack's ``problems``: it must
    not stop the other folders.
    """

    def __init__(self, base: Gazetteer, settings: GazetteerSettings) -> None:
        self.base, self.settings = base, settings
        self._stacks: dict[tuple[Path, ...], Gazetteer] = {(): base}
        self._beside: dict[Path, Path | None] = {}

    def of(self, folder: Path, issue_key: str | None = None) -> Gazetteer:
        """The gazetteer that holds for scans in ``folder``, and for their issue where its key is given.

        Its ``version`` and ``files`` name the layers, so that fingerprints made of them tell the stacks apart.
        """
        paths: list[Path] = []
        if self.settings.beside_scans:
            if folder not in self._beside:
                self._beside[folder] = beside(folder)
            paths.extend(path for path in (self._beside[folder],) if path is not None)
        if self.settings.issues is not None and issue_key:
            paths.extend(path for path in (of_issue(self.settings.issues, issue_key),) if path is not None)
        key = tuple(paths)
        if key not in self._stacks:
            self._stacks[key] = self._stacked(paths)
        return self._stacks[key]

    def _stacked(self, paths: list[Path]) -> Gazetteer:
        stack = self.base
        for path in paths:
            if path.resolve() in {file.path.resolve() for file in stack.files}:
                continue  # named by --gazetteer as well
            try:
                stack = load((path,), self.settings.precision, below=stack)
            except GazetteerError as error:
                message = f"{error} It is left out."
                problem = Problem(path, 0, message.removeprefix(f"{path}: "), "unusable", True)
                stack = Gazetteer(stack.entries, stack.files, (*stack.problems, problem), stack.conflicts)
        return stack
