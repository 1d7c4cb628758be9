"""OCRmyPDF with Baokan as its engine, with the real networks on a small page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.books import WHITE, Pdf, shared
from helpers.typeset import Typesetter
from PIL import Image

pytest.importorskip("ocrmypdf")

from ocrmypdf._plugin_manager import OcrmypdfPluginManager

PLUGIN = "pipeline.formats.pdf.plugin"
ROOT = Path(__file__).parents[2]
LINES = (
    "仙霞路上的老邻居们昨天齐聚一堂",
    "大家都说今年的花开得比往年更好",
    "孩子们在树下读书老人在亭里下棋",
    "志愿者轮流打扫门前的每一条小路",
)


def ocrmypdf(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ocrmypdf", "--plugin", PLUGIN, "--output-type", "pdf", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
    )


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Typesetter]:
    """A small page of four lines, 300 dpi."""
    print_ = Typesetter(900, 520, em=48)
    for k, text in enumerate(LINES):
        print_.line(text, 80, 80 + 90 * k)
    path = tmp_path_factory.mktemp("scan") / "scan.png"
    print_.image.save(path, dpi=(300, 300))
    return path, print_


@pytest.fixture(scope="module")
def read(scan: tuple[Path, Typesetter], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The PDF and the sidecar that OCRmyPDF makes of the scan, where neither Tesseract nor Ghostscript is installed."""
    folder = tmp_path_factory.mktemp("read")
    done = ocrmypdf("--image-dpi", 300, "--sidecar", folder / "text.txt", scan[0], folder / "out.pdf", PATH=str(folder))
    assert done.returncode == 0, done.stderr
    return folder / "out.pdf", folder / "text.txt"


def test_the_text_is_baokans_in_the_pdf_and_in_the_sidecar(read: tuple[Path, Path]) -> None:
    pdf, sidecar = read
    text = Pdf(pdf.read_bytes()).text()
    assert WHITE.sub("", text) == "".join(LINES)
    assert not re.search("[\u4e00-\u9fff] +[\u4e00-\u9fff]", text)
    assert WHITE.sub("", sidecar.read_text(encoding="utf-8")) == "".join(LINES)


def test_found_words_lie_on_the_print_of_the_image(read: tuple[Path, Path], scan: tuple[Path, Typesetter]) -> None:
    (found,) = Pdf(read[0].read_bytes()).boxes("仙霞路", 300)
    for box, left in zip(found, (80, 128, 176), strict=True):
        assert shared(box, (left, 80, left + 48, 128)) > 0.6


def test_the_pdf_says_who_read_it_and_in_which_language(read: tuple[Path, Path]) -> None:
    import pikepdf

    with pikepdf.open(read[0]) as pdf:
        assert "Baokan" in str(pdf.docinfo["/Creator"])
        assert str(pdf.Root.Lang) == "zh"


def test_a_text_layer_is_replaced_by_redo_and_not_doubled(read: tuple[Path, Path], tmp_path: Path) -> None:
    done = ocrmypdf("--redo-ocr", read[0], tmp_path / "again.pdf")
    assert done.returncode == 0, done.stderr
    assert WHITE.sub("", Pdf((tmp_path / "again.pdf").read_bytes()).text()) == "".join(LINES)


def test_a_leaning_page_upside_down_is_put_right(scan: tuple[Path, Typesetter], tmp_path: Path) -> None:
    with Image.open(scan[0]) as image:
        image.rotate(182, expand=True, fillcolor=250).save(tmp_path / "turned.png", dpi=(300, 300))
    done = ocrmypdf("--rotate-pages", "--deskew", "--image-dpi", 300, tmp_path / "turned.png", tmp_path / "out.pdf")
    assert done.returncode == 0, done.stderr
    pdf = Pdf((tmp_path / "out.pdf").read_bytes())
    assert WHITE.sub("", pdf.text()) == "".join(LINES)
    (found,) = pdf.boxes(LINES[0], 300)
    assert found[0][0] < found[-1][0]
    assert abs(found[0][3] - found[-1][3]) < 6  # px: level again


def test_a_wrong_setting_is_told_before_anything_is_read(scan: tuple[Path, Typesetter], tmp_path: Path) -> None:
    done = ocrmypdf("--baokan-set", "engine.thread=1", scan[0], tmp_path / "out.pdf")
    assert done.returncode == 1
    assert "engine.threads" in done.stderr


def test_other_engines_stay_possible() -> None:
    from ocrmypdf._options import OcrOptions

    plugins = OcrmypdfPluginManager("ocrmypdf", plugins=[PLUGIN])
    for name, ours in (("auto", True), ("none", False)):
        options = OcrOptions(input_file="a", output_file="b", ocr_engine=name)
        assert str(plugins.get_ocr_engine(options=options)).startswith("Baokan") is ours
