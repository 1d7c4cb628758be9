"""Rows as text: CSV that opens right in spreadsheets, and the width of Chinese text in a terminal."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""beginnings by which a spreadsheet takes a text for a formula."""


def write_csv(stream: TextIO, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Write rows with a head; returns how many.  A text that a spreadsheet would compute gets an apostrophe."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    number = 0
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
        number += 1
    return number


def cell(value: Any) -> Any:
    """A value as CSV has it; lists and tables as JSON."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def one_line(text: str) -> str:
    """A text whose cells and rows of a table are told apart by one space."""
    return text.replace("\n", " ").replace("\t", " ")


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """A text of a width; what is too long is cut, on the side that is farther from the hit."""
    while width(text) > columns:
        text = text[1:] if right else text[:-1]
    space = " " * (columns - width(text))
    return space + text if right else text + space
