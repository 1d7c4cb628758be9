"""Entries -> CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.gazetteer.entry import COLUMNS, Entry
from pipeline.gazetteer.fields import former_text

_SPREADSHEET_CHANGES = re.compile(r"0\d+|\d{12,}|\d{4}-\d\d(-\d\d)?|[=+@-].*")
"""What a spreadsheet would show as another number, as a date, or run as a formula.  Numbers have 11 digits at most in
its general format; the rest it writes as 3.1E+11."""


def row_of(entry: Entry, columns: Sequence[str] = COLUMNS) -> list[str]:
    """The fields of an entry, as a file has them."""
    values = {
        "aliases": "|".join(entry.aliases),
        "former": "|".join(map(former_text, entry.former)),
        "variants": "|".join(entry.variants),
        "latitude": _number(entry.latitude),
        "longitude": _number(entry.longitude),
    }
    return [values[c] if c in values else getattr(entry, c) if c in COLUMNS else "" for c in columns]


def csv_text(entries: Iterable[Entry], *, spreadsheet: bool = False) -> str:
    """A gazetteer file.

    ``spreadsheet``: so that Excel opens it right: with a byte order mark and CRLF, and with a tab before what it would
    turn into another number or a date.  Reading it back gives the same entries.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n" if spreadsheet else "\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        fields = row_of(entry)
        writer.writerow([_kept(c, f) for c, f in zip(COLUMNS, fields, strict=True)] if spreadsheet else fields)
    return ("\ufeff" if spreadsheet else "") + stream.getvalue()


def geojson_text(entries: Iterable[Entry]) -> str:
    """A FeatureCollection (RFC 7946); an entry without coordinates has the geometry ``null``."""
    features = [json.dumps(_feature(entry), ensure_ascii=False) for entry in entries]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def plain(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values; fields without a value are left out."""
    values: dict[str, Any] = {
        **{column: getattr(entry, column) for column in COLUMNS},
        "aliases": list(entry.aliases),
        "former": [
            {k: v for k, v in (("name", f.name), ("valid_from", f.valid_from), ("valid_to", f.valid_to)) if v}
            for f in entry.former
        ],
        "variants": list(entry.variants),
    }
    return {key: value for key, value in values.items() if value not in ("", None, [])}


def _feature(entry: Entry) -> dict[str, Any]:
    properties = {k: v for k, v in plain(entry).items() if k not in ("latitude", "longitude")}
    if entry.former:
        properties["former"] = [former_text(former) for former in entry.former]
    place = entry.longitude is not None and entry.latitude is not None
    geometry = {"type": "Point", "coordinates": [entry.longitude, entry.latitude]} if place else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _kept(column: str, field: str) -> str:
    if column in ("latitude", "longitude"):
        return field
    return f"\t{field}" if _SPREADSHEET_CHANGES.fullmatch(field) else field
