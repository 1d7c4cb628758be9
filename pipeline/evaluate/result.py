"""What an evaluation gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from pipeline.evaluate.assignment import Assignment
from pipeline.evaluate.folding import Folded
from pipeline.evaluate.joins import JoinCounts
from pipeline.evaluate.measures import Hits, Rate
from pipeline.evaluate.names import NameReading
from pipeline.evaluate.truth import Truth


@dataclass(frozen=True, slots=True)
class FileEvaluation:
    """One source file."""

    truth: Truth
    lines: tuple[Folded, ...]
    """output lines that have text."""
    missing: bool
    """True when the results folder has nothing of this file."""
    assignment: Assignment
    ordered: Rate
    """``cer``: in reading order."""
    articles: Rate
    """``cer_art``: the order of articles free."""
    free: Rate
    """``cer_free``: order ignored."""
    blocks: Hits
    order: float
    """0..1."""
    joins: JoinCounts
    names: tuple[NameReading, ...]
    """place names."""

    @property
    def names_right(self) -> int:
        """Place names that were read as they are."""
        return sum(name.right for name in self.names)

    def figures(self) -> dict[str, float | int]:
        """All figures by name."""
        return {
            "cer": self.ordered.rate,
            "cer_art": self.articles.rate,
            "cer_free": self.free.rate,
            "block_f1": self.blocks.f1,
            "block_precision": self.blocks.precision,
            "block_recall": self.blocks.recall,
            "order": self.order,
            "join_f1": self.joins.hits.f1,
            "join_precision": self.joins.hits.precision,
            "join_recall": self.joins.hits.recall,
            "names_right": self.names_right,
            "names": len(self.names),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All files.  Rates and joins are summed over the files; block and order scores are means of the files."""

    files: tuple[FileEvaluation, ...]
    strict: bool

    def figures(self) -> dict[str, float | int]:
        """The same names as ``FileEvaluation.figures``."""
        files = self.files
        joins = JoinCounts(*(sum(getattr(f.joins, name) for f in files) for name in ("found", "truth", "false")))
        return {
            "cer": _sum([f.ordered for f in files]).rate,
            "cer_art": _sum([f.articles for f in files]).rate,
            "cer_free": _sum([f.free for f in files]).rate,
            "block_f1": _mean([f.blocks.f1 for f in files]),
            "block_precision": _mean([f.blocks.precision for f in files]),
            "block_recall": _mean([f.blocks.recall for f in files]),
            "order": _mean([f.order for f in files]),
            "join_f1": joins.hits.f1,
            "join_precision": joins.hits.precision,
            "join_recall": joins.hits.recall,
            "names_right": sum(f.names_right for f in files),
            "names": sum(len(f.names) for f in files),
        }

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``: the figures of every file by its id, and of all."""
        return {
            "strict": self.strict,
            "files": {
                f.truth.id: {"file": f.truth.file, "level": f.truth.level, "missing": f.missing, **f.figures()}
                for f in self.files
            },
            "total": self.figures(),
        }


def _sum(rates: Sequence[Rate]) -> Rate:
    return Rate(sum(rate.errors for rate in rates), sum(rate.length for rate in rates))


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0
