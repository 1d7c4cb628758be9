"""Units of systemd, held against the systemd that is here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")


def verify(units: Sequence[Path], program: str, folder: Path) -> None:
    """It takes the units without a word.  ``program``: which they start and which need not be there."""
    copies = [folder / path.name for path in units]
    for path, copy in zip(units, copies, strict=True):
        copy.write_text(path.read_text(encoding="utf-8").replace(program, "/bin/true"), encoding="utf-8")
    words = ["systemd-analyze", "verify", *map(str, copies)]
    found = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
