"""Batches that are read from recordings: fast and exact, with all stages but the networks at work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def baokan(*arguments: str | Path) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, "-m", "pipeline.cli.main", *(str(argument) for argument in arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}


def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Baokan to its end."""
    return subprocess.run(baokan(*arguments), capture_output=True, text=True, env=environment(), check=False)


def made_batch(scans: list[Path], count: int, folder: Path, recorded: Path | None = None) -> tuple[Path, list[str]]:
    """A folder with ``count`` copies of the scans under names of their own, and the options that replay them.

    ``recorded``: results of these scans; ``None``: they are read once with the real engine.
    """
    first = recorded or folder / "recorded"
    if recorded is None:
        done = call("run", *scans, "-o", first, "-q")
        if done.returncode:
            raise SystemExit(f"the scans cannot be recorded: {done.stderr}")
    return copies(scans, count, folder / "batch"), ["--engine", "replay", "--set", f"engine.recordings={first}"]


def copies(scans: list[Path], count: int, batch: Path) -> Path:
    """A folder with ``count`` copies of the scans under names of their own."""
    batch.mkdir()
    for number, scan in enumerate(islice(cycle(scans), count), start=1):
        shutil.copy(scan, batch / f"{number:05d}{scan.suffix}")
    return batch
