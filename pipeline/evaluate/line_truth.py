"""Single lines of ground truth: ``<document>.lines.json``, as ``baokan sample truth`` writes them.

The lines of a sample that people judged: each with its place on the scan and what is printed there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import NoInputError
from pipeline.model.geometry import Quad

FORM = "baokan/lines/1"
ENDING = ".lines.json"


@dataclass(frozen=True, slots=True)
class TruthLine:
    """One printed line."""

    source: str
    """SHA-256 of the scan."""
    frame: int
    """1-based number of the image in the source."""
    polygon: Quad
    """px, scan frame."""
    text: str
    """what is printed."""
    names: tuple[tuple[int, int], ...] = ()
    """start and end of each name in it."""


@dataclass(frozen=True, slots=True)
class LinesTruth:
    """The lines of one document."""

    id: str
    """of the document: the folder of its results."""
    lines: tuple[TruthLine, ...]

    def to_json(self) -> str:
        """The file's text."""
        return json.dumps(
            {
                "form": FORM,
                "id": self.id,
                "lines": [
                    {
                        "source": line.source,
                        "frame": line.frame,
                        "polygon": line.polygon,
                        "text": line.text,
                        "names": [
                            {"start": start, "end": end, "text": line.text[start:end], "type": "place"}
                            for start, end in line.names
                        ],
                    }
                    for line in self.lines
                ],
            },
            ensure_ascii=False,
            indent=1,
        )


def load_lines(path: Path) -> LinesTruth:
    """Read one file.  Raises ``NoInputError`` when it is none of these."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != FORM:
            raise ValueError(f"form {data['form']!r} instead of {FORM!r}")
        return LinesTruth(str(data["id"]), tuple(_line(entry) for entry in data["lines"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoInputError(
            f"{path}: these are no lines of ground truth ({type(error).__name__}: {error}). 'baokan sample truth' "
            "writes them."
        ) from error


def _line(entry: dict[str, Any]) -> TruthLine:
    a, b, c, d = ((float(x), float(y)) for x, y in entry["polygon"])
    names = tuple((int(name["start"]), int(name["end"])) for name in entry.get("names", ()))
    return TruthLine(str(entry["source"]), int(entry["frame"]), (a, b, c, d), str(entry["text"]), names)
