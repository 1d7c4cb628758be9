"""What Baokan asks of an OCR engine: find lines in an image, read crops of single lines.

Everything else (scale, tiling, order of the crops, character places, vertical text) is Baokan's own and lives in
the stages, so that an engine is little more than two networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model.geometry import Quad
from pipeline.model.sheet import Image


@dataclass(frozen=True, slots=True)
class Detection:
    """A place where a line of text stands."""

    quad: Quad
    """px of the image that was given, clockwise from the corner at the start of the text."""
    score: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character that was read."""

    text: str
    confidence: float
    """softmax probability, 0..1."""
    start: float
    """left edge of its network steps, px of the crop that was given (coarse: settle it on the ink)."""
    end: float
    """right edge of its network steps, px of the crop that was given."""
    alternatives: tuple[tuple[str, float], ...] = ()
    """up to twenty (text, probability), best first, the one read included; '' is the network's blank.  A symbol that is
    certain to the whole per cent needs none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one crop."""

    symbols: tuple[Symbol, ...]

    @property
    def text(self) -> str:
        """The characters in order."""
        return "".join(symbol.text for symbol in self.symbols)

    @property
    def confidence(self) -> float:
        """Mean confidence, 0..1; 0 when nothing was read."""
        return sum(s.confidence for s in self.symbols) / len(self.symbols) if self.symbols else 0.0


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What took part, for provenance and the doctor."""

    name: str
    """the setting's value: 'openvino' or 'paddleocr'."""
    runtime: str
    """runtime and version, for instance 'openvino 2026.4.1'."""
    detection_model: str
    recognition_model: str
    model_checksums: dict[str, str]
    """file name -> SHA-256."""
    precision: str
    """'f32', 'bf16' …"""
    device: str
    """for instance the CPU's name and its relevant features."""


class Engine(Protocol):
    """An OCR engine.  Not thread-safe; one per worker.  The same input gives the same output on one CPU kind."""

    @property
    def info(self) -> EngineInfo:
        """What this engine is made of."""
        ...

    def detect(self, image: Image, side: int) -> list[Detection]:
        """Find lines of text.

        ``image``: grey or BGR.  ``side``: length in px to which the longer side is scaled for the network (the
        result is in px of ``image`` all the same).  Never drops lines in silence, however many there are.
        """
        ...

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read crops of single horizontal lines (grey or BGR, any size), in the order given."""
        ...
