"""Ground truth: ``<id>.gt.json`` (``scans/README.md``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import NoInputError
from pipeline.evaluate.folding import Folded, fold

LEVELS = ("clean", "light", "medium", "heavy")
SIDE_KINDS = ("masthead", "folio", "in_photo")
"""Kinds that a result may have or leave out."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a block's text."""

    start: int
    end: int
    """offsets into the raw text."""
    kind: str
    """place, person, org, or trap: looks like a place and is none."""


@dataclass(frozen=True, slots=True)
class TruthBlock:
    """One block in reading order."""

    id: int
    """position among the blocks of the file."""
    page: int
    """0-based entry of the file's pages."""
    kind: str
    body: Folded
    article: str | None
    order: int
    optional: bool
    names: tuple[Name, ...]
    line_lengths: tuple[int, ...]
    """folded characters of each printed line."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """of the printed lines, px of the clean page."""
    row: int | None

    @property
    def text(self) -> str:
        """The folded text."""
        return self.body.text


@dataclass(frozen=True, slots=True)
class Truth:
    """The ground truth of one source file."""

    id: str
    file: str
    level: str
    """how the scan was spoilt, of all its pages; empty when the file does not say."""
    blocks: tuple[TruthBlock, ...]


def load_truth(path: Path, *, strict: bool = False) -> Truth:
    """Read one file.  Raises ``NoInputError`` when it is not as ``scans/README.md`` says."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        pages: list[dict[str, Any]] = data["pages"]
        blocks: list[TruthBlock] = []
        for number, page in enumerate(pages):
            for entry in page["blocks"]:
                block = _block(len(blocks), number, entry, strict)
                if block.text or strict:
                    blocks.append(block)
        levels = {page.get("degrade", {}).get("level", "") for page in pages} - {""}
        level = "+".join(sorted(levels, key=lambda name: (*LEVELS, name).index(name)))
        return Truth(str(data["id"]), str(data.get("file", "")), level, tuple(blocks))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoInputError(
            f"{path}: this is no ground truth ({type(error).__name__}: {error}). Its form is "
            "described in scans/README.md."
        ) from error


def _block(number: int, page: int, entry: dict[str, Any], strict: bool) -> TruthBlock:
    lines = entry.get("lines", [])
    return TruthBlock(
        id=number,
        page=page,
        kind=entry["kind"],
        body=fold(entry["text"], strict=strict),
        article=entry.get("article"),
        order=entry.get("order", number),
        optional=bool(entry.get("optional", False)),
        names=tuple(Name(name["start"], name["end"], name["type"]) for name in entry.get("names", [])),
        line_lengths=tuple(len(fold(line["text"], strict=strict).text) for line in lines),
        boxes=tuple(tuple(line["box"]) for line in lines),
        row=entry.get("row"),
    )
