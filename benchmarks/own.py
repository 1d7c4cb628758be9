"""Baokan itself under measurement: ``own.py run`` (the whole of it), ``own.py networks`` (the two networks alone, as
they come in their files) or ``own.py graphs`` (the same as Baokan runs them)."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino as ov
import psutil
from numpy.typing import NDArray
from openvino import opset13 as ops
from worker import cpu_time, serve

from pipeline.batch.events import Event, FileFailed, PageFailed
from pipeline.batch.limits import crew
from pipeline.batch.local import planning
from pipeline.batch.pool import Pool
from pipeline.batch.run import run
from pipeline.engine import graphs, identify, models
from pipeline.engine.lattice import KEPT
from pipeline.engine.openvino import PADDING
from pipeline.engine.protocol import Detection, Engine, EngineInfo, Reading
from pipeline.flow import SHEET_STAGES, Pipeline
from pipeline.model.sheet import Image
from pipeline.settings import Settings, load
from pipeline.versions import version

REC_HEIGHT, DET_STRIDE = 48, 32
"""px: the recogniser's height, and what the detector's sides are multiples of."""

Input = NDArray[np.float32] | NDArray[np.uint8]


def with_output(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"run": settings.run.model_copy(update={"output": folder})})


class Kept(Pool):
    """Workers that stay for the next run, so that starting them is not measured."""

    def close(self, *, now: bool = False) -> None:
        if now:
            super().close(now=True)


def cpu_of_all() -> float:
    """Processor time of this process and its workers so far, s."""
    here = psutil.Process()
    return sum(sum(one.cpu_times()[:2]) for one in (here, *here.children(recursive=True)))


def peak_of_a_worker() -> float:
    """Most memory that one of the processes held so far, MB; what it holds now where the system does not tell."""
    here = psutil.Process()
    found = []
    for one in (here, *here.children(recursive=True)):
        status = Path(f"/proc/{one.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        peak = next((float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)
        found.append(peak or one.memory_info().rss / 2**20)
    return max(found)


def serve_run() -> None:
    """All stages and all files, as ``baokan run`` does it; only the start-up is left out."""
    settings = load().settings
    found = crew(settings.run, settings.engine.threads)
    shared = settings.model_copy(update={"engine": settings.engine.model_copy(update={"threads": found.threads})})
    pool = Kept(shared, found.jobs, Path(tempfile.mkdtemp()), found.memory_bytes)
    pool.start()
    info = identify(settings.engine)

    def read(sources: list[Path], target: Path) -> dict[str, Any]:
        failed: list[str] = []

        def report(event: Event) -> None:
            if isinstance(event, PageFailed | FileFailed):
                failed.append(f"{event.document}: {event.reason}")

        before = cpu_of_all()
        run(sources, planning(with_output(settings, target)), report, hire=lambda _: pool)
        return {"failed": failed, "cpu_seconds": cpu_of_all() - before, "peak_mb": peak_of_a_worker()}

    workers = f"{found.jobs} x {found.threads} threads"
    serve(f"Baokan {version('baokan') or '(this checkout)'}, {info.runtime}, {info.precision}, {workers}", read)


@dataclass
class Recorder:
    """An engine that keeps what it was asked to do in the stage ``recognise``."""

    engine: Engine
    reading: bool = False
    scaled: list[tuple[Image, int]] = field(default_factory=list)
    crops: list[list[Image]] = field(default_factory=list)

    @property
    def info(self) -> EngineInfo:
        return self.engine.info

    def detect(self, image: Image, side: int) -> list[Detection]:
        if self.reading:
            self.scaled.append((image, side))
        return self.engine.detect(image, side)

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        if self.reading:
            self.crops.append(list(crops))
        return self.engine.recognise(crops)


class Networks:
    """Both networks, the best five readings of every step taken inside.

    ``own``: with the ends that Baokan gives them (``pipeline.engine.graphs``); else as they come, a TopK behind.
    """

    def __init__(self, settings: Settings, precision: str, threads: int, own: bool) -> None:
        core = ov.Core()
        config: dict[str, Any] = {"INFERENCE_PRECISION_HINT": precision}
        if threads:
            config["INFERENCE_NUM_THREADS"] = threads
        detection, recognition = models.networks(settings.engine.model_dir)
        model, found = core.read_model(recognition.path), core.read_model(detection.path)
        if own:
            model, found = graphs.recogniser(model, KEPT), graphs.detector(found, models.MEAN, models.STD)
        else:
            scores = model.get_results()[0].input_value(0)
            best = ops.topk(scores, ops.constant(KEPT, dtype=np.int32), axis=2, mode="max", sort="value")
            model = ov.Model([best.output(0), best.output(1)], model.get_parameters(), "recogniser")
        self._own = own
        self._detector = core.compile_model(found, "CPU", {**config, "PERFORMANCE_HINT": "LATENCY"})
        self._queue = ov.AsyncInferQueue(core.compile_model(model, "CPU", {**config, "PERFORMANCE_HINT": "THROUGHPUT"}))
        self._step, self._batch_width = settings.engine.width_step, settings.engine.batch_width
        self._max_width = settings.engine.max_crop_width

    def inputs(self, recorder: Recorder) -> tuple[list[Input], list[list[Input]]]:
        """What the networks get for the recorded calls, ready to be run: this is not part of the floor."""
        scaled = [detector_input(*call) for call in recorder.scaled]
        return (
            scaled if self._own else [normalised(pixels) for pixels in scaled],
            [self._batches(crops) for crops in recorder.crops],
        )

    def _batches(self, crops: list[Image]) -> list[Input]:
        widths = [min(max(-(-c.shape[1] * REC_HEIGHT // c.shape[0]), self._step), self._max_width) for c in crops]
        buckets: dict[int, list[int]] = {}
        for index, width in enumerate(widths):
            buckets.setdefault(-(-width // self._step) * self._step, []).append(index)
        batches = []
        for bucket in sorted(buckets, reverse=True):
            members, size = buckets[bucket], max(1, self._batch_width // bucket)
            for start in range(0, len(members), size):
                part = members[start : start + size]
                batch = np.full((len(part), REC_HEIGHT, bucket, 3), PADDING, np.uint8)
                for row, index in enumerate(part):
                    pixels = cv2.resize(colour(crops[index]), (widths[index], REC_HEIGHT), interpolation=cv2.INTER_AREA)
                    batch[row, :, : widths[index]] = pixels
                planes = (
                    batch if self._own else np.ascontiguousarray(batch.transpose(0, 3, 1, 2) / np.float32(127.5) - 1)
                )
                batches.append(planes)
        return batches

    def run(self, scaled: list[Input], crops: list[list[Input]]) -> tuple[float, float]:
        """Run everything once; (seconds, seconds of processor time)."""
        start, cpu = time.perf_counter(), cpu_time()
        for image in scaled:
            self._detector(image)
        for batches in crops:
            for batch in batches:
                self._queue.start_async({0: batch})
            self._queue.wait_all()
        return time.perf_counter() - start, cpu_time() - cpu


def colour(image: Image) -> Image:
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) if image.ndim == 2 else image  # type: ignore[return-value]


def detector_input(image: Image, side: int) -> Image:
    """(1, height, width, 3), 8 bits."""
    ratio = side / max(image.shape[:2])
    height, width = (max(round(length * ratio / DET_STRIDE), 1) * DET_STRIDE for length in image.shape[:2])
    return cv2.resize(colour(image), (width, height), interpolation=cv2.INTER_AREA)[np.newaxis]  # type: ignore[return-value]


def normalised(pixels: Image) -> NDArray[np.float32]:
    """(1, 3, height, width) as the detector wants it when nothing was built into it."""
    values = (pixels.astype(np.float32) / 255 - np.array(models.MEAN, np.float32)) / np.array(models.STD, np.float32)
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2))


def serve_networks(own: bool) -> None:
    """Detector and recogniser alone, on the images and crops that Baokan's stage ``recognise`` gives them.

    Decoding, straightening, cropping, scaling, and the reading of what comes out are all left out; every shape of
    input has been seen before.  What straightening asks of the recogniser counts for Baokan, and not here.
    """
    settings = load().settings
    pipeline = Pipeline(settings)
    recorder = Recorder(pipeline.engine)

    def recorded(stage: Any) -> Any:
        def work(sheet: Any, inner: Pipeline) -> Any:
            recorder.reading = True
            try:
                return stage.run(sheet, inner)
            finally:
                recorder.reading = False

        return replace(stage, run=work)

    only = tuple(recorded(stage) for stage in SHEET_STAGES if stage.name == "recognise")
    recording = Pipeline(settings, engine=recorder, stages=only)
    info = recorder.info
    networks = Networks(settings, info.precision, settings.engine.threads, own)

    def read(sources: list[Path], target: Path) -> dict[str, Any]:
        seconds, cpu_seconds, crops = 0.0, 0.0, 0
        for source in sources:
            recorder.scaled, recorder.crops = [], []
            recording.digitise(source)
            inputs = networks.inputs(recorder)
            networks.run(*inputs)
            wall, cpu = networks.run(*inputs)
            seconds, cpu_seconds = seconds + wall, cpu_seconds + cpu
            crops += sum(len(call) for call in recorder.crops)
        return {"seconds": seconds, "cpu_seconds": cpu_seconds, "crops": crops}

    words = "the same as Baokan runs them" if own else "the two networks alone"
    serve(f"{words}, {info.runtime}, {info.precision}", read)


if __name__ == "__main__":
    what = sys.argv[1]
    serve_run() if what == "run" else serve_networks(own=what == "graphs")
