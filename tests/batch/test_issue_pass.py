"""After the pages: what stands right on one page of an issue speaks for it on the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.databases import prepare
from helpers.fakes import FakeEngine, scan, told

from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.flow import SHEET_STAGES, Pipeline, Stage
from pipeline.gazetteer import load, shipped_files
from pipeline.model.sheet import Sheet
from pipeline.model.text import Alternative
from pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("kept")

GAZETTEER = load(shipped_files())
TEXTS = {"a.png": "散步的人到英蓉江路去", "b.png": "芙蓉江路开了一家书店", "c.png": "今天天气很好大家都出来了"}
ISSUE = "file,date\na.png,2021-03-12\nb.png,2021-03-12\nc.png,2021-03-12\n"


def stages() -> tuple[Stage, ...]:
    read, flow, describe = told(lambda sheet: TEXTS[sheet.frame.path.name])

    def doubtful(sheet: Sheet, pipeline: Pipeline) -> Sheet:
        sheet = read.run(sheet, pipeline)
        (line,) = sheet.page.lines
        if "英蓉" not in line.text:
            return sheet
        at = line.text.index("英")
        confidences = tuple(60 if k == at else 99 for k in range(len(line.text)))
        offered = {at: (Alternative("英", 0.6), Alternative("芙", 0.35))}
        return sheet.with_page(lines=(line.model_copy(update={"confidences": confidences, "alternatives": offered}),))

    correct = next(stage for stage in SHEET_STAGES if stage.name == "correct")
    return Stage("recognise", 1, doubtful), flow, describe, correct


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    for n, name in enumerate(TEXTS):
        scan(tmp_path / "scans" / name, shade=200 + n)
    (tmp_path / "scans/metadata.csv").write_text(ISSUE, encoding="utf-8")
    return tmp_path / "scans"


def digitise(paths: list[Path], output: Path, wishes: Wishes | None = None) -> int:
    settings = Settings.model_validate({"run": {"output": prepare(output)}})
    made = Pipeline(settings, engine=FakeEngine(), gazetteer=GAZETTEER, stages=stages())
    return run(paths, made, wishes=wishes or Wishes()).pages


def evidence(output: Path, name: str = "a") -> float:
    page = json.loads((output / name / "page-0001.json").read_text(encoding="utf-8"))
    return float(page["corrections"][0]["evidence"].get("issue", 0.0))


def contents(output: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for path in sorted(output.glob("*/*")):
        if path.parent.name == "logs":
            continue
        found[str(path.relative_to(output))] = path.read_bytes()
        if path.suffix == ".json":
            found[str(path.relative_to(output))] = {**json.loads(path.read_bytes()), "timings": None}
    return found


def test_name_that_stands_right_on_another_page_is_evidence(scans: Path, tmp_path: Path) -> None:
    digitise([scans], tmp_path / "out")
    assert evidence(tmp_path / "out") == 1.0
    steps = json.loads((tmp_path / "out/a/page-0001.json").read_text(encoding="utf-8"))["steps"]
    assert any("names elsewhere in the issue" in step.get("data", {}) for step in steps)
    assert (tmp_path / "out/a/document.json").is_file()


def test_result_does_not_depend_on_which_run_did_which_page(scans: Path, tmp_path: Path) -> None:
    digitise([scans], tmp_path / "at-once")
    for name in ("a.png", "c.png", "b.png"):
        digitise([scans / name], tmp_path / "one-by-one")
    digitise([scans], tmp_path / "limited", Wishes(limit=2))
    digitise([scans], tmp_path / "limited")
    at_once = contents(tmp_path / "at-once")
    assert contents(tmp_path / "one-by-one") == at_once
    assert contents(tmp_path / "limited") == at_once


def test_pages_that_the_others_tell_nothing_are_left_alone(scans: Path, tmp_path: Path) -> None:
    digitise([scans / "a.png", scans / "c.png"], tmp_path / "out")
    before = (tmp_path / "out/a/page-0001.json").stat().st_mtime_ns
    assert evidence(tmp_path / "out") == 0.0
    assert digitise([scans], tmp_path / "out") == 1
    assert (tmp_path / "out/a/page-0001.json").stat().st_mtime_ns > before
    after = (tmp_path / "out/a/page-0001.json").stat().st_mtime_ns
    assert digitise([scans], tmp_path / "out") == 0, "what the pass did is done"
    assert (tmp_path / "out/a/page-0001.json").stat().st_mtime_ns == after


def test_page_of_another_issue_says_nothing(scans: Path, tmp_path: Path) -> None:
    (scans / "metadata.csv").write_text(ISSUE.replace("b.png,2021-03-12", "b.png,2021-04-12"), encoding="utf-8")
    digitise([scans], tmp_path / "out")
    assert evidence(tmp_path / "out") == 0.0


def test_page_that_leaves_its_issue_is_corrected_without_it(scans: Path, tmp_path: Path) -> None:
    digitise([scans], tmp_path / "out")
    assert evidence(tmp_path / "out") == 1.0
    (scans / "metadata.csv").write_text(ISSUE.replace("a.png,2021-03-12", "a.png,2021-04-12"), encoding="utf-8")
    digitise([scans], tmp_path / "out")
    assert evidence(tmp_path / "out") == 0.0


def test_document_still_says_its_settings_after_the_pass(scans: Path, tmp_path: Path) -> None:
    digitise([scans / "a.png"], tmp_path / "out")
    alone = json.loads((tmp_path / "out/a/document.json").read_text(encoding="utf-8"))["settings"]
    assert "correct" in alone
    digitise([scans / "b.png"], tmp_path / "out")
    assert evidence(tmp_path / "out") == 1.0
    assert json.loads((tmp_path / "out/a/document.json").read_text(encoding="utf-8"))["settings"] == alone


def test_names_of_pages_that_were_taken_over_from_their_files_still_speak(scans: Path, tmp_path: Path) -> None:
    digitise([scans], tmp_path / "out")
    before = contents(tmp_path / "out")
    for path in (tmp_path / "out").glob("baokan.db*"):
        path.unlink()
    digitise([scans], tmp_path / "out")
    assert evidence(tmp_path / "out") == 1.0
    assert contents(tmp_path / "out") == before
