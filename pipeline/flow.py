"""The way of a page, as one list.  Read this file first.

    scan file ─ ingest ─ straighten ─ recognise ─ layout ─ order ─ reflow ─ describe ─ normalise ─ correct ─ export

``ingest`` opens a file and gives its frames (images).  ``straighten`` makes of a frame one page, or the two pages of
a spread.  Then each stage takes a sheet (pixels and all that is known of the page) and returns a new one.  ``export``
writes the files.  No stage knows another; they share the page model (``pipeline.model``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypedDict, TypeVar

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
from pipeline.errors import OutputError, PageError
from pipeline.export.documents import make_document, summarise, summarise_failure
from pipeline.export.interchange import rounded
from pipeline.export.result import Digitised
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer import load_from as load_gazetteer
from pipeline.gazetteer.layers import Layers
from pipeline.ingest.settings import IngestSettings
from pipeline.model.page import Metadata, Page, PageSummary, Source, Step
from pipeline.model.sheet import Frame, Sheet
from pipeline.model.sidecar import SidecarRow
from pipeline.settings import Settings

log = logging.getLogger("baokan")
T = TypeVar("T")


class Whence(Protocol):
    """Where a page comes from, as far as a stage's data depend on it; every ``Frame`` is one."""

    @property
    def path(self) -> Path:
        """The scan."""
        ...

    @property
    def row(self) -> SidecarRow | None:
        """What ``metadata.csv`` says of it."""
        ...

    @property
    def elsewhere(self) -> Mapping[str, Mapping[str, int]]:
        """What the other pages of its issue say of names that are in question on its pages."""
        ...


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
        lambda whence, p: p.correction_data_of(whence.path) | fingerprint.elsewhere_data(whence.elsewhere),
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


@dataclass(frozen=True, slots=True)
class Decoded:
    """A frame in memory."""

    frame: Frame
    seconds: float


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that could not be processed; the others are not touched by it."""

    error: PageError
    half: int | None = None


def decode(
    path: Path, settings: IngestSettings, row: SidecarRow | None = None
) -> Iterator[Source | Decoded | PageFailure]:
    """First the source of a file, then its frames, one by one; a frame that cannot be read is a ``PageFailure``.

    ``row``: what ``metadata.csv`` says of the file.  Raises ``PageError`` when the file cannot be opened.
    """
    with open_source(path, settings) as reader:
        yield reader.source
        for number in range(1, reader.source.frames + 1):
            try:
                yield decode_frame(reader, number, row)
            except PageError as error:
                yield PageFailure(error)


def open_source(path: Path, settings: IngestSettings) -> ingest.SourceReader:
    """First half of ``ingest``.  Raises ``PageError``."""
    return guard("ingest", path, None, lambda: ingest.open_source(path, settings))


def decode_frame(
    reader: ingest.SourceReader,
    number: int,
    row: SidecarRow | None = None,
    elsewhere: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> Decoded:
    """Second half of ``ingest``: one frame, with what is said of its file and its issue.  Raises ``PageError``."""
    start = time.perf_counter()
    frame = guard("ingest", reader.path, number, lambda: reader.frame(number))
    return Decoded(replace(frame, row=row, elsewhere=elsewhere), time.perf_counter() - start)


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

    def correction_data_of(self, scan: Path) -> dict[str, str]:
        """What beside the page and the settings decides how a scan's names are corrected."""
        if scan.parent not in self._correction_data:
            self._correction_data[scan.parent] = correction_data(self.gazetteer_of(scan), self.settings.correct)
        return self._correction_data[scan.parent]

    @cached_property
    def _correction_data(self) -> dict[Path, dict[str, str]]:
        return {}

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
        before, found = fingerprint.origin(sha256, frame), {}
        for name, own in self._own(whence).items():
            found[name] = before = fingerprint.chain(before, own)
        return found

    def _own(self, whence: Whence) -> dict[str, str]:
        """Stage -> what it adds to the fingerprint of a page of this file."""

        def own(name: str, version: int, data: dict[str, str]) -> str:
            key = (name, tuple(data.items()))
            if key not in self._owns:
                values = getattr(self.settings, name).model_dump(mode="json")
                self._owns[key] = fingerprint.own(name, version, values, data)
            return self._owns[key]

        return {
            "ingest": own("ingest", ingest.VERSION, {}),
            "straighten": own("straighten", straighten.VERSION, self.engine_data),
            **{stage.name: own(stage.name, stage.version, stage.data(whence, self)) for stage in self.stages},
            "export": own("export", export.VERSION, {}),
        }

    @cached_property
    def _owns(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], str]:
        return {}

    def _finished(self, sheet: Sheet, stages: Sequence[Stage]) -> Sheet | PageFailure:
        try:
            sheet = self._run_stages(sheet, stages)
        except PageError as error:
            return PageFailure(error, sheet.page.half)
        return sheet.with_page(steps=(*sheet.page.steps, self._step("export", export.VERSION, {}, sheet.page)))

    def _run_stages(self, sheet: Sheet, stages: Sequence[Stage]) -> Sheet:
        settled = False
        for stage in stages:
            if stage.from_page and not settled:
                # as the file will have it: the stages from here on give the same when they are redone from the file
                sheet, settled = replace(sheet, page=rounded(sheet.page)), True
            start, before = time.perf_counter(), sheet
            sheet = guard(stage.name, sheet.frame.path, sheet.frame.number, lambda: stage.run(before, self))  # noqa: B023
            step = self._step(stage.name, stage.version, stage.data(before.frame, self), before.page)
            timings = {**before.page.timings, stage.name: time.perf_counter() - start}
            sheet = sheet.with_page(timings=timings, steps=(*before.page.steps, step))
        return sheet

    def _step(self, stage: str, version: int, data: dict[str, str], page: Page) -> Step:
        return fingerprint.step(page.steps[-1].fingerprint, stage, version, getattr(self.settings, stage), data)

    def _first_steps(self, frame: Frame) -> tuple[Step, Step]:
        facts = {name: str(value) for name, value in frame.facts.items()}
        origin = fingerprint.origin(frame.source.sha256, frame.number)
        first = fingerprint.step(origin, "ingest", ingest.VERSION, self.settings.ingest, {})
        second = fingerprint.step(
            first.fingerprint, "straighten", straighten.VERSION, self.settings.straighten, self.engine_data
        )
        return first.model_copy(update={"data": facts}), second


def without(page: Page, stages: Container[str]) -> Page:
    """A stored page as it was before some stages at the end of the flow."""
    warnings = tuple(warning for warning in page.warnings if warning.stage not in stages)
    fields: dict[str, Any] = {
        "corrections": tuple(record for record in page.corrections if record.stage not in stages),
        "warnings": warnings,
        "status": "done with warnings" if warnings else "done",
        "steps": tuple(step for step in page.steps if step.stage not in stages),
        "timings": {name: seconds for name, seconds in page.timings.items() if name not in stages},
    }
    if "describe" in stages:
        fields["metadata"] = Metadata()
        fields["articles"] = tuple(article.model_copy(update={"links": ()}) for article in page.articles)
    return page.changed(**fields)


def with_given(sheet: Sheet) -> Sheet:
    """The sheet with what ``metadata.csv`` says in the place of what is printed."""
    page, row = sheet.page, sheet.frame.row
    if row is None:
        return sheet
    # a file of spreads has two pages a frame; apply_sidecar gives labels only where the numbers agree
    frames, half = page.source.frames, page.half
    position, pages = (2 * (page.frame - 1) + half, 2 * frames) if half else (page.frame, frames)
    return sheet.with_page(metadata=ingest.apply_sidecar(page.metadata, row, position, pages))


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
