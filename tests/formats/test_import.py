"""PAGE and ALTO read back: Baokan's own as they were, those of other programs as lines."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from helpers.layout_files import material, pages, two_column_page
from helpers.made_pages import PageMaker, bulletin_page
from hypothesis import given, settings

from pipeline.errors import PageError
from pipeline.formats.alto import alto
from pipeline.formats.page_xml import page_xml
from pipeline.formats.reading.build import foreign_page, own_page
from pipeline.formats.reading.document import read_file
from pipeline.model.block import Block
from pipeline.model.geometry import bounding_box
from pipeline.model.page import Page, Source

SOURCE = Source(file="a.xml", sha256="cd" * 32, frames=1, media_type="application/xml")


def read_back(written: str, *, corrected: bool = True) -> Page:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.xml"
        path.write_text(written, encoding="utf-8")
        (found,) = read_file(path)
        return own_page(found, path, corrected=corrected)


def shape(block: Block) -> tuple[object, ...]:
    """A block without its places, which are whole px of the scan in the file."""
    cells = [(cell.row, cell.column, cell.lines) for cell in block.cells]
    lines = () if block.cells else block.lines
    joins = () if block.cells else block.joins
    return block.id, block.kind, block.article, lines, joins, cells, block.evidence, block.uncertain


def texts(page: Page, layer: str) -> list[str]:
    return [page.text(block, layer).text for block in page.blocks]  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(pages())
def test_a_page_exported_to_page_comes_back_with_its_blocks_and_both_layers(page: Page) -> None:
    back = read_back(page_xml(page, material(page)))
    assert [shape(block) for block in back.blocks] == [shape(block) for block in page.blocks]
    for layer in ("ocr", "corrected"):
        assert texts(back, layer) == texts(page, layer)
    for before, after in zip(page.blocks, back.blocks, strict=True):
        for one, other in zip(before.boxes, after.boxes, strict=True):
            assert other == pytest.approx(one, abs=0.06 * (one[2] - one[0]) + 3)  # a box that was turned holds more
    for line in back.lines:
        assert line.cuts == pytest.approx(page.line_by_id[line.id].cuts, abs=2)
    assert [(one.id, one.blocks) for one in back.articles] == [(one.id, one.blocks) for one in page.articles]


@settings(max_examples=40, deadline=None)
@given(pages())
def test_what_was_read_comes_back_alone_when_it_is_to_be_corrected_again(page: Page) -> None:
    back = read_back(page_xml(page, material(page)), corrected=False)
    assert back.corrections == ()
    assert texts(back, "corrected") == texts(page, "ocr")


@pytest.mark.parametrize("page", [bulletin_page(), two_column_page()])
def test_a_page_exported_to_alto_comes_back_with_its_blocks(page: Page) -> None:
    back = read_back(alto(page, material(page)))
    assert [shape(block) for block in back.blocks] == [shape(block) for block in page.blocks]
    assert ["".join(text.split()) for text in texts(back, "ocr")] == [
        "".join(text.split()) for text in texts(page, "corrected")
    ]
    assert back.transform == page.transform
    assert (back.source, back.frame, back.size) == (page.source, page.frame, page.size)


def test_confidences_readings_and_writing_direction_come_back() -> None:
    make = PageMaker()
    make.block("paragraph", "虹 桥")
    unsure = make.lines[0].model_copy(
        update={"alternatives": {0: (("虹", 0.97), ("红", 0.03))}, "confidences": (97, 40, 80)}
    )
    page = Page.model_validate_json(make.page(lines=(unsure,)).to_json())
    (line,) = read_back(page_xml(page, material(page))).lines
    assert line.confidences == (97, 40, 80)
    assert [tuple(one) for one in line.alternatives[0]] == [("虹", 0.97), ("红", 0.03)]
    vertical = read_back(page_xml(two_column_page(), material(two_column_page()))).lines[-1]
    assert vertical.vertical
    assert (vertical.quad[0][0], vertical.quad[0][1]) == pytest.approx((1030.0, 800.0), abs=1.5)


def test_a_line_that_another_program_changed_has_its_text_and_keeps_what_was_read() -> None:
    page = two_column_page()
    written = page_xml(page, material(page)).replace(
        "<Unicode>树下有人在下</Unicode>", "<Unicode>树下有老人在下</Unicode>"
    )
    back = read_back(written)
    assert "树下有老人在下" in back.text(back.blocks[1]).text
    assert "树下有人在下" in back.text(back.blocks[1], "ocr").text
    (record,) = back.corrections
    assert (record.kind, record.before, record.after) == ("imported", "有", "有老")


def test_a_page_whose_regions_are_no_longer_ours_is_read_as_lines() -> None:
    page = two_column_page()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.xml"
        path.write_text(page_xml(page, material(page)).replace("structure {type:title;}", ""), encoding="utf-8")
        (found,) = read_file(path)
    assert found.blocks is None
    assert [line.text for line in found.lines()][:2] == ["天山路的夏天", "居民区里大家都说好"]


def foreign(folder: Path, written: str) -> Page:
    path = folder / "foreign.xml"
    path.write_text(written, encoding="utf-8")
    (found,) = read_file(path)
    return foreign_page(found, SOURCE)


def page_of(inside: str, version: str = "2013-07-15", attributes: str = 'imageWidth="1000" imageHeight="800"') -> str:
    return (
        f'<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/{version}"><Metadata><Creator>x</Creator>'
        f'</Metadata><Page imageFilename="a.jpg" {attributes}><TextRegion id="r"><Coords points="0,0 9,0 9,9"/>'
        f"{inside}</TextRegion></Page></PcGts>"
    )


def test_lines_of_transkribus_have_their_characters_spread_evenly(tmp_path: Path) -> None:
    page = foreign(
        tmp_path,
        page_of(
            '<TextLine id="l" custom="readingOrder {index:0;}"><Coords points="100,100 500,100 500,140 100,140"/>'
            '<Baseline points="100,135 500,135"/><TextEquiv><Unicode>天山路ab</Unicode></TextEquiv></TextLine>'
        ),
    )
    (line,) = page.lines
    assert page.text_origin == "imported"
    assert line.cuts == pytest.approx((0, 100, 200, 300, 350, 400))
    assert set(line.confidences) == {90}
    assert line.ink_height == 40


def test_outlines_of_kraken_become_boxes_along_the_baseline(tmp_path: Path) -> None:
    page = foreign(
        tmp_path,
        page_of(
            '<TextLine id="l"><Coords points="100,100 200,106 300,100 400,106 500,100 500,140 300,144 100,140"/>'
            '<Baseline points="100,136 300,137 500,136"/><TextEquiv conf="0.8"><Unicode>天山路</Unicode></TextEquiv>'
            "</TextLine>",
            "2019-07-15",
        ),
    )
    (line,) = page.lines
    assert bounding_box(line.quad) == pytest.approx((100, 100, 500, 144))
    assert 37 < line.ink_height < 42
    assert set(line.confidences) == {80}


def test_coordinates_of_early_page_files_are_read(tmp_path: Path) -> None:
    page = foreign(
        tmp_path,
        page_of(
            '<TextLine id="l"><Coords><Point x="10" y="20"/><Point x="90" y="20"/><Point x="90" y="40"/>'
            '<Point x="10" y="40"/></Coords><TextEquiv><Unicode>虹桥</Unicode></TextEquiv></TextLine>',
            "2010-03-19",
        ),
    )
    assert bounding_box(page.lines[0].quad) == (10, 20, 90, 40)


def test_a_page_that_lies_askew_is_levelled_by_its_baselines(tmp_path: Path) -> None:
    lines = "".join(
        f'<TextLine id="l{n}"><Coords points="100,{100 + y} 600,{126 + y} 600,{156 + y} 100,{130 + y}"/>'
        f'<Baseline points="100,{125 + y} 600,{151 + y}"/><TextEquiv>'
        "<Unicode>天山路一号的居民</Unicode></TextEquiv></TextLine>"
        for n, y in enumerate((0, 60, 120))
    )
    page = foreign(tmp_path, page_of(lines))
    assert page.skew_degrees == pytest.approx(-2.98, abs=0.05)
    for line in page.lines:
        assert line.box[3] - line.box[1] == pytest.approx(30, abs=1)


def alto_of(inside: str, unit: str = "pixel", version: str = "2", size: str = 'WIDTH="1000" HEIGHT="800"') -> str:
    return (
        f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v{version}#"><Description><MeasurementUnit>{unit}'
        f"</MeasurementUnit></Description><Layout><Page ID='p' PHYSICAL_IMG_NR='1' {size}><PrintSpace>"
        f"<ComposedBlock ID='c'><TextBlock ID='b'>{inside}</TextBlock></ComposedBlock></PrintSpace>"
        "</Page></Layout></alto>"
    )


def string(content: str, left: int, width: int, rest: str = "") -> str:
    return f'<String CONTENT="{content}" HPOS="{left}" VPOS="100" WIDTH="{width}" HEIGHT="40" WC="0.7" {rest}/>'


LINE = '<TextLine ID="l" HPOS="100" VPOS="100" WIDTH="400" HEIGHT="40">'


def test_words_of_tesseract_are_joined_without_spaces_between_chinese_characters(tmp_path: Path) -> None:
    words = [string("虹", 100, 50), string("桥", 160, 40), string("ab", 250, 50), string("cd", 400, 100)]
    inside = f"{LINE}{'<SP/>'.join(words)}</TextLine>"
    (line,) = foreign(tmp_path, alto_of(inside, version="3")).lines
    assert line.text == "虹桥ab cd"
    assert line.confidences == (70, 70, 70, 70, 90, 70, 70)
    assert line.cuts == pytest.approx((0, 55, 125, 175, 200, 300, 350, 400))


@pytest.mark.parametrize(("unit", "per_inch"), [("mm10", 254), ("inch1200", 1200)])
def test_lengths_of_print_become_px_at_the_resolution_of_archives(tmp_path: Path, unit: str, per_inch: int) -> None:
    inside = (
        f'<TextLine ID="l" HPOS="{per_inch}" VPOS="0" WIDTH="{per_inch}" HEIGHT="{per_inch // 10}">'
        '<String CONTENT="虹桥"/></TextLine>'
    )
    page = foreign(tmp_path, alto_of(inside, unit, size=f'WIDTH="{8 * per_inch}" HEIGHT="{10 * per_inch}"'))
    assert page.scan_size == (2400, 3000)
    assert page.dpi_origin == "assumed"
    assert bounding_box(page.lines[0].quad) == pytest.approx((300, 0, 600, 30), abs=0.5)


def test_glyphs_with_variants_and_vertical_lines_of_alto_4_are_read(tmp_path: Path) -> None:
    inside = (
        '<TextLine ID="l" BASEDIRECTION="ttb" HPOS="100" VPOS="100" WIDTH="40" HEIGHT="80">'
        '<String CONTENT="虹桥" HPOS="100" VPOS="100" WIDTH="40" HEIGHT="80">'
        '<Glyph CONTENT="虹" GC="0.5" HPOS="100" VPOS="100" WIDTH="40" HEIGHT="30">'
        '<Variant CONTENT="红" VC="0.4"/></Glyph>'
        '<Glyph CONTENT="桥" GC="1" HPOS="100" VPOS="130" WIDTH="40" HEIGHT="50"/>'
        "</String></TextLine>"
    )
    (line,) = foreign(tmp_path, alto_of(inside, version="4")).lines
    assert line.vertical
    assert line.quad[0] == (140, 100)
    assert line.cuts == pytest.approx((0, 30, 80))
    assert line.confidences == (50, 100)
    assert [one.text for one in line.alternatives[0]] == ["虹", "红"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page ID="&b;"/></Layout></alto>'
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken-xml"),
        (b"<PcGts><Page>", "broken-xml"),
        (b"\x00\xff not xml", "broken-xml"),
        (BOMB.encode(), "entities"),
        (BOMB.encode("utf-16"), "entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "not-a-layout"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "not-a-layout"),
        (b"<PcGts><Metadata/></PcGts>", "no-page"),
        (b"<alto><Layout/></alto>", "no-page"),
        (b"<alto><Description><MeasurementUnit>ell</MeasurementUnit></Description></alto>", "unknown-unit"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    with pytest.raises(PageError) as caught:
        read_file(path)
    assert caught.value.code == code


def test_nonsense_in_numbers_is_passed_over(tmp_path: Path) -> None:
    page = foreign(
        tmp_path,
        page_of(
            '<TextLine id="l"><Coords points="1,1 nan,2 3"/><TextEquiv conf="x"><Unicode>虹</Unicode></TextEquiv>'
            "</TextLine>"
            '<TextLine id="m"><Coords points="10,10 60,10 60,40 10,40"/><TextEquiv index="1" conf="9e99">'
            "<Unicode>桥</Unicode></TextEquiv></TextLine>"
        ),
    )
    assert [line.text for line in page.lines] == ["桥"]
