"""An engine without networks, through the public protocol: it reads what it is told, or fails on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from pipeline.engine.protocol import Detection, EngineInfo, Reading
from pipeline.flow import SHEET_STAGES, Pipeline, Stage
from pipeline.gazetteer import Gazetteer
from pipeline.model.block import Article, Block
from pipeline.model.geometry import quad_of
from pipeline.model.sheet import Image, Sheet
from pipeline.model.text import Line
from pipeline.settings import Settings


class FakeEngine:
    """Finds nothing and reads nothing."""

    info = EngineInfo("fake", "none", "det", "rec", {"det.onnx": "0" * 64}, "f32", "test")

    def detect(self, image: Image, side: int) -> list[Detection]:
        return []

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        return [Reading(()) for _ in crops]


def told(text: Callable[[Sheet], str]) -> tuple[Stage, ...]:
    """Stages that say of every page what ``text`` says of it: one line, one paragraph."""

    def read(sheet: Sheet, _: Pipeline) -> Sheet:
        words = text(sheet)
        box = (10.0, 10.0, 10.0 + 20 * len(words), 30.0)
        one = Line(
            id=0,
            text=words,
            quad=quad_of(box),
            cuts=tuple(20.0 * k for k in range(len(words) + 1)),
            confidences=(95,) * len(words),
        )
        return sheet.with_page(lines=(one,), em=20.0)

    def flow(sheet: Sheet, _: Pipeline) -> Sheet:
        box = sheet.page.lines[0].box
        block = Block(id=0, kind="paragraph", article=0, lines=(0,), boxes=(box,))
        return sheet.with_page(blocks=(block,), articles=(Article(id=0, blocks=(0,), box=box),))

    describe = next(stage for stage in SHEET_STAGES if stage.name == "describe")
    return Stage("recognise", 1, read), Stage("reflow", 1, flow), describe


def pipeline(output: Path, text: Callable[[Sheet], str] = lambda sheet: f"第{sheet.page.frame}页") -> Pipeline:
    """A pipeline with real ingest, straightening and export around ``told`` stages."""
    settings = Settings.model_validate({"run": {"output": output}})
    return Pipeline(settings, engine=FakeEngine(), gazetteer=Gazetteer(()), stages=told(text))


def scan(path: Path, frames: int = 1, shade: int = 255) -> Path:
    """Write a small blank scan; several frames make a TIFF.  Different shades make different files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    images = [PillowImage.fromarray(np.full((180, 130), shade, np.uint8)) for _ in range(frames)]
    images[0].save(path, dpi=(150, 150), **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return path
