"""Small ground truths and outputs for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def block(kind: str, lines: Sequence[str] | str, article: str | None = "a0", **more: Any) -> dict[str, Any]:
    """A block of the given printed lines."""
    lines = [lines] if isinstance(lines, str) else list(lines)
    names = []
    text = "".join(lines)
    for name in more.pop("places", ()):
        start = text.index(name)
        names.append({"start": start, "end": start + len(name), "text": name, "type": "place"})
    boxes = more.pop("boxes", [(0, 100 * n, 100, 100 * n + 40) for n in range(len(lines))])
    return {
        "kind": kind,
        "text": text,
        "article": article,
        "names": names,
        "lines": [{"text": line, "box": list(box)} for line, box in zip(lines, boxes, strict=True)],
        **more,
    }


def write_truth(folder: Path, name: str, *pages: Sequence[dict[str, Any]], file: str = "") -> None:
    """Write ``<name>.gt.json``; ``order`` is filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "id": name,
        "file": file or f"{name}.png",
        "pages": [
            {"degrade": {"level": "light"}, "blocks": [{"order": n, **b} for n, b in enumerate(page)]} for page in pages
        ],
    }
    (folder / f"{name}.gt.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def write_output(folder: Path, name: str, *pages: Sequence[str]) -> None:
    """Write ``<name>/page-0001.txt`` …, one block a line."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    for number, lines in enumerate(pages, 1):
        (folder / name / f"page-{number:04d}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
