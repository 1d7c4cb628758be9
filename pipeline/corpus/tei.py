"""The corpus as TEI: each document as ``baokan export`` writes it, in its best layer, and a ``teiCorpus`` over all."""

from __future__ import annotations

import glob
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from pipeline.corpus.standing import standing
from pipeline.database.corpus_views import HIDDEN
from pipeline.database.plain import plain
from pipeline.errors import NoInputError, PageError
from pipeline.formats import FORMATS
from pipeline.formats.results import Selection, export_results
from pipeline.formats.tei import ENDING
from pipeline.formats.tei.corpus import CORPUS_FILE, tei_corpus, with_prefix
from pipeline.versions import version

FOLDER = "tei"
"""below the folder of the export."""


def write_tei(connection: Connection, results: Path, to: Path, layer: str) -> tuple[int, list[PageError]]:
    """Write ``tei/corpus.tei.xml`` and a folder for each document.

    ``layer``: what the header says of it.  Returns how many documents there are, and the page files that could not be
    used: their pages are left out.  Raises ``NoInputError``: there is no document.
    """
    documents = _documents(connection)
    if not documents:
        raise NoInputError(f"{results}: there is no document in the corpus that could be written.")
    home = to / FOLDER
    chosen = Selection(tuple(glob.escape(document) for document in documents))
    done = export_results(results, home, [FORMATS["tei"]], "reviewed", chosen)
    files = []
    for document, sha256 in documents.items():
        path = home / document / f"document{ENDING}"
        unique = with_prefix(path.read_text(encoding="utf-8"), f"s{sha256[:8]}.")
        path.write_text(unique, encoding="utf-8", newline="\n")
        files.append(quote(f"{document}/document{ENDING}"))
    found = standing(connection)
    dates = f", {found.first} to {found.last}" if found.first else ""
    (home / CORPUS_FILE).write_text(
        tei_corpus(
            title="语料库 Corpus",
            extent=f"{found.documents:,} documents, {found.pages:,} pages, {found.characters:,} characters",
            publication=f"Corpus version {found.version:,}, made with Baokan {version('baokan') or '0'}.",
            source=f"{found.documents:,} scanned documents of {found.issues:,} issues{dates}.",
            method=f"Layer: {layer}. Withdrawn documents and replaced scans are left out.",
            files=files,
        ),
        encoding="utf-8",
        newline="\n",
    )
    return len(documents), done.problems


def _documents(connection: Connection) -> dict[str, str]:
    """Documents of the corpus with pages, by id, and the checksums of their scans."""
    statement = (
        "SELECT s.document, coalesce(s.sha256, '') FROM sources s "
        f"WHERE s.id NOT IN ({HIDDEN}) AND EXISTS (SELECT 1 FROM pages p WHERE p.source = s.id) ORDER BY 1"
    )
    return {document: sha256 for document, sha256 in plain(connection, statement)}
