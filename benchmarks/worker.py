"""A program under measurement, in a process of its own: one JSON line in for each job, one JSON line out.

Only the standard library is used here, so that any Python environment can run a worker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Reader = Callable[[list[Path], Path], dict[str, Any]]
"""Reads files and writes their texts to a folder; may return measurements of its own."""


def page_by_page(read: Callable[[Path], str]) -> Reader:
    """A reader for programs that read one image at a time; ``read`` gives its text, one line of print a line.

    ``…/<document>/<page>.png`` becomes ``<target>/<document>/<page>.txt``.  A page that fails is named in ``failed``.
    """

    def read_all(images: list[Path], target: Path) -> dict[str, Any]:
        failed = []
        for image in images:
            try:
                text = read(image)
            except Exception as error:  # reported with its page; the other pages go on
                failed.append(f"{image.parent.name}/{image.stem}: {type(error).__name__}: {error}")
                text = ""
            folder = target / image.parent.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{image.stem}.txt").write_text(text + "\n", encoding="utf-8")
        return {"failed": failed}

    return read_all


def peak_memory() -> float:
    """Most memory that this process, or one of its children, has held resident so far, in MB."""
    if os.name != "posix":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    unit = 2**20 if sys.platform == "darwin" else 1024
    # getrusage alone would count what the parent held before it became this process
    own = _linux_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit)


def cpu_time() -> float:
    """Processor time of this process and its finished children so far, all threads, in s."""
    return sum(os.times()[:4])


def resident_memory() -> float:
    """Memory that this process holds resident now, in MB."""
    own = _linux_status("VmRSS")
    if own is None:
        import psutil

        own = float(psutil.Process().memory_info().rss) / 2**20
    return own


def _linux_status(key: str) -> float | None:
    """A value of this process in MB, where the system is Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    return next(float(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith(key))


def serve(name: str, read: Reader) -> None:
    """Answer jobs ``{"inputs": [path, …], "target": folder}`` until the input ends.

    An answer has ``seconds``, ``cpu_seconds``, ``peak_mb`` and what the reader returned, or ``error``.  Whatever
    libraries print goes to standard error.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=False) + "\n")
        answers.flush()

    answer({"ready": name})
    for job in sys.stdin:
        paths = json.loads(job)
        start, cpu = time.perf_counter(), cpu_time()
        try:
            details = read([Path(path) for path in paths["inputs"]], Path(paths["target"]))
        except Exception as error:  # told to the other end, which says what could not be measured
            answer({"error": f"{type(error).__name__}: {error}"})
            continue
        measured = {"seconds": time.perf_counter() - start, "cpu_seconds": cpu_time() - cpu, "peak_mb": peak_memory()}
        answer({**measured, **details})


class Worker:
    """The other end: starts a worker and gives it jobs."""

    def __init__(self, command: list[str], log: Path) -> None:
        """``command`` starts the worker; its standard error is kept in ``log``.

        Raises ``RuntimeError`` with the last line of the log when the worker cannot start.
        """
        self._log = log
        folders = filter(None, [str(Path(__file__).resolve().parent), os.environ.get("PYTHONPATH")])
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            )
        self.name = str(self._answer()["ready"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            words = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise RuntimeError(words[-1] if words else f"ended with exit code {self._process.returncode}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def read(self, sources: list[Path], target: Path) -> dict[str, Any]:
        """Give one job and wait for its answer.

        Raises ``RuntimeError`` when the worker reports an error or has died.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"inputs": [str(path) for path in sources], "target": str(target)}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self) -> None:
        """End the worker."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
