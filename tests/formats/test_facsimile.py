"""Pictures of the scan itself: found where the run read it, without loss, with the text where it is printed."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import numpy as np
from helpers.books import Pdf
from helpers.results import results
from PIL import Image

from pipeline.formats import format_named
from pipeline.formats.results import Exported, export_results


def exported(folder: Path, to: Path) -> Exported:
    return export_results(folder, to, [format_named("pdf"), format_named("ofd")], "corrected", shown="scan")


def test_every_frame_of_a_scan_is_shown_as_it_is(tmp_path: Path) -> None:
    output = results(tmp_path, documents=1, frames=2)
    done = exported(output, tmp_path / "to")
    assert done.problems == []
    (path,) = (tmp_path / "to").glob("*/document.pdf")
    pdf = Pdf(path.read_bytes())
    assert [pdf.text(page).strip() for page in range(len(pdf.document))] == ["第1页", "第2页"]
    scan = next(path for path in tmp_path.rglob("*.tif"))
    with Image.open(scan) as image:
        pixels = np.asarray(image.convert("L"))
        drawn = pdf.document[0].render(scale=150 / 72, grayscale=True).to_numpy().squeeze()
        assert np.array_equal(drawn[:180, :130], pixels)  # pdfium rounds the size up
        with ZipFile(path.with_suffix(".ofd")) as package, Image.open(package.open("Doc_0/Res/page-0001.png")) as kept:
            assert np.array_equal(np.asarray(kept.convert("L")), pixels)


def test_a_scan_that_was_changed_is_told_and_not_shown(tmp_path: Path) -> None:
    output = results(tmp_path, documents=1)
    scan = next(path for path in tmp_path.rglob("*.tif"))
    with Image.open(scan) as image:
        image.save(scan.with_suffix(".new"), "TIFF", dpi=(99, 99))
    scan.with_suffix(".new").replace(scan)
    done = exported(output, tmp_path / "to")
    assert {problem.code for problem in done.problems} == {"scan-changed"}
    assert not list((tmp_path / "to").glob("*/document.pdf"))
