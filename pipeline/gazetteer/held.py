"""Gazetteers that a process needs again and again, read once."""

from __future__ import annotations

import gc
from functools import lru_cache
from pathlib import Path

from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.gazetteer.stack import Gazetteer, load_from, paths_of

HELD = 2
"""stacks: that of the settings, and the one before they changed."""


def held(settings: GazetteerSettings) -> Gazetteer:
    """The gazetteers that the settings name; read again only when a file has changed.

    Raises ``GazetteerError`` for a file that cannot be used.
    """
    return _held(settings.model_dump_json(), tuple(_seen(path) for path in paths_of(settings)))


def _seen(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0  # reading it says what is wrong
    return str(path), found.st_mtime_ns, found.st_size


@lru_cache(maxsize=HELD)
def _held(settings: str, seen: tuple[tuple[str, int, int], ...]) -> Gazetteer:
    found = load_from(GazetteerSettings.model_validate_json(settings))
    # names live as long as the process: looking through all of them again and again would stop it for 50 ms each
    gc.freeze()
    return found
