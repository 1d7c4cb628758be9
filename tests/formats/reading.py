"""Results on the disk and what formats for reading make of them."""

from __future__ import annotations

from pathlib import Path

from helpers.made_pages import SOURCE, PageMaker, bulletin_page, sheet_of

from pipeline.export.settings import ExportSettings
from pipeline.export.store import DocumentFolder, page_files
from pipeline.formats import format_named
from pipeline.formats.results import export_results
from pipeline.model.block import Join
from pipeline.model.page import Layer, Metadata, Page, Step

STEP = Step(stage="correct", version=4, fingerprint="f" * 64, data={"gazetteer 1, changning.csv": "ab"})
ABOUT = Metadata(publication="虹桥报", date="2021-03-12", issue="5", page_label="03")


def full_page() -> Page:
    """A page with everything, a name across a line end, a second column, and odd characters."""
    page = bulletin_page()
    odd = page.lines[-2].model_copy(update={"text": "&<\x01"})
    blocks = tuple(
        block.model_copy(update={"joins": (Join(kind="column"),)}) if len(block.lines) == 2 else block
        for block in page.blocks
    )
    lines = (*page.lines[:-2], odd, page.lines[-1])
    return page.changed(lines=lines, blocks=blocks, steps=(STEP,), metadata=ABOUT)


def store(results: Path, *pages: Page, name: str = "报纸") -> Path:
    """Write a finished document; returns ``results``."""
    folder = DocumentFolder(results, name)
    made = [page_files(sheet_of(page), ExportSettings()) for page in pages]
    for one in made:
        folder.write(one.contents, SOURCE.sha256)
    keep = [name for one in made for name in one.contents]
    folder.finish(SOURCE, [one.summary for one in made], keep, metadata=pages[0].metadata)
    return results


def exported(tmp_path: Path, format: str, *pages: Page, layer: Layer = "corrected") -> Path:
    """The folder that one format of these pages was written to."""
    results = store(tmp_path / "results", *(pages or (full_page(),)))
    done = export_results(results, tmp_path / "to", [format_named(format)], layer)
    assert not done.problems
    return tmp_path / "to"


def named_page() -> Page:
    """Paragraphs in which a corrected name stands right once more, also inside a longer word."""
    make = PageMaker()
    first = make.block("paragraph", "住在仙需路的人")
    make.block("paragraph", "仙霞路很长，仙霞路口也是。")
    make.correct(first, 2, "仙需路", "仙霞路")
    return make.page(steps=(STEP,))
