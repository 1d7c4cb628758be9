"""JSON of pages and documents: schema, size, speed, round trip."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from helpers.made_pages import SOURCE, PageMaker, bulletin_page, sheet_of

from pipeline import page_json, page_text, read_document, read_page
from pipeline.errors import PageError
from pipeline.export.documents import make_document, summarise, summarise_failure
from pipeline.export.interchange import SCHEMAS, rounded, schema
from pipeline.export.settings import ExportSettings
from pipeline.export.store import DocumentFolder, page_files
from pipeline.model.page import Step

REPOSITORY = Path(__file__).resolve().parents[2]


def long_page(characters: int) -> PageMaker:
    make = PageMaker()
    for _ in range(characters // 100):
        make.block("paragraph", *["居民区里的老人们说起当年的事情都记得很清楚的啊"] * 4)
    return make


@pytest.mark.parametrize("name", SCHEMAS)
def test_published_schema_is_in_step_with_the_model(name: str) -> None:
    published = json.loads((REPOSITORY / f"docs/schema/{name}.schema.json").read_text(encoding="utf-8"))
    assert published == schema(name), "run 'python docs/generate.py'"
    jsonschema.Draft202012Validator.check_schema(published)


def test_page_json_is_valid_by_the_schema() -> None:
    jsonschema.validate(json.loads(page_json(bulletin_page())), schema("page"))


def test_document_json_is_valid_by_the_schema() -> None:
    error = PageError(Path("报纸.jpg"), "truncated", "The image ends early.", "Scan it again.", frame=2)
    pages = [summarise(bulletin_page()), summarise_failure(error)]
    document = make_document("报纸", SOURCE, pages)
    assert document.status == "failed"
    assert document.pages[1].name == "page-0002"
    assert document.pages[1].error == "ingest: The image ends early. Scan it again."
    jsonschema.validate(json.loads(document.model_dump_json(by_alias=True)), schema("document"))


def test_page_comes_back_from_its_json(tmp_path: Path) -> None:
    page = bulletin_page()
    path = tmp_path / "page-0001.json"
    path.write_text(page_json(page), encoding="utf-8")
    loaded = read_page(path)
    assert page_text(loaded) == page_text(page)
    assert page_text(loaded, "ocr") == page_text(page, "ocr")
    assert np.allclose(loaded.polygon("4.3"), page.polygon("4.3"), atol=0.2)
    assert page_json(loaded) == page_json(page), "writing what was read must change nothing"


def test_what_is_left_out_of_the_json_is_there_again_when_it_is_read(tmp_path: Path) -> None:
    page = rounded(bulletin_page())
    path = tmp_path / "page-0001.json"
    path.write_text(page.to_json(), encoding="utf-8")
    stored, loaded = json.loads(path.read_bytes()), read_page(path)
    assert loaded == page
    assert not {"vertical", "reversed", "alternatives"} & stored["lines"][1].keys(), "defaults are a fifth of the bytes"
    assert loaded.lines[1].alternatives == {}
    assert loaded.lines[0].alternatives[0][1].text == ""


def test_lines_come_back_whatever_their_shape(tmp_path: Path) -> None:
    level = bulletin_page().lines[1]
    count = len(level.text)
    c, s = math.cos(0.03), math.sin(0.03)
    slanted = ((100.0, 200.0), (100 + 300 * c, 200 + 300 * s), (100 + 300 * c - 40 * s, 200 + 300 * s + 40 * c))
    shapes = {
        "slanted": (*slanted, (100 - 40 * s, 200 + 40 * c)),
        "downwards": ((50.0, 10.0), (50.0, 310.0), (10.0, 310.0), (10.0, 10.0)),
        "a trapezoid": ((0.0, 0.0), (300.0, 0.0), (290.0, 40.0), (5.0, 44.0)),
        "without extent": ((5.0, 5.0),) * 4,
    }
    for number, (shape, quad) in enumerate(shapes.items()):
        confidences = tuple((100, 100, 57)[k % (3 if number else 1)] for k in range(count))
        line = level.model_copy(update={"quad": quad, "confidences": confidences, "ink_height": 31.0})
        page = bulletin_page().changed(lines=(line,), blocks=(), corrections=())
        path = tmp_path / "page-0001.json"
        path.write_text(page_json(page), encoding="utf-8")
        jsonschema.validate(json.loads(path.read_bytes()), schema("page"))
        (loaded,) = read_page(path).lines
        assert np.allclose(loaded.quad, quad, atol=0.25), shape
        assert (loaded.text, loaded.confidences, loaded.ink_height) == (line.text, confidences, 31.0), shape
        assert page_json(read_page(path)) == page_json(page), shape


def test_settings_are_written_once_a_document_and_not_in_every_page(tmp_path: Path) -> None:
    steps = (Step(stage="layout", version=1, fingerprint="0", settings={"gap": 1}),)
    sheet = sheet_of(bulletin_page().changed(steps=steps))
    folder = DocumentFolder(tmp_path, "报纸", {"layout": {"gap": 1}})
    made = page_files(sheet, ExportSettings())
    folder.write(made.contents, SOURCE.sha256)
    folder.finish(SOURCE, [made.summary], made.contents)
    assert read_document(tmp_path / "报纸/document.json").settings == {"layout": {"gap": 1}}
    stored = json.loads((tmp_path / "报纸/page-0001.json").read_bytes())["steps"]
    assert stored == [{"stage": "layout", "version": 1, "fingerprint": "0", "data": {}}]


def test_page_json_carries_the_contract_of_the_design() -> None:
    stored = json.loads(page_json(bulletin_page()))
    for field in ("frame", "transform", "orientation", "skew_degrees", "status", "timings", "schema"):
        assert field in stored
    record = stored["corrections"][0]
    assert (record["before"], record["after"], record["status"]) == ("天山路", "天山支路", "applied")
    assert record["candidates"][0]["probability"] == 0.9877
    assert {"kind", "reasons", "characters", "polygon"} <= record.keys()
    assert stored["blocks"][4]["text"] == "　　在天山支路一百号的居民区里，大家都说好。"


def test_numbers_are_rounded_to_what_means_something() -> None:
    stored = json.loads(page_json(bulletin_page()))
    assert stored["corrections"][0]["polygon"][0] == [1.2, 2.0]
    assert stored["lines"][0]["alternatives"]["0"][:2] == ["虹", 8712]
    assert stored["transform"][0][1] == 0.01, "the transform must invert exactly: it is not rounded"


def test_ten_thousand_characters_stay_small_and_load_fast(tmp_path: Path) -> None:
    page = long_page(10_000).page()
    assert sum(len(line.text) for line in page.lines) >= 9_000
    path = tmp_path / "page-0001.json"
    path.write_text(page_json(page), encoding="utf-8")
    assert path.stat().st_size < 170_000
    fastest = min(_seconds(path) for _ in range(3))
    assert fastest < 0.25, "the JSON of a full page must load in milliseconds"


def _seconds(path: Path) -> float:
    start = time.perf_counter()
    read_page(path)
    return time.perf_counter() - start


def test_damaged_page_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "page-0001.json"
    path.write_text('{"schema": "baokan/page/1"}', encoding="utf-8")
    with pytest.raises(PageError, match=r"page-0001\.json.*Run 'baokan run'"):
        read_page(path)
    with pytest.raises(PageError, match="cannot be read"):
        read_page(tmp_path / "page-0002.json")
