"""``baokan evaluate names``: names fixed, broken, missed, and each record judged."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from truth_pages import block, write_truth
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.errors import NoInputError
from pipeline.evaluate.corrections import NameEvaluation, evaluate_names
from pipeline.evaluate.corrections_report import render_names_html, render_names_table
from pipeline.model.block import Block
from pipeline.model.correction import Candidate, Correction, Status
from pipeline.model.geometry import quad_of
from pipeline.model.page import Page, Source
from pipeline.model.text import Line

TRUTH = ["家住芙蓉小区的居民走到娄山关路", "天山路上有一家虹云书店", "仙霞路的梧桐修剪了"]
READ = ["家住美蓉小区的居民走到委山关路", "天山路上有一家虹云书店", "仙露路的梧桐修剪了"]


def record(number: int, block_id: int, start: int, before: str, after: str, status: Status) -> Correction:
    return Correction(
        id=number,
        stage="correct",
        kind="place-name",
        block=block_id,
        characters=tuple(f"{block_id}.{start + k}" for k in range(len(before))),
        before=before,
        after=after,
        status=status,
        candidates=(Candidate(text=after, probability=0.9, entry=after), Candidate(text=before, probability=0.1)),
    )


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    output, truth = tmp_path / "output", tmp_path / "truth"
    places = (["芙蓉小区", "娄山关路"], ["天山路"], ["仙霞路"])
    write_truth(truth, "a", [block("paragraph", t, places=p) for t, p in zip(TRUTH, places, strict=True)])
    lines = tuple(
        Line(
            id=k,
            text=text,
            quad=quad_of((0.0, 60.0 * k, 40.0 * len(text), 60.0 * k + 40)),
            cuts=tuple(40.0 * n for n in range(len(text) + 1)),
            confidences=(90,) * len(text),
            ink_height=40.0,
        )
        for k, text in enumerate(READ)
    )
    page = Page(
        source=Source(file="a.png", sha256="0" * 64, frames=1, media_type="image/png"),
        frame=1,
        scan_size=(800, 200),
        size=(800, 200),
        dpi=300,
        em=40.0,
        lines=lines,
        blocks=tuple(Block(id=k, kind="paragraph", lines=(k,), boxes=((0.0, 0.0, 1.0, 1.0),)) for k in range(3)),
        corrections=(
            record(0, 0, 2, "美蓉小区", "芙蓉小区", "applied"),
            record(1, 0, 11, "委山关路", "娄山关路", "flagged"),
            record(2, 1, 0, "天山路", "天口路", "applied"),
        ),
    )
    (output / "a").mkdir(parents=True)
    (output / "a" / f"{page.name}.json").write_text(page.to_json(), encoding="utf-8")
    cv2.imencode(".jpg", np.full((200, 800, 3), 200, np.uint8))[1].tofile(str(output / "a" / f"{page.name}.jpg"))
    return output, truth


@pytest.fixture
def evaluation(folders: tuple[Path, Path]) -> NameEvaluation:
    return evaluate_names(*folders)


def test_names_are_fixed_offered_broken_and_missed(evaluation: NameEvaluation) -> None:
    assert {name.wanted: name.outcome for name in evaluation.names} == {
        "芙蓉小区": "fixed",
        "娄山关路": "offered",
        "天山路": "broken",
        "仙霞路": "missed",
    }
    assert evaluation.recall == pytest.approx(1 / 3)
    assert evaluation.outcomes(level="light").total() == 4
    assert evaluation.outcomes(level="heavy").total() == 0


def test_each_record_is_judged_by_what_it_changes(evaluation: NameEvaluation) -> None:
    assert [(case.record.id, case.verdict, case.rank) for case in evaluation.records] == [
        (0, "right", 1),
        (1, "right", 1),
        (2, "wrong", 2),
    ]
    assert evaluation.precision == 0.5


def test_the_reports_show_every_case_with_its_picture(evaluation: NameEvaluation) -> None:
    table = render_names_table(evaluation)
    assert "precision of automatic changes 0.5000, recall 0.3333" in table
    html = render_names_html(evaluation)
    assert html.count("data:image/jpeg;base64,") == 3
    assert html.index("天口路") < html.index("芙蓉小区 90.0%")  # wrong ones first
    assert "<td>仙露路</td><td>missed</td>" in html


def test_the_command_prints_and_writes(folders: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "cases.html"
    done = CliRunner().invoke(app, ["evaluate", "names", *map(str, folders), "--html", str(page), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["names"]["place"]["fixed"] == 1
    assert page.stat().st_size > 1000


def test_truth_without_results_is_an_error(folders: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="belongs to a document"):
        evaluate_names(tmp_path / "nothing", folders[1])
