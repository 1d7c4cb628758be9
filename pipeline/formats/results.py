"""``baokan export``: finished results written in other formats or layers, without the engine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from pipeline import files
from pipeline.errors import NoInputError, PageError, SettingsError
from pipeline.export.folders import finished_documents
from pipeline.export.interchange import read_document
from pipeline.formats import Format
from pipeline.formats.material import Material, Table
from pipeline.model.page import Layer


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
    results: Path, to: Path, formats: Sequence[Format], layer: Layer, selection: Selection | None = None
) -> Exported:
    """Write every finished page of ``results`` to ``to``, in the same tree: ``to/<document-id>/page-0001.<ending>``.

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
    with ExitStack() as stack:
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


@contextmanager
def table(format: Format, to: Path, layer: Layer) -> Iterator[Table]:
    """A table open for writing, ``to/blocks.<name>``; it appears when it is whole."""
    files.make_folder(to)
    final = to / f"blocks.{format.name}"
    temporary = to / f"{files.TEMPORARY_PREFIX}{os.getpid()}-{secrets.token_hex(6)}{files.TEMPORARY_SUFFIX}"
    try:
        with temporary.open("wb") as stream:
            opened: Table = format.load(format.table)(stream, layer)
            yield opened
            opened.close()
            _flush(stream)
        os.replace(temporary, final)
    except OSError as error:
        raise files.output_error(final, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
