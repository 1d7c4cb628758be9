"""Results against ground truth: how many characters, blocks, joins and names are right (``docs/evaluate.md``)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.evaluate.result import Evaluation


def evaluate_folder(
    output: Path, truth: Path, *, only: Collection[str] | None = None, strict: bool = False
) -> Evaluation:
    """Measure the results folder against every ``*.gt.json`` of the folder ``truth``.

    ``only``: ids to measure (default: all).  ``strict``: white space and the width of marks count too.  A file
    without results counts as empty (``FileEvaluation.missing``).  Raises ``NoInputError`` when there is no ground
    truth, or one that cannot be read.
    """
    from pipeline.evaluate.folder import evaluate_folder as run

    return run(output, truth, only=only, strict=strict)


def render_table(evaluation: Evaluation) -> str:
    """The figures as a table of plain text, one row a file and a row for all."""
    from pipeline.evaluate.table import render_table as run

    return run(evaluation)


def render_html(evaluation: Evaluation) -> str:
    """One self-contained HTML page: figures, and every block beside what was read, differences marked."""
    from pipeline.evaluate.report import render_html as run

    return run(evaluation)
