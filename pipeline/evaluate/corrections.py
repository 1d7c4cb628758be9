"""Corrections of names against ground truth with marked names: what was fixed, broken, missed, and each record judged.

The ``ocr`` layer and the ``corrected`` layer of the stored pages are laid over the truth in the same way; a name counts
as *fixed* when it was misread and is right after correction, as *broken* the other way round, as *missed* when it
stays misread.  A record is *right* when its change brings the text nearer to the truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from rapidfuzz.distance import Levenshtein

from pipeline.errors import NoInputError
from pipeline.evaluate.assignment import assign
from pipeline.evaluate.folding import Folded, fold
from pipeline.evaluate.names import projection
from pipeline.evaluate.truth import Truth, TruthBlock, load_truth
from pipeline.model.correction import Correction
from pipeline.model.page import Layer, Page

RECORDED = "place-name"
"""kind of the records that are judged."""
SHOWN_CANDIDATES = 3
"""readings of a flag that count as offered to the editor."""


@dataclass(frozen=True, slots=True)
class NameCase:
    """One name of the truth in both layers."""

    wanted: str
    kind: str
    """place, person, org, trap."""
    level: str
    before: str
    after: str
    offered: bool
    """the right reading is among the first three of a flag."""

    @property
    def outcome(self) -> str:
        """``right``, ``fixed``, ``broken``, ``offered`` (missed, but a flag has it) or ``missed``."""
        if self.before == self.wanted:
            return "right" if self.after == self.wanted else "broken"
        return "fixed" if self.after == self.wanted else "offered" if self.offered else "missed"


@dataclass(frozen=True, slots=True)
class RecordCase:
    """One record, judged."""

    document: str
    level: str
    page: Page
    folder: Path
    record: Correction
    verdict: str
    """``right``, ``wrong`` (farther from the truth, or no nearer), ``unplaced`` (its text stands for nothing)."""
    rank: int
    """1 for the first candidate being the best reading, 2, 3 …; 0: none can be compared."""


@dataclass(frozen=True, slots=True)
class NameEvaluation:
    """All files."""

    names: tuple[NameCase, ...]
    records: tuple[RecordCase, ...]

    def outcomes(self, kinds: Collection[str] = ("place",), level: str | None = None) -> Counter[str]:
        """Outcome -> names."""
        return Counter(n.outcome for n in self.names if n.kind in kinds and level in (None, n.level))

    def verdicts(self, status: str) -> Counter[str]:
        """Verdict -> records of that status."""
        return Counter(r.verdict for r in self.records if r.record.status == status)

    @property
    def recall(self) -> float:
        """Share of the misread place names that are right after correction; 1 without any."""
        found = self.outcomes()
        misread = found["fixed"] + found["offered"] + found["missed"]
        return found["fixed"] / misread if misread else 1.0

    @property
    def precision(self) -> float:
        """Share of the automatic changes that are right; 1 without any."""
        found = self.verdicts("applied")
        return found["right"] / found.total() if found.total() else 1.0


def evaluate_names(output: Path, truth: Path, only: Collection[str] | None = None) -> NameEvaluation:
    """Measure the stored pages of ``output`` against every ``*.gt.json`` of ``truth``.

    Raises ``NoInputError`` when there is no ground truth, or none of its pages is among the results.
    """
    truths = [load_truth(path) for path in sorted(truth.glob("*.gt.json"))]
    names: list[NameCase] = []
    records: list[RecordCase] = []
    found = False
    for one in truths:
        folder = next((f for f in (output / one.id, output / Path(one.file).stem) if f.is_dir()), None)
        if folder is None or (only is not None and one.id not in only):
            continue
        found = True
        document = _Document(one, folder, _pages(folder))
        records += document.records()
        names += document.names()
    if not found:
        raise NoInputError(f"{truth}: no ground truth (*.gt.json) there belongs to a document of {output}.")
    return NameEvaluation(tuple(names), tuple(records))


def _pages(folder: Path) -> list[Page]:
    try:
        paths = sorted(folder.glob("page-*.json"))
        return [Page.model_validate_json(path.read_bytes()) for path in paths]
    except (OSError, ValidationError) as error:
        raise NoInputError(f"{folder}: a page file cannot be read ({type(error).__name__}).") from error


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of text with where it comes from."""

    page: int
    block: int
    start: int
    """offset of the row in the block's text."""
    body: Folded


class _Document:
    """One file: its rows in both layers, laid over the truth."""

    def __init__(self, truth: Truth, folder: Path, pages: Sequence[Page]) -> None:
        self.truth, self.folder, self.pages = truth, folder, pages
        self.rows = list(_rows(pages, "corrected"))
        self.corrected = assign(truth.blocks, [row.body for row in self.rows])
        self.read = assign(truth.blocks, [row.body for row in _rows(pages, "ocr")])
        self._blocks = {block.id: block for block in truth.blocks}
        self._offers: dict[int, list[str]] = {}
        """block of the truth -> texts that a flag would give it."""

    def records(self) -> Iterator[RecordCase]:
        """Every record of the document."""
        for number, page in enumerate(self.pages):
            for record in page.corrections:
                if record.kind == RECORDED:
                    verdict, rank = self._judge(number, page, record)
                    yield RecordCase(self.truth.id, self.truth.level, page, self.folder, record, verdict, rank)

    def _judge(self, number: int, page: Page, record: Correction) -> tuple[str, int]:
        place = self._place(number, page, record)
        if place is None:
            return "unplaced", 0
        block, text, start, end = place

        def distance(reading: str) -> int:
            return Levenshtein.distance(text[:start] + fold(reading).text + text[end:], block.text)

        far = distance(record.before)
        near = distance(record.after)
        readings = [candidate.text for candidate in record.candidates] or [record.after]
        distances = [distance(reading) for reading in readings]
        if record.status == "flagged":
            offers = [text[:start] + fold(r).text + text[end:] for r in readings[:SHOWN_CANDIDATES]]
            self._offers.setdefault(block.id, []).extend(offers)
        return "right" if near < far else "wrong", 1 + distances.index(min(distances))

    def _place(self, number: int, page: Page, record: Correction) -> tuple[TruthBlock, str, int, int] | None:
        """(block of the truth, the text that stands for it, start and end of the record's span in that text)."""
        block = next(b for b in page.blocks if b.id == record.block)
        span = page.text(block, "corrected").span(record.characters)
        if span is None:
            return None
        for line, row in enumerate(self.rows):
            if (row.page, row.block) != (number, record.block):
                continue
            if not (row.start <= span[0] and span[1] <= row.start + len(row.body.raw)):
                continue
            start, end = (row.body.starts[min(k - row.start, len(row.body.raw))] for k in span)
            for identity, pieces in self.corrected.placed.items():
                position = 0
                for placed in pieces:
                    piece = placed.piece
                    if piece.line == line and piece.start <= start and end <= piece.end:
                        shift = position - piece.start
                        truth = self._blocks[identity]
                        return truth, self.corrected.text(truth), start + shift, end + shift
                    position += len(piece.text)
        return None

    def names(self) -> Iterator[NameCase]:
        """Every name of the truth; call ``records`` first, it collects what flags offer."""
        for block in self.truth.blocks:
            if block.optional or not block.names:
                continue
            before = _readings(block, self.read.text(block))
            after = _readings(block, self.corrected.text(block))
            offers = [_readings(block, text) for text in self._offers.get(block.id, ())]
            for k, name in enumerate(block.names):
                wanted = block.text[block.body.starts[name.start] : block.body.starts[name.end]]
                if wanted:
                    offered = any(offer[k] == wanted for offer in offers)
                    yield NameCase(wanted, name.kind, self.truth.level, before[k], after[k], offered)


def _readings(block: TruthBlock, text: str) -> list[str]:
    """What stands in ``text`` for each name of the block."""
    starts, ends = projection(block.text, text)
    spans = [(block.body.starts[name.start], block.body.starts[name.end]) for name in block.names]
    return [text[starts[start] : ends[end]] if end > start else "" for start, end in spans]


def _rows(pages: Sequence[Page], layer: Layer) -> Iterator[_Row]:
    """The rows of text of all pages, in reading order."""
    for number, page in enumerate(pages):
        for block in page.text_blocks():
            start = 0
            for raw in page.text(block, layer).text.split("\n"):
                body = fold(raw)
                if body.text:
                    yield _Row(number, block.id, start, body)
                start += len(raw) + 1
