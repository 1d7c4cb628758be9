"""``baokan sample …``: from the plan to the verdict and to ground truth, by the command alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, street_page
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.errors import ExitCode


@pytest.fixture(autouse=True)
def _results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(tmp_path / "output", {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, code: int = ExitCode.DONE) -> Any:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done


def told(*arguments: str, code: int = ExitCode.DONE) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


def fill_in(folder: str, **printed: str) -> str:
    """Fill in a table: right, but for the lines whose text is given."""
    path = Path(folder) / "judging.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        text = printed.get(row["text"])
        row["verdict"], row["printed"] = ("错", text) if text else ("对", "")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_the_plan_says_how_many_lines_are_needed_before_any_is_drawn() -> None:
    plan = told("sample", "plan", "--limit", "500", "--expected", "7")
    assert plan["lot"] == {"documents": 2, "pages": 2, "lines": 10, "characters": 76}
    assert plan["rows"][0]["expected"] == 0
    assert 7 in [row["expected"] for row in plan["rows"]]
    assert "of the lot" in run("sample", "plan").stdout
    assert told("sample", "list") == []


def test_a_sample_is_drawn_judged_from_a_table_and_told_to_have_failed() -> None:
    sample = told("sample", "draw", "--lines", "10", "--seed", "3", "--by", "anna", "--name", "一期")
    assert (sample["id"], sample["lines"], sample["draws"][0]["seed"]) == (1, 10, 3)
    run("sample", "sheets", "1", "--to", "sheets", "--by", "anna")
    table = fill_in("sheets", 社区新闻="社区新间")
    assert told("sample", "judge", "1", table, "--by", "anna") == {
        "sample": 1,
        "judge": "anna",
        "taken": 10,
        "waiting": 0,
    }
    result = told("sample", "result", "1", code=ExitCode.SOME_FAILED)
    assert result["verdict"] == "failed"
    assert result["errors_per_10000"]["wrong"] == 2
    assert {fault["drawn"] for fault in result["faults"]} == {"社区新闻"}
    assert "社区新闻 -> 社区新间" in run("sample", "result", "1", "--faults", code=ExitCode.SOME_FAILED).stdout
    assert "failed" in run("sample", "list").stdout


def test_judged_lines_become_ground_truth_that_evaluate_reads() -> None:
    run("sample", "draw", "--lines", "10", "--by", "anna")
    assert "was judged yet" in run("sample", "truth", "1", "--to", "gt", code=ExitCode.NO_INPUT).stderr
    run("sample", "sheets", "1", "--to", "sheets", "--by", "anna")
    run("sample", "judge", "1", fill_in("sheets", 社区新闻="社区新间"), "--by", "anna")
    run("sample", "truth", "1", "--to", "gt")
    figures = told("evaluate", "lines", "output", "gt")
    assert (figures["total"]["lines"], figures["total"]["errors"]) == (10, 2)
    assert [one["printed"] for one in figures["differences"]] == ["社区新间"] * 2
    assert "per 10,000" in run("evaluate", "lines", "output", "gt").stdout
    assert "--json lists" in run("evaluate", "lines", "output", "gt", "--html", "x.html", code=ExitCode.USAGE).stderr


def test_two_judges_who_differ_leave_a_line_that_a_third_settles() -> None:
    run("sample", "draw", "--lines", "10", "--judges", "2", "--by", "anna")
    for judge, printed in (("anna", {}), ("bo", {"都说一声好。": "都说一生好。"})):
        run("sample", "sheets", "1", "--to", judge, "--by", judge)
        run("sample", "judge", "1", fill_in(judge, **printed), "--by", judge)
    assert told("sample", "result", "1")["disputed"] == 2
    run("sample", "sheets", "1", "--to", "carl", "--by", "carl", "--settle")
    texts = {text: "都说一声好。" for text in ("都说一声好。 | 都说一生好。", "都说一生好。 | 都说一声好。")}
    done = told("sample", "judge", "1", fill_in("carl", **texts), "--by", "carl", "--settle")
    assert (done["taken"], done["waiting"]) == (2, 0)
    result = told("sample", "result", "1")
    assert (result["verdict"], result["disputed"], result["errors_per_10000"]["wrong"]) == ("passed", 0, 0)


def test_more_lines_are_drawn_for_a_sample_that_asks_for_them() -> None:
    run("sample", "draw", "--lines", "4", "--by", "anna")
    assert "wait for a judgement" in run("sample", "more", "1", code=ExitCode.USAGE).stderr
    run("sample", "sheets", "1", "--to", "sheets", "--by", "anna")
    run("sample", "judge", "1", fill_in("sheets"), "--by", "anna")
    wanted = told("sample", "result", "1")["more"]
    assert told("sample", "more", "1", "--seed", "5")["added"] == wanted > 0


def test_mistakes_are_answered_with_what_to_do() -> None:
    assert "baokan sample list" in run("sample", "result", "9", code=ExitCode.NO_INPUT).stderr
    assert "baokan run" in run("sample", "list", "-o", "elsewhere", code=ExitCode.NO_INPUT).stderr
    assert "no text to draw" in run("sample", "draw", "--issue", "无", code=ExitCode.NO_INPUT).stderr
    assert "sampling.judges" in run("sample", "draw", "--judges", "3", code=ExitCode.USAGE).stderr
    assert "a whole number" in run("sample", "draw", "--seed", "-1", code=ExitCode.USAGE).stderr
