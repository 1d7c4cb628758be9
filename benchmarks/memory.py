"""Does a worker's memory stay flat?  ``memory.py scans --pages 200`` reads the pages over and over and says."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from worker import peak_memory, resident_memory

LIMIT_MB = 2048
"""MB a worker may hold at most."""
GROWTH = 0.05
"""The last quarter's median may lie this share above the second quarter's (the first is warming up)."""
SHOWN_EVERY = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="+", help="files or folders of scans")
    parser.add_argument("--pages", type=int, default=200, help="pages to read, going round the scans (default 200)")
    options = parser.parse_args()

    from pipeline import ingest
    from pipeline.batch.events import Event, PageDone, PageFailed
    from pipeline.batch.run import run
    from pipeline.flow import Pipeline
    from pipeline.settings import load

    settings = load().settings
    sources = ingest.find(options.scans, settings.ingest)
    samples: list[float] = []

    def count(event: Event) -> None:
        if isinstance(event, PageDone | PageFailed):
            samples.append(resident_memory())
            if len(samples) % SHOWN_EVERY == 0:
                print(f"{len(samples):5d} pages   {samples[-1]:7.0f} MB now   {peak_memory():7.0f} MB peak", flush=True)

    pipeline = Pipeline(settings)
    for source in cycle(sources):
        with tempfile.TemporaryDirectory() as folder:
            update = {"run": settings.run.model_copy(update={"output": Path(folder)})}
            pipeline.settings = settings.model_copy(update=update)
            run([source], pipeline, count)
        if len(samples) >= options.pages:
            break
    quarter = len(samples) // 4
    early, late = statistics.median(samples[quarter : 2 * quarter]), statistics.median(samples[3 * quarter :])
    growth, peak = late / early - 1, peak_memory()
    flat = growth <= GROWTH
    print(f"second quarter {early:.0f} MB, last quarter {late:.0f} MB: {'flat' if flat else 'GROWING'} ({growth:+.1%})")
    print(f"peak {peak:.0f} MB: {'within' if peak <= LIMIT_MB else 'OVER'} the limit of {LIMIT_MB} MB")
    return 0 if flat and peak <= LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
