"""How long the formats take over many pages: ``python benchmarks/format_speed.py RESULTS [--pages 1000] [FORMAT...]``.

Finished results are multiplied (page files copied, pictures left out) and exported to one format after the other.  Told
are milliseconds a page, of the processor and by the clock; these include reading the page files and flushing what is
written to the disk.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from pipeline.formats import FORMATS, format_named
from pipeline.formats.results import export_results


def multiplied(results: Path, to: Path, pages: int) -> int:
    """Copies of the documents until there are so many pages; returns how many there are."""
    made = number = 0
    while made < pages:
        for document in sorted(results.glob("*/document.json")):
            folder = to / f"{document.parent.name}-{number:04d}"
            folder.mkdir(parents=True)
            for path in document.parent.glob("*.json"):
                shutil.copy(path, folder / path.name)
            made += len(list(folder.glob("page-*.json")))
        number += 1
    return made


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--pages", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = multiplied(asked.results, Path(folder) / "results", asked.pages)
        print(
            f"{pages:,} pages\n\n| format | ms of processor a page | ms a page | KB a page |\n| --- | --- | --- | --- |"
        )
        for name in asked.formats:
            to = Path(folder) / name
            clock, processor = time.perf_counter(), time.process_time()
            done = export_results(Path(folder) / "results", to, [format_named(name)], "corrected")
            clock, processor = time.perf_counter() - clock, time.process_time() - processor
            size = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
            figures = f"{1000 * processor / pages:.1f} | {1000 * clock / pages:.1f} | {size / pages / 1000:.1f}"
            print(f"| {name} | {figures} |", flush=True)
            if done.problems:
                sys.exit(str(done.problems[0]))
            shutil.rmtree(to)
    print(f"\nPeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB")


if __name__ == "__main__":
    main()
