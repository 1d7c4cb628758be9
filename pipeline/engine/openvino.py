"""The default engine: PP-OCR's two networks run by OpenVINO on the CPU.

PaddleX offers a registry for foreign runtimes; it was left aside: its recogniser copies every batch's
``[lines, steps, 18710]`` probabilities and has no room for alternatives.  Here normalisation and the choice of the
best readings are part of the graphs (``graphs``), and the queue keeps all cores busy.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import openvino as ov
from numpy.typing import NDArray

from pipeline.engine import graphs, lattice, models, regions
from pipeline.engine.graphs import HEIGHT
from pipeline.engine.protocol import Detection, EngineInfo, Reading
from pipeline.engine.settings import EngineSettings
from pipeline.errors import EngineError
from pipeline.model.sheet import Image

STEP = 8
"""px of the recogniser's input per step of its output."""
STRIDE = 32
"""px: the detector's input is a multiple of this."""
WAITING = 64
"""batches that wait for the network or for their decoding: while another thread keeps Python busy, none of the cores
is to run out of lines."""
PADDING = 128
"""grey on the right of crops in a batch: the middle of the recogniser's range, as in training."""


class OpenVinoEngine:
    """Two compiled networks.  Not thread-safe."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._detection, self._recognition = models.networks(settings.model_dir)
        core = ov.Core()
        self._info = identify(settings, core)
        config: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": self._info.precision,
            "INFERENCE_NUM_THREADS": settings.threads or available_cores(),
            # Bound to cores, the threads of two processes, or of the pages before and behind, wait for each other.
            "ENABLE_CPU_PINNING": False,
        }
        try:
            # One image at a time on all threads, but many crops side by side.
            detector = graphs.detector(core.read_model(self._detection.path), models.MEAN, models.STD)
            self._detector = core.compile_model(detector, "CPU", {**config, "PERFORMANCE_HINT": "LATENCY"})
            self._recogniser = core.compile_model(
                self._recognition_graph(core), "CPU", {**config, "PERFORMANCE_HINT": "THROUGHPUT"}
            )
        except RuntimeError as error:
            raise EngineError(
                f"OpenVINO cannot load {self._detection.path} and {self._recognition.path}: {error}. "
                "The files may be damaged or of another kind; install rapidocr again or check engine.model_dir."
            ) from error
        self._requests: list[ov.InferRequest] = []

    @property
    def info(self) -> EngineInfo:
        """What this engine is made of."""
        return self._info

    def _recognition_graph(self, core: ov.Core) -> ov.Model:
        """The recogniser's graph; notes what its indices mean."""
        model = core.read_model(self._recognition.path)
        listed = models.characters_of(self._recognition, models.embedded_characters(self._recognition.path))
        count = model.output(0).get_partial_shape()[2].get_length()
        # The blank stands before the list, a space behind it (some lists have it already).
        self._characters = ["", *listed, " "][:count]
        if len(self._characters) != count:
            raise EngineError(
                f"{self._recognition.path}: the network tells {count} characters apart, but "
                f"{len(self._characters)} are listed. Its inference.yml belongs to another model."
            )
        return graphs.recogniser(model, lattice.KEPT)

    def detect(self, image: Image, side: int) -> list[Detection]:
        """Find lines of text (see the protocol)."""
        height, width = image.shape[:2]
        ratio = side / max(height, width)
        w = max(round(width * ratio / STRIDE), 1) * STRIDE
        h = max(round(height * ratio / STRIDE), 1) * STRIDE
        scaled = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR)
        return regions.text_regions(
            self._odds(_bgr(scaled)),
            (width / w, height / h),
            self._settings.detection_threshold,
            self._settings.box_threshold,
            self._settings.unclip_ratio,
        )

    def _odds(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The detector's log odds of every pixel, made in bands when the image is large.

        Bands overlap; each gives the map up to the middle of the overlap, where neither sees the edge.
        """
        height, width = image.shape[:2]
        overlap = self._settings.tile_overlap
        band = max(self._settings.tile_pixels // width // STRIDE * STRIDE, 2 * overlap)
        if height <= band:
            return np.array(self._detector(image[np.newaxis])[0][0, 0])
        count = -(-(height - overlap) // (band - overlap))
        starts = [round((height - band) * k / (count - 1) / STRIDE) * STRIDE for k in range(count)]
        joined = np.empty((height, width), dtype=np.float32)
        for k, start in enumerate(starts):
            part = self._detector(image[np.newaxis, start : start + band])[0][0, 0]
            first = (starts[k - 1] + band + start) // 2 if k else 0
            joined[first : start + band] = part[first - start :]
        return joined

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read crops (see the protocol)."""
        scaled = [self._fit(crop) for crop in crops]
        batches = self._batches([part.shape[1] for part in scaled])
        while len(self._requests) < min(len(batches), WAITING):
            self._requests.append(self._recogniser.create_infer_request())
        results: list[Reading] = [Reading(())] * len(crops)
        inputs: dict[int, NDArray[np.uint8]] = {}

        def finish(number: int) -> None:
            request, members = self._requests[number % WAITING], batches[number][0]
            request.wait()
            probabilities, indices = request.get_output_tensor(0).data, request.get_output_tensor(1).data
            for row, index in enumerate(members):
                width, network_width = crops[index].shape[1], scaled[index].shape[1]
                steps = -(-network_width // STEP)
                results[index] = lattice.decode(
                    probabilities[row, :steps],
                    indices[row, :steps],
                    self._characters,
                    STEP * width / network_width,
                    width,
                )

        try:
            for number, (members, width) in enumerate(batches):
                if number >= WAITING:
                    finish(number - WAITING)
                batch = np.full((len(members), HEIGHT, width, 3), PADDING, dtype=np.uint8)
                for row, index in enumerate(members):
                    batch[row, :, : scaled[index].shape[1]] = scaled[index]
                inputs[number % WAITING] = batch  # the network reads it in its place
                request = self._requests[number % WAITING]
                request.set_input_tensor(ov.Tensor(batch, shared_memory=True))
                request.start_async()
            for number in range(max(0, len(batches) - WAITING), len(batches)):
                finish(number)
        except BaseException:
            for request in self._requests:  # none may run on with inputs that are gone, or into the next page
                request.wait()
            raise
        return results

    def _fit(self, crop: Image) -> NDArray[np.uint8]:
        """The crop in the recogniser's height, its proportions kept up to the greatest width."""
        height, width = crop.shape[:2]
        target = min(max(-(-width * HEIGHT // height), STEP), self._settings.max_crop_width)
        if (height, width) == (HEIGHT, target):
            return _bgr(crop)
        shrinks = height > HEIGHT
        return _bgr(cv2.resize(crop, (target, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR))

    def _batches(self, widths: list[int]) -> list[tuple[list[int], int]]:
        """Crops of one width bucket together; widest first, so that the queue ends evenly."""
        step = self._settings.width_step
        buckets: dict[int, list[int]] = {}
        for index, width in enumerate(widths):
            buckets.setdefault(-(-width // step) * step, []).append(index)
        batches = []
        for width in sorted(buckets, reverse=True):
            members = buckets[width]
            size = max(1, self._settings.batch_width // width)
            batches += [(members[i : i + size], width) for i in range(0, len(members), size)]
        return batches


def identify(settings: EngineSettings, core: ov.Core | None = None) -> EngineInfo:
    """What the engine of these settings is made of; no network is loaded.  Raises ``EngineError``."""
    core = core or ov.Core()
    detection, recognition = models.networks(settings.model_dir)
    capabilities: list[str] = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = settings.precision
    if precision == "auto":
        precision = "bf16" if "BF16" in capabilities else "f32"
    processor = core.get_property("CPU", "FULL_DEVICE_NAME").strip() or platform.processor()
    return EngineInfo(
        name="openvino",
        runtime=f"openvino {ov.__version__.split('-')[0]}",
        detection_model=detection.name,
        recognition_model=recognition.name,
        model_checksums={f"{n.name}/{n.path.name}": n.checksum() for n in (detection, recognition)},
        precision=precision,
        device=f"{processor} ({', '.join(sorted(capabilities))})",
    )


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _bgr(image: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image, dtype=np.uint8)
