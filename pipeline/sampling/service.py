"""Planning, drawing and working out samples of a results folder: what the command and the page both do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.database import Database
from pipeline.sampling.crops import LineCrops
from pipeline.sampling.drawing import LARGEST_SEED, PageKey, draw_lines
from pipeline.sampling.judging import Judging
from pipeline.sampling.lines import FindNames
from pipeline.sampling.lot import LotCount, Scope, count_lot
from pipeline.sampling.planning import PER, characters_needed, lines_needed
from pipeline.sampling.readings import as_reviewed
from pipeline.sampling.records import Sample, Terms
from pipeline.sampling.refusal import Refusal
from pipeline.sampling.result import Result, result_of
from pipeline.sampling.settings import SamplingSettings
from pipeline.sampling.store import Samples

RATES = (0.0, 1 / 6, 1 / 3, 2 / 3, 4 / 3, 2.0)
"""Rates that a plan is told for, as shares of the limit: of 3 per 10,000 these are 0, 0.5, 1, 2, 4 and 6."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What it takes to decide a lot that has a certain rate."""

    expected: float
    """errors per 10,000 characters."""
    lines: int
    characters: int
    share: float
    """of the lot, 0..1."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Before anything is drawn."""

    lot: LotCount
    terms: Terms
    rows: tuple[PlanRow, ...]


def terms_of(settings: SamplingSettings) -> Terms:
    """The terms that the settings say."""
    return Terms(settings.judges, settings.limit, settings.confidence, settings.design_effect)


class Sampling:
    """Acceptance sampling of one results folder; threads may share it."""

    def __init__(self, database: Database, results: Path, settings: SamplingSettings, find_names: FindNames) -> None:
        self.results, self.settings = results, settings
        self.samples = Samples(database)
        self.crops = LineCrops(results, settings.margin)
        self.judging = Judging(self.samples, find_names)
        self._reading, self._find = as_reviewed(database, results), find_names
        self._results: dict[int, tuple[tuple[int, int], Result]] = {}
        self._planned: tuple[Scope, LotCount] | None = None

    def count(self, scope: Scope, on_page: Callable[[int], None] = lambda done: None) -> LotCount:
        """The lot as it reads now.  Raises what ``count_lot`` raises."""
        lot = count_lot(self.results, scope, self._reading, on_page)
        self._planned = scope, lot
        return lot

    def counted(self, scope: Scope) -> LotCount:
        """The lot as it was counted last, for a plan; drawing finds out when a page has changed since."""
        planned = self._planned
        return planned[1] if planned is not None and planned[0] == scope else self.count(scope)

    def plan(self, lot: LotCount, terms: Terms, expected: Sequence[float] = ()) -> Plan:
        """How many lines it takes; ``expected``: rates per 10,000 characters, beside those of ``RATES``."""
        rates = sorted({*expected, *(round(share * terms.limit, 2) for share in RATES)})
        return Plan(lot, terms, tuple(self._row(lot, terms, rate) for rate in rates))

    def _row(self, lot: LotCount, terms: Terms, expected: float) -> PlanRow:
        needed = characters_needed(lot.characters, terms.aim(self.settings.chance), expected / PER)
        lines = lines_needed(needed, lot.characters, lot.lines)
        return PlanRow(expected, lines, round(needed), lines / lot.lines)

    def draw(
        self,
        name: str,
        by: str,
        scope: Scope,
        terms: Terms,
        lot: LotCount,
        lines: int | None = None,
        seed: int | None = None,
    ) -> Sample:
        """Draw a sample.  ``lines``: default: as many as faultless text needs to pass.

        Raises ``Refusal`` (a number that makes no sense), ``PageError``.
        """
        wanted = self._row(lot, terms, 0.0).lines if lines is None else lines
        if wanted < 1:
            raise Refusal("lines", f"A sample of {wanted} lines says nothing: draw at least one.")
        seed = _checked(seed)
        drawn = draw_lines(self.results, lot, wanted, seed, self._reading, self._find)
        return self.samples.get(self.samples.add(name, by, scope, terms, lot, seed, drawn))

    def draw_more(
        self,
        sample: Sample,
        lines: int | None = None,
        seed: int | None = None,
        on_page: Callable[[int], None] = lambda done: None,
    ) -> int:
        """Draw more lines for a sample that was not decided; returns how many.  ``lines``: default: what it needs.

        Raises ``Refusal`` when the lot does not read as it did at the first draw: the lines that were judged
        would say nothing of it any more.
        """
        result = self.result(sample)
        wanted = result.more if lines is None else lines
        if wanted < 1:
            raise Refusal("enough", f"Sample {sample.id} needs no more lines: {REASONS[result.verdict]}.")
        lot = self.count(sample.scope, on_page)
        if lot.content != sample.lot.content:
            raise Refusal(
                "changed",
                f"The text that sample {sample.id} was drawn from has changed since (by a run, or by people). "
                "Draw a new sample.",
            )
        held: dict[PageKey, set[int]] = {}
        for line in self.samples.lines(sample.id):
            held.setdefault((line.drawn.document, line.drawn.page), set()).add(line.drawn.line)
        seed = _checked(seed)
        drawn = draw_lines(self.results, lot, wanted, seed, self._reading, self._find, held)
        if not drawn:
            raise Refusal("enough", f"Sample {sample.id} has every line of its lot already.")
        self.samples.extend(sample, lot, seed, drawn)
        return len(drawn)

    def result(self, sample: Sample) -> Result:
        """Work a sample out, as far as it was judged; what was worked out is kept until something is added."""
        state = self.samples.state(sample.id)
        kept = self._results.get(sample.id)
        if kept is None or kept[0] != state:
            lines, judgements = self.samples.lines(sample.id), self.samples.judgements(sample.id)
            kept = state, result_of(sample, lines, judgements, self.settings.chance)
            self._results[sample.id] = kept
        return kept[1]


REASONS = {
    "passed": "it has passed",
    "failed": "it has failed",
    "judging": "lines of it wait for a judgement",
    "undecided": "it has every line of its lot",
}
"""Verdict -> why no more lines are drawn."""


def _checked(seed: int | None) -> int:
    if seed is None:
        return secrets.randbelow(2**31)
    if not 0 <= seed <= LARGEST_SEED:
        raise Refusal("seed", f"A seed of {seed}: it is a whole number from 0 to {LARGEST_SEED}.")
    return seed
