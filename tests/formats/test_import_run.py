"""``baokan import`` from files to results."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.layout_files import two_column_page
from helpers.made_pages import SOURCE, PageMaker, bulletin_page, sheet_of

from pipeline.cli.main import app
from pipeline.errors import NoInputError
from pipeline.export.settings import ExportSettings
from pipeline.export.store import DocumentFolder, page_files
from pipeline.flow import Pipeline
from pipeline.formats import format_named
from pipeline.formats.reading.run import Imported, import_files
from pipeline.formats.results import export_results
from pipeline.gazetteer import Gazetteer
from pipeline.model.page import Page
from pipeline.settings import load

BODY = ["　　天山路的居民区里大家都说好，", "树下有人在下棋，也有人在看，谁", "也不急着回家。"]


def transkribus(image: str = "扫描.png", width: int = 1000, lines: list[str] = BODY) -> str:
    rows = "".join(
        f'<TextLine id="l{n}"><Coords points="{x},{100 + 60 * n} {x + 40 * len(text.strip())},{100 + 60 * n} '
        f'{x + 40 * len(text.strip())},{140 + 60 * n} {x},{140 + 60 * n}"/><Baseline points="{x},{136 + 60 * n} '
        f'{x + 40 * len(text.strip())},{136 + 60 * n}"/>'
        f"<TextEquiv><Unicode>{text.strip()}</Unicode></TextEquiv></TextLine>"
        for n, text in enumerate(lines)
        for x in [100 + 80 * text.startswith("　")]
    )
    return (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"><Metadata><Creator>other</Creator>'
        f'</Metadata><Page imageFilename="{image}" imageWidth="{width}" imageHeight="800"><TextRegion id="r">'
        f'<Coords points="0,0 900,0 900,800 0,800"/>{rows}</TextRegion></Page></PcGts>'
    )


def imported(output: Path, *paths: Path, images: Path | None = None, again: bool = False) -> Imported:
    settings = load(environment={}, overrides={"run.output": output}).settings
    return import_files(paths, Pipeline(settings, gazetteer=Gazetteer(())), images=images, again=again)


def page_file(output: Path, name: str) -> dict[str, object]:
    return json.loads((output / name).read_text(encoding="utf-8"))


def write_scan(path: Path, width: int = 1000, height: int = 800) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = np.full((height, width), 250, np.uint8)
    image[100:140, 180:700] = 60
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())


def exported(folder: Path, *pages: Page, layer: str = "corrected") -> Path:
    """A tree of PAGE files made from results of these pages."""
    results = folder / "results"
    document = DocumentFolder(results, "报纸")
    made = [page_files(sheet_of(page), ExportSettings(page_image=False)) for page in pages]
    for one in made:
        document.write(one.contents, SOURCE.sha256)
    document.finish(SOURCE, [one.summary for one in made], {name for one in made for name in one.contents})
    export_results(results, folder / "to", [format_named("page")], layer)  # type: ignore[arg-type]
    return folder / "to"


def test_lines_of_another_program_become_one_paragraph(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(transkribus(), encoding="utf-8")
    done = imported(tmp_path / "out", tmp_path / "in.xml")
    assert (done.documents, done.pages, done.problems) == (1, 1, [])
    assert "".join(one.strip() for one in BODY) in (tmp_path / "out/in/page-0001.txt").read_text(encoding="utf-8")
    page = page_file(tmp_path / "out", "in/page-0001.json")
    assert page["text_origin"] == "imported"
    assert "no-image" in [one["code"] for one in page["warnings"]]  # type: ignore[attr-defined]
    step, *rest = page["steps"]  # type: ignore[misc]
    assert (step["stage"], step["data"]["made by"], step["data"]["format"]) == ("import", "other", "PAGE 2013-07-15")
    assert [one["stage"] for one in rest] == [
        "layout", "order", "reflow", "describe", "normalise", "correct", "export",
    ]  # fmt: skip
    assert not list((tmp_path / "out/in").glob("*.jpg"))
    assert (tmp_path / "out/issues.json").is_file()


def test_the_scan_is_found_by_its_name_and_becomes_the_source(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(transkribus("C:\\scans\\扫描.png"), encoding="utf-8")
    write_scan(tmp_path / "scans/deep/扫描.png")
    imported(tmp_path / "out", tmp_path / "in.xml", images=tmp_path / "scans")
    page = page_file(tmp_path / "out", "扫描/page-0001.json")
    assert page["source"]["file"] == "扫描.png"  # type: ignore[index]
    assert "no-image" not in [one["code"] for one in page["warnings"]]  # type: ignore[attr-defined]
    assert (tmp_path / "out/扫描/page-0001.jpg").is_file()


def test_a_scan_of_another_shape_is_not_taken_for_the_page(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(transkribus(), encoding="utf-8")
    write_scan(tmp_path / "扫描.png", 500, 900)
    imported(tmp_path / "out", tmp_path / "in.xml")
    page = page_file(tmp_path / "out", "in/page-0001.json")
    assert {"other-scan", "no-image"} <= {one["code"] for one in page["warnings"]}  # type: ignore[attr-defined]


def test_a_smaller_scan_of_the_same_page_is_scaled_to(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(transkribus(), encoding="utf-8")
    write_scan(tmp_path / "扫描.png", 500, 400)
    imported(tmp_path / "out", tmp_path / "in.xml")
    page = Page.model_validate(page_file(tmp_path / "out", "扫描/page-0001.json"))
    assert page.scan_size == (500, 400)
    assert page.polygon("0.0")[0] == pytest.approx((90, 50), abs=2)


def test_own_pages_come_back_as_the_run_wrote_them(tmp_path: Path) -> None:
    first, second = bulletin_page().changed(half=1), two_column_page().changed(half=2)
    tree = exported(tmp_path, first, second)
    done = imported(tmp_path / "out", tree)
    assert (done.documents, done.pages, done.problems) == (1, 2, [])
    for name in ("page-0001-1.txt", "page-0001-2.txt", "page-0001-2.md", "document.txt"):
        assert (tmp_path / "out/报纸" / name).read_text() == (tmp_path / "results/报纸" / name).read_text(), name
    page = Page.model_validate(page_file(tmp_path / "out", "报纸/page-0001-2.json"))
    assert page.source == SOURCE
    assert page.blocks[1].joins == second.blocks[1].joins


def test_own_text_is_corrected_again_from_what_was_read(tmp_path: Path) -> None:
    tree = exported(tmp_path, bulletin_page())
    imported(tmp_path / "out", tree, again=True)
    page = Page.model_validate(page_file(tmp_path / "out", "报纸/page-0001.json"))
    body = page.blocks[4]
    assert page.text(body).text.startswith("在天山路一百号的")
    assert not [one for one in page.corrections if one.kind == "imported"]


def test_results_of_a_run_on_the_same_scan_are_not_replaced(tmp_path: Path) -> None:
    tree = exported(tmp_path, bulletin_page())
    before = (tmp_path / "results/报纸/page-0001.json").read_bytes()
    done = imported(tmp_path / "results", tree)
    assert [one.code for one in done.problems] == ["results-exist"]
    assert (tmp_path / "results/报纸/page-0001.json").read_bytes() == before
    for _ in range(2):  # imported results are
        assert imported(tmp_path / "out", tree).problems == []


def test_files_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    for folder, text in (("a", "天山路"), ("b", "虹桥路")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "in.xml").write_text(transkribus(lines=[text * 3]), encoding="utf-8")
    done = imported(tmp_path / "out", tmp_path / "a", tmp_path / "b")
    assert done.documents == 2
    assert len([one for one in (tmp_path / "out").iterdir() if one.is_dir()]) == 2


def test_a_broken_file_is_told_and_other_xml_in_folders_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.xml").write_text(transkribus(), encoding="utf-8")
    (folder / "broken.xml").write_text("<PcGts>", encoding="utf-8")
    (folder / "mets.xml").write_text("<mets/>", encoding="utf-8")
    done = imported(tmp_path / "out", folder)
    assert (done.pages, done.passed_over, [one.code for one in done.problems]) == (1, 1, ["broken-xml"])
    named = imported(tmp_path / "out2", folder / "mets.xml")
    assert [one.code for one in named.problems] == ["not-a-layout"]
    assert "METS" in str(named.problems[0])
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoInputError, match="No XML files"):
        imported(tmp_path / "out3", tmp_path / "empty")


def test_a_page_without_text_is_a_blank_page(tmp_path: Path) -> None:
    (tmp_path / "in.xml").write_text(transkribus(lines=[]), encoding="utf-8")
    imported(tmp_path / "out", tmp_path / "in.xml")
    page = page_file(tmp_path / "out", "in/page-0001.json")
    assert "blank-page" in [one["code"] for one in page["warnings"]]  # type: ignore[attr-defined]


def test_the_lines_of_a_spread_go_to_the_page_that_they_stand_on(tmp_path: Path) -> None:
    from pipeline.formats.reading.build import foreign_pages
    from pipeline.formats.reading.document import read_file

    (tmp_path / "in.xml").write_text(transkribus(), encoding="utf-8")
    (found,) = read_file(tmp_path / "in.xml")
    blank = PageMaker().page(scan_size=(1000, 800), size=(500, 800))
    right = ((1.0, 0.0, -500.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    halves = foreign_pages(found, [blank.changed(half=1), blank.changed(half=2, transform=right)])
    assert [len(page.lines) for page in halves] == [3, 0]
    moved = foreign_pages(
        found, [blank.changed(half=1, transform=((1.0, 0.0, 400.0), *right[1:])), blank.changed(half=2)]
    )
    assert [len(page.lines) for page in moved] == [0, 3]


def test_the_command_says_what_it_did_and_ends_with_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.xml").write_text("<alto>", encoding="utf-8")
    with pytest.raises(SystemExit) as caught:
        app(["import", str(tmp_path / "broken.xml"), "-o", str(tmp_path / "out")])
    assert caught.value.code == 3
    assert "no well-formed XML" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        app(["import", str(tmp_path), "--images", str(tmp_path / "nowhere")])
    assert caught.value.code == 2
