"""What finished results can be written as: a list of formats.  Cheap to import; a format's writer is loaded when used.

A format writes a file for each page, a file for each document, a table of everything, or several of these.  Its
writers are functions in a module of their own:

* ``page(page, material) -> Files``: files of one page, beside each other in the document's folder.
* ``document(material) -> Files``: files of one document; ``material.pages()`` gives its pages one by one.
* ``book(stream, material) -> int``: one file of one document, ``document.<name>``, written to a binary stream page by
  page: for documents too large to be held in memory.  Returns the number of pages; a file without any is not kept.
* ``table(stream, layer) -> Table``: one file over all documents, row by row.

``printed`` tells where each character of a text layer is printed; ``provenance`` what every file says of its origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pipeline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Format:
    """One format that ``baokan export`` knows."""

    name: str
    about: str
    """a few words for the help."""
    module: str
    """that holds the writers."""
    page: str = ""
    """name of the function there that writes a page; empty: pages have no files of their own."""
    document: str = ""
    """name of the function that writes a document; empty: none."""
    book: str = ""
    """name of the function that writes a document to a stream; empty: none."""
    table: str = ""
    """name of the function that opens a table of everything; empty: none."""
    extra: str = ""
    """what has to be installed for it: ``baokan[<extra>]``; empty: nothing."""
    version: int = 1
    """bumped by hand when its files change; a run then writes them anew."""

    def load(self, function: str) -> Any:
        """One of the writers.  Raises ``SettingsError`` when what it needs is not installed."""
        try:
            return getattr(import_module(self.module), function)
        except ModuleNotFoundError as error:
            if not self.extra:
                raise
            raise SettingsError(
                f"The format '{self.name}' needs the package {error.name}, which is not installed: "
                f"pip install 'baokan[{self.extra}]'."
            ) from error


_TEXT = "pipeline.formats.text"
_TABLES = "pipeline.formats.tables"
_PAGE = "pipeline.formats.page_xml"
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("txt", "plain text, one block a line", _TEXT, page="txt_page", document="txt_document"),
        Format("md", "Markdown with the figures", _TEXT, page="md_page", document="md_document"),
        Format("json", "Baokan's own JSON", _TEXT, page="json_page", document="json_document"),
        Format("tei", "TEI P5", "pipeline.formats.tei", document="tei_document"),
        Format("docx", "Word", "pipeline.formats.docx", document="docx_document", extra="docx"),
        Format("html", "a web page to read and print", "pipeline.formats.html", document="html_document"),
        Format("csv", "a table for spreadsheets, one row a block", _TABLES, table="csv_table"),
        Format("jsonl", "the same table as JSON lines", _TABLES, table="jsonl_table"),
        Format("parquet", "the same table as Parquet", _TABLES, table="parquet_table", extra="parquet"),
        Format("alto", "ALTO 4 XML, the page layout of libraries", "pipeline.formats.alto", page="alto_page"),
        Format("page", "PAGE 2019 XML, for OCR-D, eScriptorium, Transkribus", _PAGE, page="page_page"),
        Format("hocr", "hOCR, layout as XHTML", "pipeline.formats.hocr", page="hocr_page"),
        Format("pdf", "searchable PDF/A", "pipeline.formats.pdf.book", book="write_book"),
        Format("ofd", "double-layer OFD, GB/T 33190", "pipeline.formats.ofd.book", book="write_book"),
    )
}
"""Name -> format, in the order in which they are listed to people."""


def format_named(name: str) -> Format:
    """The format of a name.  Raises ``SettingsError``."""
    if name not in FORMATS:
        raise SettingsError(f"There is no format '{name}'. Known are: {', '.join(FORMATS)}.")
    return FORMATS[name]
