"""Page files as the machine wrote them, the last ones kept in memory."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import PageError
from pipeline.model.page import Page

HELD = 64
"""pages: of a few megabytes each when they are open; an editor goes back and forth among some dozens."""


@dataclass(frozen=True)
class PageFile:
    """One page file."""

    page: Page
    content: str
    """its SHA-256, lower-case hex."""


class PageFiles:
    """Reads page files of a results folder; threads may share it."""

    def __init__(self, results: Path, held: int = HELD) -> None:
        self.results, self._most = results, held
        self._held: OrderedDict[tuple[str, str], PageFile] = OrderedDict()
        self._lock = threading.Lock()

    def path(self, document: str, name: str, ending: str = ".json") -> Path:
        """Where a file of a page is."""
        return self.results / document / f"{name}{ending}"

    def read(self, document: str, name: str, content: str | None = None) -> PageFile:
        """A page file.  ``content``: the checksum that it must have to be taken from memory.

        Raises ``PageError`` when it is missing or damaged.
        """
        key = (document, name)
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.content == content:
                self._held.move_to_end(key)
                return held
        found = self._load(document, name)
        with self._lock:
            self._held[key] = found
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return found

    def _load(self, document: str, name: str) -> PageFile:
        path = self.path(document, name)
        try:
            data = path.read_bytes()
            return PageFile(Page.model_validate_json(data), hashlib.sha256(data).hexdigest())
        except OSError as error:
            raise _unusable(path, f"The page file cannot be read ({error.strerror}).") from error
        except ValidationError as error:
            raise _unusable(path, "This is no page file of this version of Baokan.") from error


def _unusable(path: Path, cause: str) -> PageError:
    return PageError(path, "unreadable-result", cause, "Run 'baokan run' on its scan again.", stage="review")
