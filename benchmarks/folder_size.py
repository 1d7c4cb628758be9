"""What a run costs for the pages that its results folder has already: ``folder_size.py [1000 4000]``.

Small blank pages are replayed until the folder has so many; then one more is done.  Told are the seconds until that
run begins, those after its last page, and the memory that the run's own process took at most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from PIL import Image
from replayed import call, environment, made_batch

ONE_MORE = """
import resource, sys, time
from pathlib import Path
from pipeline.batch.local import run_local
from pipeline.batch.wishes import Wishes
from pipeline.settings import load

marks, start = [], time.perf_counter()
settings = load(overrides={"run.output": Path(sys.argv[2])}, assignments=tuple(sys.argv[3:])).settings
run_local([Path(sys.argv[1])], settings, lambda event: marks.append(time.perf_counter() - start), Wishes(limit=1))
print(marks[0], marks[-1] - marks[-2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 4000], help="finished pages (default 1000 4000)")
    sizes = sorted(parser.parse_args().sizes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = folder / "small.png"
        Image.new("L", (130, 180), 255).save(small, dpi=(150, 150))
        batch, replay = made_batch([small], sizes[-1] + len(sizes), folder)
        held = [after(size, batch, folder / "out", replay) for size in sizes]
    for (small_size, less), (large_size, more) in pairwise(zip(sizes, held, strict=True)):
        print(
            f"{small_size:,} to {large_size:,}: {(more - less) / (large_size - small_size) / 1000:.0f} kB for each page"
        )
    return 0


def after(size: int, batch: Path, out: Path, replay: list[str]) -> int:
    """One more page beside ``size`` finished ones; returns the bytes that the run's process held."""
    have = len(list(out.glob("*/document.json")))
    done = call("run", batch, "-o", out, "-q", "--limit", str(size - have), *replay)
    if done.returncode:
        raise SystemExit(f"the pages cannot be made: {done.stderr}")
    assignments = ["engine.engine=replay", replay[-1]]
    words = [sys.executable, "-c", ONE_MORE, str(batch), str(out), *assignments]
    said = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True).stdout.split()
    begins, ends, held = float(said[-3]), float(said[-2]), int(said[-1])
    print(
        f"{size:,} finished pages: begins after {begins:.2f} s, ends {ends:.2f} s after its page, {held / 1e6:.0f} MB"
    )
    return held


if __name__ == "__main__":
    sys.exit(main())
