"""The corpus, or what a query found in it, as files for other programs.

Beside the data lies ``corpus.json``: the query, the version of the corpus, the layer, the counts, and what each column
means.  The same version gives the same files.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pipeline.corpus import state
from pipeline.corpus.found import Found
from pipeline.corpus.hits import FIELDS, hits
from pipeline.corpus.searching import Options
from pipeline.corpus.tables import write_csv
from pipeline.corpus.tei import FOLDER, write_tei
from pipeline.database.corpus_views import VIEWS
from pipeline.database.plain import plain
from pipeline.database.schema import corpus_columns
from pipeline.errors import SettingsError
from pipeline.model.page import UNTEXTED_KINDS
from pipeline.versions import version

Row = dict[str, Any]
FORMATS = ("csv", "jsonl", "parquet", "text", "tei")
FOLDERS = {"text": "texts", "tei": FOLDER}
"""Format -> folder of its files."""
SAID = "corpus.json"
LAYER = "best: reviewed where people worked, else corrected"
_PASSAGES = next(view for view in VIEWS if view.name == "corpus_passages")


def passages(connection: Connection) -> Iterator[Row]:
    """All blocks of text, in the order of documents, pages and reading."""
    kinds = ", ".join(repr(kind) for kind in sorted(UNTEXTED_KINDS))
    statement = f"SELECT * FROM corpus_passages WHERE kind NOT IN ({kinds}) ORDER BY document, page, position"
    for row in plain(connection, statement, stream=True):
        yield dict(row._mapping)


def export(
    connection: Connection, results: Path, to: Path, formats: Sequence[str], found: Found | None, options: Options
) -> Row:
    """Write them; returns what ``corpus.json`` says.  ``found``: only its hits, instead of all text.

    ``results``: the results folder; TEI is made from its page files.  Raises ``SettingsError``: hits as TEI, or there
    is something in the folder that was not written by an export.
    """
    if found is not None and "tei" in formats:
        raise SettingsError("tei: it is written of whole documents. Leave the query out, or choose another format.")
    to.mkdir(parents=True, exist_ok=True)
    _clear(to, formats)
    name, columns = ("passages", tuple(_PASSAGES.columns)) if found is None else ("hits", FIELDS)

    def rows() -> Iterator[Row]:
        if found is None:
            return passages(connection)
        return (hit.row() for hit in hits(connection, found, found.places, context=40))

    said: Row = {
        "software": f"baokan {version('baokan') or '0'}",
        "version": state.version(connection),
        "layer": LAYER,
        "query": found.query if found else None,
        "options": asdict(options) if found else None,
        "rows": sum(1 for _ in rows()) if list(formats) == ["tei"] else 0,
    }
    for one in formats:
        if one == "tei":
            said["documents"], problems = write_tei(connection, results, to, LAYER)
            said["problems"] = [str(problem) for problem in problems]
        else:
            said["rows"] = _WRITERS[one](to, name, columns, rows)
    said["columns"] = {column: _described(connection, column) for column in columns}
    say(to, said)
    return said


def say(to: Path, said: Row) -> None:
    """Write ``corpus.json``."""
    (to / SAID).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _clear(to: Path, formats: Sequence[str]) -> None:
    """Take away what an earlier export wrote in these formats, so that nothing of it stays among the new files."""
    for folder in (to / FOLDERS[one] for one in formats if one in FOLDERS):
        if folder.is_dir() and any(folder.iterdir()):
            if not (to / SAID).is_file():
                raise SettingsError(f"{folder}: there are files in it that no export wrote. Choose another --to.")
            shutil.rmtree(folder)


def _described(connection: Connection, column: str) -> str:
    query = corpus_columns.select().where(corpus_columns.c.column == column).limit(1)
    row = connection.execute(query).first()
    return row.description if row else ""


Rows = Callable[[], Iterator[Row]]


def _csv(to: Path, name: str, columns: tuple[str, ...], rows: Rows) -> int:
    with (to / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        return write_csv(stream, rows(), columns)


def _jsonl(to: Path, name: str, columns: tuple[str, ...], rows: Rows) -> int:
    number = 0
    with (to / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows():
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            number += 1
    return number


def _parquet(to: Path, name: str, columns: tuple[str, ...], rows: Rows) -> int:
    from pipeline.corpus.parquet import write_parquet

    return write_parquet(to / f"{name}.parquet", columns, rows())


def _text(to: Path, name: str, columns: tuple[str, ...], rows: Rows) -> int:
    """One file an article (what belongs to none: one a page), with a table of what each is."""
    parts: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows():
        parts.setdefault((row["document"], row["page"], row["article"]), []).append(row)
    listed = []
    for (document, page, article), blocks in parts.items():
        file = f"texts/{document}/{page}-{'rest' if article is None else f'{article:02d}'}.txt"
        lines = [row["left"] + row["text"] + row["right"] if name == "hits" else row["text"] for row in blocks]
        (to / file).parent.mkdir(parents=True, exist_ok=True)
        (to / file).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        first = blocks[0]
        listed.append(
            {"file": file, **{one: first[one] for one in ("document", "page", "article", "title", "issue", "date")}}
        )
    with (to / "texts.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        write_csv(stream, listed, ("file", "document", "page", "article", "title", "issue", "date"))
    return sum(map(len, parts.values()))


_WRITERS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet, "text": _text}
