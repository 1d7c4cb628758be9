"""The fitted weights of the evidence (``dictionaries/correction-weights.toml``, by ``benchmarks/fit_names.py``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, log
from pathlib import Path

from pipeline.errors import BaokanError
from pipeline.resources import dictionary

FILE = "correction-weights.toml"
LEAST = 1e-9
"""a probability of 0 or 1 is taken for one that near to it."""


@dataclass(frozen=True)
class Weights:
    """What turns evidence into a calibrated probability, and a wanted precision into a limit."""

    bias: float
    values: dict[str, float]
    """evidence -> weight, log odds per unit."""
    slope: float
    intercept: float
    """calibration: logit(calibrated) = intercept + slope * logit(raw)."""
    bands: tuple[tuple[float, float], ...]
    """(precision, lowest calibrated probability from which changes together reached it), both rising."""

    def calibrated(self, probability: float) -> float:
        """The share of cases of that raw probability that are right."""
        value = min(max(probability, LEAST), 1 - LEAST)
        return 1 / (1 + exp(-(self.intercept + self.slope * log(value / (1 - value)))))

    def limit(self, precision: float) -> float:
        """Calibrated probability from which changes are expected to be right in that share of the cases.

        Between the measured precisions the limit is interpolated; beyond the highest it is the precision itself or the
        highest limit, whichever is more.
        """
        if precision <= self.bands[0][0]:
            return min(self.bands[0][1], precision)
        for (low, first), (high, second) in pairwise(self.bands):
            if low <= precision <= high:
                return first + (second - first) * (precision - low) / (high - low)
        return max(precision, self.bands[-1][1])


def read(path: Path) -> Weights:
    """Weights from a file.  Raises ``BaokanError`` when it is damaged."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        bands = tuple(sorted((float(band["precision"]), float(band["probability"])) for band in data["bands"]))
        calibration = data["calibration"]
        if not bands:
            raise ValueError("no bands")
        return Weights(
            float(data["bias"]),
            {str(name): float(value) for name, value in data["weights"].items()},
            float(calibration["slope"]),
            float(calibration["intercept"]),
            bands,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BaokanError(
            f"{path}: the weights of the correction cannot be read ({error}). "
            "Restore the file, or fit them again with benchmarks/fit_names.py."
        ) from error


@cache
def shipped() -> Weights:
    """The weights that ship with Baokan, loaded once."""
    return read(dictionary(FILE))
