"""The formats that the setting ``export.formats`` asks for, written beside the files that every document has.

They are written from the finished files, in the text layer that these hold, so that nothing is recognised again when
the setting changes.  A document's formats are written when it is finished; at the end of a run those of documents
follow that were finished before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline import files
from pipeline.batch.ledger import DONE, FAILED, Ledger, SourceRow
from pipeline.batch.ledger.formats import Digest, Kept, KeptFormats
from pipeline.errors import BaokanError, PageError
from pipeline.export.interchange import read_document
from pipeline.export.store import DOCUMENT_FILES, FORMAT_FILE, PAGE_FILE
from pipeline.formats import Format, format_named
from pipeline.formats.material import Files, Material
from pipeline.formats.results import book, table
from pipeline.model.page import Layer

LAYER: Layer = "corrected"
"""As in the files that a run writes."""
ALWAYS = frozenset({"txt", "md", "json"})
"""Formats that every run writes."""


def asked(names: Iterable[str]) -> tuple[Format, ...]:
    """The formats of these names, without those that every run writes.

    Raises ``SettingsError`` when there is no such format, or what it needs is not installed.
    """
    found = tuple(format_named(name) for name in dict.fromkeys(names))
    for one in found:
        for writer in (one.page, one.document, one.book, one.table):
            if writer:
                one.load(writer)
    return tuple(one for one in found if one.name not in ALWAYS)


class Beside:
    """Writes them, and keeps the ledger of them."""

    def __init__(self, output: Path, kept: KeptFormats, formats: Sequence[Format]) -> None:
        self._output, self._kept, self._formats = output, kept, tuple(formats)

    def due(self, rows: Iterable[SourceRow]) -> list[SourceRow]:
        """Those of the finished documents that lack a format, or have it from pages that have changed since."""
        if not self._formats:
            return []
        wanted = {_key(one) for one in self._formats}
        contents, kept = self._kept.contents(), self._kept.kept()
        nothing = Kept("", frozenset())
        return [
            row
            for row in rows
            if row.state in (DONE, FAILED)
            and row.id in contents
            and (kept.get(row.id, nothing).content != contents[row.id] or not wanted <= kept[row.id].formats)
        ]

    def write(self, row: SourceRow) -> PageError | None:
        """Write what a document lacks, and remove what is stale; returns why it could not be done.

        Raises ``OutputError``, ``DatabaseError``.
        """
        content = self._kept.contents(row.id).get(row.id, "")
        kept = self._kept.kept(row.id).get(row.id, Kept("", frozenset()))
        fresh = bool(content) and kept.content == content
        missing = [one for one in self._formats if not (fresh and _key(one) in kept.formats)] if content else []
        names = self._kept.names(row.id)
        if not missing and (fresh or not names):
            return None
        had = kept.formats if fresh else frozenset()
        try:
            written = self._written(row, missing)
        except BaokanError as error:
            if isinstance(error, PageError):
                return error
            raise
        except Exception as error:  # one document that a format cannot take must not end the run
            return PageError(
                row.path,
                "format-failed",
                f"A format could not be written ({type(error).__name__}: {error}).",
                "The text itself is done. Report it, and leave the format out of export.formats.",
                stage="export",
            )
        stale = set() if fresh else names - set(written)
        files.remove(self._output / row.document / name for name in sorted(stale))
        state = Kept(content, had | {_key(one) for one in missing})
        self._kept.enter(row.id, row.document, state, written, stale)
        return None

    def clear(self, row: SourceRow) -> None:
        """Remove them all, of a document that has no pages any more.  Raises ``OutputError``, ``DatabaseError``."""
        if names := self._kept.names(row.id):
            files.remove(self._output / row.document / name for name in sorted(names))
            self._kept.enter(row.id, row.document, Kept("", frozenset()), {}, names)

    def adopt(self, row: SourceRow) -> None:
        """Enter files of formats that lie in a document's folder, when the database was lost."""
        folder = self._output / row.document
        found = {path.name: path for path in folder.iterdir() if FORMAT_FILE.fullmatch(path.name)}
        digests = {
            name: Digest(path.stat().st_size, files.sha256(path)) for name, path in found.items() if not _own(name)
        }
        if digests:
            self._kept.enter(row.id, row.document, Kept("", frozenset()), digests)

    def _written(self, row: SourceRow, formats: Sequence[Format]) -> dict[str, Digest]:
        """The files of one document.  Raises ``PageError`` when its own files are damaged."""
        if not formats:
            return {}
        folder = self._output / row.document
        problems: list[PageError] = []
        material = Material(
            read_document(folder / "document.json"),
            folder,
            LAYER,
            on_problem=problems.append,
            on_missing=problems.append,
        )
        written: dict[str, Digest] = {}
        writers = [one.load(one.page) for one in formats if one.page]
        with ExitStack() as stack:
            tables = [stack.enter_context(table(one, folder, LAYER)) for one in formats if one.table]
            for page in material.pages() if writers or tables else ():
                for write in writers:
                    written |= _put(folder, write(page, material))
                for rows in tables:
                    rows.add(page, material)
        for one in formats:
            if one.document:
                written |= _put(folder, one.load(one.document)(material))
            path = folder / f"blocks.{one.name}" if one.table else book(one, material, folder) if one.book else None
            if path:
                written[path.name] = Digest(path.stat().st_size, files.sha256(path))
        if problems:
            raise problems[0]
        return written


def _put(folder: Path, contents: Files) -> dict[str, Digest]:
    """Write files; pictures and the like that lie there already belong to their pages."""
    new = {name: contents[name] for name in contents if not _own(name)}
    files.write_all(folder, new)
    return {name: _digest(content) for name, content in new.items()}


def _own(name: str) -> bool:
    """Whether every run writes a file of this name."""
    return name in DOCUMENT_FILES or PAGE_FILE.fullmatch(name) is not None


def due_in(ledger: Ledger, output: Path, formats: Sequence[Format], rows: Iterable[SourceRow]) -> int:
    """How many finished documents would get formats that they lack."""
    return len(Beside(output, ledger.formats, formats).due(rows))


def _key(format: Format) -> str:
    return f"{format.name}/{format.version}"


def _digest(content: bytes | str) -> Digest:
    data = content.encode() if isinstance(content, str) else content
    return Digest(len(data), hashlib.sha256(data).hexdigest())
