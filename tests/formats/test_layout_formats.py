"""ALTO, PAGE and hOCR: valid, and with our text in our order under the rules by which other tools read them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.layout_files import material, pages, schema, two_column_page
from helpers.made_pages import PageMaker, bulletin_page
from hypothesis import given, settings
from lxml import etree

from pipeline.formats.alto import alto
from pipeline.formats.hocr import hocr
from pipeline.formats.page_xml import page_xml
from pipeline.model.geometry import bounding_box, transform_quad
from pipeline.model.page import Layer, Page

A = "{http://www.loc.gov/standards/alto/ns-v4#}"
P = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
H = "{http://www.w3.org/1999/xhtml}"


def root(written: str) -> etree._Element:
    return etree.fromstring(written.encode())


def alto_lines(written: str) -> list[str]:
    """As dinglehopper reads ALTO: lines in the order of the file, strings joined by a space."""
    return [
        " ".join(one.get("CONTENT") for one in line.iter(A + "String")) for line in root(written).iter(A + "TextLine")
    ]


def page_lines(written: str) -> list[str]:
    """As dinglehopper and OCR-D read PAGE: the text equivalents with the lowest index, in the reading order."""
    tree = root(written)
    regions = {one.get("id"): one for one in tree.iter(P + "TextRegion")}
    found = (first(regions[ref.get("regionRef")]) for ref in ordered(tree.find(f".//{P}ReadingOrder/*")) if
             ref.get("regionRef") in regions)  # fmt: skip
    return [line for text in found if text for line in text.split("\n")]


def ordered(group: etree._Element) -> Iterator[etree._Element]:
    for one in sorted(group, key=lambda child: int(child.get("index"))):
        yield one
        yield from ordered(one) if len(one) else ()


def first(element: etree._Element) -> str:
    found = sorted(element.findall(P + "TextEquiv"), key=lambda one: int(one.get("index")))
    return (found[0].findtext(P + "Unicode") or "") if found else ""


def hocr_lines(written: str) -> list[str]:
    """As hocr-tools read hOCR: the text of each line."""
    spans = root(written).iter(H + "span")
    return ["".join(line.itertext()) for line in spans if line.get("class") == "ocr_line"]


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(pages())
def test_every_page_is_valid_and_all_formats_have_the_text_in_order(page: Page) -> None:
    layers: tuple[Layer, ...] = ("corrected", "ocr")
    for layer in layers:
        here = material(page, layer)
        written, paged, spans = alto(page, here), page_xml(page, here), hocr(page, here)
        schema("alto-4-3.xsd").assertValid(root(written))
        schema("pagecontent-2019-07-15.xsd").assertValid(root(paged))
        ours = squeezed("".join(page.text(block, layer).text for block in page.blocks))
        lines = [line for line in page_lines(paged) if line]
        assert squeezed("".join(lines)) == ours
        assert alto_lines(written) == lines == hocr_lines(spans)


@pytest.mark.parametrize("page", [bulletin_page(), two_column_page(), PageMaker().page()])
def test_made_pages_are_valid(page: Page) -> None:
    schema("alto-4-3.xsd").assertValid(root(alto(page, material(page))))
    schema("pagecontent-2019-07-15.xsd").assertValid(root(page_xml(page, material(page))))
    root(hocr(page, material(page)))


def test_words_glyphs_and_levels_agree_in_page() -> None:
    """OCR-D's validator: a line is its words with a space between, a word is its glyphs, a region its lines."""
    tree = root(page_xml(bulletin_page(), material(bulletin_page())))
    for region in tree.iter(P + "TextRegion"):
        assert first(region) == "\n".join(first(line) for line in region.findall(P + "TextLine"))
    for line in tree.iter(P + "TextLine"):
        assert first(line) == " ".join(first(word) for word in line.findall(P + "Word"))
    for word in tree.iter(P + "Word"):
        assert first(word) == "".join(first(glyph) for glyph in word.findall(P + "Glyph"))


def test_the_layer_that_was_asked_for_comes_first_and_what_was_read_is_named() -> None:
    page = bulletin_page()
    for layer, texts in (
        ("corrected", ["在天山支路一百号的", "　　在天山路一百号的"]),
        ("ocr", ["在天山路一百号的", "　　在天山支路一百号的"]),
    ):
        tree = root(page_xml(page, material(page, layer)))  # type: ignore[arg-type]
        line = next(one for one in tree.iter(P + "TextLine") if "一百号" in first(one))
        equivalents = line.findall(P + "TextEquiv")
        assert [one.findtext(P + "Unicode") for one in equivalents] == texts
        assert equivalents[1].get("dataTypeDetails") == ("ocr" if layer == "corrected" else "corrected")


def test_readings_of_the_engine_are_variants_and_further_equivalents() -> None:
    page = bulletin_page()
    glyph = next(root(alto(page, material(page))).iter(A + "Glyph"))
    assert (glyph.get("CONTENT"), glyph.get("GC")) == ("虹", "0.97")
    make = PageMaker()
    make.block("paragraph", "虹")
    unsure = make.lines[0].model_copy(update={"alternatives": {0: (("虹", 0.6), ("红", 0.3), ("", 0.1))}})
    page = make.page(lines=(unsure,))
    page = Page.model_validate_json(page.to_json())
    variants = root(alto(page, material(page))).findall(f".//{A}Variant")
    assert [(one.get("CONTENT"), one.get("VC")) for one in variants] == [("红", "0.3")]
    readings = root(page_xml(page, material(page))).findall(f".//{P}Glyph/{P}TextEquiv")
    assert [(one.findtext(P + "Unicode"), one.get("conf")) for one in readings] == [
        ("虹", "0.97"), ("红", "0.3"), ("", "0.1"),
    ]  # fmt: skip


def test_a_paragraph_over_two_columns_is_two_regions_that_are_joined() -> None:
    page = two_column_page()
    tree = root(page_xml(page, material(page)))
    relation = tree.find(f".//{P}Relation")
    assert relation is not None
    assert [one.get("regionRef") for one in relation] == ["b1_1", "b1_2"]
    assert relation.get("type") == "join"
    written = root(alto(page, material(page)))
    group = written.find(f".//{A}OrderedGroup[@ID='ro_b1']")
    assert group is not None
    assert [one.get("REF") for one in group] == ["b1_1", "b1_2"]
    blocks = {one.get("ID"): one for one in written.iter(A + "TextBlock")}
    assert blocks["b1_1"].get("IDNEXT") == "b1_2"


def test_kinds_articles_pictures_and_tables_are_told() -> None:
    page = bulletin_page()
    written, paged = root(alto(page, material(page))), root(page_xml(page, material(page)))
    tags = {one.get("ID"): one.get("LABEL") for one in written.find(A + "Tags")}
    kinds = [tags[one.get("TAGREFS").split()[0]] for one in written.iter(A + "TextBlock")]
    assert kinds[:3] == ["masthead", "title", "subtitle"]
    assert len(written.findall(f".//{A}Illustration")) == len(paged.findall(f".//{P}ImageRegion")) == 1
    groups = paged.findall(f".//{P}ReadingOrder/*/{P}OrderedGroupIndexed")
    assert [one.get("type") for one in groups] == ["article", "article"]
    cells = [(one.get("rowIndex"), one.get("columnIndex")) for one in paged.iter(P + "TableCellRole")]
    assert cells == [("0", "0"), ("0", "1"), ("1", "0"), ("2", "0"), ("2", "1")]
    types = {one.get("type") for one in paged.iter(P + "TextRegion")}
    assert {"header", "page-number", "heading", "credit", "caption", "paragraph"} <= types


def test_vertical_lines_say_their_direction() -> None:
    page = two_column_page()
    block = root(alto(page, material(page))).find(f".//{A}TextBlock[@ID='b3']")
    region = root(page_xml(page, material(page))).find(f".//{P}TextRegion[@id='b3']")
    assert block is not None
    assert block.get("BASEDIRECTION") == "ttb"
    assert region is not None
    assert region.get("readingDirection") == "top-to-bottom"


def test_places_are_those_of_the_scan_and_the_transform_is_told() -> None:
    page = two_column_page()
    left, top, right, bottom = bounding_box(transform_quad(page.page_to_scan, page.lines[0].quad))
    written = root(alto(page, material(page)))
    line = written.find(f".//{A}TextLine[@ID='l0']")
    assert line is not None
    place = [float(line.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    assert place == pytest.approx([left, top, right - left, bottom - top], abs=1.5)
    assert "0.999 0.0447 -30" in "".join(written.itertext())
    paged = root(page_xml(page, material(page)))
    assert "0.999 0.0447 -30" in (paged.findtext(f".//{P}Comments") or "")
    assert any(
        "0.999 0.0447 -30" in one.get("content", "") for one in root(hocr(page, material(page))).iter(H + "meta")
    )


def test_half_a_spread_has_the_size_of_the_scan_and_its_own_part_of_it() -> None:
    page = bulletin_page().changed(
        half=2, scan_size=(2400, 1600), transform=((1.0, 0.0, -1200.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    )
    paged = root(page_xml(page, material(page)))
    assert paged.find(P + "Page").get("imageWidth") == "2400"
    assert paged.find(f".//{P}Border/{P}Coords").get("points") == "1200,0 2400,0 2400,1600 1200,1600"
    written = root(alto(page, material(page)))
    space = written.find(f".//{A}PrintSpace")
    assert (space.get("HPOS"), space.get("WIDTH")) == ("1200", "1200")
    assert written.find(f".//{A}Page").get("POSITION") == "Right"


def test_every_format_tells_source_software_steps_settings_and_corrections() -> None:
    page = two_column_page().changed(corrections=bulletin_page().corrections[1:])
    for write in (alto, page_xml, hocr):
        tree = root(write(page, material(page)))
        said = "".join([*tree.itertext(), *(value for one in tree.iter("{*}*") for value in one.attrib.values())])
        for wanted in (
            "ab" * 32,
            "报纸.jpg",
            "Baokan",
            "correct.flagged",
            "recognise, version 4",
            '{"a":"<&>"}',
            "small",
        ):
            assert wanted in said, (write.__name__, wanted)


def test_hocr_has_a_confidence_for_each_character_and_no_space_between_chinese_characters() -> None:
    page = two_column_page()
    tree = root(hocr(page, material(page)))
    for word in (one for one in tree.iter(H + "span") if one.get("class") == "ocrx_word"):
        text = "".join(word.itertext())
        confidences = next(part for part in word.get("title").split("; ") if part.startswith("x_confs"))
        assert len(confidences.split()) - 1 == len(text) == len(word)
        assert not any(character.isspace() for character in text)
