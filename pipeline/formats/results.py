"""``baokan export``: finished results written in other formats or layers, without the engine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from pipeline import files
from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.errors import NoInputError, PageError, SettingsError
from pipeline.export.folders import finished_documents
from pipeline.export.interchange import read_document
from pipeline.formats import Format
from pipeline.formats.material import Material, Shown, Table
from pipeline.model.page import Layer, Page


@dataclass
class Exported:
    """What was written, and what could not be."""

    documents: int = 0
    pages: int = 0
    problems: list[PageError] = field(default_factory=list)


@dataclass(frozen=True)
class Selection:
    """Which documents and pages are meant.  Empty: all."""

    patterns: tuple[str, ...] = ()
    """``document`` or ``document/page-0001``, with ``*`` and ``?``."""

    def document(self, document: str) -> bool:
        """Whether any page of a document may be meant."""
        return not self.patterns or any(fnmatchcase(document, one.partition("/")[0]) for one in self.patterns)

    def page(self, document: str, page: str) -> bool:
        """Whether a page is meant."""
        if not self.patterns:
            return True
        parts = (one.partition("/") for one in self.patterns)
        return any(fnmatchcase(document, whole) and fnmatchcase(page, name or "*") for whole, _, name in parts)


def export_results(
    results: Path,
    to: Path,
    formats: Sequence[Format],
    layer: Layer,
    selection: Selection | None = None,
    shown: Shown = "page",
    *,
    database: DatabaseUrl = NO_SERVER,
) -> Exported:
    """Write every finished page of ``results`` to ``to``, in the same tree: ``to/<document-id>/page-0001.<ending>``.

    ``shown``: the picture of formats that show pages; scans are looked for where the run read them.

    Damaged page files are listed as problems, the others are written.  Raises ``NoInputError`` when there are no
    results, or none of those selected; ``SettingsError`` when ``to`` is the results folder itself, or a format's
    package is not installed; ``OutputError``.
    """
    if to.resolve() == results.resolve():
        raise SettingsError(f"{to}: this is the results folder itself. Choose another folder with --to.")
    found = list(finished_documents(results))
    if not found:
        raise NoInputError(f"{results}: there are no results here. Run 'baokan run' first, or name the folder with -o.")
    selection = selection or Selection()
    chosen = [path for path in found if selection.document(path.parent.name)]
    if not chosen:
        raise NoInputError(f"{results}: none of the {len(found):,} documents here is selected. See 'baokan status'.")
    done = Exported()
    scans = _scans(results, database) if shown == "scan" else {}
    with ExitStack() as stack:
        reading = _reading(results, database, layer, stack)
        tables = [stack.enter_context(table(one, to, layer)) for one in formats if one.table]
        for path in chosen:
            try:
                document = read_document(path)
            except PageError as error:
                done.problems.append(error)
                continue
            material = Material(
                document,
                path.parent,
                layer,
                lambda page, id=path.parent.name: selection.page(id, page),  # type: ignore[misc]
                shown=shown,
                scan=lambda id=path.parent.name: scans.get(id),  # type: ignore[misc]
                reading=reading,
            )
            _write_document(material, to / path.parent.name, formats, tables, done)
            done.documents += 1
    return done


def _write_document(
    material: Material, to: Path, formats: Sequence[Format], tables: Sequence[Table], done: Exported
) -> None:
    writers = [one.load(one.page) for one in formats if one.page]
    for page in replace(material, on_problem=done.problems.append).pages():
        for write in writers:
            files.write_all(to, write(page, material))
        for one in tables:
            one.add(page, material)
        done.pages += 1
    for format in formats:
        if format.document:
            files.write_all(to, format.load(format.document)(material))
        if format.book:  # damaged page files were told above, by whoever read them first
            book(format, replace(material, on_missing=done.problems.append), to)


def book(format: Format, material: Material, to: Path) -> Path | None:
    """Write a document's one file; returns it, or ``None`` when no page could be shown.  Raises ``OutputError``."""
    final = to / f"document.{format.name}"
    with suppress(_NothingToShow), _appearing(final) as stream:
        if not format.load(format.book)(stream, material):
            raise _NothingToShow
        return final
    return None


class _NothingToShow(Exception):
    """A document without a page that could be shown has no file."""


def _reading(results: Path, server: DatabaseUrl, layer: Layer, stack: ExitStack) -> Callable[[Path, Page], Page]:
    """What people made of a page, in the reviewed layer; nothing without a database."""
    from pipeline.database import database_of
    from pipeline.database.place import is_there

    if layer != "reviewed" or not is_there(database_of(results, server)):
        return lambda path, page: page
    from pipeline.editing.reviewed import ReviewedReader

    reader = ReviewedReader(results, server)
    stack.callback(reader.close)
    return reader


def _scans(results: Path, server: DatabaseUrl) -> Mapping[str, Path]:
    """Document id -> the scan, where the run read it; nothing without a database."""
    from pipeline.database import database_of
    from pipeline.database.place import is_there
    from pipeline.fixity.known import Known

    if not is_there(database_of(results, server)):
        return {}
    with Known.of(results, server) as known:
        return {source.document: Path(source.path) for source in known.sources()}


@contextmanager
def table(format: Format, to: Path, layer: Layer) -> Iterator[Table]:
    """A table over all documents, ``to/blocks.<name>``; it appears when it is whole."""
    with _appearing(to / f"blocks.{format.name}") as stream:
        opened: Table = format.load(format.table)(stream, layer)
        yield opened
        opened.close()


@contextmanager
def _appearing(final: Path) -> Iterator[BinaryIO]:
    """A stream to a file that appears when it is whole.  Raises ``OutputError``."""
    files.make_folder(final.parent)
    temporary = final.parent / f"{files.TEMPORARY_PREFIX}{os.getpid()}-{secrets.token_hex(6)}{files.TEMPORARY_SUFFIX}"
    try:
        with temporary.open("wb") as stream:
            yield stream
            _flush(stream)
        os.replace(temporary, final)
    except OSError as error:
        raise files.output_error(final, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
