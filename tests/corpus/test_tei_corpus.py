"""The corpus as TEI: one teiCorpus whose parts are the documents in their best layer, each id given once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, sha_of, street_page
from lxml import etree
from sqlalchemy import select

from pipeline.corpus import Corpus
from pipeline.database.schema import blocks
from pipeline.editing.requests import SpanEdit
from pipeline.editing.store import open_editing
from pipeline.errors import NoInputError
from pipeline.following import followers
from pipeline.formats.tei.corpus import with_prefix
from pipeline.settings import Settings

FILES_ONLY = True
TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
POINTERS = ("facs", "ref", "resp", "target", "corresp")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", {"报一": [street_page()], "报 [二]": [street_page()], "报三": [street_page()]})


def exported(folder: Path) -> tuple[dict[str, Any], Any]:
    to = folder.parent / "written"
    with Corpus(folder) as asked:
        said = asked.export(to, ["tei"])
    tree = etree.parse(str(to / "tei/corpus.tei.xml"))
    tree.xinclude()
    return said, tree.getroot()


def test_it_includes_every_document_of_the_corpus_and_no_other(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.withdraw("报三", "李", "权利人要求")
    said, root = exported(folder)
    assert root.tag == f"{TEI}teiCorpus"
    assert [child.tag for child in root] == [f"{TEI}teiHeader", f"{TEI}TEI", f"{TEI}TEI"]
    named = [one.text for one in root.iter(f"{TEI}idno") if one.get("type") == "document"]
    assert sorted(named) == ["报 [二]", "报一"]
    assert (said["documents"], said["problems"]) == (2, [])
    assert not (folder.parent / "written/tei/报三").exists()


def test_every_id_is_given_once_and_every_pointer_leads_into_its_own_document(folder: Path) -> None:
    _, root = exported(folder)
    ids = [one.get(ID) for one in root.iter() if one.get(ID)]
    assert len(ids) == len(set(ids)) > 0
    for document in root.iter(f"{TEI}TEI"):
        own = {one.get(ID) for one in document.iter() if one.get(ID)}
        pointers = [one.get(name) for one in document.iter() for name in POINTERS if one.get(name)]
        assert pointers
        assert {pointer.removeprefix("#") for pointer in pointers} <= own
    assert any(id.startswith(f"s{sha_of('报一')[:8]}.") for id in ids)


def test_names_are_marked_and_the_text_is_as_people_left_it(folder: Path) -> None:
    editing = open_editing(folder, followers=followers(folder, Settings()))
    with editing.database:
        editing.intake.run()
        with editing.database.read() as connection:
            row = connection.execute(select(blocks).where(blocks.c.page == 1, blocks.c.number == 1)).one()
        edit = SpanEdit(page=1, block=1, ids=("1.2", "1.3"), before="虹山", after="虹仙", version=row.version)
        editing.edit_spans("李", [edit])
    _, root = exported(folder)
    texts = ["".join(document.find(f"{TEI}text").itertext()) for document in root.iter(f"{TEI}TEI")]
    assert sum("虹仙居委会" in "".join(text.split()) for text in texts) == 1
    assert [one.text for one in root.iter(f"{TEI}placeName") if one.get("ref")]


def test_the_header_says_version_layer_and_extent_as_corpus_json_does(folder: Path) -> None:
    said, root = exported(folder)
    head = "".join(root.find(f"{TEI}teiHeader").itertext())
    assert f"Corpus version {said['version']}" in head
    assert said["layer"] in head
    assert "3 documents, 3 pages" in head
    kept = json.loads((folder.parent / "written/corpus.json").read_text(encoding="utf-8"))
    assert kept == said
    assert kept["rows"] == 9


def test_a_corpus_without_documents_is_told(folder: Path) -> None:
    with Corpus(folder) as asked:
        for document in ("报一", "报 [二]", "报三"):
            asked.withdraw(document, "李", "权利人要求")
        with pytest.raises(NoInputError, match="no document"):
            asked.export(folder.parent / "written", ["tei"])


def test_only_tags_get_a_prefix() -> None:
    document = '<p xml:id="a" facs="#b">facs="#b" &lt;x xml:id="c"&gt;</p><note target="#a" n="x &gt; y"/>'
    assert with_prefix(document, "s1.") == (
        '<p xml:id="s1.a" facs="#s1.b">facs="#b" &lt;x xml:id="c"&gt;</p><note target="#s1.a" n="x &gt; y"/>'
    )
