"""Does memory stay flat?  ``soak.py SCANS... --pages 300 [--replayed]`` reads the scans over and over in one run.

After each page the memory of the run's process and of each worker and their open files are noted.  Flat means: over
what is left when the first quarter is left out, the straight line through the values rises by less than the noise
(twice the standard deviation of what is beside the line), or by less than ``GROWTH``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import psutil
from replayed import made_batch

LIMIT_MB = 2048
"""MB that a worker may hold."""
GROWTH = 0.03
"""share of the mean by which memory may rise over the run."""
SHOWN_EVERY = 50


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=300, help="files in the run (default 300)")
    parser.add_argument("--replayed", action="store_true", help="from recordings instead of the engine")
    parser.add_argument("--recycle", type=int, default=1_000_000, help="pages of a worker; default: never replaced")
    options = parser.parse_args()

    from pipeline.batch.events import Event, PageDone, PageFailed
    from pipeline.batch.local import run_local
    from pipeline.batch.wishes import Wishes
    from pipeline.settings import Settings

    samples: dict[str, list[float]] = defaultdict(list)
    here, pages = psutil.Process(), 0

    def note(event: Event) -> None:
        nonlocal pages
        if not isinstance(event, PageDone | PageFailed):
            return
        pages += 1
        samples["run, MB"].append(here.memory_info().rss / 1e6)
        samples["run, open files"].append(here.num_fds() if hasattr(here, "num_fds") else here.num_handles())
        for worker in here.children():
            if "spawn_main" in " ".join(worker.cmdline()):
                samples[f"worker {worker.pid}, MB"].append(worker.memory_info().rss / 1e6)
                samples[f"worker {worker.pid}, open files"].append(float(worker.num_fds()))
        if pages % SHOWN_EVERY == 0:
            now = ", ".join(f"{name} {values[-1]:.0f}" for name, values in samples.items())
            print(f"{pages:6d} pages: {now}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        batch, replay = made_batch(options.scans, options.pages, Path(name))
        engine = {"engine": "replay", "recordings": replay[-1].partition("=")[2]} if options.replayed else {}
        values = {"run": {"output": Path(name) / "out", "limits": {"recycle_pages": options.recycle}}, "engine": engine}
        done = run_local([batch], Settings.model_validate(values), note, Wishes())
    print(f"{done.pages} pages in {done.seconds:.0f} s, {done.failed_pages} failed")
    verdicts = [verdict(name, values) for name, values in samples.items() if len(values) >= options.pages // 4]
    return 0 if all(verdicts) and not done.failed_pages else 1


def verdict(name: str, values: list[float]) -> bool:
    late = values[len(values) // 4 :]
    fit = statistics.linear_regression(range(len(late)), late)
    rise = fit.slope * len(late)
    noise = 2 * statistics.pstdev([y - fit.slope * x - fit.intercept for x, y in enumerate(late)])
    mean = statistics.fmean(late)
    flat = rise <= max(noise, GROWTH * mean)
    within = not name.endswith("MB") or max(values) <= LIMIT_MB
    print(
        f"{name}: mean {mean:.0f}, most {max(values):.0f}, rises by {rise:+.1f} over {len(late)} pages "
        f"(noise {noise:.1f}): {'flat' if flat else 'GROWING'}{'' if within else ', OVER THE LIMIT'}"
    )
    return flat and within


if __name__ == "__main__":
    sys.exit(main())
