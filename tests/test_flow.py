"""The flow: stages in order, provenance chained, failures kept to their page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.fakes import FakeEngine, pipeline, scan, told

from pipeline import fingerprint
from pipeline.batch.plan import Place
from pipeline.errors import EngineError, PageError
from pipeline.flow import SHEET_STAGES, STAGES, Pipeline, Stage
from pipeline.gazetteer import Gazetteer
from pipeline.ingest import read_sidecar
from pipeline.model.sheet import Sheet
from pipeline.settings import Settings


def test_stages_are_the_ones_of_the_design_in_its_order() -> None:
    wanted = "ingest straighten recognise layout order reflow describe normalise correct export"
    assert " ".join(STAGES) == wanted
    assert [stage.name for stage in SHEET_STAGES] == list(STAGES[2:-1])


def test_every_stage_has_a_section_of_settings_of_its_name() -> None:
    assert set(STAGES) <= set(Settings.model_fields)


def test_importing_the_package_loads_no_heavy_module() -> None:
    code = "import pipeline, sys; print([m for m in ('cv2','numpy','openvino','pydantic','PIL') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_digitise_gives_text_markdown_json_and_rows_of_every_page(tmp_path: Path) -> None:
    result = pipeline(tmp_path / "out").digitise(scan(tmp_path / "报纸.tif", frames=3))
    assert result.text() == "第1页\n\n第2页\n\n第3页\n"
    assert result.markdown().startswith("<!-- page-0001 -->\n\n第1页\n")
    assert [page["frame"] for page in json.loads(result.json())["pages"]] == [1, 2, 3]
    assert [row["text"] for row in result.rows()] == ["第1页", "第2页", "第3页"]
    assert result.document.status == "done"
    assert not (tmp_path / "out").exists(), "digitise writes nothing"


def test_timings_name_every_stage(tmp_path: Path) -> None:
    result = pipeline(tmp_path).digitise(scan(tmp_path / "a.png"))
    assert set(result.pages[0].timings) == {"ingest", "straighten", "recognise", "reflow", "describe"}
    assert all(seconds >= 0 for seconds in result.pages[0].timings.values())


def failing(stage: str, error: Exception, on_frame: int) -> tuple[Stage, ...]:
    """The told stages with one that raises on a certain frame."""

    def run(sheet: Sheet, _: Pipeline) -> Sheet:
        if sheet.page.frame == on_frame:
            raise error
        return sheet

    return (*told(lambda sheet: f"第{sheet.page.frame}页"), Stage(stage, 1, run))


def with_stages(stages: tuple[Stage, ...]) -> Pipeline:
    return Pipeline(engine=FakeEngine(), gazetteer=Gazetteer(()), stages=stages)


def test_page_whose_stage_fails_is_listed_with_stage_and_reason_and_the_others_are_done(tmp_path: Path) -> None:
    stages = failing("layout", ValueError("no columns"), on_frame=2)
    result = with_stages(stages).digitise(scan(tmp_path / "a.tif", frames=3))
    assert [page.frame for page in result.pages] == [1, 3]
    assert [page.status for page in result.document.pages] == ["done", "failed", "done"]
    assert (result.document.pages[1].error or "").startswith("layout: ValueError: no columns.")
    assert result.document.status == "failed"


def test_lack_of_memory_fails_the_page_with_what_to_do(tmp_path: Path) -> None:
    result = with_stages(failing("order", MemoryError(), on_frame=1)).digitise(scan(tmp_path / "a.png"))
    assert "not enough memory" in (result.document.pages[0].error or "")


def test_unreadable_file_raises_its_cause(tmp_path: Path) -> None:
    broken = tmp_path / "a.png"
    broken.write_bytes(b"")
    with pytest.raises(PageError, match=r"a\.png: The file is empty"):
        pipeline(tmp_path).digitise(broken)


def test_engine_that_cannot_be_loaded_stops_the_run_instead_of_failing_every_page(tmp_path: Path) -> None:
    settings = Settings.model_validate({"engine": {"model_dir": tmp_path / "no-such-model"}})
    with pytest.raises(EngineError):
        Pipeline(settings, gazetteer=Gazetteer(())).digitise(scan(tmp_path / "a.png"))


def test_metadata_csv_beside_the_scan_overrides_what_is_printed(tmp_path: Path) -> None:
    scan(tmp_path / "a.tif", frames=2)
    (tmp_path / "metadata.csv").write_text("file,title,date,page\na.tif,虹桥报,2021-03-12,3-4\n", encoding="utf-8")
    first, second = pipeline(tmp_path).digitise(tmp_path / "a.tif").pages
    assert (first.metadata.date, first.metadata.page_label, second.metadata.page_label) == ("2021-03-12", "3", "4")
    assert first.metadata.origin["date"] == "metadata.csv"


def test_document_says_what_its_pages_say_together(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,date,page\na.tif,2021-03-12,3-4\n", encoding="utf-8")
    result = pipeline(tmp_path).digitise(scan(tmp_path / "a.tif", frames=2))
    assert (result.document.metadata.date, result.document.metadata.page_label) == ("2021-03-12", None)
    assert result.document.issue_key is not None


def fingerprints(path: Path, **settings: dict[str, object]) -> dict[str, str]:
    made = Pipeline(
        Settings.model_validate(settings), engine=FakeEngine(), gazetteer=Gazetteer(()), stages=told(lambda _: "文")
    )
    return {step.stage: step.fingerprint for step in made.digitise(path).pages[0].steps}


def test_fingerprint_changes_from_the_changed_stage_on_and_not_before(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.png")
    before, after = fingerprints(path), fingerprints(path, recognise={"minimum_confidence": 0.4})
    assert fingerprints(path) == before
    changed = {stage for stage in before if before[stage] != after[stage]}
    assert changed == {"recognise", "reflow", "describe", "export"}


def test_fingerprint_depends_on_the_source(tmp_path: Path) -> None:
    one, other = scan(tmp_path / "a.png"), scan(tmp_path / "b.png", shade=250)
    assert fingerprints(one)["ingest"] != fingerprints(other)["ingest"]


def test_fingerprint_does_not_depend_on_the_order_of_data() -> None:
    assert fingerprint.own("s", 1, {"a": 1, "b": 2}, {"x": "1", "y": "2"}) == fingerprint.own(
        "s", 1, {"b": 2, "a": 1}, {"y": "2", "x": "1"}
    )


def test_fingerprints_can_be_told_without_doing_the_page(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.tif", frames=2)
    (tmp_path / "metadata.csv").write_text("file,date\na.tif,2021-03-12\n", encoding="utf-8")
    made = pipeline(tmp_path / "out")
    page = made.digitise(path).pages[1]
    row = read_sidecar(tmp_path)["a.tif"]
    told = pipeline(tmp_path / "out").fingerprints(page.source.sha256, 2, Place(path, row))
    assert told == {step.stage: step.fingerprint for step in page.steps}


def test_fingerprint_of_recognition_depends_on_models_precision_and_cpu() -> None:
    base = FakeEngine.info
    data = fingerprint.engine_data(base)
    assert {"precision", "device", "runtime", "sha256 of det.onnx"} <= data.keys()


def test_gazetteer_beside_the_scans_holds_for_their_folder_and_for_its_fingerprints(tmp_path: Path) -> None:
    corrects = next(stage for stage in SHEET_STAGES if stage.name == "correct")
    made = with_stages((*told(lambda sheet: "今天凤凰新材居委会的志愿者"), corrects))
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
        scan(tmp_path / name / "a.png")
    (tmp_path / "with" / "gazetteer.csv").write_text("name,kind\n凤凰新村居委会,committee\n", encoding="utf-8")
    known, unknown = (made.digitise(tmp_path / name / "a.png").pages[0] for name in ("with", "without"))
    assert [record.candidates[0].text for record in known.corrections] == ["凤凰新村居委会"]
    assert unknown.corrections == ()
    assert "gazetteer 1, gazetteer.csv" in known.steps[-2].data
    assert known.steps[-2].fingerprint != unknown.steps[-2].fingerprint
