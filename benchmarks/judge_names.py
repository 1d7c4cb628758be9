"""Measure name correction on made pages that had no part in its fit.

    python benchmarks/judge_names.py HELD-OUT.jsonl [--ordinary FILE.jsonl ...] [--fit FILE.jsonl ...]

The files come from ``made_pages.py``.  Printed: the outcome in names and records, per kind and per degradation; changes
and flags on ordinary text; the calibration; a plain distance-one corrector on the same cases; with ``--fit`` what each
kind of evidence adds (the weights are fitted again without it).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fit_names import weights_of
from made_pages import KEPT, MOST
from name_cases import Case, cases
from rapidfuzz.distance import Levenshtein

from pipeline.correct.probability import FEATURES
from pipeline.correct.settings import CorrectSettings, DecisionSettings
from pipeline.correct.weights import Weights, shipped
from pipeline.gazetteer import TERMS, Gazetteer, load_from
from pipeline.gazetteer.index import Budget
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.recognise.settings import RecogniseSettings

KINDS_OF_EVIDENCE = {
    "how strong the alternatives are": ("lattice", "rank", "short_rank", "habit"),
    "counted confusions, likeness": ("habit", "confusion", "unseen", "alike"),
    "words around": ("language", "language_first"),
    "common words, persons": ("word", "person"),
    "the name's shape": ("kept", "kept_much", "generic", "short", "further"),
    "the same name on the page": ("repeats",),
    "kin on the page": ("kin",),
    "doubt about characters for which the name's is not offered": ("doubt", "unsure"),
    "holes": ("hole", "no_hole"),
    "print around and on the page": ("unsupported_clean", "page", "unsupported_page"),
}
"""What is left out in each row of the ablation."""


@dataclass(frozen=True)
class Kept:
    """Which alternatives there are."""

    below: int = KEPT.alternatives_below
    """per cent of confidence."""
    most: int = MOST


FEWER = {
    "more than five alternatives": Kept(most=5),
    "alternatives from 90 per cent": Kept(below=90),
    "both": Kept(below=90, most=5),
    "any alternatives": Kept(below=0),
}
"""Rows of the ablation with fewer alternatives."""
STEPS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0001)


@dataclass
class Tally:
    """What came of a set of cases."""

    names: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    bins: dict[int, list[int]] = field(default_factory=dict)
    """calibration: step -> [right, all]."""
    spoilt: list[str] = field(default_factory=list)

    def add(self, case: Case, weights: Weights, decisions: DecisionSettings) -> None:
        """Count one passage."""
        text = case.read
        shown: list[tuple[int, int, list[str]]] = []
        for proposal, status in sorted(case.decided(weights, decisions), key=lambda p: -p[0].best.candidate.start):
            candidate = proposal.best.candidate
            right = case.is_right(candidate)
            self._calibrate(proposal.probability, right)
            if status == "left":
                continue
            self.records[f"{status} {'right' if right else 'wrong'}"] += 1
            if status == "applied":
                text = text[: candidate.start] + candidate.name + text[candidate.end :]
                if not right:
                    around = case.read[max(0, candidate.start - 8) : candidate.end + 8]
                    self.spoilt.append(f"{around}: {case.read[candidate.start : candidate.end]}>{candidate.name}")
            readings = case.texts(proposal)
            best = min(Levenshtein.distance(reading, case.truth) for reading in readings)
            ranks = [k for k, r in enumerate(readings) if Levenshtein.distance(r, case.truth) == best]
            self.records["shown"] += 1
            self.records["first"] += ranks[0] == 0
            self.records["in three"] += ranks[0] < 3
            shown.append((candidate.start, candidate.end, readings[:3]))
        self._names(case, text, [readings for _, _, readings in shown])

    def _names(self, case: Case, text: str, flags: list[list[str]]) -> None:
        after = case.names(text)
        for k, (mention, was) in enumerate(case.names(case.read)):
            fixed = after[k][1] == mention.text
            whole = "term" if mention.kind in TERMS else "name"
            kind = {whole, f"kind {mention.kind}", *([f"level {case.level}"] if whole == "name" else [])}
            for key in kind:
                self.names[key] += 1
                self.names[f"{key}, misread"] += was != mention.text
                self.names[f"{key}, fixed"] += was != mention.text and fixed
                self.names[f"{key}, broken"] += was == mention.text and not fixed
            if was != mention.text:
                offered = fixed or any(case.names(r)[k][1] == mention.text for readings in flags for r in readings)
                for key in kind:
                    self.names[f"{key}, offered"] += offered

    def _calibrate(self, probability: float, right: bool) -> None:
        step = max(k for k, low in enumerate(STEPS) if probability >= low)
        held = self.bins.setdefault(step, [0, 0])
        held[0] += right
        held[1] += 1

    def summary(self) -> str:
        """One line."""
        n, r = self.names, self.records
        applied = r["applied right"] + r["applied wrong"]
        shown = max(r["shown"], 1)
        return (
            f"misread {n['name, misread']} of {n['name']}; applied {applied}, wrong {r['applied wrong']}, precision "
            f"{r['applied right'] / max(applied, 1):.4f}; fixed {n['name, fixed'] / max(n['name, misread'], 1):.3f}, "
            f"fixed or in a flag {n['name, offered'] / max(n['name, misread'], 1):.3f}; broken {n['name, broken']}; "
            f"flags right {r['flagged right']}, wrong {r['flagged wrong']}; "
            f"top-1 {r['first'] / shown:.4f}, top-3 {r['in three'] / shown:.4f}"
        )


def tally(these: Iterable[Case], weights: Weights, decisions: DecisionSettings) -> Tally:
    """All cases counted."""
    result = Tally()
    for case in these:
        result.add(case, weights, decisions)
    return result


def plain(these: Sequence[Case], gazetteer: Gazetteer) -> str:
    """What a corrector does that puts in the one name at distance one (substitution) of a stretch of text."""
    budget = Budget(edits=1, share=1.0, unsupported=1, other_length=2, indel_length=99)
    right = wrong = misread = fixed = 0
    for case in these:
        protected = {k for match in case.examined.exact for k in range(match.start, match.end)}
        found: dict[tuple[int, int], set[str]] = {}
        for match in gazetteer.index.near(case.read, [{}] * len(case.read), budget):
            if match.edits[0].kind == "other" and match.edits[0].position not in protected:
                found.setdefault((match.start, match.end), set()).add(match.spelling)
        text, taken = case.read, len(case.read) + 1
        for (start, end), spellings in sorted(found.items(), key=lambda item: (-item[0][1], item[0][0])):
            if len(spellings) == 1 and end <= taken:
                (spelling,) = spellings
                changed = case.read[:start] + spelling + case.read[end:]
                good = Levenshtein.distance(changed, case.truth) < Levenshtein.distance(case.read, case.truth)
                right, wrong = right + good, wrong + (not good)
                text = text[:start] + spelling + text[end:]
                taken = start
        for (mention, was), (_, now) in zip(case.names(case.read), case.names(text), strict=True):
            misread += was != mention.text
            fixed += was != mention.text and now == mention.text
    return (
        f"applied {right + wrong}, wrong {wrong}, precision {right / max(right + wrong, 1):.4f}; "
        f"fixed {fixed / max(misread, 1):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    parser.add_argument("--fit", type=Path, nargs="*", default=[], help="fit again for the ablation")
    parser.add_argument("--precision", type=float, default=DecisionSettings().precision)
    options = parser.parse_args()
    gazetteer, settings = load_from(GazetteerSettings()), CorrectSettings()
    decisions = DecisionSettings(precision=options.precision)
    held = list(cases(options.held_out, gazetteer, settings))
    ordinary = [case for path in options.ordinary for case in cases(path, gazetteer, settings)]
    weights = shipped()
    result = tally(held, weights, decisions)
    print(f"held out: {result.summary()}")
    print(f"plain distance one: {plain(held, gazetteer)}")
    print("\n| what | names | misread | put right | or in a flag | broken |\n| --- | --- | --- | --- | --- | --- |")
    for key in sorted(key for key in result.names if "," not in key):
        n, misread = result.names[key], result.names[f"{key}, misread"]
        share = [result.names[f"{key}, {what}"] / max(misread, 1) for what in ("fixed", "offered")]
        print(f"| {key} | {n} | {misread} | {share[0]:.2f} | {share[1]:.2f} | {result.names[f'{key}, broken']} |")
    print("\n| calibrated probability | proposals | right |\n| --- | --- | --- |")
    for step, (right, count) in sorted(result.bins.items()):
        print(f"| {STEPS[step]} to {min(STEPS[step + 1], 1)} | {count} | {right / count:.4f} |")
    print("wrong automatic changes:", *result.spoilt, sep="\n  ")
    if ordinary:
        characters = sum(len(case.truth) for case in ordinary)
        spoiling = tally(ordinary, weights, decisions)
        per = 10_000 / characters
        applied = spoiling.records["applied right"] + spoiling.records["applied wrong"]
        flagged = spoiling.records["flagged right"] + spoiling.records["flagged wrong"]
        print(
            f"ordinary: {characters} characters, a 10,000: {applied * per:.2f} changes, {flagged * per:.2f} flags "
            f"(changes wrong {spoiling.records['applied wrong']}, flags right {spoiling.records['flagged right']})"
        )
        print(f"plain distance one on ordinary text: {plain(ordinary, gazetteer)}")
    if options.fit:
        ablate(options.held_out, options.fit, decisions, gazetteer)


def ablate(held_out: Path, fit: Sequence[Path], decisions: DecisionSettings, gazetteer: Gazetteer) -> None:
    """Fit again without each kind of evidence; last with fewer alternatives and with none."""
    rows: dict[str, tuple[Kept, Sequence[str]]] = {"nothing": (Kept(), ())}
    rows |= {name: (Kept(), without) for name, without in KINDS_OF_EVIDENCE.items()}
    rows |= {name: (kept, ()) for name, kept in FEWER.items()}
    loaded: dict[Kept, tuple[list[Case], list[Case]]] = {}
    for name, (kept, without) in rows.items():
        if kept not in loaded:
            loaded.clear()
            settings = RecogniseSettings(alternatives_below=kept.below)
            training: list[Case] = []
            for path in fit:
                first = 1 + max((case.page for case in training), default=-1)
                for case in cases(path, gazetteer, CorrectSettings(), settings, kept.most):
                    case.page += first
                    training.append(case)
            held = list(cases(held_out, gazetteer, CorrectSettings(), settings, kept.most))
            loaded[kept] = training, held
        training, held = loaded[kept]
        again = weights_of(training, [feature for feature in FEATURES if feature not in without])
        print(f"without {name}: {tally(held, again, decisions).summary()}", flush=True)


if __name__ == "__main__":
    main()
