"""Finished results in another format or text layer, without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import files
from pipeline.errors import NoInputError, PageError, SettingsError
from pipeline.export.figures import figures
from pipeline.export.interchange import page_json, read_document, read_page
from pipeline.export.markdown import document_markdown, page_markdown
from pipeline.export.plain import document_text, page_text
from pipeline.model.page import Document, Layer, Page

WRITERS: dict[str, Callable[[Page, Layer], str]] = {"txt": page_text, "md": page_markdown, "json": page_json}
"""Ending -> writer of a page."""


@dataclass
class Exported:
    """What was written, and what could not be."""

    documents: int = 0
    pages: int = 0
    problems: list[PageError] = field(default_factory=list)


def documents(results: Path) -> Iterator[Path]:
    """The ``document.json`` of every finished document, in the order of the ids."""
    yield from sorted(results.glob("*/document.json"))


def export_results(results: Path, to: Path, ending: str, layer: Layer) -> Exported:
    """Write every finished page of ``results`` to ``to``: ``to/<document-id>/page-0001.<ending>`` and the document's.

    Damaged page files are listed as problems, the others are written.  Raises ``NoInputError`` when there are no
    results, ``SettingsError`` when ``to`` is the results folder itself, ``OutputError``.
    """
    if to.resolve() == results.resolve():
        raise SettingsError(f"{to}: this is the results folder itself. Choose another folder with --to.")
    found = list(documents(results))
    if not found:
        raise NoInputError(f"{results}: there are no results here. Run 'baokan run' first, or name the folder with -o.")
    done = Exported()
    for path in found:
        try:
            document = read_document(path)
        except PageError as error:
            done.problems.append(error)
            continue
        _export_document(path.parent, document, to / path.parent.name, ending, layer, done)
        done.documents += 1
    return done


def _export_document(folder: Path, document: Document, to: Path, ending: str, layer: Layer, done: Exported) -> None:
    texts: list[tuple[str, str]] = []
    for summary in document.pages:
        if summary.status == "failed":
            continue
        try:
            page = read_page(folder / f"{summary.name}.json")
        except PageError as error:
            done.problems.append(error)
            continue
        text = WRITERS[ending](page, layer)
        pictures = _pictures(folder, page) if ending == "md" else {}
        files.write_all(to, {f"{summary.name}.{ending}": text, **pictures})
        texts.append((summary.name, text))
        done.pages += 1
    whole = {
        "txt": lambda: document_text(text for _, text in texts),
        "md": lambda: document_markdown(texts),
        "json": lambda: document.model_dump_json(by_alias=True, indent=1),
    }
    files.write(to / f"document.{ending}", whole[ending]())


def _pictures(folder: Path, page: Page) -> dict[str, bytes]:
    """The pictures that the Markdown of the page refers to, where the run made them."""
    wanted = [name for figure in figures(page) for name in (figure.file_name(page), f"{page.name}.jpg")]
    return {name: (folder / name).read_bytes() for name in dict.fromkeys(wanted) if (folder / name).is_file()}
