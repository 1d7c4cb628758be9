"""What the batch costs beside the pages: ``batch_cost.py SCANS... [--skip 10000]``.

First the scans are read with the real engine: processor time of the process that schedules, writes and keeps the
ledger, against that of the workers.  Then a batch of ``--skip`` files that are done already is started once more.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from replayed import call, made_batch

LIMIT_SHARE, LIMIT_SECONDS = 0.03, 5.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--skip", type=int, default=10_000, help="finished pages to skip (default 10,000)")
    parser.add_argument("--rounds", type=int, default=2, help="how often the scans are read (default 2)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        share = cost(options.scans, Path(name), options.rounds)
        seconds = skipping(options.skip, Path(name)) if options.skip else 0.0
    return int(share > LIMIT_SHARE or seconds > LIMIT_SECONDS)


def cost(scans: list[Path], folder: Path, rounds: int) -> float:
    from pipeline.batch.events import Event, PageDone
    from pipeline.batch.local import run_local
    from pipeline.batch.wishes import Wishes
    from pipeline.settings import Settings

    pages = 0

    def count(event: Event) -> None:
        nonlocal pages
        pages += isinstance(event, PageDone)

    def processor(who: int) -> float:
        used = resource.getrusage(who)
        return used.ru_utime + used.ru_stime

    start, own, others = time.perf_counter(), processor(resource.RUSAGE_SELF), processor(resource.RUSAGE_CHILDREN)
    for number in range(rounds):
        settings = Settings.model_validate({"run": {"output": folder / f"cost-{number}"}})
        run_local(scans, settings, count, Wishes())
    seconds = time.perf_counter() - start
    own, others = processor(resource.RUSAGE_SELF) - own, processor(resource.RUSAGE_CHILDREN) - others
    share = own / (own + others)
    print(
        f"{pages} pages in {seconds:.1f} s: {own / pages * 1000:.0f} ms of processor time a page for scheduling, "
        f"writing and the ledger, {others / pages:.2f} s for the page itself (start of the workers included): "
        f"{share:.1%} (limit {LIMIT_SHARE:.0%})",
        flush=True,
    )
    return share


def skipping(count: int, folder: Path) -> float:
    small = folder / "small.png"
    Image.new("L", (130, 180), 255).save(small, dpi=(150, 150))
    batch, replay = made_batch([small], count, folder)
    start = time.perf_counter()
    assert call("run", batch, "-o", folder / "out", "-q", *replay).returncode == 0
    first = time.perf_counter() - start
    start = time.perf_counter()
    again = call("run", batch, "-o", folder / "out", "-q", *replay)
    seconds = time.perf_counter() - start
    print(f"{count} small blank pages: done in {first:.0f} s, skipped in {seconds:.2f} s (limit {LIMIT_SECONDS:g} s)")
    print(again.stderr.strip())
    return seconds


if __name__ == "__main__":
    sys.exit(main())
