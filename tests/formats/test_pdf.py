"""Searchable PDF: text in order, every character in its printed box, the picture as it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from helpers.books import WHITE, Pdf, export, shared, text_of, write
from helpers.made_pages import EM, PageMaker, bulletin_page, sheet_of
from helpers.typeset import Typesetter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.export.settings import ExportSettings
from pipeline.formats.facsimile import placed_blocks
from pipeline.formats.pdf.glyphless import ASCENT, DESCENT, font_program
from pipeline.formats.pdf.objects import Name, serialised
from pipeline.formats.pdf.reading import write_text
from pipeline.formats.picture import jpeg_picture
from pipeline.formats.printed import printed_lines
from pipeline.model.block import Block, Join
from pipeline.model.correction import Correction
from pipeline.model.geometry import IDENTITY, bounding_box
from pipeline.model.page import Layer, Page

CHINESE_SPACE = re.compile(r"[\u4e00-\u9fff，。] +[\u4e00-\u9fff，。]")


def text_pdf(page: Page, layer: Layer = "corrected") -> Pdf:
    out = BytesIO()
    write_text(out, [page], layer, page.scan_size, page.dpi)
    return Pdf(out.getvalue())


def one_line(line_of: Typesetter, *numbers: int) -> Page:
    """The typesetter's lines as one paragraph."""
    page = line_of.sheet().page
    joins = (Join(kind="line"),) * (len(numbers) - 1)
    block = Block(
        id=0,
        kind="paragraph",
        lines=numbers,
        joins=joins,
        boxes=(page.lines[0].box,),
    )
    return page.changed(blocks=(block,), scan_size=page.size)


def test_the_text_of_the_layer_stands_in_the_pdf_in_order(tmp_path: Path) -> None:
    page = bulletin_page()
    write(tmp_path / "results", sheet_of(page))
    for layer in ("ocr", "corrected"):
        path, done = export(tmp_path / "results", tmp_path / layer, "pdf", layer)
        assert done.problems == []
        text = Pdf(path.read_bytes()).text()
        assert WHITE.sub("", text) == text_of(page, layer)
        assert CHINESE_SPACE.findall(text) == ["者 王"]  # printed


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_poppler_reads_the_same_without_spaces_between_chinese_characters(tmp_path: Path) -> None:
    page = bulletin_page()
    write(tmp_path / "results", sheet_of(page))
    path, _ = export(tmp_path / "results", tmp_path / "to", "pdf")
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    assert WHITE.sub("", text) == text_of(page)
    assert CHINESE_SPACE.findall(text) == ["者 王"]  # printed


def test_found_words_lie_on_the_printed_characters() -> None:
    page = bulletin_page()
    found = text_pdf(page).boxes("居民区里", page.dpi)
    block = next(one for one in page.blocks if "居民区里" in page.text(one).text)
    glyphs = [glyph for line in printed_lines(page, block) for glyph in line.glyphs]
    at = "".join(glyph.text for glyph in glyphs).index("居民区里")
    assert len(found) == 1
    for box, glyph in zip(found[0], glyphs[at : at + 4], strict=True):
        assert shared(box, bounding_box(glyph.quad)) > 0.95


def test_narrow_characters_have_narrow_boxes_and_the_rest_of_the_line_stays_in_place() -> None:
    print_ = Typesetter()
    line = print_.line("自2020年1月24日起，仙霞路ABC通车", 100, 200)
    page = one_line(print_, 0)
    (found,) = text_pdf(page).boxes("仙霞路", page.dpi)
    at = line.text.index("仙霞路")
    for k, box in enumerate(found):
        assert shared(box, bounding_box(line.character_quad(at + k))) > 0.9
    (digits,) = text_pdf(page).boxes("2020", page.dpi)
    assert max(right - left for left, _, right, _ in digits) < 0.7 * print_.em


def test_vertical_text_reads_downwards_in_its_own_boxes() -> None:
    print_ = Typesetter()
    first, second = print_.vertical("仙霞路上的", 600, 200), print_.vertical("老邻居们", 555, 200)
    page = one_line(print_, 0, 1)
    pdf = text_pdf(page)
    assert WHITE.sub("", pdf.text()) == "仙霞路上的老邻居们"
    for words, line in (("仙霞路上的", first), ("老邻居们", second)):
        (found,) = pdf.boxes(words, page.dpi)
        for k, box in enumerate(found):
            assert shared(box, bounding_box(line.character_quad(k))) > 0.9


def test_a_character_that_a_correction_took_out_leaves_no_space() -> None:
    make = PageMaker()
    block = make.block("paragraph", "仙 霞路")
    make.correct(block, 0, "仙 霞路", "仙霞路")
    (found,) = text_pdf(make.page()).boxes("仙霞路", 300.0)
    assert found[0][2] >= found[1][0] - 0.1 * EM


def test_words_of_two_lines_are_divided_by_the_space_of_the_text() -> None:
    make = PageMaker()
    block = make.block("paragraph", "Happy", "New Year")
    joined = block.model_copy(update={"joins": (block.joins[0].model_copy(update={"glue": " "}),)})
    text = text_pdf(make.page(blocks=(joined,))).text()
    assert text.split() == ["Happy", "New", "Year"]


def test_characters_beyond_the_basic_plane_keep_their_identity() -> None:
    make = PageMaker()
    make.block("paragraph", "𠮷野家𬌗")
    assert text_pdf(make.page()).text() == "𠮷野家𬌗"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("天山路一a1，𠮷", min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_any_text_comes_out_as_it_went_in(texts: list[str], data: st.DataObject) -> None:
    make = PageMaker()
    block = make.block("paragraph", *texts)
    line = make.lines[0]
    end = data.draw(st.integers(1, min(3, len(line.text))))
    after = data.draw(st.text("虹桥路b", max_size=6))
    record = Correction(
        id=0,
        stage="correct",
        kind="place-name",
        block=block.id,
        characters=tuple(line.character_id(k) for k in range(end)),
        before=line.text[:end],
        after=after,
        status="applied",
    )
    page = make.page(corrections=(record,))
    assert WHITE.sub("", text_pdf(page).text()) == text_of(page)


def test_places_follow_the_scan_where_the_page_was_turned() -> None:
    """A page that lay on its side: the text of the layer over the scan runs upwards."""
    make = PageMaker()
    make.block("paragraph", "仙霞路")
    width = 1600.0
    page = make.page(transform=((0.0, -1.0, width), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), scan_size=(1600, 1200))
    (found,) = text_pdf(page).boxes("仙霞路", page.dpi)
    (line,) = next(placed_blocks(page, "corrected", IDENTITY))
    for box, glyph in zip(found, line.glyphs, strict=True):
        assert shared(box, bounding_box(glyph.quad)) > 0.9


def test_the_jpeg_of_the_run_is_embedded_as_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "results", sheet_of(bulletin_page()))
    path, _ = export(tmp_path / "results", tmp_path / "to", "pdf")
    assert (folder / "page-0001.jpg").read_bytes() in path.read_bytes()
    drawn = Pdf(path.read_bytes()).document[0].render(scale=300 / 72).to_numpy()
    assert drawn.shape[:2] == (1600, 1200)
    assert abs(int(drawn.mean()) - 240) <= 1  # the text is invisible


def test_the_pdf_says_where_it_comes_from(tmp_path: Path) -> None:
    first = bulletin_page()
    second = first.changed(frame=2, metadata=first.metadata.model_copy(update={"page_label": "03"}))
    write(tmp_path / "results", sheet_of(first), sheet_of(second))
    path, _ = export(tmp_path / "results", tmp_path / "to", "pdf")
    pdf = Pdf(path.read_bytes())
    assert pdf.document.get_metadata_dict()["Title"] == "虹桥报 2021-01-22 第5期"
    assert pdf.document.get_page_label(0) == "1"
    assert pdf.document.get_page_label(1) == "03"
    xmp = path.read_bytes().decode("utf-8", "replace")
    assert f"SHA-256 {first.source.sha256}" in xmp
    assert "correct.applied: 2" in xmp


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "results", sheet_of(bulletin_page()))
    paths = [export(tmp_path / "results", tmp_path / name, "pdf")[0] for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_page_without_a_picture_is_told_and_no_empty_file_is_left(tmp_path: Path) -> None:
    write(tmp_path / "results", sheet_of(bulletin_page()), settings=ExportSettings(page_image=False))
    path, done = export(tmp_path / "results", tmp_path / "to", "pdf")
    assert [problem.code for problem in done.problems] == ["no-picture"]
    assert not path.exists()
    assert not list((tmp_path / "to").rglob("*.tmp"))


def test_the_scan_is_asked_for_and_not_known(tmp_path: Path) -> None:
    write(tmp_path / "results", sheet_of(bulletin_page()))
    path, done = export(tmp_path / "results", tmp_path / "to", "pdf", shown="scan")
    assert [problem.code for problem in done.problems] == ["scan-missing"]
    assert not path.exists()


@pytest.mark.parametrize("tag", range(1, 9))
def test_a_jpeg_with_an_orientation_is_turned_as_viewers_turn_it(tag: int) -> None:
    corner = np.full((40, 60), 255, np.uint8)
    corner[:10, :20] = 0
    exif = Image.Exif()
    exif[0x0112] = tag
    out = BytesIO()
    Image.fromarray(corner).save(out, "JPEG", exif=exif)
    picture = jpeg_picture(out.getvalue())
    assert picture is not None
    from PIL import ImageOps

    upright = np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(out.getvalue()))))
    (a, b, c), (d, e, f), _ = picture.placed
    x, y = a * 5 + b * 5 + c, d * 5 + e * 5 + f
    assert upright[int(y), int(x)] < 50
    x, y = a * 55 + b * 35 + c, d * 55 + e * 35 + f
    assert upright[int(y), int(x)] > 200


def test_four_colours_are_not_embedded_as_they_are() -> None:
    out = BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    assert jpeg_picture(out.getvalue()) is None
    assert jpeg_picture(b"no picture") is None


def test_the_font_has_the_extent_of_a_square_and_no_shape() -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_program()), checkChecksums=2)
    square = font["glyf"]["glyph00001"]
    assert (square.xMin, square.yMin, square.xMax, square.yMax) == (0, DESCENT, 1000, ASCENT)
    assert square.numberOfContours == 2
    assert font["hmtx"]["glyph00001"][0] == 1000


def test_values_are_written_in_the_syntax_of_pdf() -> None:
    assert serialised({"A b": [1, 2.5, -0.001, True, None, Name("X/Y")]}) == b"<</A#20b [1 2.5 0 true null /X#2FY]>>"
    assert serialised("a(b)\\") == b"(a\\(b\\)\\\\)"
    assert serialised("报") == b"<FEFF62A5>"
    assert serialised(b"\x01\xff") == b"<01FF>"
