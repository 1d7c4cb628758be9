"""Results against single lines of ground truth (``line_truth``): what a run makes of the places where they stand.

Stored pages of Baokan are needed, like for the evaluation of names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from pipeline.editing.places import Places
from pipeline.errors import NoInputError
from pipeline.evaluate.folding import fold
from pipeline.evaluate.line_truth import ENDING, LinesTruth, TruthLine, load_lines
from pipeline.evaluate.measures import Rate
from pipeline.evaluate.names import projection
from pipeline.export.interchange import read_page
from pipeline.model.geometry import Quad
from pipeline.model.page import Layer, Page


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line beside what a run made of its place."""

    truth: TruthLine
    read: str
    names_right: int

    @property
    def errors(self) -> int:
        """Folded characters to change."""
        return Levenshtein.distance(fold(self.truth.text).text, fold(self.read).text)


@dataclass(frozen=True, slots=True)
class DocumentLines:
    """The lines of one document."""

    id: str
    missing: bool
    """True when the results have nothing of the scan: all lines count as unread."""
    lines: tuple[LineReading, ...] = field(repr=False)

    @property
    def rate(self) -> Rate:
        """Errors per character of the truth."""
        return Rate(sum(one.errors for one in self.lines), sum(len(fold(one.truth.text).text) for one in self.lines))

    def figures(self) -> dict[str, float | int]:
        """All figures by name."""
        return {
            "lines": len(self.lines),
            "characters": self.rate.length,
            "errors": self.rate.errors,
            "cer": self.rate.rate,
            "names_right": sum(one.names_right for one in self.lines),
            "names": sum(len(one.truth.names) for one in self.lines),
        }


def evaluate_lines_folder(
    output: Path, truth: Path, only: Collection[str] | None = None, layer: Layer = "corrected"
) -> tuple[DocumentLines, ...]:
    """Measure the stored pages of ``output`` against every ``*.lines.json`` of ``truth``.

    Raises ``NoInputError`` when there is none, ``PageError`` for a page file that cannot be read.
    """
    truths = [load_lines(path) for path in sorted(truth.glob(f"*{ENDING}"))]
    chosen = [one for one in truths if only is None or one.id in only]
    if not chosen:
        raise NoInputError(f"{truth}: there are no lines of ground truth (*{ENDING}) to compare with.")
    return tuple(_document(output / one.id, one, layer) for one in chosen)


def _document(folder: Path, truth: LinesTruth, layer: Layer) -> DocumentLines:
    pages = [read_page(path) for path in sorted(folder.glob("page-*.json"))]
    scans = {line.source for line in truth.lines}
    read = [_PageText(page, layer) for page in pages if page.source.sha256 in scans]
    return DocumentLines(truth.id, not read, tuple(_reading(line, read) for line in truth.lines))


def _reading(line: TruthLine, pages: Sequence[_PageText]) -> LineReading:
    here = (one for one in pages if one.page.source.sha256 == line.source and one.page.frame == line.frame)
    text = "".join(one.within(line.polygon) for one in here)
    starts, ends = projection(line.text, text)
    right = sum(
        fold(line.text[start:end]).text == fold(text[starts[start] : ends[end]]).text for start, end in line.names
    )
    return LineReading(line, text, right)


class _PageText:
    """The text of a page by the places of its characters."""

    def __init__(self, page: Page, layer: Layer) -> None:
        self.page, self._places = page, Places(page)
        self._texts = [page.text(block, layer) for block in page.text_blocks()]

    def within(self, polygon: Quad) -> str:
        """The text that stands in a polygon (px, scan frame), in reading order."""
        ids = frozenset(self._places.within(polygon))
        return "".join(self._cells(ids)) if ids else ""

    def _cells(self, ids: frozenset[str]) -> Iterator[str]:
        for text in self._texts:
            for cell in text:
                if cell.ids and sum(one in ids for one in cell.ids) * 2 > len(cell.ids):
                    yield cell.text


def figures_of_all(documents: Sequence[DocumentLines]) -> dict[str, float | int]:
    """The same names as ``DocumentLines.figures``, over all documents."""
    return DocumentLines("ALL", False, tuple(line for one in documents for line in one.lines)).figures()


def render_lines_table(documents: Sequence[DocumentLines]) -> str:
    """One row a document, one for all."""
    rows = [f"{'lines':>7}{'characters':>12}{'errors':>8}{'per 10,000':>12}{'names':>12}  document"]
    for name, figures, missing in [*((d.id, d.figures(), d.missing) for d in documents), _total(documents)]:
        numbers = f"{figures['lines']:>7}{figures['characters']:>12}{figures['errors']:>8}"
        names = f"{figures['names_right']}/{figures['names']}"
        mark = "  no results of this scan" if missing else ""
        rows.append(f"{numbers}{figures['cer'] * 10_000:>12.1f}{names:>12}  {name}{mark}")
    return "\n".join(rows)


def _total(documents: Sequence[DocumentLines]) -> tuple[str, dict[str, float | int], bool]:
    return "ALL", figures_of_all(documents), False


def lines_to_dict(documents: Sequence[DocumentLines]) -> dict[str, Any]:
    """For ``--json``: the figures of every document, of all, and the lines that differ."""
    return {
        "documents": {one.id: {"missing": one.missing, **one.figures()} for one in documents},
        "total": figures_of_all(documents),
        "differences": [
            {"document": one.id, "frame": line.truth.frame, "printed": line.truth.text, "read": line.read}
            for one in documents
            for line in one.lines
            if line.errors
        ],
    }
