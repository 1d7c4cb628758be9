"""``baokan import``: layout files become results as a run makes them, without an engine.

Pages of other programs give their lines; regions, articles, paragraphs and corrections are made from them.  Pages of
Baokan's own come back as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from pipeline import files, fingerprint, ingest
from pipeline.batch.issues import issue_files
from pipeline.batch.lock import OutputLock
from pipeline.errors import NoInputError, PageError
from pipeline.export.folders import owner
from pipeline.export.interchange import read_document, read_page
from pipeline.export.store import DocumentFolder, page_files
from pipeline.flow import PageFailure, Pipeline, guard, said
from pipeline.formats.reading.build import foreign_page, foreign_pages, own_page
from pipeline.formats.reading.document import NOT_A_LAYOUT, layout_files, read_file
from pipeline.formats.reading.found import FoundPage
from pipeline.formats.reading.scans import Scan, Scans, fits, plain_stem, straightened
from pipeline.formats.reading.xml import STAGE, problem
from pipeline.model.page import Page, PageSummary, Source, Step
from pipeline.model.sheet import Frame, Image, Sheet

VERSION = 1
FOREIGN = ("layout", "order", "reflow", "describe", "normalise", "correct")
"""Stages that pages of other programs go through: all behind recognition."""
OWN = ("describe",)
"""Stages of pages that come back as they were."""
AGAIN = ("describe", "normalise", "correct")
"""Stages of Baokan's pages of which only what was read is taken."""


@dataclass
class Imported:
    """What was made, and what could not be."""

    documents: int = 0
    pages: int = 0
    passed_over: int = 0
    """XML files in folders that are no layout files."""
    problems: list[PageError] = field(default_factory=list)


@dataclass
class _Document:
    """One in the making."""

    source: Source
    folder: DocumentFolder
    pages: dict[str, PageSummary] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def import_files(
    paths: Iterable[Path],
    pipeline: Pipeline,
    *,
    images: Path | None = None,
    again: bool = False,
    report: Callable[[PageError], None] = lambda error: None,
) -> Imported:
    """Import layout files and folders of them into ``settings.run.output``.

    ``images``: the folder of the scans (default: beside the files).  ``again``: correct the text of Baokan's own
    files once more, from what was read.  ``report`` is told of each problem.  Raises ``NoInputError`` when there is
    nothing to import, ``OutputError``, ``OutputInUseError``, ``GazetteerError``, ``SettingsError``.
    """
    listed = list(layout_files(paths))
    if not listed:
        raise NoInputError("No XML files were found. Give PAGE or ALTO files, or folders that hold some.")
    output = pipeline.settings.run.output
    files.require_writable(output)
    with OutputLock(output):
        importer = _Importer(pipeline, Scans(images, pipeline.settings.ingest), again, report)
        for path, named in listed:
            importer.take(path, named)
        return importer.finished()


class _Importer:
    def __init__(self, pipeline: Pipeline, scans: Scans, again: bool, report: Callable[[PageError], None]) -> None:
        self.pipeline, self.scans, self.again, self.report = pipeline, scans, again, report
        self.output = pipeline.settings.run.output
        self.done = Imported()
        self.documents: dict[str, _Document] = {}

    def take(self, path: Path, named: bool) -> None:
        """Import one file; what goes wrong is told and the others go on."""
        try:
            pages = read_file(path)
            sha256 = guard(STAGE, path, None, lambda: files.sha256(path))
        except PageError as error:
            if error.code == NOT_A_LAYOUT and not named:
                self.done.passed_over += 1
            else:
                self._problem(error)
            return
        for found in pages:
            try:
                self._page(found, path, sha256, len(pages))
            except PageError as error:
                self._problem(error)

    def _page(self, found: FoundPage, path: Path, sha256: str, frames: int) -> None:
        scan = self.scans.of(found, path)
        unlike = scan is not None and not fits(scan, found)
        if unlike:
            scan = None
        own = found.blocks is not None
        stages: Sequence[str] = (AGAIN if self.again else OWN) if own else FOREIGN
        step = Step(
            stage=STAGE,
            version=VERSION,
            fingerprint=fingerprint.origin(sha256, found.number),
            settings={},
            data={"file": path.name, "sha256": sha256, "format": found.format, "made by": found.creator},
        )
        for sheet in [self._own(found, path, scan)] if own else self._foreign(found, path, scan, sha256, frames):
            page = sheet.page.changed(steps=(step,))
            if unlike:
                page = page.warned("other-scan", STAGE, "The scan of this name has another shape than the file says.")
            self._finish(replace(sheet, page=page), stages, path, pixels=own or scan is not None)

    def _finish(self, sheet: Sheet, stages: Sequence[str], path: Path, *, pixels: bool) -> None:
        """``pixels`` false: the stages look at an empty page in the place of the scan."""
        if not pixels:
            page = sheet.page.warned(
                "no-image",
                STAGE,
                "Laid out without its scan: pictures, rules, frames and the weight of headings are not known.",
            )
            sheet = replace(sheet, page=page, image=np.full((page.size[1], page.size[0]), 255, np.uint8))
        result = self.pipeline.go_on(sheet, stages)
        if isinstance(result, PageFailure):
            raise result.error
        self._write(result if pixels else replace(result, image=_NOTHING), path)

    def _foreign(self, found: FoundPage, path: Path, scan: Scan | None, sha256: str, frames: int) -> list[Sheet]:
        if scan is None:
            source = Source(file=path.name, sha256=sha256, frames=frames, media_type="application/xml")
            return [self._sheet(foreign_page(found, source), _NOTHING, path)]
        row = ingest.read_sidecar(scan.path.parent).get(scan.source.file)
        frame = Frame(scan.source, scan.path, found.number, scan.image, scan.dpi, row=row)
        sheets = self.pipeline.put_straight(frame)
        pages = foreign_pages(found, [sheet.page for sheet in sheets])
        rest = replace(frame, image=_NOTHING)
        return [replace(sheet, page=page, frame=rest) for sheet, page in zip(sheets, pages, strict=True)]

    def _own(self, found: FoundPage, path: Path, scan: Scan | None) -> Sheet:
        page = own_page(found, path, corrected=not self.again)
        image = _NOTHING
        if scan and scan.size == page.scan_size:
            image = straightened(scan.image, page.transform, page.size)
        return self._sheet(page, image, scan.path if scan else path)

    def _sheet(self, page: Page, image: Image, path: Path) -> Sheet:
        row = ingest.read_sidecar(path.parent).get(page.source.file)
        return Sheet(page, image, Frame(page.source, path, page.frame, _NOTHING, page.dpi, row=row))

    def _write(self, sheet: Sheet, path: Path) -> None:
        document = self._document(sheet.page, path)
        made = guard("export", path, sheet.page.frame, lambda: page_files(sheet, self.pipeline.settings.export))
        if made.summary.name in document.pages:
            raise problem(path, "twice", f"{made.summary.name} of this document was imported already.", "Give it once.")
        document.folder.write(made.contents, document.source.sha256)
        document.pages[made.summary.name] = made.summary
        document.names |= set(made.contents)
        self.done.pages += 1

    def _document(self, page: Page, path: Path) -> _Document:
        """The document of a page, with a folder of its own.  Raises ``PageError`` when a run's results are there."""
        name = page.source.file if page.source.media_type != "application/xml" else plain_stem(path) + ".xml"
        wanted = ingest.document_id(name)
        for one in (wanted, f"{wanted}-{page.source.sha256[:8]}"):
            if one in self.documents:
                if self.documents[one].source == page.source:
                    return self.documents[one]
                continue
            holder = owner(self.output / one)
            if holder not in (None, page.source.sha256):
                continue
            if holder is not None and not _imported(self.output / one):
                raise problem(
                    path,
                    "results-exist",
                    f"{self.output / one} holds results of a run on the same scan.",
                    "Import into another folder: name it with --output.",
                )
            settings = {
                stage: getattr(self.pipeline.settings, stage).model_dump(mode="json") for stage in (*FOREIGN, "export")
            }
            made = _Document(page.source, DocumentFolder(self.output, one, settings))
            self.documents[one] = made
            return made
        raise problem(path, "name-taken", f"{self.output / wanted} is taken by something else.", "Rename the file.")

    def _problem(self, error: PageError) -> None:
        self.done.problems.append(error)
        self.report(error)

    def finished(self) -> Imported:
        """Write what belongs to whole documents and issues."""
        for document in self.documents.values():
            pages = list(document.pages.values())
            document.folder.finish(document.source, pages, document.names, **said(pages))
        self.done.documents = len(self.documents)
        if self.documents:
            for name, content in issue_files(self.output, self.pipeline.settings.describe).items():
                files.write(self.output / name, content)
        return self.done


_NOTHING: Image = np.empty((0, 0), np.uint8)


def _imported(folder: Path) -> bool:
    """Whether the results in a folder were imported: they may be imported again."""
    try:
        document = read_document(folder / "document.json")
        return all(
            read_page(folder / f"{page.name}.json").text_origin == "imported"
            for page in document.pages
            if page.status != "failed"
        )
    except PageError:
        return False
