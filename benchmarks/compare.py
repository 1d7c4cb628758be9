"""``make bench PAGES=folder``: Baokan and other OCR programs on the same pages, in one table from one run.

Every program runs in a process of its own, started and warmed up beforehand.  They take turns, a few files each, so
that a machine that is busy for a while slows all of them.  The other programs get the pages as image files (frames of
PDFs and TIFFs are exported once); Baokan gets the files as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from worker import Worker

HERE = Path(__file__).resolve().parent

PEERS_PYTHON = HERE / ".venv-peers" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BAOKAN, FLOOR, GRAPHS, RAPIDOCR = "baokan", "networks", "graphs", "rapidocr-onnxruntime"
BARS = (
    (FLOOR, 1.5, "the two networks alone"),
    (GRAPHS, None, "the same as Baokan runs them"),
    (RAPIDOCR, 0.5, "RapidOCR on ONNX Runtime"),
)
"""(program, largest allowed ratio of Baokan's time to it, its name)."""
WITHOUT_TEXT = (FLOOR, GRAPHS)
TURN = 10
"""files.  At the end of a turn one worker of Baokan waits for the other; in a real batch that comes once, after
thousands of pages.  With four files a turn a quarter of the time went by in waiting, measured."""


@dataclass(frozen=True, slots=True)
class Program:
    key: str
    command: tuple[str, ...]
    hint: str
    """what to do when it is missing."""
    repeats: bool = True
    """slow ones are measured once, whatever ``--repeats`` says."""


PEERS_HINT = "make bench installs it into benchmarks/.venv-peers when there is network"
PROGRAMS = (
    Program(BAOKAN, (sys.executable, str(HERE / "own.py"), "run"), "make demo installs it"),
    Program(FLOOR, (sys.executable, str(HERE / "own.py"), "networks"), "make demo installs it"),
    Program(GRAPHS, (sys.executable, str(HERE / "own.py"), "graphs"), "make demo installs it"),
    Program(RAPIDOCR, (str(PEERS_PYTHON), str(HERE / "peers/rapidocr_peer.py"), "onnxruntime"), PEERS_HINT),
    Program("rapidocr-openvino", (str(PEERS_PYTHON), str(HERE / "peers/rapidocr_peer.py"), "openvino"), PEERS_HINT),
    Program("paddleocr", (str(PEERS_PYTHON), str(HERE / "peers/paddleocr_peer.py")), PEERS_HINT, repeats=False),
    Program(
        "tesseract",
        (sys.executable, str(HERE / "peers/tesseract_peer.py")),
        "on Debian: apt-get install tesseract-ocr tesseract-ocr-chi-sim",
        repeats=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the set and its frames as single image files."""

    path: Path
    document: str
    images: tuple[Path, ...]


@dataclass
class Result:
    """What was measured of one program."""

    program: Program
    name: str
    worker: Worker | None = None
    missing: str = ""
    seconds: list[list[float]] = field(default_factory=list)
    """turn -> one value for each repeat."""
    cpu_seconds: float = 0.0
    """processor time of the first repeats."""
    peak_mb: float = 0.0
    failed: list[str] = field(default_factory=list)
    crops: int = 0
    cer: float | None = None
    cer_free: float | None = None

    @property
    def total(self) -> float:
        """s for the whole set: sum over the turns of the median of the repeats."""
        return sum(statistics.median(values) for values in self.seconds)

    @property
    def complete(self) -> bool:
        return not self.missing and bool(self.seconds)


def export_pages(folder: Path, to: Path) -> list[Source]:
    """Every file of the folder, with its frames as ``<to>/<document>/page-NNNN.<ending>``.

    A JPEG, PNG or the like is copied as it is; frames of PDFs and TIFFs become PNG.
    """
    import cv2

    from pipeline import ingest
    from pipeline.settings import load

    settings = load().settings.ingest
    paths = ingest.find([folder], settings)
    documents = ingest.assign_document_ids(paths)
    sources = []
    for path in paths:
        pages = to / documents[path]
        pages.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".bmp"):
            images = [pages / f"page-0001{path.suffix.lower()}"]
            shutil.copyfile(path, images[0])
        else:
            images = []
            with ingest.open_source(path, settings) as reader:
                for number in range(1, reader.source.frames + 1):
                    images.append(pages / f"page-{number:04d}.png")
                    images[-1].write_bytes(cv2.imencode(".png", reader.frame(number).image)[1].tobytes())
        sources.append(Source(path, documents[path], tuple(images)))
    return sources


def start(programs: list[Program], sources: list[Source], work: Path) -> list[Result]:
    """Start every program and let it read one page; what cannot be started is missing, not fatal."""
    results = []
    for program in programs:
        result = Result(program, program.key)
        results.append(result)
        try:
            result.worker = Worker(list(program.command), work / f"{program.key}.log")
            result.name = result.worker.name
            result.worker.read(inputs(program, sources[:1]), work / "warm-up" / program.key)
        except (OSError, RuntimeError) as error:
            result.missing = f"{error} ({program.hint})"
            say(f"{program.key} is missing: {result.missing}")
    return results


def inputs(program: Program, sources: list[Source]) -> list[Path]:
    if program.key in (BAOKAN, *WITHOUT_TEXT):
        return [source.path for source in sources]
    return [image for source in sources for image in source.images]


def measure(results: list[Result], sources: list[Source], repeats: int, group: int, work: Path) -> None:
    """All programs in turn on some files, then on the next ones: at least ``group`` a turn, if there are so many."""
    number = max(1, len(sources) // group)
    bounds = [len(sources) * n // number for n in range(number + 1)]
    turns = [sources[first:last] for first, last in pairwise(bounds)]
    for number, turn in enumerate(turns, 1):
        say(f"turn {number} of {len(turns)}: {', '.join(source.path.name for source in turn)}")
        for repeat in range(repeats):
            for result in results:
                if result.missing or (repeat and not result.program.repeats):
                    continue
                assert result.worker is not None
                try:
                    answer = result.worker.read(
                        inputs(result.program, turn), work / (result.program.key + (f"-{repeat}" if repeat else ""))
                    )
                except (OSError, RuntimeError) as error:
                    result.missing = f"stopped at {turn[0].path.name}: {error}"
                    say(f"{result.program.key} {result.missing}")
                    continue
                if repeat == 0:
                    result.seconds.append([])
                    result.failed += answer.get("failed", [])
                    result.crops += answer.get("crops", 0)
                    result.cpu_seconds += answer["cpu_seconds"]
                result.seconds[-1].append(answer["seconds"])
                result.peak_mb = max(result.peak_mb, answer["peak_mb"])


def score(results: list[Result], sources: list[Source], truth: Path, work: Path) -> None:
    """CER of everything that wrote text, over the documents that have ground truth."""
    from pipeline.evaluate import evaluate_folder

    documents = [source.document for source in sources if (truth / f"{source.document}.gt.json").exists()]
    if not documents:
        return
    for result in results:
        if result.complete and result.program.key not in WITHOUT_TEXT:
            figures = evaluate_folder(work / result.program.key, truth, only=documents).figures()
            result.cer, result.cer_free = figures["cer"], figures["cer_free"]


def table(results: list[Result], pages: int) -> str:
    """The table in Markdown."""

    def share(value: float | None) -> str:
        return "–" if value is None else f"{100 * value:.2f} %"

    rows = [("program", "s/page", "CER, in order", "CER, order ignored", "peak memory")]
    for r in results:
        if r.complete:
            # the floor's process also holds the whole of Baokan, which prepares the inputs
            memory = "–" if r.program.key in WITHOUT_TEXT else f"{r.peak_mb / 1024:.2f} GB"
            seconds = f"{r.total / pages:.2f}"
            rows.append((r.name, seconds, share(r.cer), share(r.cer_free), memory))
        else:
            rows.append((r.name, "missing", "–", "–", "–"))
    widths = [max(len(row[k]) for row in rows) for k in range(5)]
    lines = [
        "| "
        + " | ".join(f"{cell:{'>' if k else '<'}{w}}" for k, (cell, w) in enumerate(zip(row, widths, strict=True)))
        + " |"
        for row in rows
    ]
    lines.insert(1, "| " + " | ".join("-" * w if k == 0 else "-" * (w - 1) + ":" for k, w in enumerate(widths)) + " |")
    return "\n".join(lines)


def bars(results: list[Result]) -> list[dict[str, Any]]:
    """Baokan's time divided by that of the programs that it is held against."""
    by_key = {result.program.key: result for result in results}
    own = by_key.get(BAOKAN)
    found = []
    for key, limit, name in BARS:
        other = by_key.get(key)
        if own is None or other is None or not own.complete or not other.complete:
            found.append({"against": name, "limit": limit, "ratio": None, "cpu_ratio": None})
        else:
            ratio, cpu_ratio = own.total / other.total, own.cpu_seconds / other.cpu_seconds
            found.append({"against": name, "limit": limit, "ratio": ratio, "cpu_ratio": cpu_ratio})
    return found


def machine() -> str:
    model = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [
            line.partition(":")[2].strip() for line in information.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{model or platform.machine()}, {cores} cores, Python {platform.python_version()}{load}"


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, help="folder of scans, with <id>.gt.json beside them for the CER")
    parser.add_argument("--truth", type=Path, help="folder of the ground truth (default: the same folder)")
    parser.add_argument("--only", nargs="+", metavar="ID", help="documents to read (default: all)")
    parser.add_argument("--programs", nargs="+", choices=[p.key for p in PROGRAMS], help="default: all")
    parser.add_argument("--repeats", type=int, default=1, help="times that each turn is measured; the median counts")
    parser.add_argument("--group", type=int, default=TURN, help=f"files in one turn, at least (default {TURN})")
    parser.add_argument(
        "--to", type=Path, default=HERE / "results" / "compare", help="folder for texts, logs and figures"
    )
    options = parser.parse_args()

    where = machine()
    shutil.rmtree(options.to, ignore_errors=True)
    options.to.mkdir(parents=True)
    sources = export_pages(options.pages, options.to / "pages")
    if options.only:
        sources = [source for source in sources if source.document in options.only]
    pages = sum(len(source.images) for source in sources)
    if not pages:
        say(f"{options.pages}: there are no scans to read.")
        return 3
    if pages < 12:
        say(f"{pages} page{'s' * (pages > 1)}: figures that are to be quoted need at least 12.")
    results = start([p for p in PROGRAMS if not options.programs or p.key in options.programs], sources, options.to)
    measure(results, sources, options.repeats, options.group, options.to)
    for result in results:
        if result.worker is not None:
            result.worker.close()
    score(results, sources, options.truth or options.pages, options.to)

    print(f"{pages} page{'s' * (pages > 1)}, one run, start-up excluded; {where}\n")
    print(table(results, pages), "\n")
    for bar in bars(results):
        words = f"Baokan / {bar['against']}: "
        if bar["ratio"] is None:
            print(words + "not measured")
        else:
            held = ""
            if bar["limit"]:
                held = f" (at most {bar['limit']}: {'met' if bar['ratio'] <= bar['limit'] else 'missed'})"
            print(f"{words}{bar['ratio']:.2f}{held}; by processor time {bar['cpu_ratio']:.2f}")
    for result in results:
        for line in result.failed:
            print(f"{result.name} failed on {line}")
        if result.missing:
            print(f"{result.program.key} is missing: {result.missing}")
    figures = {
        "machine": where,
        "pages": pages,
        "bars": bars(results),
        "programs": {
            r.program.key: {
                "name": r.name,
                "missing": r.missing,
                "seconds": r.seconds,
                "cpu_seconds": r.cpu_seconds,
                "peak_mb": r.peak_mb,
                "cer": r.cer,
                "cer_free": r.cer_free,
                "crops": r.crops,
                "failed": r.failed,
            }
            for r in results
        },
    }
    (options.to / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
