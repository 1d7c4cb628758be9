"""The command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def command(*arguments: str | Path) -> list[str]:
    """The words that start ``baokan`` of this checkout."""
    return [sys.executable, "-m", "pipeline.cli.main", *map(str, arguments)]


def environment(**variables: str) -> dict[str, str]:
    """The environment without settings of Baokan, and with ``variables``."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOKAN_")}
    paths = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**clean, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", **variables}


def baokan(*arguments: str | Path, cwd: Path, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end; ``typed`` is its standard input."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(**variables),
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
