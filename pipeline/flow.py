"""The way of a page, as one list.  Read this file first.

    scan file ─ ingest ─ straighten ─ recognise ─ layout ─ order ─ reflow ─ describe ─ normalise ─ correct ─ export

``ingest`` opens a file and gives its frames (images).  ``straighten`` makes of a frame one page, or the two pages of
a spread.  Then each stage takes a sheet (pixels and all that is known of the page) and returns a new one.  ``export``
writes the files.  No stage knows another; they share the page model (``pipeline.model``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

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
from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.errors import PageError
from pipeline.export.documents import make_document, summarise, summarise_failure
from pipeline.export.interchange import rounded
from pipeline.export.result import Digitised
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer import load_from as load_gazetteer
from pipeline.gazetteer.layers import Layers
from pipeline.handling.faults import PageFailure, guard
from pipeline.handling.opening import Decoded, decode, decode_frame, open_source
from pipeline.handling.pages import Said, said, with_given, without
from pipeline.handling.provenance import Part, Provenance, Whence
from pipeline.model.page import Page, PageSummary, Source, Step
from pipeline.model.sheet import Frame, Sheet
from pipeline.settings import Settings

__all__ = [
    "SHEET_STAGES",
    "STAGES",
    "Decoded",
    "PageFailure",
    "Pipeline",
    "Said",
    "Stage",
    "Whence",
    "decode",
    "decode_frame",
    "digitise",
    "guard",
    "open_source",
    "said",
    "with_given",
    "without",
]


@dataclass(frozen=True)
class Stage:
    """One step of a sheet.  ``run(sheet, pipeline)`` returns the changed sheet."""

    name: str
    version: int
    run: Callable[[Sheet, Pipeline], Sheet]
    data: Callable[[Whence, Pipeline], dict[str, str]] = lambda whence, p: {}
    """what the result depends on beside the sheet and the stage's settings: name -> version or checksum."""
    from_page: bool = False
    """It needs no pixels and takes nothing away: it can be redone on a page that was stored."""


SHEET_STAGES: tuple[Stage, ...] = (
    Stage(
        "recognise",
        recognise.VERSION,
        lambda sheet, p: recognise.recognise(sheet, p.engine, p.settings.recognise),
        lambda whence, p: p.engine_data,
    ),
    Stage("layout", layout.VERSION, lambda sheet, p: layout.layout(sheet, p.settings.layout)),
    Stage("order", order.VERSION, lambda sheet, p: order.order(sheet, p.settings.order)),
    Stage("reflow", reflow.VERSION, lambda sheet, p: reflow.reflow(sheet, p.settings.reflow)),
    Stage(
        "describe",
        describe.VERSION,
        lambda sheet, p: with_given(describe.describe(sheet, p.settings.describe)),
        lambda whence, p: (
            {f"metadata.csv, {name}": value for name, value in whence.row.said.items()} if whence.row else {}
        ),
        from_page=True,
    ),
    Stage(
        "normalise",
        normalise.VERSION,
        lambda sheet, p: normalise.normalise(sheet, p.settings.normalise),
        from_page=True,
    ),
    Stage(
        "correct",
        correct.VERSION,
        lambda sheet, p: correct.correct(sheet, p.gazetteer_of(sheet.frame.path), p.settings.correct),
        lambda whence, p: p.provenance.names_data(whence, p.gazetteer_of(whence.path)),
        from_page=True,
    ),
)
STAGES: tuple[str, ...] = ("ingest", "straighten", *(stage.name for stage in SHEET_STAGES), "export")


def digitise(path: Path | str, settings: Settings | None = None) -> Digitised:
    """Read one scan, PDF or TIFF; nothing is written.

    For several files make one ``Pipeline`` and call its ``digitise``: the engine takes a second to load.  Raises
    ``PageError`` when the file cannot be read at all; a single page that fails is listed in the result's document.
    """
    return Pipeline(settings).digitise(Path(path))


class Pipeline:
    """The stages with their settings; holds the engine and the gazetteer, which are loaded when first needed.

    One per worker.  ``engine``, ``gazetteer`` and ``stages`` replace the ones of the settings.
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
        if engine is not None:
            self.engine = engine
        if gazetteer is not None:
            self.gazetteer = gazetteer

    @cached_property
    def engine(self) -> Engine:
        """The OCR engine.  Raises ``EngineError``."""
        return create_engine(self.settings.engine)

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
        self.engine, self.gazetteer  # noqa: B018  (load them here: their errors are no fault of the page)
        try:
            sheets = self._straightened(decoded)
        except PageError as error:
            yield PageFailure(error)
            return
        del decoded  # the scan's pixels may go
        for sheet in sheets:
            yield self._finished(sheet, self.stages)

    def _straightened(self, decoded: Decoded) -> list[Sheet]:
        """The pages of a frame, without the pixels of the scan.  Raises ``PageError``."""
        frame, start = decoded.frame, time.perf_counter()
        settings = self.settings.straighten
        sheets = guard(
            "straighten", frame.path, frame.number, lambda: straighten.straighten(frame, self.engine, settings)
        )
        # halves of a spread share the time of the stages before the cut
        timings = {
            "ingest": decoded.seconds / len(sheets),
            "straighten": (time.perf_counter() - start) / len(sheets),
        }
        steps, rest = self._first_steps(frame), replace(frame, image=frame.image[:0])
        return [replace(sheet, frame=rest).with_page(timings=timings, steps=steps) for sheet in sheets]

    def redo(self, page: Page, whence: Frame, stage: str) -> Sheet | PageFailure:
        """A stored page once more from a stage on that needs no pixels (``Stage.from_page``).

        ``whence``: the frame without its pixels.  Raises ``GazetteerError``.
        """
        names = [one.name for one in self.stages]
        first = names.index(stage)
        assert all(one.from_page for one in self.stages[first:]), f"{stage} cannot be redone on a stored page"
        self.gazetteer  # noqa: B018
        earlier = without(page, {*names[first:], "export"})
        return self._finished(Sheet(earlier, whence.image, whence), self.stages[first:])

    def put_straight(self, frame: Frame) -> tuple[Sheet, ...]:
        """The pages of a scan of which the lines are known: it is taken to stand upright, and no engine is asked.

        Raises ``PageError``.
        """
        settings = self.settings.straighten
        return guard("straighten", frame.path, frame.number, lambda: straighten.straighten(frame, None, settings))

    def go_on(self, sheet: Sheet, stages: Sequence[str]) -> Sheet | PageFailure:
        """A page whose lines come from elsewhere than recognition, through some of the stages.

        The page's last step says where it comes from.  Raises ``GazetteerError``.
        """
        self.gazetteer  # noqa: B018
        return self._finished(sheet, [stage for stage in self.stages if stage.name in stages])

    def fingerprints(self, sha256: str, frame: int, whence: Whence) -> dict[str, str]:
        """Stage -> the fingerprint that a frame has when everything is done with these settings."""
        return self.provenance.fingerprints(sha256, frame, whence)

    @cached_property
    def provenance(self) -> Provenance:
        """What is written down of what takes part in a page."""
        return Provenance(self.settings, self._parts)

    def _parts(self, whence: Whence) -> Iterator[Part]:
        yield Part("ingest", ingest.VERSION, {})
        yield Part("straighten", straighten.VERSION, self.engine_data)
        for stage in self.stages:
            yield Part(stage.name, stage.version, stage.data(whence, self))
        yield Part("export", export.VERSION, {})

    def _finished(self, sheet: Sheet, stages: Sequence[Stage]) -> Sheet | PageFailure:
        try:
            sheet = self._run_stages(sheet, stages)
        except PageError as error:
            return PageFailure(error, sheet.page.half)
        step = self.provenance.step(sheet.page.steps[-1].fingerprint, Part("export", export.VERSION, {}))
        return sheet.with_page(steps=(*sheet.page.steps, step))

    def _run_stages(self, sheet: Sheet, stages: Sequence[Stage]) -> Sheet:
        settled = False
        for stage in stages:
            if stage.from_page and not settled:
                # as the file will have it: the stages from here on give the same when they are redone from the file
                sheet, settled = replace(sheet, page=rounded(sheet.page)), True
            start, before = time.perf_counter(), sheet
            sheet = guard(stage.name, sheet.frame.path, sheet.frame.number, lambda: stage.run(before, self))  # noqa: B023
            part = Part(stage.name, stage.version, stage.data(before.frame, self))
            step = self.provenance.step(before.page.steps[-1].fingerprint, part)
            timings = {**before.page.timings, stage.name: time.perf_counter() - start}
            sheet = sheet.with_page(timings=timings, steps=(*before.page.steps, step))
        return sheet

    def _first_steps(self, frame: Frame) -> tuple[Step, Step]:
        facts = {name: str(value) for name, value in frame.facts.items()}
        origin = fingerprint.origin(frame.source.sha256, frame.number)
        first = self.provenance.step(origin, Part("ingest", ingest.VERSION, {}))
        second = self.provenance.step(first.fingerprint, Part("straighten", straighten.VERSION, self.engine_data))
        return first.model_copy(update={"data": facts}), second
