"""Answers that are saved as files."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

from pipeline.corpus.tables import write_csv

SVG, CSV = "image/svg+xml", "text/csv; charset=utf-8"
LONGEST = 60
"""characters of a name; systems of files take some 80 Chinese ones."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


def file_name(parts: Iterable[str], ending: str) -> str:
    """The name of a file that every system takes."""
    stem = _FORBIDDEN.sub("-", "-".join(parts)).strip("-. ")[:LONGEST]
    return f"{stem or 'baokan'}.{ending}"


def saved(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under a name."""
    plain = name.encode("ascii", "ignore").decode().strip("-. ") or "baokan"
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"},
    )


def saved_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """A table that opens right in spreadsheets."""
    stream = io.StringIO(newline="")
    stream.write("\ufeff")
    write_csv(stream, rows, columns)
    return saved(stream.getvalue().encode(), name, CSV)
