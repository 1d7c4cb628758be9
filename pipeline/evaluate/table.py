"""The figures as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.evaluate.result import Evaluation

_COLUMNS = (
    ("CER", "cer", "8.4f"),
    ("articles", "cer_art", "9.4f"),
    ("free", "cer_free", "8.4f"),
    ("block F1", "block_f1", "9.3f"),
    ("order", "order", "7.3f"),
    ("join F1", "join_f1", "8.3f"),
)


def render_table(evaluation: Evaluation) -> str:
    """One row a file, one for all; columns as in ``docs/evaluate.md``."""
    names = ["file", *(f.truth.id for f in evaluation.files), "ALL"]
    width = max(_width(name) for name in names) + 2
    levels = max([5, *(len(f.truth.level) for f in evaluation.files)]) + 1
    head = _padded("file", width) + f"{'scan':<{levels}}"
    head += "".join(f"{title:>{int(form.split('.')[0])}}" for title, _, form in _COLUMNS) + "      names"
    rows = [head]
    for file in evaluation.files:
        mark = "  no results" if file.missing else ""
        rows.append(_padded(file.truth.id, width) + f"{file.truth.level:<{levels}}" + _row(file.figures()) + mark)
    rows.append(_padded("ALL", width) + " " * levels + _row(evaluation.figures()))
    return "\n".join(rows)


def _row(figures: Mapping[str, float | int]) -> str:
    numbers = "".join(f"{figures[key]:{form}}" for _, key, form in _COLUMNS)
    return numbers + f"{figures['names_right']:>6}/{figures['names']:<4}"


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
