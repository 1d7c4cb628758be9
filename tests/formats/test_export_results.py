"""Finished results in another format or layer, without the engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.made_pages import SOURCE, bulletin_page, sheet_of

from pipeline.errors import NoInputError, SettingsError
from pipeline.export.settings import ExportSettings
from pipeline.export.store import DocumentFolder, page_files
from pipeline.formats import format_named
from pipeline.formats.results import Exported, Selection, export_results
from pipeline.model.page import Layer


def write_document(results: Path, name: str, settings: ExportSettings | None = None) -> None:
    folder, made = DocumentFolder(results, name), page_files(sheet_of(bulletin_page()), settings or ExportSettings())
    folder.write(made.contents, SOURCE.sha256)
    folder.finish(SOURCE, [made.summary], made.contents)


def written(results: Path, to: Path, name: str, layer: Layer, *selected: str) -> Exported:
    return export_results(results, to, [format_named(name)], layer, Selection(selected))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    write_document(tmp_path / "results", "报纸")
    return tmp_path / "results"


def test_layer_is_written_in_the_same_tree(results: Path, tmp_path: Path) -> None:
    done = written(results, tmp_path / "to", "txt", "ocr")
    assert (done.documents, done.pages, done.problems) == (1, 1, [])
    text = (tmp_path / "to/报纸/page-0001.txt").read_text(encoding="utf-8")
    assert "在天山路一百号的" in text
    assert (tmp_path / "to/报纸/document.txt").read_text(encoding="utf-8") == text


def test_best_layer_equals_what_the_run_wrote(results: Path, tmp_path: Path) -> None:
    for ending in ("txt", "md"):
        written(results, tmp_path / ending, ending, "corrected")
        for name in (f"page-0001.{ending}", f"document.{ending}"):
            assert (tmp_path / ending / "报纸" / name).read_bytes() == (results / "报纸" / name).read_bytes()


def test_markdown_takes_its_pictures_along(results: Path, tmp_path: Path) -> None:
    written(results, tmp_path / "to", "md", "corrected")
    assert {"page-0001.figure-1.jpg", "page-0001.jpg"} <= {path.name for path in (tmp_path / "to/报纸").iterdir()}


def test_json_carries_the_text_of_the_layer(results: Path, tmp_path: Path) -> None:
    written(results, tmp_path / "to", "json", "ocr")
    page = json.loads((tmp_path / "to/报纸/page-0001.json").read_text(encoding="utf-8"))
    assert "天山路一百号" in page["blocks"][4]["text"]


def test_damaged_page_is_told_and_the_rest_written(results: Path, tmp_path: Path) -> None:
    write_document(results, "b")
    (results / "b/page-0001.json").write_text("{", encoding="utf-8")
    done = written(results, tmp_path / "to", "txt", "corrected")
    assert done.pages == 1
    assert len(done.problems) == 1
    assert "page-0001.json" in str(done.problems[0])


def test_folder_without_results_and_the_results_folder_itself_are_refused(results: Path, tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no results here"):
        written(tmp_path / "empty", tmp_path / "to", "txt", "ocr")
    with pytest.raises(SettingsError, match="results folder itself"):
        written(results, results / "../results", "txt", "ocr")


def test_page_image_can_be_left_out(tmp_path: Path) -> None:
    write_document(tmp_path, "a", ExportSettings(page_image=False))
    assert not list((tmp_path / "a").glob("*.jpg"))


def test_a_selection_takes_documents_and_pages_by_their_names(results: Path, tmp_path: Path) -> None:
    write_document(results, "b-2")
    assert written(results, tmp_path / "a", "txt", "ocr", "b-*").documents == 1
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["b-2"]
    assert written(results, tmp_path / "b", "txt", "ocr", "b-2/page-0007", "报纸/page-000?").pages == 1
    assert (tmp_path / "b/报纸/page-0001.txt").is_file()
    assert not (tmp_path / "b/b-2/page-0001.txt").exists()
    with pytest.raises(NoInputError, match="none of the 2 documents"):
        written(results, tmp_path / "c", "txt", "ocr", "nothing")


def test_several_formats_are_written_in_one_go(results: Path, tmp_path: Path) -> None:
    export_results(results, tmp_path / "to", [format_named("txt"), format_named("json")], "corrected")
    assert {"page-0001.txt", "document.txt", "page-0001.json", "document.json"} == {
        path.name for path in (tmp_path / "to/报纸").iterdir()
    }


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"no format 'word'.*txt, md, json"):
        format_named("word")
