"""Double-layer OFD: a whole package, transparent text in its printed places, the picture over it."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from zipfile import ZipFile

import pytest
from helpers.books import export, text_of, write
from helpers.made_pages import EM, PageMaker, bulletin_page, sheet_of
from helpers.typeset import Typesetter

from pipeline.formats.facsimile import placed_blocks
from pipeline.formats.ofd.layers import MM, page_xml
from pipeline.formats.printed import printed_lines
from pipeline.model.block import Block, Join
from pipeline.model.geometry import IDENTITY, Matrix, Point, Quad
from pipeline.model.page import Page

SPACE = {"ofd": "http://www.ofdspec.org/2016"}
DPI = 300.0


def steps(text: str | None, count: int) -> list[float]:
    """The standard's list of steps: numbers, and ``g <count> <number>`` for equal ones in a row."""
    if not text:
        return [0.0] * count
    found: list[float] = []
    parts = iter(text.split())
    for part in parts:
        found += [float(next(parts))] * n if part == "g" and (n := int(next(parts))) else [float(part)]
    assert len(found) == count
    return found


def places(element: ET.Element) -> list[tuple[str, Point]]:
    """Characters of a text object and where their base points lie, mm on the page."""
    left, top, _, _ = (float(value) for value in element.attrib["Boundary"].split())
    code = element.find("ofd:TextCode", SPACE)
    assert code is not None
    assert code.text
    x, y = float(code.attrib["X"]), float(code.attrib["Y"])
    across = steps(code.get("DeltaX"), len(code.text) - 1)
    down = steps(code.get("DeltaY"), len(code.text) - 1)
    a, b, c, d, e, f = (float(value) for value in element.get("CTM", "1 0 0 1 0 0").split())
    found = []
    for character, dx, dy in zip(code.text, [0.0, *across], [0.0, *down], strict=True):
        x, y = x + dx, y + dy
        found.append((character, (left + a * x + c * y + e, top + b * x + d * y + f)))
    return found


def objects(page: Page, matrix: Matrix = IDENTITY) -> list[ET.Element]:
    """The text objects of a page over its scan."""
    numbers = iter(range(1, 9999))
    parts = page_xml(
        placed_blocks(page, "corrected", matrix), (100.0, 140.0), DPI, 2, IDENTITY, 1, lambda: next(numbers)
    )
    return ET.fromstring("".join(parts)).findall(".//ofd:TextObject", SPACE)


def foot(quad: Quad) -> Point:
    """Where the base line crosses the beginning of a character, mm."""
    (ax, ay), _, _, (dx, dy) = quad
    return (dx + (ax - dx) * 0.12) * MM / DPI, (dy + (ay - dy) * 0.12) * MM / DPI


@pytest.fixture
def package(tmp_path: Path) -> ZipFile:
    first = bulletin_page()
    write(tmp_path / "results", sheet_of(first), sheet_of(first.changed(frame=2)))
    path, done = export(tmp_path / "results", tmp_path / "to", "ofd")
    assert done.problems == []
    return ZipFile(path)


def tree(package: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(package.read(name))


def texts(root: ET.Element, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path, SPACE)]


def test_every_part_that_is_named_is_there(package: ZipFile) -> None:
    assert package.testzip() is None
    (root,) = texts(tree(package, "OFD.xml"), ".//ofd:DocRoot")
    document = tree(package, root)
    assert texts(document, ".//ofd:PublicRes") == ["PublicRes.xml"]
    pages = [element.attrib["BaseLoc"] for element in document.findall(".//ofd:Page", SPACE)]
    resources = tree(package, "Doc_0/DocumentRes.xml")
    media = [f"{resources.attrib['BaseLoc']}/{name}" for name in texts(resources, ".//ofd:MediaFile")]
    assert len(pages) == len(media) == 2
    named = {"OFD.xml", root, *(f"Doc_0/{name}" for name in ("PublicRes.xml", "DocumentRes.xml", *pages, *media))}
    assert named == set(package.namelist())


def test_numbers_are_given_once_and_every_reference_leads_somewhere(package: ZipFile) -> None:
    trees = [tree(package, name) for name in package.namelist() if name.endswith(".xml")]
    numbers = [element.attrib["ID"] for root in trees for element in root.iter() if "ID" in element.attrib]
    assert len(numbers) == len(set(numbers))
    (highest,) = texts(tree(package, "Doc_0/Document.xml"), ".//ofd:MaxUnitID")
    assert int(highest) == max(map(int, numbers))
    for root in trees:
        for element in root.iter():
            for reference in ("Font", "ResourceID"):
                assert element.get(reference, numbers[0]) in numbers


def test_the_text_of_a_page_stands_in_order_and_is_transparent_under_the_picture(package: ZipFile) -> None:
    page = tree(package, "Doc_0/Pages/Page_0/Content.xml")
    assert re.sub(r"\s", "", "".join(texts(page, ".//ofd:TextCode"))) == text_of(bulletin_page())
    assert {element.get("Alpha") for element in page.findall(".//ofd:TextObject", SPACE)} == {"0"}
    text, picture = page.findall(".//ofd:Layer", SPACE)
    assert (text.get("Type"), picture.get("Type")) == ("Background", "Body")
    assert picture.find("ofd:ImageObject", SPACE) is not None


def test_lengths_are_millimetres_of_the_resolution(package: ZipFile) -> None:
    page = tree(package, "Doc_0/Pages/Page_0/Content.xml")
    (box,) = texts(page, ".//ofd:PhysicalBox")
    assert [float(value) for value in box.split()] == pytest.approx([0, 0, 1200 * MM / 300, 1600 * MM / 300], abs=0.01)
    image = page.find(".//ofd:ImageObject", SPACE)
    assert image is not None
    matrix = [float(value) for value in image.attrib["CTM"].split()]
    assert matrix == pytest.approx([1200 * MM / 300, 0, 0, 1600 * MM / 300, 0, 0], abs=0.01)


def test_the_document_says_what_it_is_and_where_it_comes_from(package: ZipFile, tmp_path: Path) -> None:
    entry = tree(package, "OFD.xml")
    said = {element.tag.partition("}")[2]: element.text for element in entry.iter()}
    assert re.fullmatch("[0-9a-f]{32}", said["DocID"] or "")
    assert (said["Title"], said["CreationDate"], said["Creator"]) == ("虹桥报 2021-01-22 第5期", "2021-01-22", "Baokan")
    custom = {element.attrib["Name"]: element.text or "" for element in entry.findall(".//ofd:CustomData", SPACE)}
    assert custom["SourceSHA256"] == bulletin_page().source.sha256
    assert json.loads(custom["Corrections"]) == {"correct.applied": 2, "correct.flagged": 2}
    assert custom["TextLayer"] == "corrected"


def test_the_picture_is_the_one_of_the_run(package: ZipFile, tmp_path: Path) -> None:
    kept = (tmp_path / "results/报纸/page-0001.jpg").read_bytes()
    assert package.read("Doc_0/Res/page-0001.jpg") == kept


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "results", sheet_of(bulletin_page()))
    made = [export(tmp_path / "results", tmp_path / name, "ofd")[0].read_bytes() for name in "ab"]
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(made[1]).digest()


def test_every_character_stands_in_its_printed_place() -> None:
    page = bulletin_page()
    lines = [line for block in page.blocks for line in printed_lines(page, block) if line.glyphs]
    found = objects(page)
    for element, line in zip(found, lines, strict=True):
        for (character, (x, y)), glyph in zip(places(element), line.glyphs, strict=True):
            assert character == glyph.text
            assert (x, y) == pytest.approx(foot(glyph.quad), abs=0.02)


def test_places_do_not_drift_along_a_line() -> None:
    """A width of which no hundredth of a millimetre is a whole part, forty times over."""
    make = PageMaker()
    make.block("paragraph", "路" * 40)
    (element,) = objects(make.page())
    (_, (last, _)) = places(element)[-1]
    assert last == pytest.approx((100 + 39 * EM) * MM / DPI, abs=0.02)


def test_vertical_text_goes_downwards_upright() -> None:
    print_ = Typesetter()
    line = print_.vertical("仙霞路上", 600, 200)
    page = print_.sheet().page
    block = Block(id=0, kind="paragraph", lines=(0,), joins=(), boxes=(line.box,))
    (element,) = objects(page.changed(blocks=(block,)))
    assert element.get("ReadDirection") == "90"
    assert element.get("CTM") is None
    for k, (_, (x, y)) in enumerate(places(element)):
        assert (x, y) == pytest.approx((600 * MM / DPI, (200 + 30 * k + 0.88 * 30) * MM / DPI), abs=0.02)


@pytest.mark.parametrize(
    "matrix",
    [
        ((0.0, -1.0, 1600.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        ((-1.0, 0.0, 1200.0), (0.0, -1.0, 1600.0), (0.0, 0.0, 1.0)),
        ((0.998, -0.052, 60.0), (0.052, 0.998, 0.0), (0.0, 0.0, 1.0)),
    ],
    ids=["on its side", "upside down", "leaning"],
)
def test_text_follows_a_scan_that_is_turned(matrix: Matrix) -> None:
    make = PageMaker()
    block = make.block("paragraph", "仙霞路，长宁区", "第二行")
    page = make.page(blocks=(block.model_copy(update={"joins": (Join(kind="line"),)}),))
    lines = [line for lines in placed_blocks(page, "corrected", matrix) for line in lines]
    for element, line in zip(objects(page, matrix), lines, strict=True):
        for (_, (x, y)), glyph in zip(places(element), line.glyphs, strict=True):
            assert (x, y) == pytest.approx(foot(glyph.quad), abs=0.03)


def test_characters_that_xml_cannot_hold_do_not_break_the_page() -> None:
    make = PageMaker()
    make.block("paragraph", "仙\x01霞<&>")
    (element,) = objects(make.page())
    assert [character for character, _ in places(element)] == list("仙\ufffd霞<&>")
