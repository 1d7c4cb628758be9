"""One entry more in a gazetteer file that a person keeps: all other bytes stay as they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipeline import files
from pipeline.errors import GazetteerError, SettingsError
from pipeline.gazetteer.entry import COLUMNS, Entry, Problem
from pipeline.gazetteer.fields import clean
from pipeline.gazetteer.reader import COLUMN_OF, decode, file_bytes, header_columns, parse
from pipeline.gazetteer.writer import csv_text, row_of


def add(path: Path, entry: Entry) -> None:
    """Append an entry to a file, which is made when it is not there; whole or not at all.

    The file keeps its encoding, its line ends and its columns; a column that the entry needs is added.  Raises
    ``SettingsError`` when the file has that name with that kind and parent, ``GazetteerError`` when the file cannot be
    used, ``OutputError`` when it cannot be written.
    """
    if not path.exists():
        files.write(path, csv_text([entry]))
        return
    data = file_bytes(path)
    text, encoding = decode(path, data)
    for held in _entries(path, data):
        if held.key == entry.key:
            where = f" of {entry.parent}" if entry.parent else ""
            raise SettingsError(
                f"{path}, line {held.line}: {entry.name}{where} is there already. Change that line, or say "
                "another kind or parent."
            )
    content = _with_row(path, text, entry)
    encoded = content.encode(encoding)
    parse(path, encoded)  # raises when what was made cannot be read back
    files.write(path, encoded)


def _entries(path: Path, data: bytes) -> tuple[Entry, ...]:
    """The entries; a file with a header and no row yet has none."""
    text, _ = decode(path, data)
    rows = [fields for fields in csv.reader(io.StringIO(text, newline="")) if any(field.strip() for field in fields)]
    if len(rows) == 1:
        problems: list[Problem] = []
        header_columns(path, rows[0], problems)
        return ()
    return parse(path, data)[0]


def _with_row(path: Path, text: str, entry: Entry) -> str:
    ending = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else "\n"
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader)
    except csv.Error as error:  # pragma: no cover - the file was parsed before
        raise GazetteerError(f"{path}: the header is no valid CSV ({error}).") from error
    columns = [COLUMN_OF.get(clean(field).lower(), "") for field in header]
    lines = io.StringIO(text, newline="").readlines() if ending != "\r" else text.splitlines(keepends=True)
    head, rest = "".join(lines[: reader.line_num]), "".join(lines[reader.line_num :])
    needed = [c for c, v in zip(COLUMNS, row_of(entry), strict=True) if v and c not in columns]
    if needed:
        head = head.rstrip("\r\n") + "," + ",".join(needed) + ending
    body = head + rest
    if not body.endswith(("\n", "\r")):
        body += ending
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator=ending).writerow(row_of(entry, [*columns, *needed]))
    return body + line.getvalue()
