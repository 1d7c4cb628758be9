"""A folder of results against a folder of ground truth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.errors import NoInputError
from pipeline.evaluate.assignment import assign
from pipeline.evaluate.folding import Folded
from pipeline.evaluate.joins import count_joins
from pipeline.evaluate.measures import articles_free, block_hits, in_order, order_free, order_score
from pipeline.evaluate.names import name_readings
from pipeline.evaluate.outcome import read_lines, text_files
from pipeline.evaluate.result import Evaluation, FileEvaluation
from pipeline.evaluate.truth import Truth, load_truth


def evaluate_folder(
    output: Path, truth: Path, *, only: Collection[str] | None = None, strict: bool = False
) -> Evaluation:
    """See ``pipeline.evaluate.evaluate_folder``."""
    paths = sorted(truth.glob("*.gt.json"))
    truths = [load_truth(path, strict=strict) for path in paths]
    chosen = [t for t in truths if only is None or t.id in only]
    if not chosen:
        raise NoInputError(
            f"{truth}: there is no ground truth (*.gt.json) to compare with. Name the folder that holds it."
        )
    return Evaluation(tuple(evaluate_file(output, t, strict=strict) for t in chosen), strict)


def evaluate_file(output: Path, truth: Truth, *, strict: bool = False) -> FileEvaluation:
    """One source file: its text is looked for by the truth's id, then by its file name without the ending."""
    paths = text_files(output, truth.id) or (text_files(output, Path(truth.file).stem) if truth.file else None)
    lines = read_lines(paths, strict=strict) if paths else ()
    return evaluate_lines(truth, lines, missing=paths is None, strict=strict)


def evaluate_lines(
    truth: Truth, lines: Sequence[Folded], *, missing: bool = False, strict: bool = False
) -> FileEvaluation:
    """Measure folded output lines (one block each) against a truth that was folded alike."""
    separator = "\n" if strict else ""
    assignment = assign(truth.blocks, lines)
    ordered = in_order(truth.blocks, lines, separator)
    return FileEvaluation(
        truth=truth,
        lines=tuple(lines),
        missing=missing,
        assignment=assignment,
        ordered=ordered,
        articles=articles_free(truth.blocks, lines, assignment, separator, ordered),
        free=order_free(truth.blocks, assignment),
        blocks=block_hits(truth.blocks, lines),
        order=order_score(truth.blocks, lines, assignment),
        joins=count_joins(truth.blocks, assignment),
        names=tuple(name_readings(truth.blocks, assignment)),
    )
