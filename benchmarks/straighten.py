"""How well pages are put straight: skew, known turns, orientation over four turns, spreads.

    python benchmarks/straighten.py PAGES [--turns 100] [--seed 1] [--only ID ...] [--json FILE]

``PAGES``: a folder of page files, each with ``<id>.gt.json`` (``text_angle`` and ``orientation``, counter-clockwise
degrees, ``angle_spread``, ``curled``).  Nothing is tuned here: the stage runs with its default settings.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.ingest import open_source
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Frame, Sheet
from pipeline.straighten import straighten
from pipeline.straighten.settings import StraightenSettings

SKEW_BAR = 0.1
LARGEST_TURN = 15.0


@dataclass(frozen=True)
class Sample:
    name: str
    frame: Frame
    truth: dict[str, Any]

    @property
    def bar(self) -> float:
        """Error allowed, degrees: the angle of a page seen in perspective is only known so well."""
        return SKEW_BAR + float(self.truth["angle_spread"]) / 2

    @property
    def spread(self) -> bool:
        return any(block.get("half") for block in self.truth["blocks"])


def samples(folder: Path, only: list[str]) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.gt.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if only and truth["id"] not in only:
            continue
        with open_source(folder / truth["file"], IngestSettings()) as reader:
            for number, page in enumerate(truth["pages"], start=1):
                name = truth["id"] + (f" p{number}" if len(truth["pages"]) > 1 else "")
                yield Sample(name, reader.frame(number), page)


def quarter(frame: Frame, turns: int) -> Frame:
    """The frame turned counter-clockwise by ``turns`` quarters."""
    return replace(frame, image=np.ascontiguousarray(np.rot90(frame.image, turns)))


def turned(frame: Frame, degrees: float) -> Frame:
    """The frame turned counter-clockwise, on a larger sheet of its own paper."""
    image = frame.image
    h, w = image.shape[:2]
    m = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), degrees, 1.0)
    c, s = abs(m[0, 0]), abs(m[0, 1])
    size = (int(np.ceil(w * c + h * s)), int(np.ceil(h * c + w * s)))
    m[:, 2] += (np.array(size) - np.array([w, h])) / 2
    paper = np.quantile(image.reshape(h * w, -1)[::101], 0.8, axis=0)
    fill = tuple(float(v) for v in paper)
    image = cv2.warpAffine(image, m, size, flags=cv2.INTER_CUBIC, borderValue=fill)
    if frame.bilevel:
        image = np.where(image > 127, 255, 0).astype(np.uint8)
    return replace(frame, image=image)


def skew(sheets: tuple[Sheet, ...]) -> float:
    return statistics.mean(sheet.page.skew_degrees for sheet in sheets)


def run(sample: Sample, frame: Frame, engine: Engine) -> tuple[tuple[Sheet, ...], float]:
    start = time.perf_counter()
    sheets = straighten(frame, engine, StraightenSettings())
    return sheets, time.perf_counter() - start


def pages_as_they_are(all_samples: list[Sample], engine: Engine) -> dict[str, Any]:
    print(f"{'page':<14}{'truth':>8}{'found':>8}{'error':>8}{'bar':>7}  {'':8}four turns     pages  s")
    flat_ok, flat, turns_ok, spreads_ok, seconds = 0, 0, 0, 0, []
    for sample in all_samples:
        found = []
        for turn in range(4):
            sheets, spent = run(sample, quarter(sample.frame, turn), engine)
            seconds.append(spent)
            right = sheets[0].page.orientation == (sample.truth["orientation"] + 90 * turn) % 360
            found.append((right, skew(sheets), len(sheets)))
        error = found[0][1] - sample.truth["text_angle"]
        good = abs(error) <= sample.bar
        if not sample.truth["curled"]:
            flat, flat_ok = flat + 1, flat_ok + good
        turns_ok += sum(right for right, _, _ in found)
        split = all(count == (2 if sample.spread else 1) for _, _, count in found)
        spreads_ok += split
        print(
            f"{sample.name:<14}{sample.truth['text_angle']:8.3f}{found[0][1]:8.3f}{error:8.3f}{sample.bar:7.3f}  "
            f"{'' if good else 'MISSED':<8}{' '.join('ok' if right else 'NO' for right, _, _ in found):<15}"
            f"{found[0][2]}{'' if split else ' WRONG'}      {seconds[-4]:.2f}"
            f"{'  curled' if sample.truth['curled'] else ''}"
        )
    return {
        "skew_within_bar_not_curled": [flat_ok, flat],
        "orientation_right": [turns_ok, 4 * len(all_samples)],
        "spreads_right": [spreads_ok, len(all_samples)],
        "median_seconds": round(statistics.median(seconds), 3),
    }


def known_turns(all_samples: list[Sample], engine: Engine, count: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    errors: dict[bool, list[float]] = {False: [], True: []}
    for curled in (False, True):
        chosen = [s for s in all_samples if s.truth["curled"] == curled]
        for number in range(count if chosen else 0):
            sample = chosen[number % len(chosen)]
            angle = sample.truth["text_angle"]
            total = random.uniform(-LARGEST_TURN, LARGEST_TURN)
            sheets, _ = run(sample, turned(sample.frame, total - angle), engine)
            turn_right = sheets[0].page.orientation == sample.truth["orientation"]
            error = skew(sheets) - total if turn_right else float("inf")
            errors[curled].append(abs(error))
            if abs(error) > SKEW_BAR and not curled:
                print(f"  turned to {total:7.3f}: {sample.name} is off by {error:.3f}")
    result: dict[str, Any] = {}
    for curled, name in ((False, "not_curled"), (True, "curled")):
        values = errors[curled]
        if values:
            result[f"turns_within_{SKEW_BAR}_{name}"] = [sum(v <= SKEW_BAR for v in values), len(values)]
            result[f"turns_median_error_{name}"] = round(statistics.median(values), 4)
            result[f"turns_largest_error_{name}"] = round(max(values), 4)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], metavar="ID")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    engine = create_engine(EngineSettings())
    all_samples = list(samples(arguments.pages, arguments.only))
    result = pages_as_they_are(all_samples, engine)
    result |= known_turns(all_samples, engine, arguments.turns, arguments.seed)
    print(json.dumps(result, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
