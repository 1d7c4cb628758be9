"""``baokan gazetteer …``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import pipeline, scan
from typer.testing import CliRunner

from pipeline.batch.run import run as run_batch
from pipeline.cli.gazetteer_command import app
from pipeline.cli.main import app as whole
from pipeline.errors import ExitCode


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, code: int = ExitCode.DONE) -> Any:
    done = CliRunner().invoke(whole, ["gazetteer", *arguments])
    assert done.exit_code == code, done.output
    return done


def written(name: str, *rows: str) -> str:
    Path(name).write_text("\n".join((*rows, "")), encoding="utf-8")
    return name


def test_check_ends_with_4_when_rows_are_lost_and_names_the_line() -> None:
    mine = written("mine.csv", "name,kind", "某某花苑,estate", "路,road")
    done = run("check", mine, code=ExitCode.SOME_FAILED)
    assert "error: mine.csv, line 3: name '路' is shorter than two characters" in done.stdout
    report = json.loads(run("check", mine, "--json", code=ExitCode.SOME_FAILED).stdout)
    assert [(f["line"], f["code"], f["weight"]) for f in report["findings"]] == [(3, "bad-name", "error")]
    assert report["neighbours"] >= len(report["pairs"]) > 0


def test_check_of_the_shipped_lists_ends_with_0() -> None:
    assert "0 errors, 0 warnings" in run("check").stderr


def test_a_parent_of_the_shipped_list_is_known_unless_one_checks_alone() -> None:
    mine = written("mine.csv", "name,parent", "某某花苑,仙霞新村街道")
    assert "unknown" not in run("check", mine).stdout
    assert "has no row of its own" in run("check", mine, "--alone").stdout


def test_a_file_that_cannot_be_used_ends_with_2() -> None:
    assert "no column 'name'" in run("check", written("x.csv", "title", "a"), code=ExitCode.USAGE).stderr
    assert "--alone" in run("check", "--alone", code=ExitCode.USAGE).stderr


def test_add_writes_one_row_refuses_a_second_and_says_who_has_it_already() -> None:
    done = run("add", "虹旭", "--to", "mine.csv", "--kind", "小区", "--former", "旧苑(1990/2001)", "--from", "2001/3")
    assert "虹旭 is in changning.csv already as alias of 虹旭居委会" in done.stderr
    before = Path("mine.csv").read_bytes()
    assert "虹旭,estate,,,旧苑(1990/2001),,,2001-03" in before.decode()
    assert "line 2: 虹旭 is there already" in run("add", "虹旭", "--to", "mine.csv", "--kind", "小区", code=2).stderr
    assert Path("mine.csv").read_bytes() == before


@pytest.mark.parametrize(
    "wrong", [["路"], ["某某花苑", "--latitude", "99", "--longitude", "1"], ["某某花苑", "--from", "x"]]
)
def test_add_writes_nothing_when_a_value_is_wrong(wrong: list[str]) -> None:
    assert "Nothing was added" in run("add", *wrong, "--to", "mine.csv", code=ExitCode.USAGE).stderr
    assert not Path("mine.csv").exists()


def test_import_names_the_rows_it_cannot_use_and_keeps_the_others() -> None:
    source = Path("list.csv")
    source.write_bytes("名称,类别\n虹旭小区,小区\n路,道路\n".encode("gb18030"))
    done = run("import", "list.csv", "--to", "mine.csv", "--source", "register", code=ExitCode.SOME_FAILED)
    assert "list.csv, line 3" in done.stderr
    assert Path("mine.csv").read_text(encoding="utf-8").splitlines()[1].startswith("虹旭小区,estate,")
    assert "--merge" in run("import", "list.csv", "--to", "mine.csv", code=ExitCode.USAGE).stderr
    report = run("import", "list.csv", "--to", "mine.csv", "--merge", "--json", code=ExitCode.SOME_FAILED)
    assert {key: json.loads(report.stdout)[key] for key in ("added", "known")} == {"added": 0, "known": 1}


def test_export_and_import_of_both_formats_come_back_to_the_same_list() -> None:
    for name in ("all.csv", "all.geojson"):
        run("export", "--to", name)
        run("import", name, "--to", f"{name}.back.csv")
        difference = json.loads(run("diff", name, f"{name}.back.csv", "--json").stdout)
        assert difference == {"added": [], "removed": [], "changed": []}
    assert Path("all.csv").read_bytes().startswith(b"\xef\xbb\xbfname,")
    assert ".geojson" in run("export", "--to", "all.xlsx", code=ExitCode.USAGE).stderr


def test_export_of_one_kind_has_that_kind_only() -> None:
    run("export", "--to", "roads.geojson", "--kind", "道路")
    features = json.loads(Path("roads.geojson").read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["kind"] for feature in features} == {"road"}


def test_show_gives_the_way_up_and_a_name_of_no_list_gets_similar_ones() -> None:
    (card,) = json.loads(run("show", "虹旭居委会", "--json").stdout)
    assert card["parents"] == ["仙霞新村街道", "长宁区", "上海市"]
    assert "虹仙居委会" in card["neighbours"]
    assert "belongs to" in run("show", "虹旭居委会").stdout
    assert "芙蓉江路" in run("show", "美蓉江路", code=ExitCode.USAGE).stderr


def test_show_says_what_a_former_name_and_a_variant_are() -> None:
    mine = written("mine.csv", "name,former,variants", "新路,旧路(1925/1943),薪路")
    assert "旧路 is its former (曾用名)" in run("show", "旧路", "--gazetteer", mine).stdout
    assert "薪路 is its variant (异写)" in run("show", "薪路", "--gazetteer", mine).stdout


def test_search_finds_nothing_without_an_error() -> None:
    assert json.loads(run("search", "qqqqqq", "--json").stdout) == []
    assert "芙蓉江路" in run("search", "美蓉江路").stdout


def test_diff_prints_each_change() -> None:
    a = written("a.csv", "name,code", "甲路,1", "乙路,2")
    b = written("b.csv", "name,code", "甲路,3", "丙路,4")
    assert run("diff", a, b).stdout.splitlines() == ["+ 丙路  4", "- 乙路  2", "~ 甲路  1", "    code: 1 -> 3"]


def test_learn_proposes_from_decisions_and_adds_to_a_gazetteer() -> None:
    rows = [f"d{n},1,虹云小区,虹旭小区,rejected,虹旭小区,place-name,,在,的,," for n in range(4)]
    header = "document,page,before,after,status,entry,kind,characters,left,right,editor,time"
    decisions = written("decisions.csv", header, *rows)
    done = run("learn", "--decisions", decisions, "--to", "learned.csv")
    assert done.stdout.startswith("虹云小区  estate  4 times on 4 pages; one character off: ")
    assert "虹云小区,estate" in Path("learned.csv").read_text(encoding="utf-8")
    again = json.loads(
        run(
            "learn",
            "--decisions",
            decisions,
            "--json",
            "--config",
            written("b.toml", "[gazetteer]", 'files = ["learned.csv"]'),
        ).stdout
    )
    assert again == []


def test_learn_reads_finished_results_and_names_a_page_that_it_cannot_read() -> None:
    for n, words in enumerate(("走进虹云花苑看变化", "虹云花苑的居民", "虽然虹云花苑不大", "在虹云花苑开会")):
        scan(Path(f"{n}.png"), shade=200 + n)
        run_batch([Path(f"{n}.png")], pipeline(Path("output"), lambda _, words=words: words), lambda _: None)
    (proposal,) = json.loads(run("learn", "--json").stdout)
    assert (proposal["name"], proposal["seen"], proposal["pages"]) == ("虹云花苑", 4, 4)
    Path("output/0/page-0001.json").write_text("{", encoding="utf-8")
    done = run("learn", "--json", code=ExitCode.SOME_FAILED)
    assert json.loads(done.stdout) == []
    assert "page-0001.json" in done.stderr


def test_every_command_of_the_group_has_help() -> None:
    for command in app.registered_commands:
        assert command.name is not None
        assert "Usage: " in run(command.name, "--help").stdout
