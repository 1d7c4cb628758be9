"""One CSV file -> entries and problems.

Accepted are UTF-8 with or without a byte order mark, UTF-16 with one, and GB 18030 (hence GBK and GB 2312), which is
what spreadsheets in Chinese offices write; English and Chinese headers.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from pipeline.errors import GazetteerError
from pipeline.gazetteer.entry import COLUMNS, Entry, Key, Problem
from pipeline.gazetteer.fields import clean, entry_of

LARGEST_FILE = 64 * 2**20
"""bytes; all place names of China fit into this."""
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "地名", "标准名称", "词条"),
    "kind": ("type", "类别", "类型", "地名类别"),
    "parent": ("上级", "所属", "所属区划", "隶属"),
    "aliases": ("别名", "简称", "又名"),
    "former": ("former_names", "曾用名", "旧名", "原名"),
    "variants": ("异写", "异体", "异形"),
    "code": ("代码", "编码", "区划代码"),
    "valid_from": ("启用日期", "启用时间", "起"),
    "valid_to": ("停用日期", "废止日期", "止"),
    "latitude": ("lat", "纬度"),
    "longitude": ("lon", "lng", "经度"),
    "source": ("来源", "出处"),
}
"""Column -> other headers that mean it (compared in lower case)."""
COLUMN_OF = {header: column for column, others in HEADERS.items() for header in (column, *others)}


def read(path: Path, columns: Mapping[str, str] | None = None) -> tuple[tuple[Entry, ...], tuple[Problem, ...], bytes]:
    """Entries of one file, what is wrong in it, and its bytes (for the checksum).

    ``columns``: header in the file -> our column, for lists of others.  Raises ``GazetteerError`` when the file cannot
    be used at all: missing, empty, no CSV, no column ``name``, no usable row.
    """
    data = file_bytes(path)
    entries, problems = parse(path, data, columns)
    return entries, problems, data


def parse(
    path: Path, data: bytes, columns: Mapping[str, str] | None = None
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The same for bytes that were read already; ``path`` is for messages."""
    text, _ = decode(path, data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[Problem] = []
    entries: dict[Key, Entry] = {}
    try:
        header = next(reader, [])
        places = header_columns(path, header, problems, columns)
        for fields in reader:
            line = reader.line_num
            if not any(fields) or not any(field.strip() for field in fields):
                continue
            if len(fields) > len(header) and any(field.strip() for field in fields[len(header) :]):
                problems.append(_too_many(path, line, len(fields), len(header)))
                continue
            row = {column: clean(fields[k]) for k, column in places if k < len(fields) and fields[k]}

            def complain(code: str, message: str, lost: bool, line: int = line) -> None:
                problems.append(Problem(path, line, message, code, lost))

            entry = entry_of(row, complain, path.name, line)
            if entry is None:
                continue
            held = entries.setdefault(entry.key, entry)
            if held is not entry:
                complain("duplicate", f"{entry.name} repeats line {held.line}; this row is left out.", True)
    except csv.Error as error:
        raise GazetteerError(
            f"{path}, line {reader.line_num}: this is no valid CSV ({error}). "
            "Check the quotation marks of that line, or save the table as CSV again."
        ) from error
    if not entries:
        detail = f" First problem: {problems[0]}" if problems else ""
        raise GazetteerError(f"{path}: no usable row below the header.{detail}")
    return tuple(entries.values()), tuple(problems)


def _too_many(path: Path, line: int, fields: int, header: int) -> Problem:
    return Problem(
        path,
        line,
        f"the row has {fields} fields and the header has {header}; the row is left out. "
        "Put a field that contains a comma into quotation marks.",
        "too-many-fields",
        True,
    )


def file_bytes(path: Path) -> bytes:
    """All of a file.  Raises ``GazetteerError`` when it cannot be read, is empty, or is too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise GazetteerError(
                f"{path}: {size / 2**20:.0f} MB is too large for a gazetteer (limit {LARGEST_FILE // 2**20} MB). "
                "Split it, or check that it is the right file."
            )
        data = path.read_bytes()
    except OSError as error:
        raise GazetteerError(f"{path}: the gazetteer cannot be read ({error.strerror or error}).") from error
    if not data.strip():
        raise GazetteerError(f"{path}: the gazetteer is empty. Its first line names the columns, at least 'name'.")
    return data


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding that it has.  Raises ``GazetteerError`` when it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        raise GazetteerError(f"{path}: this is a binary file, no CSV. Save the table as 'CSV UTF-8'.")
    else:
        encodings = ("utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise GazetteerError(f"{path}: the text is neither UTF-8 nor GB 18030. Save the table as 'CSV UTF-8'.")


def header_columns(
    path: Path, header: list[str], problems: list[Problem], given: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """(position, column) of the columns that are known.

    ``given``: header -> column, before the known headers.  Unknown columns become problems; raises ``GazetteerError``
    without ``name``.
    """
    chosen = {clean(text).lower(): column for text, column in (given or {}).items()}
    headers = [clean(field).lower() for field in header]
    absent = [text for text in chosen if text not in headers]
    if absent:
        raise GazetteerError(f"{path}: there is no column '{absent[0]}'. Its first line is: {','.join(header)[:200]}")
    names = [
        chosen.get(text) or ("" if COLUMN_OF.get(text) in chosen.values() else COLUMN_OF.get(text, text))
        for text in headers
    ]
    if "name" not in names:
        other = next((mark for mark in ("\t", ";", "；", "，") if any(mark in name for name in names)), None)
        hint = (
            "The columns seem to be separated by another sign than a comma."
            if other
            else f"Its first line is: {','.join(header)[:80]}"
        )
        raise GazetteerError(f"{path}: the header has no column 'name'. {hint} Known columns: {', '.join(COLUMNS)}.")
    found: dict[str, int] = {}
    for k, name in enumerate(names):
        if name in COLUMNS and name not in found:
            found[name] = k
        elif name in COLUMNS:
            problems.append(
                Problem(path, 1, f"the column '{name}' occurs twice; the later one is ignored.", "repeated-column")
            )
        elif name:
            near = get_close_matches(name, COLUMNS, n=1)
            hint = f" Do you mean '{near[0]}'?" if near else ""
            problems.append(
                Problem(path, 1, f"the column '{name}' is not known and is ignored.{hint}", "unknown-column")
            )
    return [(k, name) for name, k in found.items()]
