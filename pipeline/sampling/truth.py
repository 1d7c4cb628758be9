"""Judged lines as ground truth that ``baokan evaluate lines`` reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline import files
from pipeline.evaluate.line_truth import ENDING, LinesTruth, TruthLine
from pipeline.sampling.standing import Standing


def truths_of(standing: Iterable[Standing]) -> list[LinesTruth]:
    """The decided lines by document; left out are lines that cannot be read and those where nothing is printed."""
    found: dict[str, list[TruthLine]] = defaultdict(list)
    for one in standing:
        held, drawn = one.judgement, one.line.drawn
        if held is not None and held.text:
            found[drawn.document].append(TruthLine(drawn.source, drawn.frame, drawn.polygon, held.text, held.names))
    return [LinesTruth(document, tuple(lines)) for document, lines in sorted(found.items())]


def write_truths(to: Path, truths: Iterable[LinesTruth]) -> list[Path]:
    """Write ``<document>.lines.json`` into a folder; returns the files.  Raises ``OutputError``."""
    files.make_folder(to)
    written = []
    for truth in truths:
        path = to / f"{truth.id}{ENDING}"
        files.write(path, truth.to_json() + "\n")
        written.append(path)
    return written
