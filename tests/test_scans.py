"""The main job on the sample scans, measured against their ground truth: real networks, real files.

The bounds leave room for another CPU, whose arithmetic may read a doubtful character differently.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.batch.run import run
from pipeline.evaluate import evaluate_folder, render_html
from pipeline.evaluate.result import Evaluation
from pipeline.flow import STAGES, Pipeline
from pipeline.model.page import Page
from pipeline.settings import Settings

SCANS = Path(__file__).parents[1] / "scans"
POOR = {"upside-down", "notices-fax"}
"""A worn, blurred page and a fax."""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    done = run([SCANS], Pipeline(Settings.model_validate({"run": {"output": folder}})))
    assert (done.exit_code, done.files, done.failed_pages) == (0, 6, 0)
    return folder


@pytest.fixture(scope="module")
def evaluation(output: Path) -> Evaluation:
    return evaluate_folder(output, SCANS)


def pages(output: Path) -> list[Page]:
    return [Page.model_validate_json(p.read_text(encoding="utf-8")) for p in sorted(output.glob("*/page-*.json"))]


def test_every_scan_has_its_pages(output: Path) -> None:
    names = {
        path.parent.name: sorted(page.stem for page in path.parent.glob("page-*.txt"))
        for path in output.glob("*/document.json")
    }
    assert names == {
        "bulletin-two-pages": ["page-0001", "page-0002"],
        "notices-fax": ["page-0001"],
        "notices-march": ["page-0001", "page-0002", "page-0003"],
        "spread-pages-2-3": ["page-0001-1", "page-0001-2"],
        "tabloid-page-2": ["page-0001"],
        "upside-down": ["page-0001"],
    }


def test_good_scans_read_as_an_editor_would_have_typed_them(evaluation: Evaluation) -> None:
    for file in evaluation.files:
        figures = file.figures()
        if file.truth.id not in POOR:
            assert figures["cer"] <= 0.01, file.truth.id
            assert figures["block_f1"] >= 0.95, file.truth.id
            assert figures["order"] >= 0.85, file.truth.id
            assert figures["join_f1"] >= 0.98, file.truth.id


def test_poor_scans_keep_their_structure(evaluation: Evaluation) -> None:
    for file in evaluation.files:
        figures = file.figures()
        if file.truth.id in POOR:
            assert figures["cer"] <= 0.14, file.truth.id
            assert figures["order"] >= 0.9, file.truth.id
            assert figures["join_f1"] >= 0.93, file.truth.id


def test_place_names_are_right(evaluation: Evaluation) -> None:
    right = sum(file.names_right for file in evaluation.files)
    assert right / sum(len(file.names) for file in evaluation.files) >= 0.96


def test_orientation_and_skew_are_those_of_the_ground_truth(output: Path) -> None:
    for page in pages(output):
        name = Path(page.source.file).stem
        truth = json.loads((SCANS / f"{name}.gt.json").read_text(encoding="utf-8"))["pages"][page.frame - 1]
        assert page.orientation == truth["orientation"], name
        if not truth["curled"]:
            assert page.skew_degrees == pytest.approx(truth["text_angle"], abs=0.1 + truth["angle_spread"] / 2), name


def test_every_character_has_its_place_on_the_scan(output: Path) -> None:
    for page in pages(output):
        width, height = page.scan_size
        for line in page.lines:
            for offset in (0, len(line.text) - 1):
                for x, y in page.polygon(line.character_id(offset)):
                    assert -20 <= x <= width + 20, (page.source.file, line.text)
                    assert -20 <= y <= height + 20, (page.source.file, line.text)


def test_every_line_is_in_one_block_at_most_and_every_change_is_a_record(output: Path) -> None:
    for page in pages(output):
        used = [line for block in page.blocks for line in block.lines]
        assert len(used) == len(set(used))
        for block in page.blocks:
            changed = page.text(block, "corrected").text != page.text(block, "ocr").text
            records = [r for r in page.corrections if r.block == block.id and r.status == "applied"]
            assert bool(records) or not changed


def test_every_stage_is_timed_and_recorded(output: Path) -> None:
    for page in pages(output):
        assert set(STAGES) - {"export"} <= set(page.timings)
        assert [step.stage for step in page.steps] == list(STAGES)
        assert len({step.fingerprint for step in page.steps}) == len(STAGES)


def test_date_and_page_label_are_read_from_the_print(output: Path) -> None:
    by_file = {(Path(p.source.file).stem, p.name): p.metadata for p in pages(output)}
    assert by_file["tabloid-page-2", "page-0001"].date == "2021-05-07"
    assert by_file["tabloid-page-2", "page-0001"].page_label == "2"
    assert by_file["spread-pages-2-3", "page-0001-1"].page_label == "2"
    assert by_file["spread-pages-2-3", "page-0001-2"].page_label == "3"
    assert by_file["spread-pages-2-3", "page-0001-2"].date == "2021-04-02"


def test_the_difference_report_shows_every_file(evaluation: Evaluation) -> None:
    html = render_html(evaluation)
    assert all(file.truth.id in html for file in evaluation.files)
