"""The way of a page, as one list.  Read this file first.

    scan file ─ ingest ─ straighten ─ recognise ─ layout ─ order ─ reflow ─ describe ─ normalise ─ correct ─ export

``ingest`` opens a file and gives its frames (images).  ``straighten`` makes of a frame one page, or the two pages of
a spread.  Then each stage takes a sheet (pixels and all that is known of the page) and returns a new one.  ``export``
writes the files.  No stage knows another; they share the page model (``pipeline.model``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypedDict, TypeVar

from pipeline import (
    correct,
    describe,
    export,
    fingerprint,
    ingest,
    layout,
    normalise,
    order,
    recognise,
    reflow,
    straighten,
)
from pipeline.correct.settings import CorrectSettings
from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.shared import SharedEngine
from pipeline.errors import OutputError, PageError
from pipeline.export.documents import make_document, summarise, summarise_failure
from pipeline.export.result import Digitised
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer import load_from as load_gazetteer
from pipeline.gazetteer.layers import Layers
from pipeline.ingest.settings import IngestSettings
from pipeline.model.page import Metadata, Page, PageSummary, Source, Step
from pipeline.model.sheet import Frame, Sheet
from pipeline.settings import Settings

log = logging.getLogger("baokan")
T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """One step of a sheet.  ``run(sheet, pipeline)`` returns the changed sheet."""

    name: str
    version: int
    run: Callable[[Sheet, Pipeline], Sheet]
    data: Callable[[Sheet, Pipeline], dict[str, str]] = lambda sheet, p: {}
    """what the result depends on beside the sheet and the stage's settings: name -> version or checksum."""
    networks: bool = False
    """The engine's networks do the work: other pages' stages can be done beside it."""


SHEET_STAGES: tuple[Stage, ...] = (
    Stage(
        "recognise",
        recognise.VERSION,
        lambda sheet, p: recognise.recognise(sheet, p.engine, p.settings.recognise),
        lambda sheet, p: p.engine_data,
        networks=True,
    ),
    Stage("layout", layout.VERSION, lambda sheet, p: layout.layout(sheet, p.settings.layout)),
    Stage("order", order.VERSION, lambda sheet, p: order.order(sheet, p.settings.order)),
    Stage("reflow", reflow.VERSION, lambda sheet, p: reflow.reflow(sheet, p.settings.reflow)),
    Stage("describe", describe.VERSION, lambda sheet, p: describe.describe(sheet, p.settings.describe)),
    Stage("normalise", normalise.VERSION, lambda sheet, p: normalise.normalise(sheet, p.settings.normalise)),
    Stage(
        "correct",
        correct.VERSION,
        lambda sheet, p: correct.correct(sheet, p.gazetteer_of(sheet.frame.path), p.settings.correct),
        lambda sheet, p: correction_data(p.gazetteer_of(sheet.frame.path), p.settings.correct),
    ),
)
STAGES: tuple[str, ...] = ("ingest", "straighten", *(stage.name for stage in SHEET_STAGES), "export")


def digitise(path: Path | str, settings: Settings | None = None) -> Digitised:
    """Read one scan, PDF or TIFF; nothing is written.

    For several files make one ``Pipeline`` and call its ``digitise``: the engine takes a second to load.  Raises
    ``PageError`` when the file cannot be read at all; a single page that fails is listed in the result's document.
    """
    return Pipeline(settings).digitise(Path(path))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A frame in memory."""

    frame: Frame
    seconds: float
    row: ingest.SidecarRow | None = None
    """what ``metadata.csv`` says of the file."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """The pages of a frame, left to right, ready to be read."""

    results: tuple[Sheet | PageFailure, ...]
    row: ingest.SidecarRow | None
    pixels: int
    """of the frame."""


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that could not be processed; the others are not touched by it."""

    error: PageError
    half: int | None = None


def decode(
    path: Path, settings: IngestSettings, row: ingest.SidecarRow | None = None
) -> Iterator[Source | Decoded | PageFailure]:
    """First the source of a file, then its frames, one by one; a frame that cannot be read is a ``PageFailure``.

    ``row``: what ``metadata.csv`` says of the file.  Raises ``PageError`` when the file cannot be opened.
    """
    start = time.perf_counter()
    opening = guard("ingest", path, None, lambda: ingest.open_source(path, settings))
    with opening as reader:
        yield reader.source
        for number in range(1, reader.source.frames + 1):
            try:
                frame = guard("ingest", path, number, lambda n=number: reader.frame(n))  # type: ignore[misc]
            except PageError as error:
                yield PageFailure(error)
            else:
                yield Decoded(frame, time.perf_counter() - start, row)
                del frame  # while the next one is decoded this one may go
            start = time.perf_counter()


class Pipeline:
    """The stages with their settings; holds the engine and the gazetteer, which are loaded when first needed.

    One per worker; one thread may ``straighten`` while others ``read`` and ``finish``.  ``engine``, ``gazetteer`` and
    ``stages`` replace the ones of the settings.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        engine: Engine | None = None,
        gazetteer: Gazetteer | None = None,
        stages: Sequence[Stage] = SHEET_STAGES,
    ) -> None:
        self.settings: Settings = settings or Settings()
        self.stages = tuple(stages)
        self._loading = Lock()
        if engine is not None:
            self.engine = SharedEngine(engine)
        if gazetteer is not None:
            self.gazetteer = gazetteer

    @cached_property
    def engine(self) -> Engine:
        """The OCR engine.  Raises ``EngineError``."""
        return SharedEngine(create_engine(self.settings.engine))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names to correct against.  Raises ``GazetteerError``."""
        return load_gazetteer(self.settings.gazetteer)

    @cached_property
    def engine_data(self) -> dict[str, str]:
        """What of the engine decides what is read."""
        return fingerprint.engine_data(self.engine.info)

    @cached_property
    def layers(self) -> Layers:
        """The gazetteers that folders of scans add to the one of the settings."""
        return Layers(self.gazetteer, self.settings.gazetteer)

    def gazetteer_of(self, scan: Path) -> Gazetteer:
        """The names that hold for a scan: those of the settings, and of ``gazetteer.csv`` beside it."""
        return self.layers.of(scan.parent)

    def digitise(self, path: Path) -> Digitised:
        """All pages of one file (``digitise``)."""
        row = ingest.read_sidecar(path.parent).get(path.name)
        decoded = decode(path, self.settings.ingest, row)
        source = next(decoded)
        assert isinstance(source, Source)
        pages: list[Page] = []
        summaries: list[PageSummary] = []
        for result in self._pages(decoded):
            if isinstance(result, Page):
                pages.append(result)
                summaries.append(summarise(result))
            else:
                summaries.append(summarise_failure(result.error, result.half))
        return Digitised(
            make_document(ingest.document_id(path.name), source, summaries, **said(summaries)), tuple(pages)
        )

    def _pages(self, decoded: Iterator[Source | Decoded | PageFailure]) -> Iterator[Page | PageFailure]:
        """The pages without their pixels, so that one page is in memory at a time."""
        for item in decoded:
            if isinstance(item, Decoded):
                for result in self.process(item):
                    yield result.page if isinstance(result, Sheet) else result
            elif isinstance(item, PageFailure):
                yield item

    def process(self, decoded: Decoded) -> Iterator[Sheet | PageFailure]:
        """The finished pages of one frame, left to right; a page whose stage fails is a ``PageFailure``.

        Raises ``EngineError`` and ``GazetteerError``: without these no page can be done.
        """
        straightened = self.straighten(decoded)
        for result in straightened.results:
            read = self.read(result) if isinstance(result, Sheet) else result
            yield self.finish(read, straightened.row) if isinstance(read, Sheet) else read

    def straighten(self, decoded: Decoded) -> Straightened:
        """First step of ``process``: the pages of a frame, without the pixels of the scan.

        Halves of a spread share the time of the stages before the cut.
        """
        with self._loading:
            self.engine, self.gazetteer  # noqa: B018  (load them here: their errors are no fault of the page)
        frame, start = decoded.frame, time.perf_counter()
        pixels = frame.image.shape[0] * frame.image.shape[1]
        try:
            sheets = guard(
                "straighten",
                frame.path,
                frame.number,
                lambda: straighten.straighten(frame, self.engine, self.settings.straighten),
            )
        except PageError as error:
            return Straightened((PageFailure(error),), decoded.row, pixels)
        timings = {
            "ingest": decoded.seconds / len(sheets),
            "straighten": (time.perf_counter() - start) / len(sheets),
        }
        steps = self._first_steps(frame)
        rest = replace(frame, image=frame.image[:0])
        ready = (replace(sheet, frame=rest).with_page(timings=timings, steps=steps) for sheet in sheets)
        return Straightened(tuple(ready), decoded.row, pixels)

    def read(self, sheet: Sheet) -> Sheet | PageFailure:
        """Second step of ``process``: the stages that the networks do."""
        return self._guarded(sheet, lambda: self._run_stages(sheet, self._of_networks))

    def finish(self, sheet: Sheet, row: ingest.SidecarRow | None) -> Sheet | PageFailure:
        """Last step of ``process``: everything after the networks."""
        rest = self.stages[len(self._of_networks) :]
        return self._guarded(sheet, lambda: self._described(self._run_stages(sheet, rest), row))

    @cached_property
    def _of_networks(self) -> tuple[Stage, ...]:
        """The stages up to the last that needs the networks."""
        last = max((k for k, stage in enumerate(self.stages) if stage.networks), default=-1)
        return self.stages[: last + 1]

    def _guarded(self, sheet: Sheet, work: Callable[[], Sheet]) -> Sheet | PageFailure:
        try:
            return work()
        except PageError as error:
            return PageFailure(error, sheet.page.half)

    def _run_stages(self, sheet: Sheet, stages: Sequence[Stage]) -> Sheet:
        for stage in stages:
            start, before = time.perf_counter(), sheet
            sheet = guard(stage.name, sheet.frame.path, sheet.frame.number, lambda: stage.run(before, self))  # noqa: B023
            step = fingerprint.step(
                before.page.steps[-1].fingerprint,
                stage.name,
                stage.version,
                getattr(self.settings, stage.name),
                stage.data(before, self),
            )
            timings = {**before.page.timings, stage.name: time.perf_counter() - start}
            sheet = sheet.with_page(timings=timings, steps=(*before.page.steps, step))
        return sheet

    def _described(self, sheet: Sheet, row: ingest.SidecarRow | None) -> Sheet:
        """The sheet with what ``metadata.csv`` says in the place of what is printed, ready for ``export``."""
        page = sheet.page
        data = {"metadata.csv": repr(row)} if row else {}
        step = fingerprint.step(page.steps[-1].fingerprint, "export", export.VERSION, self.settings.export, data)
        metadata = page.metadata
        if row:
            # a file of spreads has two pages a frame; apply_sidecar gives labels only where the numbers agree
            frames, half = page.source.frames, page.half
            position, pages = (2 * (page.frame - 1) + half, 2 * frames) if half else (page.frame, frames)
            metadata = ingest.apply_sidecar(metadata, row, position, pages)
        return sheet.with_page(metadata=metadata, steps=(*page.steps, step))

    def _first_steps(self, frame: Frame) -> tuple[Step, Step]:
        facts = {name: str(value) for name, value in frame.facts.items()}
        origin = {"source": frame.source.sha256, "frame": str(frame.number), **facts}
        first = fingerprint.step(fingerprint.FIRST, "ingest", ingest.VERSION, self.settings.ingest, origin)
        second = fingerprint.step(
            first.fingerprint, "straighten", straighten.VERSION, self.settings.straighten, self.engine_data
        )
        return first, second


def correction_data(gazetteer: Gazetteer, settings: CorrectSettings) -> dict[str, str]:
    """What of the gazetteer, the term lists and people's decisions decides what is corrected."""
    files = {f"gazetteer {n}, {file.path.name}": file.sha256 for n, file in enumerate(gazetteer.files, start=1)}
    return {**correct.data_versions(gazetteer, settings), **files}


class Said(TypedDict):
    """What the pages of a document say of their issue."""

    metadata: Metadata
    issue_key: str | None


def said(pages: Iterable[PageSummary]) -> Said:
    """What the pages of a document say together of their issue."""
    metadata = describe.document_metadata([page.metadata for page in pages if page.status != "failed"])
    return {"metadata": metadata, "issue_key": describe.issue_key(metadata)}


def guard(stage: str, path: Path, frame: int | None, work: Callable[[], T]) -> T:
    """Do a stage's work; whatever it raises becomes a ``PageError`` that names the stage and the reason."""
    try:
        return work()
    except (PageError, OutputError):  # a full disk is no fault of the page either
        raise
    except Exception as error:
        log.debug("%s: stage %s failed", path, stage, exc_info=True)
        cause = "There is not enough memory." if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}."
        remedy = (
            "Give the process more memory, or scan at a lower resolution."
            if isinstance(error, MemoryError)
            else "This is a fault in Baokan; run the file alone with BAOKAN_DEBUG=1 and report what is printed."
        )
        code = "memory" if isinstance(error, MemoryError) else "unexpected"
        raise PageError(path, code, cause, remedy, frame=frame, stage=stage) from error
