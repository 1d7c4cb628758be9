"""What an engine read, kept and given back: the stored result of recognition.

A *recording* holds every question that one frame put to the engine, by the SHA-256 of the pixels that were shown, and
the engine's answers to the last bit.  ``RecordingEngine`` answers from a recording where it can and asks the real
engine only for what is new, so that a frame whose later stages are redone is not recognised again.  ``ReplayEngine``
has recordings alone: runs with it are fast and exact (for tests, and for trying settings on a laptop).

The file is a NumPy ``.npz`` archive: ``head`` is JSON in UTF-8 (format, engine, texts), the others are arrays.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.engine.protocol import Detection, Engine, EngineInfo, Reading, Symbol
from pipeline.errors import EngineError
from pipeline.model.sheet import Image

Answer = TypeVar("Answer")
FORMAT = "baokan/recording/1"
SUFFIX = ".recording.npz"
_DAMAGED = (ValueError, KeyError, TypeError, IndexError, OSError, EOFError, RuntimeError, zipfile.BadZipFile)
"""what reading a file raises that is cut off, changed, or something else."""


def file_name(frame: int) -> str:
    """Name of a frame's recording in the folder of its document."""
    return f"frame-{frame:04d}{SUFFIX}"


@dataclass
class Recording:
    """Questions and answers of one frame, or of several."""

    engine: EngineInfo
    detections: dict[str, list[Detection]] = field(default_factory=dict)
    """key of the question -> answer."""
    readings: dict[str, list[Reading]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.detections or self.readings)

    def add(self, other: Recording) -> None:
        """Take over the answers of another recording."""
        self.detections.update(other.detections)
        self.readings.update(other.readings)

    def to_bytes(self) -> bytes:
        """The content of its file."""
        found = [d for answer in self.detections.values() for d in answer]
        symbols = [s for answer in self.readings.values() for reading in answer for s in reading.symbols]
        alternatives = [a for s in symbols for a in s.alternatives]
        head = {
            "format": FORMAT,
            "engine": asdict(self.engine),
            "detect": [[key, len(answer)] for key, answer in self.detections.items()],
            "recognise": [[key, [len(r.symbols) for r in answer]] for key, answer in self.readings.items()],
            "texts": [s.text for s in symbols],
            "alternatives": [a[0] for a in alternatives],
        }
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            head=np.frombuffer(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode(), np.uint8),
            detections=_exact([[*(v for corner in d.quad for v in corner), d.score] for d in found], 9),
            symbols=_exact([[s.confidence, s.start, s.end] for s in symbols], 3),
            counts=np.array([len(s.alternatives) for s in symbols], np.uint8),
            probabilities=_exact([[a[1]] for a in alternatives], 1),
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, name: str = "recording") -> Recording:
        """Read a file's content.  Raises ``EngineError`` when it is damaged or of another format."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                head = json.loads(arrays["head"].tobytes())
                if head.get("format") != FORMAT:
                    raise ValueError(f"its format is {head.get('format')}")
                return cls(EngineInfo(**head["engine"]), _detections(head, arrays), _readings(head, arrays))
        except _DAMAGED as error:
            raise EngineError(f"{name}: this is no recording that can be used ({error}).") from error


class RecordingEngine:
    """Answers from a recording what is in it, asks the real engine for the rest, and notes all that was used.

    ``load``: makes the real engine; called at the first question that no recording answers.
    """

    def __init__(self, info: EngineInfo, load: Callable[[], Engine]) -> None:
        self.info = info
        self._load = load
        self._engine: Engine | None = None
        self.begin()

    def begin(self, known: Recording | None = None) -> None:
        """Start a frame; ``known``: what was recorded of it before (left aside when another engine read it)."""
        self._known = known if known and known.engine == self.info else Recording(self.info)
        self._taken = Recording(self.info)

    @property
    def taken(self) -> Recording:
        """Everything that was asked since ``begin``, with its answers."""
        return self._taken

    def load(self) -> Engine:
        """The real engine."""
        if self._engine is None:
            self._engine = self._load()
        return self._engine

    def detect(self, image: Image, side: int) -> list[Detection]:
        """See the protocol."""
        key = question([image], side)
        answer = self._known.detections.get(key)
        if answer is None:
            answer = self.load().detect(image, side)
        self._taken.detections[key] = answer
        return answer

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """See the protocol."""
        key = question(crops)
        answer = self._known.readings.get(key)
        if answer is None:
            answer = self.load().recognise(crops)
        self._taken.readings[key] = answer
        return answer


class ReplayEngine:
    """Gives back what is in recordings; a question that is in none is an ``EngineError``."""

    def __init__(self, recordings: Iterable[Path]) -> None:
        self._all: Recording | None = None
        for path in recordings:
            try:
                one = Recording.from_bytes(path.read_bytes(), str(path))
            except OSError as error:
                raise EngineError(f"{path}: the recording cannot be read ({error.strerror}).") from error
            if self._all is None:
                self._all = Recording(one.engine)
            elif self._all.engine != one.engine:
                raise EngineError(f"{path}: another engine read this than read the other recordings. Keep them apart.")
            self._all.add(one)
        if self._all is None:
            raise EngineError(
                f"There are no recordings (*{SUFFIX}) in the folder of the setting engine.recordings. "
                "Name the results folder of an earlier run."
            )

    @classmethod
    def of_folder(cls, folder: Path | None) -> ReplayEngine:
        """All recordings in a folder and below it.  Raises ``EngineError``."""
        return cls(sorted(folder.rglob(f"*{SUFFIX}")) if folder else ())

    @property
    def info(self) -> EngineInfo:
        """That of the engine that was recorded: what is replayed equals what it would give."""
        assert self._all is not None
        return self._all.engine

    def detect(self, image: Image, side: int) -> list[Detection]:
        """See the protocol."""
        assert self._all is not None
        return _known(self._all.detections, question([image], side))

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """See the protocol."""
        assert self._all is not None
        return _known(self._all.readings, question(crops))


def question(images: Sequence[Image], side: int = 0) -> str:
    """What stands for a question: SHA-256 over the images in their order; how they are grouped changes an answer."""
    digest = hashlib.sha256(f"{side} {[image.shape for image in images]}".encode())
    for image in images:
        digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()


def _known(answers: dict[str, Answer], key: str) -> Answer:
    if key not in answers:
        raise EngineError(
            "The recordings do not answer this page: it is another scan, or settings changed what the engine is shown. "
            "Run it once with the real engine, and replay that."
        )
    return answers[key]


def _exact(rows: list[list[float]], width: int) -> NDArray[Any]:
    """The numbers in the smallest type that holds them exactly."""
    wide = np.array(rows, np.float64).reshape(len(rows), width)
    narrow = wide.astype(np.float32)
    return narrow if np.array_equal(narrow.astype(np.float64), wide) else wide


def _detections(head: dict[str, Any], arrays: Any) -> dict[str, list[Detection]]:
    rows = iter(arrays["detections"].tolist())
    found: dict[str, list[Detection]] = {}
    for key, count in head["detect"]:
        answer = []
        for _ in range(count):
            x0, y0, x1, y1, x2, y2, x3, y3, score = next(rows)
            answer.append(Detection(((x0, y0), (x1, y1), (x2, y2), (x3, y3)), score))
        found[key] = answer
    return found


def _readings(head: dict[str, Any], arrays: Any) -> dict[str, list[Reading]]:
    texts, others = iter(head["texts"]), iter(head["alternatives"])
    numbers, counts = iter(arrays["symbols"].tolist()), iter(arrays["counts"].tolist())
    probabilities = iter(arrays["probabilities"][:, 0].tolist())

    def symbol() -> Symbol:
        confidence, start, end = next(numbers)
        alternatives = tuple((next(others), next(probabilities)) for _ in range(next(counts)))
        return Symbol(next(texts), confidence, start, end, alternatives)

    return {
        key: [Reading(tuple(symbol() for _ in range(length))) for length in lengths]
        for key, lengths in head["recognise"]
    }
