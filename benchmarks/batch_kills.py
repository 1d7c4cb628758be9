"""Kills at random moments: ``batch_kills.py SCANS... --pages 300 --kills 200``.

A batch of replayed pages is run while the run itself or one of its workers is killed (SIGKILL) again and again; after
the last kill the run is started once more.  The results folder must then hold, byte for byte, what an undisturbed run
gives (times aside), and no temporary file.  When a batch ends before all kills were made, the next begins.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from replayed import baokan, call, environment, made_batch

MEAN_SECONDS = 1.0
"""s between two kills on average: long enough for workers to get ready now and then, and for a page to be done."""
PARENT_SHARE = 0.3
"""of the kills that hit the run itself; the others hit a worker."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="+", help="scans that are replayed under many names")
    parser.add_argument("--pages", type=int, default=300, help="files of a batch (default 300)")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=MEAN_SECONDS, help="between two kills, on average")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch, replay = made_batch(options.scans, options.pages, folder)
        undisturbed = folder / "undisturbed"
        start = time.perf_counter()
        assert call("run", batch, "-o", undisturbed, "-q", *replay).returncode == 0
        print(f"undisturbed: {options.pages} files in {time.perf_counter() - start:.0f} s", flush=True)
        killed = {"run": 0, "worker": 0}
        batches = wrong = 0
        while sum(killed.values()) < options.kills:
            output = folder / "disturbed"
            shutil.rmtree(output, ignore_errors=True)
            disturb(["run", batch, "-o", output, "-q", *replay], options.kills, killed, chance, options.seconds)
            last = call("run", batch, "-o", output, "-q", *replay)
            batches += 1
            found = differences(undisturbed, output)
            wrong += bool(found) or last.returncode != 0
            print(
                f"batch {batches}: {killed} so far; last run: exit code {last.returncode}; {found or 'equal'}",
                flush=True,
            )
    print(
        f"{sum(killed.values())} kills over {batches} batches of {options.pages} files: "
        f"{'all equal to the undisturbed run' if not wrong else f'{wrong} BATCHES DIFFER'}"
    )
    return 1 if wrong else 0


def disturb(
    arguments: list[str | Path], kills: int, killed: dict[str, int], chance: random.Random, seconds: float
) -> None:
    """Run a batch and kill until it is done or all kills were made."""
    process = started(arguments)
    while sum(killed.values()) < kills:
        time.sleep(chance.expovariate(1 / seconds))
        if process.poll() is not None:
            if process.returncode == 0:
                return
            process = started(arguments)  # it gave up, its workers having been killed again and again
        workers = [one for one in psutil.Process(process.pid).children() if "spawn_main" in " ".join(one.cmdline())]
        victim = process.pid if not workers or chance.random() < PARENT_SHARE else chance.choice(workers).pid
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed["run" if victim == process.pid else "worker"] += 1
        if victim == process.pid:
            process.wait()
            process = started(arguments)
    process.wait()


def started(arguments: list[str | Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(baokan(*arguments), stderr=subprocess.DEVNULL, env=environment())


def differences(one: Path, other: Path) -> list[str]:
    """Names of files that are in one folder only or differ, and of temporary files."""
    a, b = contents(one), contents(other)
    temporary = [str(path) for path in other.rglob(".baokan-*.tmp")]
    return sorted(a.keys() ^ b.keys()) + [name for name in a.keys() & b.keys() if a[name] != b[name]] + temporary


def contents(output: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for path in output.rglob("*"):
        name = str(path.relative_to(output))
        if path.is_dir() or name.startswith(("baokan.db", ".baokan.lock", "logs")):
            continue
        found[name] = path.read_bytes()
        if path.suffix == ".json":
            loaded = json.loads(path.read_bytes())
            loaded.pop("timings", None)
            found[name] = json.dumps(loaded, ensure_ascii=False)
    return found


if __name__ == "__main__":
    sys.exit(main())
