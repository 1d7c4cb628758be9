"""Lists of others into a gazetteer file: CSV in the usual encodings, and GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.gazetteer import geojson, reader
from pipeline.gazetteer.entry import COLUMNS, Entry, Problem
from pipeline.gazetteer.kinds import kind_of

GEOJSON_SUFFIXES = frozenset({".geojson", ".json"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives."""

    entries: tuple[Entry, ...]
    """what the file holds afterwards."""
    added: int
    known: int
    """rows whose name, kind and parent the file had already; the file's own row stays."""
    problems: tuple[Problem, ...]


def read_list(path: Path, columns: Mapping[str, str] | None = None) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Entries of a CSV or GeoJSON file.  ``columns``: its header or property -> our column.

    Raises ``GazetteerError``.
    """
    if path.suffix.lower() in GEOJSON_SUFFIXES:
        return geojson.read(path, columns)
    entries, problems, _ = reader.read(path, columns)
    return entries, problems


def merge(
    existing: tuple[Entry, ...],
    path: Path,
    columns: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Imported:
    """What ``existing`` becomes with a list added to it.

    ``defaults``: column -> value of rows that say nothing there (``kind``, ``parent``, ``source``).  Raises
    ``GazetteerError``.
    """
    entries, problems = read_list(path, columns)
    held = {entry.key: entry for entry in existing}
    known = 0
    for entry in entries:
        filled = _filled(entry, defaults or {})
        if held.setdefault(filled.key, filled) is not filled:
            known += 1
    return Imported(tuple(held.values()), len(held) - len(existing), known, problems)


def _filled(entry: Entry, defaults: Mapping[str, str]) -> Entry:
    values = {column: value for column, value in defaults.items() if value and not getattr(entry, column)}
    if "kind" in values:
        values["kind"] = kind_of(values["kind"])
    return replace(entry, **values) if values else entry  # type: ignore[arg-type]


def column_map(texts: list[str]) -> dict[str, str]:
    """``["name=XZQMC"]`` -> header or property -> column.  Raises ``SettingsError``."""
    found = {}
    for text in texts:
        column, equals, header = (part.strip() for part in text.partition("="))
        if not equals or not header or column not in COLUMNS:
            raise SettingsError(
                f"--column {text}: write --column OURS=THEIRS, for instance name=XZQMC. Ours are: {', '.join(COLUMNS)}."
            )
        found[header] = column
    return found
