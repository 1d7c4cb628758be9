"""One CSV file -> entries and problems.

Accepted are UTF-8 with or without a byte order mark, UTF-16 with one, and GB 18030 (hence GBK and GB 2312), which is
what spreadsheets in Chinese offices write.
"""

from __future__ import annotations

import csv
import io
import re
from difflib import get_close_matches
from pathlib import Path

from pipeline.errors import GazetteerError
from pipeline.gazetteer.entry import COLUMNS, Entry, Problem

LONGEST_NAME = 60
"""characters; a longer "name" is a sentence that slipped into the column."""
SHORTEST_NAME = 2
"""characters; one character stands in any text and names nothing."""
LARGEST_FILE = 64 * 2**20
"""bytes; all place names of China fit into this."""
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_BAD_IN_NAME = re.compile(r"[\s|\x00-\x1f\x7f\ufffd]")


def read(path: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...], bytes]:
    """Entries of one file, what is wrong in it, and its bytes (for the checksum).

    Raises ``GazetteerError`` when the file cannot be used at all: missing, empty, no CSV, no column ``name``, no
    usable row.
    """
    data = _bytes(path)
    text = _decode(path, data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems: list[Problem] = []
    entries: dict[tuple[str, str, str], Entry] = {}
    first_seen: dict[tuple[str, str, str], int] = {}
    try:
        header = next(reader, [])
        columns = _columns(path, header, problems)
        for fields in reader:
            line = reader.line_num
            if not any(field.strip() for field in fields):
                continue
            if len(fields) > len(header):
                problems.append(
                    Problem(
                        path,
                        line,
                        f"the row has {len(fields)} fields and the header has {len(header)}; the row is left out. "
                        "Put a field that contains a comma into quotation marks.",
                    )
                )
                continue
            row = {name: _clean(fields[k]) for k, name in columns.items() if k < len(fields)}
            entry = _entry(path, line, row, problems)
            if entry is None:
                continue
            key = (entry.name, entry.kind, entry.parent)
            if key in entries:
                problems.append(
                    Problem(path, line, f"{entry.name} repeats line {first_seen[key]}; this row is left out.")
                )
                continue
            entries[key], first_seen[key] = entry, line
    except csv.Error as error:
        raise GazetteerError(
            f"{path}, line {reader.line_num}: this is no valid CSV ({error}). "
            "Check the quotation marks of that line, or save the table as CSV again."
        ) from error
    if not entries:
        detail = f" First problem: {problems[0]}" if problems else ""
        raise GazetteerError(f"{path}: no usable row below the header.{detail}")
    return tuple(entries.values()), tuple(problems), data


def _bytes(path: Path) -> bytes:
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


def _decode(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise GazetteerError(f"{path}: this is a binary file, no CSV. Save the table as 'CSV UTF-8'.")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GazetteerError(f"{path}: the text is neither UTF-8 nor GB 18030. Save the table as 'CSV UTF-8'.")


def _columns(path: Path, header: list[str], problems: list[Problem]) -> dict[int, str]:
    """Position -> column name.  Unknown columns become problems; raises ``GazetteerError`` without ``name``."""
    names = [_clean(field).lower() for field in header]
    if "name" not in names:
        other = next((mark for mark in ("\t", ";", "；", "，") if any(mark in name for name in names)), None)
        hint = (
            "The columns seem to be separated by another sign than a comma."
            if other
            else f"Its first line is: {','.join(header)[:80]}"
        )
        raise GazetteerError(f"{path}: the header has no column 'name'. {hint} Known columns: {', '.join(COLUMNS)}.")
    columns: dict[int, str] = {}
    for k, name in enumerate(names):
        if name in COLUMNS and name not in columns.values():
            columns[k] = name
        elif name in COLUMNS:
            problems.append(Problem(path, 1, f"the column '{name}' occurs twice; the later one is ignored."))
        elif name:
            near = get_close_matches(name, COLUMNS, n=1)
            hint = f" Do you mean '{near[0]}'?" if near else ""
            problems.append(Problem(path, 1, f"the column '{name}' is not known and is ignored.{hint}"))
    return columns


def _clean(field: str) -> str:
    """Without white space around it, the full-width space and stray byte order marks included."""
    return field.strip().strip("\ufeff\u3000\u200b").strip()


def _entry(path: Path, line: int, row: dict[str, str], problems: list[Problem]) -> Entry | None:
    """One checked row; ``None`` when it has no usable name.  A bad optional value is left out, its row is not."""

    def complain(message: str) -> None:
        problems.append(Problem(path, line, message))

    name = row.get("name", "")
    fault = _fault(name)
    if fault:
        complain(f"name {name!r} {fault}; the row is left out." if name else "the name is empty; the row is left out.")
        return None
    aliases: list[str] = []
    for alias in (_clean(part) for part in row.get("aliases", "").split("|")):
        fault = _fault(alias) if alias else ""
        if fault:
            complain(f"alias {alias!r} of {name} {fault}; the alias is left out.")
        elif alias and alias != name and alias not in aliases:
            aliases.append(alias)
    dates = {}
    for column in ("valid_from", "valid_to"):
        value = row.get(column, "")
        if value and not _DATE.fullmatch(value):
            complain(f"{column} {value!r} of {name} is no date; write 2021, 2021-03 or 2021-03-15. It is left out.")
            value = ""
        dates[column] = value
    if dates["valid_from"] and dates["valid_to"] and dates["valid_from"] > dates["valid_to"]:
        complain(f"{name} would be valid from {dates['valid_from']} to {dates['valid_to']}; both dates are left out.")
        dates = {"valid_from": "", "valid_to": ""}
    latitude = _degrees(row.get("latitude", ""), 90.0)
    longitude = _degrees(row.get("longitude", ""), 180.0)
    if isinstance(latitude, str) or isinstance(longitude, str) or (latitude is None) != (longitude is None):
        complain(
            f"the place of {name} needs latitude (-90 to 90) and longitude (-180 to 180), decimal degrees; "
            f"{row.get('latitude', '')!r} and {row.get('longitude', '')!r} are left out."
        )
        latitude = longitude = None
    return Entry(
        name=name,
        kind=row.get("kind", ""),
        parent=row.get("parent", ""),
        aliases=tuple(aliases),
        code=row.get("code", ""),
        valid_from=dates["valid_from"],
        valid_to=dates["valid_to"],
        latitude=latitude,
        longitude=longitude,
        source=row.get("source", ""),
        file=path.name,
    )


def _fault(name: str) -> str:
    """What is wrong with a name, as the end of a sentence; empty when nothing is."""
    if len(name) < SHORTEST_NAME:
        return "is shorter than two characters"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if _BAD_IN_NAME.search(name):
        return "contains white space, a bar or an unreadable character"
    return ""


def _degrees(value: str, limit: float) -> float | str | None:
    """The number, ``None`` when the field is empty, the text itself when it is no angle within the limit."""
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        return value
    return number if -limit <= number <= limit else value
