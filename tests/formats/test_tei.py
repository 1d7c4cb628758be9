"""TEI P5.  The content models below are a subset of tei_all, written by hand: what our files may hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from reading import exported, full_page, named_page

from pipeline.export.plain import page_text
from pipeline.model.page import Layer, Page

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
LINE = {"lb", "cb", "choice", "placeName", "term", "unclear"}
TEXT = LINE | {"#text"}
INSIDE: dict[str, set[str]] = {
    "TEI": {"teiHeader", "facsimile", "standOff", "text"},
    "teiHeader": {"fileDesc", "encodingDesc", "profileDesc", "revisionDesc"},
    "fileDesc": {"titleStmt", "publicationStmt", "sourceDesc"},
    "titleStmt": {"title", "respStmt"},
    "respStmt": {"resp", "name"},
    "publicationStmt": {"p"},
    "sourceDesc": {"bibl"},
    "bibl": {"title", "biblScope", "date", "idno", "note"},
    "encodingDesc": {"appInfo", "editorialDecl"},
    "appInfo": {"application"},
    "application": {"label"},
    "editorialDecl": {"correction", "normalization", "hyphenation"},
    "correction": {"p"}, "normalization": {"p"}, "hyphenation": {"p"},
    "profileDesc": {"langUsage"},
    "langUsage": {"language"},
    "revisionDesc": {"change"},
    "change": {"label", "note", "list"},
    "facsimile": {"surface"},
    "surface": {"desc", "graphic", "zone"},
    "standOff": {"listPlace", "note"},
    "listPlace": {"desc", "place"},
    "place": {"placeName", "idno"},
    "text": {"body"},
    "body": {"pb", "fw", "div"},
    "div": {"head", "byline", "p", "ab", "list", "table", "figure", "div"},
    "list": {"item"},
    "table": {"row"},
    "row": {"cell"},
    "figure": {"graphic", "head", "figDesc"},
    "choice": {"orig", "reg", "sic", "corr"},
    **{name: TEXT for name in ("head", "byline", "p", "ab", "item", "cell", "fw", "orig", "sic", "placeName", "term",
                               "unclear")},
    **{name: {"#text"} for name in ("reg", "corr", "figDesc", "title", "resp", "name", "biblScope", "date", "idno",
                                    "note", "label", "language", "desc")},
}  # fmt: skip


def tree(to: Path) -> etree._Element:
    return etree.parse(str(to / "报纸/document.tei.xml")).getroot()


def named(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def words(element: etree._Element, layer: Layer) -> str:
    left_out = {"fw", "figDesc", *(("corr", "reg") if layer == "ocr" else ("sic", "orig"))}
    if named(element) in left_out:
        return ""
    return (element.text or "") + "".join(words(child, layer) + (child.tail or "") for child in element)


@pytest.mark.parametrize("page", [full_page(), named_page(), full_page().changed(blocks=())])
def test_elements_stand_where_tei_has_them_and_every_pointer_leads_somewhere(page: Page, tmp_path: Path) -> None:
    root = tree(exported(tmp_path, "tei", page))
    for element in root.iter():
        allowed = INSIDE.get(named(element), set())
        assert {named(child) for child in element} <= allowed, named(element)
        mixed = (element.text or "") + "".join(child.tail or "" for child in element)
        assert "#text" in allowed or named(element) == "p" or not mixed.strip(), named(element)
    for division in root.iter(f"{TEI}div"):
        kinds = [named(child) for child in division]
        first = next((k for k, kind in enumerate(kinds) if kind not in ("head", "byline")), len(kinds))
        assert not {"head", "byline"} & set(kinds[first:]), "heads come first"
        if "div" in kinds:
            assert set(kinds[kinds.index("div") :]) == {"div"}, "nothing follows a section but sections"
    ids = [element.get(ID) for element in root.iter() if element.get(ID)]
    assert len(ids) == len(set(ids))
    pointers = [element.get(name) for element in root.iter() for name in ("facs", "ref", "resp", "target", "corresp")]
    assert {pointer[1:] for pointer in pointers if pointer} <= set(ids)


@pytest.mark.parametrize("layer", ["ocr", "corrected"])
def test_the_text_is_that_of_the_layer(layer: Layer, tmp_path: Path) -> None:
    body = tree(exported(tmp_path, "tei", layer=layer)).find(f".//{TEI}body")
    assert body is not None
    expected = page_text(full_page(), layer).replace("\x01", "\ufffd")
    assert "".join(words(body, layer).split()) == "".join(expected.split())


def test_what_was_read_can_be_had_from_the_corrected_text(tmp_path: Path) -> None:
    body = tree(exported(tmp_path, "tei")).find(f".//{TEI}body")
    assert body is not None
    expected = page_text(full_page(), "ocr").replace("\x01", "\ufffd")
    assert "".join(words(body, "ocr").split()) == "".join(expected.split())


def test_a_correction_tells_who_how_sure_and_why(tmp_path: Path) -> None:
    root = tree(exported(tmp_path, "tei"))
    (choice,) = root.iter(f"{TEI}choice")
    sic, corr = choice
    assert ("".join(sic.itertext()), corr.text) == ("天山路", "天山支路")
    assert corr.get("resp") == "#resp-correct"
    assert float(corr.get("cert") or 0) == pytest.approx(0.9877, abs=1e-4)
    notes = {
        (note.get("target"), note.get("type")): note.text for note in root.iter(f"{TEI}note") if note.get("target")
    }
    assert notes[f"#{choice.get(ID)}", "reason"] == "among the engine's readings"
    (unclear,) = root.iter(f"{TEI}unclear")
    assert "一百 → 二百" in str(notes[f"#{unclear.get(ID)}", "proposal"])
    assert "correct.applied: 1, correct.flagged: 1" in "".join(root.find(f".//{TEI}correction").itertext())  # type: ignore[union-attr]


def test_lines_and_columns_begin_inside_words_and_lead_to_their_place_on_the_scan(tmp_path: Path) -> None:
    root = tree(exported(tmp_path, "tei"))
    paragraph = next(p for p in root.find(f".//{TEI}body").iter(f"{TEI}p") if len(p) > 1)  # type: ignore[union-attr]
    breaks = [(named(one), one.get("break")) for one in paragraph.iter(f"{TEI}lb", f"{TEI}cb")]
    assert breaks == [("lb", None), ("cb", "no"), ("lb", "no")]
    second = list(paragraph.iter(f"{TEI}lb"))[1]
    (zone,) = (one for one in root.iter(f"{TEI}zone") if f"#{one.get(ID)}" == second.get("facs"))
    page = full_page()
    x, y = (zone.get("points") or "").split()[0].split(",")
    corner = page.polygon(f"{page.blocks[4].lines[1]}.0")[0]
    assert (float(x), float(y)) == pytest.approx(corner, abs=0.06)


def test_a_name_leads_to_its_entry_wherever_it_stands(tmp_path: Path) -> None:
    root = tree(exported(tmp_path, "tei", named_page()))
    names = [one for one in root.find(f".//{TEI}body").iter(f"{TEI}placeName")]  # type: ignore[union-attr]
    assert [one.get("ref") for one in names] == ["#place-1"] * 3
    (place,) = root.iter(f"{TEI}place")
    assert [child.text for child in place] == ["仙霞路", "仙霞路"]


def test_source_software_and_pictures_are_named(tmp_path: Path) -> None:
    to = exported(tmp_path, "tei")
    root = tree(to)
    assert [one.text for one in root.iter(f"{TEI}idno")][:2] == ["ab" * 32, "报纸"]
    assert [one.text for one in root.iter(f"{TEI}biblScope")] == ["5", "03"]
    assert "baokan" in [one.get("ident") for one in root.iter(f"{TEI}application")]
    (picture,) = (one.get("url") for one in root.find(f".//{TEI}body").iter(f"{TEI}graphic"))  # type: ignore[union-attr]
    assert (to / "报纸" / str(picture)).is_file()
