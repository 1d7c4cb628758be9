"""What is installed, what is used, and what is missing.

Imports nothing at the top that may be broken: each check imports what it looks at, and a check that fails says what
to do.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.versions import version

if TYPE_CHECKING:
    from pipeline.settings import Settings

Verdict = Literal["ok", "note", "missing"]
"""``note``: worth knowing, the main job runs; ``missing``: it cannot run."""

REQUIRED = (
    "numpy",
    "openvino",
    "rapidocr",
    "pillow",
    "pypdfium2",
    "pydantic",
    "typer",
    "rich",
    "jieba",
    "rapidfuzz",
)
OPTIONAL = {
    "paddleocr": "needed for --engine paddleocr",
    "onnxruntime": "needed for --engine paddleocr (pip install baokan[onnxruntime])",
    "fastapi": "needed for baokan review (pip install baokan[review])",
    "argon2-cffi": "needed for baokan review (pip install baokan[review])",
}
OPENCV = ("opencv-python", "opencv-contrib-python", "opencv-python-headless")
"""Distributions that write the same folder ``cv2``; different versions overwrite each other's files."""
FEATURES = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_bf16", "amx_int8", "asimd")
"""CPU flags that decide how fast the networks run and in which precision."""
LEAST_MEMORY_GB = 2.0
"""One worker stays below it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def examine(settings: Callable[[], Settings]) -> list[Check]:
    """All findings.  ``settings``: loads the settings (it may fail: that is a finding too).  Never raises."""
    findings: list[Check] = []
    for name, check in (
        ("python", _python),
        ("packages", _packages),
        ("opencv", _opencv),
        ("cpu", _cpu),
        ("memory", _memory),
    ):
        findings += _attempt(name, check)
    loaded: list[Settings] = []

    def load() -> Iterator[Check]:
        loaded.append(settings())
        yield Check("settings", "ok", "valid")

    findings += _attempt("settings", load)
    if loaded:
        findings += _attempt("engine", lambda: _engine(loaded[0]))
        findings += _attempt("gazetteer", lambda: _gazetteer(loaded[0]))
        findings += _attempt("output", lambda: _output(loaded[0].run.output))
        findings += _attempt("database", lambda: _database(loaded[0]))
    return findings


def able(findings: list[Check]) -> bool:
    """Whether the main job can run."""
    return all(finding.verdict != "missing" for finding in findings)


def _attempt(name: str, check: Callable[[], Iterator[Check]]) -> list[Check]:
    done: list[Check] = []
    try:
        for finding in check():
            done.append(finding)
    except Exception as error:  # whatever is broken is what the doctor is asked for
        done.append(Check(name, "missing", f"{type(error).__name__}: {error}", _remedy(error)))
    return done


def _remedy(error: Exception) -> str:
    text = str(error)
    if "libGL" in text or "libgthread" in text or "libglib" in text:
        return "Install the system libraries of OpenCV: 'apt-get install libgl1 libglib2.0-0' (dnf: mesa-libGL glib2)."
    if isinstance(error, ImportError):
        return "Install Baokan again: pip install --force-reinstall baokan."
    return ""


def _python() -> Iterator[Check]:
    detail = f"Python {platform.python_version()} on {platform.system()} {platform.release()}, {platform.machine()}"
    enough = sys.version_info >= (3, 11)
    yield Check("python", "ok" if enough else "missing", detail, "" if enough else "Baokan needs Python 3.11 or later.")
    own = version("baokan")
    yield Check("baokan", "ok" if own else "note", own or "run from its source folder, not installed")


def _packages() -> Iterator[Check]:
    for package in REQUIRED:
        found = version(package)
        remedy = "" if found else f"pip install {package}"
        yield Check(f"package {package}", "ok" if found else "missing", found or "not installed", remedy)
    for package, purpose in OPTIONAL.items():
        found = version(package)
        yield Check(f"package {package}", "ok" if found else "note", found or f"not installed; {purpose}")


def _opencv() -> Iterator[Check]:
    installed = {package: found for package in OPENCV if (found := version(package))}
    listed = ", ".join(f"{package} {found}" for package, found in installed.items())
    again = "pip install --force-reinstall --no-deps " + " ".join(f"{p}==4.10.0.84" for p in OPENCV)
    if not installed:
        yield Check("opencv wheels", "missing", "none installed", "pip install opencv-python==4.10.0.84")
    elif len(set(installed.values())) > 1:
        yield Check("opencv wheels", "missing", f"different versions share one folder: {listed}", again)
    else:
        yield Check("opencv wheels", "ok", listed)
    import cv2

    agrees = cv2.__version__ in " ".join(installed.values())
    detail = f"cv2 {cv2.__version__} imports"
    yield Check("opencv import", "ok" if agrees else "note", detail, "" if agrees else again)


def _cpu() -> Iterator[Check]:
    cores = cores_usable()
    flags = cpu_flags()
    found = [feature for feature in FEATURES if feature in flags]
    fast = any(feature.startswith(("avx512", "amx", "avx_vnni")) for feature in found)
    detail = f"{cpu_name()}, {cores} core{'' if cores == 1 else 's'} usable; {', '.join(found) or 'no features known'}"
    slow = "" if fast or not flags else "Without AVX-512 or AMX the networks run about half as fast."
    yield Check("cpu", "ok" if fast or not flags else "note", detail, slow)


def _memory() -> Iterator[Check]:
    total = memory_gb()
    if total is None:
        yield Check("memory", "note", "not known on this system")
        return
    enough = total >= LEAST_MEMORY_GB
    remedy = "" if enough else f"A worker needs up to {LEAST_MEMORY_GB:.0f} GB on large pages."
    yield Check("memory", "ok" if enough else "note", f"{total:.1f} GB", remedy)


def _engine(settings: Settings) -> Iterator[Check]:
    import time

    import cv2
    import numpy as np

    from pipeline.engine import create_engine

    start = time.perf_counter()
    engine = create_engine(settings.engine)
    loaded = time.perf_counter() - start
    info = engine.info
    yield Check("engine", "ok", f"{info.runtime}, {info.precision}, {info.device}; loaded in {loaded:.1f} s")
    models = f"{info.detection_model}, {info.recognition_model}"
    checksums = "; ".join(f"{name} sha256 {checksum}" for name, checksum in sorted(info.model_checksums.items()))
    yield Check("models", "ok", f"{models}: {checksums}")
    sample = np.full((64, 420), 255, np.uint8)
    cv2.putText(sample, "baokan 2024", (12, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0,), 3, cv2.LINE_AA)
    start = time.perf_counter()
    text = engine.recognise([sample])[0].text
    seconds = time.perf_counter() - start
    right = text.replace(" ", "") == "baokan2024"
    remedy = "" if right else "The networks do not read what they should; install rapidocr and openvino again."
    yield Check("engine reads", "ok" if right else "missing", f"'{text}' from a test line, {seconds:.2f} s", remedy)


def _gazetteer(settings: Settings) -> Iterator[Check]:
    from pipeline.gazetteer import load_from

    gazetteer = load_from(settings.gazetteer)
    files = ", ".join(f"{file.path} ({file.entries})" for file in gazetteer.files) or "none"
    yield Check("gazetteer", "ok", f"{len(gazetteer.entries):,} names: {files}")
    for problem in gazetteer.problems:
        yield Check("gazetteer", "note", str(problem))


def _database(settings: Settings) -> Iterator[Check]:
    """Whether a database on a server can be used; without one there is nothing to say."""
    from pipeline.database import database_of
    from pipeline.database.place import is_there
    from pipeline.errors import BaokanError

    where = database_of(settings.run.output, settings.run.database)
    if isinstance(where, Path):
        return
    try:
        yield Check("database", "ok", f"{where}: {'it can be used' if is_there(where) else 'still empty'}")
    except BaokanError as error:
        yield Check("database", "missing", str(error))


def _output(folder: Path) -> Iterator[Check]:
    """Whether results can be written; makes no folder that is not there."""
    from pipeline import files

    place = folder.absolute()
    while not place.exists():
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK):
        if folder.is_dir():
            files.require_writable(folder)
        yield Check("output", "ok", f"{folder.absolute()} can be written")
    else:
        yield Check("output", "missing", f"{place} cannot be written", "Choose another folder with --output.")


def cores_usable() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cpu_flags() -> frozenset[str]:
    """The CPU's feature flags as Linux names them; empty where the system does not tell."""
    for line in _cpuinfo():
        if line.lower().startswith(("flags", "features")):
            return frozenset(line.partition(":")[2].split())
    return frozenset()


def cpu_name() -> str:
    """The CPU's name."""
    for line in _cpuinfo():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def memory_gb() -> float | None:
    """Memory of the machine, GB; ``None`` where it is not known."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    if sys.platform == "win32":
        import ctypes

        kilobytes = ctypes.c_ulonglong(0)
        if ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes)):
            return kilobytes.value * 1024 / 1e9
    return None
