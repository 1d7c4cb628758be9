"""Fit the weights of name correction on made pages; rebuilds ``dictionaries/correction-weights.toml``.

    python benchmarks/fit_names.py FIT.jsonl [ORDINARY.jsonl ...] [--output FILE]

The files come from ``made_pages.py`` (parts ``fit`` and ``ordinary``).  Each place of doubt is a choice between the
text as read and the names that might stand there; the weights are those of a conditional logistic regression, found
by Newton's method with a small penalty.  Probabilities are then calibrated, and the limits for a wanted precision
are found, on pages that had no part in the weights they are judged by (three folds).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from name_cases import Case, cases
from numpy.typing import NDArray

from pipeline.correct.decision import decide
from pipeline.correct.probability import FEATURES
from pipeline.correct.settings import CorrectSettings, DecisionSettings
from pipeline.correct.weights import Weights
from pipeline.gazetteer import load_from
from pipeline.gazetteer.settings import GazetteerSettings

REPOSITORY = Path(__file__).resolve().parent.parent
PENALTY = 2.0
"""squared penalty on the weights of the scaled evidence, in cases."""
FOLDS = 3
PRECISIONS = (0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
SIGNS = {
    "word": -1,
    "person": -1,
    "counter": -1,
    "inserted": -1,
    "no_hole": -1,
    "hole": 1,
    "repeats": 1,
    "kin": 1,
    "kept": 1,
    "kept_much": 1,
    "language_first": 1,
}
"""Evidence that may count in one direction only: where made pages say otherwise it is left out."""
EVEN = 0.5
"""What is less likely right than wrong is never automatic, whatever precision is asked for."""
WORST = 14.0
"""No single change may be expected to be wrong more often than so many times what is tolerated of all: a limit that is
right on the average would let through, at its lower end, changes of which one in ten is wrong.  Of those between 0.93
and 0.96, which this lets through, 143 of 147 were right."""
HEADER = """\
# Weights of the evidence for a misread name; made by benchmarks/fit_names.py, documented in docs/correction.md.
# bias and weights: log odds of a name against the text as read.  calibration: logit(right) = intercept + slope *
# logit(raw).  bands: calibrated probability from which changes together reach a precision.
# Fitted on {groups:,} places of doubt, {right:,} of them misread names.
"""
Vector = NDArray[np.float64]


def groups_of(case: Case) -> list[tuple[Vector, NDArray[np.bool_]]]:
    """(features, right) of each set of candidates that compete for one place."""
    order = sorted(range(len(case.merged)), key=lambda k: case.merged[k].candidate.start)
    found: list[list[int]] = []
    end = -1
    for k in order:
        candidate = case.merged[k].candidate
        if candidate.start >= end:
            found.append([])
        found[-1].append(k)
        end = max(end, candidate.end)
    return [(np.array([case.vectors[k] for k in group]), np.array([case.right[k] for k in group])) for group in found]


def fit(training: Sequence[Case], used: Sequence[str] = FEATURES) -> tuple[float, dict[str, float]]:
    """(bias, weights).  ``used``: features that take part; those of the wrong sign are left out one by one."""
    groups = [group for case in training for group in groups_of(case)]
    while True:
        bias, values = _newton(groups, used)
        wrong = [name for name, value in values.items() if value * SIGNS.get(name, 0) < 0]
        if not wrong:
            return bias, values
        used = [name for name in used if name != wrong[0]]


def _newton(groups: Sequence[tuple[Vector, NDArray[np.bool_]]], used: Sequence[str]) -> tuple[float, dict[str, float]]:
    """(bias, weights) of these features."""
    columns = [FEATURES.index(name) for name in used]
    x = np.concatenate([rows for rows, _ in groups])[:, columns]
    right = np.concatenate([flags for _, flags in groups])
    owner = np.repeat(np.arange(len(groups)), [len(flags) for _, flags in groups])
    scale = np.maximum(x.std(axis=0), 1e-6)
    x = np.column_stack([np.ones(len(x)), x / scale])
    some = np.bincount(owner, right, len(groups)) > 0
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], PENALTY)
    penalty[0] = 0.01
    for _ in range(60):
        s = x @ w
        top = np.zeros(len(groups))
        np.maximum.at(top, owner, s)
        odds = np.exp(s - top[owner])
        total = np.bincount(owner, odds, len(groups)) + np.exp(-top)
        p = odds / total[owner]
        rights = np.bincount(owner, odds * right, len(groups))
        target = np.where(right, odds / np.maximum(rights[owner], 1e-300), 0.0)
        gradient = x.T @ (target - p) - penalty * w
        mean = np.zeros((len(groups), x.shape[1]))
        np.add.at(mean, owner, x * p[:, None])
        hessian = (x * p[:, None]).T @ x - mean.T @ mean + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w += step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-9))
        if np.abs(step).max() < 1e-6:
            break
    assert some.any(), "no misread name in the fit part"
    return float(w[0]), {name: float(value / one) for name, value, one in zip(used, w[1:], scale, strict=True)}


def calibrate(raw: Vector, right: NDArray[np.bool_]) -> tuple[float, float]:
    """(slope, intercept) of a logistic regression of right on logit(raw)."""
    z = np.log(np.clip(raw, 1e-9, 1 - 1e-9) / (1 - np.clip(raw, 1e-9, 1 - 1e-9)))
    x = np.column_stack([z, np.ones_like(z)])
    w = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2), x.T @ (right - p))
        w += step
    return float(w[0]), float(w[1])


def limits(probability: Vector, right: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """(precision, lowest limit) where the changes above the limit are right in that share.

    Both must reach it: the mean of the probabilities, and the share counted with one more taken for wrong.
    """
    order = np.argsort(-probability)
    p, wrong = probability[order], np.cumsum(~right[order])
    count = np.arange(1, len(p) + 1)
    reached = np.minimum(np.cumsum(p) / count, 1 - (wrong + 1) / (count + 1))
    bands: list[tuple[float, float]] = []
    for precision in PRECISIONS:
        good = np.flatnonzero(reached >= precision)
        limit = max(float(p[good[-1]]) if len(good) else 1.0, 1 - WORST * (1 - precision), EVEN)
        bands.append((precision, max(limit, bands[-1][1] if bands else 0.0)))
    return bands


def weights_of(all_cases: Sequence[Case], used: Sequence[str] = FEATURES) -> Weights:
    """Weights, calibration and bands."""
    judged: list[tuple[float, bool, bool]] = []
    for fold in range(FOLDS):
        bias, values = fit([case for case in all_cases if case.page % FOLDS != fold], used)
        plain = Weights(bias, values, 1.0, 0.0, ((0.5, 0.5),))
        judged += _judged((case for case in all_cases if case.page % FOLDS == fold), plain)
    raw = np.array([probability for probability, _, _ in judged])
    right = np.array([flag for _, flag, _ in judged])
    free = np.array([flag for _, _, flag in judged])
    slope, intercept = calibrate(raw, right)
    bias, values = fit(all_cases, used)
    weights = Weights(bias, values, slope, intercept, ((0.5, 0.5),))
    calibrated = np.array([weights.calibrated(float(value)) for value in raw])
    return replace(weights, bands=tuple(limits(calibrated[free], right[free])))


def _judged(these: Iterable[Case], weights: Weights) -> list[tuple[float, bool, bool]]:
    """(raw probability, right, no rule holds it back) of every proposal."""
    result = []
    careful = DecisionSettings(precision=0.51, flag=1e-9, leave=1e-9)
    for case in these:
        for proposal in case.proposals(weights):
            decision = decide(replace(proposal, probability=1.0), weights, careful)
            free = decision is not None and not decision.held_back
            result.append((proposal.probability, case.is_right(proposal.best.candidate), free))
    return result


def to_toml(weights: Weights, groups: int, right: int) -> str:
    """The file."""
    lines = [HEADER.format(groups=groups, right=right), f"bias = {weights.bias:.4f}", "", "[weights]"]
    lines += [f"{name} = {value:.4f}" for name, value in weights.values.items()]
    lines += ["", "[calibration]", f"slope = {weights.slope:.4f}", f"intercept = {weights.intercept:.4f}"]
    for precision, probability in weights.bands:
        lines += ["", "[[bands]]", f"precision = {precision}", f"probability = {probability:.5f}"]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "dictionaries" / "correction-weights.toml")
    options = parser.parse_args()
    gazetteer, settings = load_from(GazetteerSettings()), CorrectSettings()
    all_cases: list[Case] = []
    for path in options.files:
        first = 1 + max((case.page for case in all_cases), default=-1)
        for case in cases(path, gazetteer, settings):
            case.page += first
            all_cases.append(case)
    weights = weights_of(all_cases)
    groups = [group for case in all_cases for group in groups_of(case)]
    text = to_toml(weights, len(groups), sum(bool(right.any()) for _, right in groups))
    options.output.write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
