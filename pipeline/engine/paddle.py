"""The second engine: PaddleOCR's own predictors, for other PP-OCR models, Paddle's own files and GPUs.

Slower than the default, one confidence a line, no alternatives.  Character places come from PaddleOCR's step
columns and are settled on the ink by the stage, as with the default engine.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import cv2
import numpy as np

from pipeline.engine import models
from pipeline.engine.protocol import Detection, EngineInfo, Reading, Symbol
from pipeline.engine.regions import clockwise_from_top_left
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError
from pipeline.model.sheet import Image

LARGEST_SIDE = 20_000
"""px: PaddleOCR shrinks larger images for detection; never reached (its own limit is 4000)."""
BATCH = 1
"""Crops that PaddleOCR reads at a time: in larger batches it gives the step columns of one line with the width of
another (paddlex 3.7.2 sorts the widths and not the lines)."""


class PaddleEngine:
    """PaddleOCR's text detection and recognition, each with a model folder.  Not thread-safe."""

    def __init__(self, settings: EngineSettings) -> None:
        try:
            from paddleocr import TextDetection, TextRecognition
        except ImportError as error:
            raise EngineError(
                f"PaddleOCR cannot be used ({error}). "
                "Install it (pip install paddleocr), or set engine.engine = 'openvino'."
            ) from error
        detection, recognition = models.networks(settings.model_dir, onnx=settings.paddle_engine == "onnxruntime")
        if settings.paddle_engine == "paddle" and settings.model_dir is None:
            raise EngineError(
                "engine.paddle_engine = 'paddle' needs Paddle's own model files: "
                "name their folder with engine.model_dir. "
                "The installed package 'rapidocr' brings ONNX files, which engine.paddle_engine = 'onnxruntime' runs."
            )
        listed = models.characters_of(recognition, models.embedded_characters(recognition.path))
        common: dict[str, Any] = {
            "engine": "onnxruntime" if settings.paddle_engine == "onnxruntime" else "paddle_static",
            "device": settings.paddle_device,
        }
        if settings.threads and settings.paddle_device == "cpu":
            common["cpu_threads"] = settings.threads
        try:
            self._detector = TextDetection(
                model_name=detection.name,
                model_dir=str(models.model_folder(detection, None)),
                thresh=settings.detection_threshold,
                box_thresh=settings.box_threshold,
                unclip_ratio=settings.unclip_ratio,
                limit_type="resize_long",
                **common,
            )
            self._recogniser = TextRecognition(
                model_name=recognition.name, model_dir=str(models.model_folder(recognition, listed)), **common
            )
        except (RuntimeError, ValueError, ImportError, AttributeError, TypeError) as error:
            raise EngineError(
                f"PaddleOCR cannot load {detection.name} and {recognition.name} with {common['engine']}: {error}. "
                "Check that the runtime is installed (pip install onnxruntime, or paddlepaddle) and engine.model_dir."
            ) from error
        runtime = "onnxruntime" if settings.paddle_engine == "onnxruntime" else "paddlepaddle"
        files = [n for n in (detection, recognition) if n.path.is_file()]
        self._info = EngineInfo(
            name="paddleocr",
            runtime=f"paddleocr {version('paddleocr')}, {runtime} {_version(runtime)}",
            detection_model=detection.name,
            recognition_model=recognition.name,
            model_checksums={f"{n.name}/{n.path.name}": n.checksum() for n in files},
            precision="f32",
            device=settings.paddle_device if settings.paddle_device != "cpu" else platform.processor() or "cpu",
        )

    @property
    def info(self) -> EngineInfo:
        """What this engine is made of."""
        return self._info

    def detect(self, image: Image, side: int) -> list[Detection]:
        """Find lines of text (see the protocol)."""
        answers = self._detector.predict(
            _bgr(image), limit_side_len=side, limit_type="resize_long", max_side_limit=LARGEST_SIDE
        )
        found: list[Detection] = []
        for answer in answers:
            for polygon, score in zip(answer["dt_polys"], answer["dt_scores"], strict=True):
                corners = [(float(x), float(y)) for x, y in polygon]
                found.append(Detection(clockwise_from_top_left(corners), float(score)))
        return found

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read crops (see the protocol)."""
        if not crops:
            return []
        answers = list(self._recogniser.predict([_bgr(crop) for crop in crops], batch_size=BATCH, return_word_box=True))
        return [_reading(answer, crop.shape[1]) for answer, crop in zip(answers, crops, strict=True)]


def _reading(answer: Any, width: int) -> Reading:
    """PaddleOCR's text and step columns as symbols; it gives one confidence a line."""
    text, score = answer["rec_text"], float(answer["rec_score"])
    columns: list[int] | None = None
    if isinstance(text, (tuple, list)):
        text, (steps, _, grouped, _) = text
        columns = [int(column) for group in grouped for column in group]
    if not text:
        return Reading(())
    if columns is None or len(columns) != len(text):
        steps, columns = len(text), list(range(len(text)))
    per_step = width / max(float(steps), 1.0)
    symbols = tuple(
        Symbol(character, score, min(column * per_step, width), min((column + 1) * per_step, width))
        for character, column in zip(text, columns, strict=True)
    )
    return Reading(symbols)


def _bgr(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image, dtype=np.uint8)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(version unknown)"
