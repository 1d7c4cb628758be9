"""A cluster of three nodes on this machine: ``cluster_ray.py [SCANS...] [--pages 20] [--replayed 300]``.

The nodes are a ``ray start`` each.  Real pages and then replayed ones are read by workers of this machine and by the
cluster, of which one node is killed in the middle: every page must be done once, and the results folders must be equal
byte for byte (times aside).  What a page costs beside the work on it is told from the replayed ones, read once more by
the whole cluster, the first and the last tenth of them left out: the time of a worker that is not the page's own, and
the processor time of everything but the workers (the run, and all that belongs to Ray), each against the same on this
machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from batch_kills import differences
from replayed import ROOT, copies

sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))
from helpers.ray_nodes import Cluster

from pipeline.batch.events import Event, PageDone
from pipeline.batch.start import run_as_set
from pipeline.batch.wishes import Wishes
from pipeline.settings import Settings

NODES = 3
SCANS = [ROOT / "scans" / name for name in ("tabloid-page-2.jpg", "upside-down.jpg")]
LIMIT_MS = 20.0
"""ms that a worker may lose between two pages."""
WARM = 0.1
"""of the pages that are not measured at the beginning and at the end: workers start, and run out of pages."""


@dataclass
class Run:
    """One run and what was noted of it; ``processes``: what hands pages out and results in, without the workers."""

    pages: int
    processes: Callable[[], list[psutil.Process]]
    done: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)
    """wall and processor time at the first and at the last tenth of the pages, s."""
    seconds: list[float] = field(default_factory=list)
    """that the pages took, as their workers say."""
    middle: Callable[[], None] = lambda: None

    def note(self, event: Event) -> None:
        if not isinstance(event, PageDone):
            return
        self.done.append((event.document, event.page))
        self.seconds.append(event.seconds)
        if len(self.done) in (round(self.pages * WARM), round(self.pages * (1 - WARM))):
            self.marks.append((time.perf_counter(), sum(map(cpu, self.processes()))))
        if len(self.done) == self.pages // 2:
            self.middle()

    def per_page(self) -> tuple[float, float, float]:
        """Wall time, time of a worker that is not the page's own, processor time beside the workers'; ms a page."""
        (wall, used), (wall_end, used_end) = self.marks
        seconds = self.seconds[round(self.pages * WARM) : round(self.pages * (1 - WARM))]
        apart = (wall_end - wall) / len(seconds)
        lost = apart * NODES - sum(seconds) / len(seconds)
        return apart * 1000, lost * 1000, (used_end - used) / len(seconds) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="*", default=SCANS, help="of one page each")
    parser.add_argument("--pages", type=int, default=20, help="real pages (default 20)")
    parser.add_argument("--replayed", type=int, default=300, help="replayed pages (default 300)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Cluster() as cluster, cluster.joined():
        folder = Path(name)
        real = copies(options.scans, options.pages, folder / "real")
        many = copies(options.scans, options.replayed, folder / "many")
        recorded = folder / "real-here"
        engine = {"engine": "replay", "recordings": recorded}
        found = [disturbed(cluster, "real", real, options.pages, recorded, {})]
        found.append(disturbed(cluster, "replayed", many, options.replayed, folder / "many-here", engine))
        found.append(overhead(cluster, many, options.replayed, folder, engine))
    return 0 if all(found) else 1


def disturbed(cluster: Cluster, kind: str, batch: Path, pages: int, output: Path, engine: dict[str, object]) -> bool:
    """The same pages here and on the cluster, of which a node is killed in the middle."""
    start = time.perf_counter()
    here(batch, pages, output, engine)
    alone = time.perf_counter() - start
    cluster.grow(NODES)
    victim = cluster.living[-1]
    start = time.perf_counter()
    made = on(cluster, batch, pages, output.with_name(f"{batch.name}-there"), engine, victim.kill)
    once = Counter(made.done)
    other = differences(output, output.with_name(f"{batch.name}-there"))
    right = len(once) == pages and set(once.values()) == {1} and not other
    print(
        f"{pages} {kind} pages: {alone:.0f} s here, {time.perf_counter() - start:.0f} s on {NODES} nodes of which one "
        f"was killed; {len(once)} done, {sum(once.values()) - len(once)} of them twice, {len(other)} files differ: "
        f"{'right' if right else 'WRONG'}",
        flush=True,
    )
    return right


def overhead(cluster: Cluster, batch: Path, pages: int, folder: Path, engine: dict[str, object]) -> bool:
    """What the cluster costs a page, nobody being killed."""
    cluster.grow(NODES)
    alone = here(batch, pages, folder / "alone", engine).per_page()
    there = on(cluster, batch, pages, folder / "whole", engine).per_page()
    print(
        f"a page, {NODES} workers: {alone[0]:.0f} ms here, {there[0]:.0f} ms on the cluster; between two pages a "
        f"worker loses {alone[1]:.1f} and {there[1]:.1f} ms (limit {LIMIT_MS:g}); processor time beside the workers' "
        f"{alone[2]:.1f} and {there[2]:.1f} ms"
    )
    return there[1] < LIMIT_MS


def here(batch: Path, pages: int, output: Path, engine: dict[str, object]) -> Run:
    """By as many workers of this machine as the cluster has nodes."""
    made = Run(pages, lambda: [psutil.Process()])
    return begun(made, batch, {"output": output, "jobs": NODES}, engine)


def on(
    cluster: Cluster,
    batch: Path,
    pages: int,
    output: Path,
    engine: dict[str, object],
    middle: Callable[[], None] = lambda: None,
) -> Run:
    """By the cluster."""

    def processes() -> list[psutil.Process]:
        """The run, its link, and Ray's own processes; what lies below a post is a worker."""
        nodes = [one for node in [cluster.head, *cluster.living] for one in node.processes("")]
        workers = {child.pid for one in nodes if "ray::Post" in one.name() for child in one.children()}
        link = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
        return [psutil.Process(), *link, *(one for one in nodes if one.pid not in workers)]

    made = Run(pages, processes, middle=middle)
    return begun(made, batch, {"output": output, "executor": "ray", "address": cluster.address}, engine)


def begun(made: Run, batch: Path, run: dict[str, object], engine: dict[str, object]) -> Run:
    settings = Settings.model_validate({"run": run, "engine": engine})
    done = run_as_set([batch], settings, made.note, Wishes())
    assert done.exit_code == 0, done
    return made


def cpu(process: psutil.Process) -> float:
    """Processor time so far, s."""
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.Error:
        return 0.0  # it has just ended


if __name__ == "__main__":
    sys.exit(main())
