"""``bad_inputs.py FOLDER``: every bad file alone, then all of them before a good one, through ``baokan run``.

Each must give a message of its own without a traceback, within time and memory, and must never stop the others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECONDS, MEMORY_MB = 10.0, 1536.0
FINE = {0, 3, 4}
"""Exit codes that a bad input may give: done with a warning, nothing readable, some failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    seconds: float
    peak_mb: float
    messages: str

    def complaint(self, name: str) -> str:
        """What is wrong with it, or nothing."""
        found = []
        if self.code not in FINE:
            found.append(f"exit code {self.code}")
        if "Traceback" in self.messages:
            found.append("traceback")
        if name not in self.messages:
            found.append("the message does not name the file")
        if self.seconds > SECONDS:
            found.append(f"over {SECONDS:.0f} s")
        if self.peak_mb > MEMORY_MB:
            found.append(f"over {MEMORY_MB:.0f} MB")
        return ", ".join(found)


def baokan(paths: list[Path], output: Path) -> Outcome:
    """Run the command and wait for it, start-up included."""
    command = [sys.executable, "-m", "pipeline.cli.main", "run", *map(str, paths), "-o", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "COLUMNS": "200"}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, stdout=words, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        words.seek(0)
        messages = words.read().decode("utf-8", "replace")
    return Outcome(process.returncode, seconds, usage.ru_maxrss / 1024, messages)


def message_about(name: str, messages: str) -> str:
    """The last line that names the file: progress comes first, then what is to be said about it."""
    lines = [line.strip() for line in messages.splitlines() if name in line]
    return lines[-1].replace("|", "/") if lines else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--good", type=Path, default=HERE.parent / "scans" / "upside-down.jpg", help="a scan that can be read"
    )
    options = parser.parse_args()
    bad = sorted(path for path in options.folder.iterdir() if path.is_file())
    wrong = 0
    print("| file | exit code | s | MB | message | verdict |\n| --- | ---: | ---: | ---: | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        seen: dict[str, str] = {}
        for path in bad:
            outcome = baokan([path], work / "alone" / path.stem)
            message = message_about(path.name, outcome.messages)
            complaint = outcome.complaint(path.name)
            words = message.replace(str(path), "").replace(path.name, "")
            if words in seen:
                complaint = ", ".join(filter(None, [complaint, f"the same message as {seen[words]}"]))
            seen.setdefault(words, path.name)
            wrong += bool(complaint)
            short = message.replace(str(path), path.name)
            print(
                f"| {path.name} | {outcome.code} | {outcome.seconds:.1f} | {outcome.peak_mb:.0f} "
                f"| {short} | {complaint or 'good'} |",
                flush=True,
            )
        mixed = work / "mixed"
        mixed.mkdir()
        for path in bad:
            shutil.copyfile(path, mixed / path.name)
        good = mixed / f"zz-good{options.good.suffix}"
        shutil.copyfile(options.good, good)
        outcome = baokan([mixed], work / "together")
        text = work / "together" / good.stem / "page-0001.txt"
        characters = len(text.read_text(encoding="utf-8")) if text.exists() else 0
        goes_on = characters > 0 and outcome.code == 4 and "Traceback" not in outcome.messages
        wrong += not goes_on
        print(
            f"\nAll together before a good scan: exit code {outcome.code}, {outcome.seconds:.1f} s, "
            f"{characters} characters of the good scan: {'the others go on' if goes_on else 'WRONG'}"
        )
        if not goes_on:
            print(outcome.messages)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
