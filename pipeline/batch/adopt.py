"""Results that lie in the folder and are not in the ledger: of a database that was lost, or copied from elsewhere.

Page files say by what they were made; what still holds is entered as done and not made again.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.batch.beside import Beside
from pipeline.batch.ledger import DONE, Ledger, SourceRow
from pipeline.batch.unit import StageDone, file_state
from pipeline.engine.recording import file_name
from pipeline.errors import PageError
from pipeline.export.interchange import read_document, read_page
from pipeline.export.store import DOCUMENT_FILES, PAGE_FILE
from pipeline.model.page import Page, PageSummary


def adopt(ledger: Ledger, row: SourceRow, output: Path, sha256: str | None) -> bool:
    """Enter the finished document of a source that the ledger has not seen opened; whether there was one.

    ``sha256``: of the scan as it is now.  Raises what the ledger raises.
    """
    folder = output / row.document
    if row.source is not None or sha256 is None or not (folder / "document.json").is_file():
        return False
    try:
        document = read_document(folder / "document.json")
    except PageError:
        return False  # damaged, or of an older version: made again
    if document.source.sha256 != sha256 or document.error:
        return False
    ledger.opened(row, document.source, file_state(row.path))
    for number in sorted({page.frame for page in document.pages}):
        summaries = [page for page in document.pages if page.frame == number]
        _adopt_frame(ledger, row, folder, number, summaries)
    ledger.finish(row, DONE, _contents(folder, DOCUMENT_FILES))
    Beside(output, ledger.formats, ()).adopt(row)
    return True


def _adopt_frame(ledger: Ledger, row: SourceRow, folder: Path, number: int, summaries: list[PageSummary]) -> None:
    """Enter a frame whose pages are all there and whole; others are left to be done."""
    try:
        pages = [read_page(folder / f"{summary.name}.json") for summary in summaries if summary.status != "failed"]
    except PageError:
        return
    if not pages or len(pages) < len(summaries):
        return
    found = (path.name for page in pages for path in folder.glob(f"{page.name}.*"))
    names = [name for name in found if PAGE_FILE.fullmatch(name)]
    recording = file_name(number)
    written = _contents(folder, [*names, *([recording] if (folder / recording).is_file() else [])])
    ledger.done(row, ledger.frame(row, number), _stages(pages), summaries, written, worker="", seconds=_seconds(pages))


def _stages(pages: list[Page]) -> list[StageDone]:
    return [
        StageDone(step.stage, step.fingerprint, sum(page.timings.get(step.stage, 0.0) for page in pages))
        for step in pages[0].steps
    ]


def _seconds(pages: list[Page]) -> float:
    return sum(sum(page.timings.values()) for page in pages)


def _contents(folder: Path, names: tuple[str, ...] | list[str]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
