"""``baokan search|kwic|freq|places|corpus``: what they print for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from helpers.corpus import corpus, misread_page, street_page
from pyarrow import dataset
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.errors import ExitCode


@pytest.fixture(autouse=True)
def _results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(tmp_path / "output", {"报一": [street_page()], "报三": [misread_page()], "报二": [street_page()]})
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, code: int = ExitCode.DONE) -> Any:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done


def told(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_search_as_json_keeps_its_contract_and_needs_nothing_but_a_run() -> None:
    found = told("search", "虹山")
    assert found["query"] == "虹山"
    assert found["total"] == len(found["hits"]) == 4
    first = found["hits"][0]
    assert (first["document"], first["page"], first["block"]) == ("报一", "page-0001", 1)
    assert first["characters"] == ["1.2", "1.3"]
    assert (first["left"], first["text"], first["right"]) == ("今天", "虹山", "居委会里大家都说一声好。")


def test_limit_and_offset_cut_the_list_and_not_the_total() -> None:
    all_hits = told("search", "虹山", "--sort", "text")["hits"]
    some = told("search", "虹山", "--sort", "text", "--limit", "2", "--offset", "1")
    assert some["total"] == 4
    assert some["hits"] == all_hits[1:3]


def test_hits_in_headlines_come_first() -> None:
    found = told("search", "新村")
    assert [hit["kind"] for hit in found["hits"]] == ["title", "paragraph"]


def test_a_name_is_found_where_the_engine_read_another_one() -> None:
    assert told("search", "虹鲲新村")["total"] == 1
    found = told("search", "虹鲲新村", "--alternatives", "--sort", "text")
    assert [(hit["text"], hit["guessed"]) for hit in found["hits"]] == [("虹鲲新村", False), ("虹鳃新村", True)]


def test_facets_count_hits() -> None:
    found = told("search", "虹山", "--facet", "document", "--facet", "year")
    assert found["facets"]["document"] == [{"value": "报一", "hits": 2}, {"value": "报二", "hits": 2}]
    assert found["facets"]["year"] == [{"value": "2021", "hits": 4}]
    assert "no such facet" in run("search", "虹山", "--facet", "colour", code=ExitCode.USAGE).stderr


def test_search_for_people_shows_hits_in_brackets() -> None:
    done = run("search", "虹山", "--limit", "1")
    assert "今天[虹山]居委会里" in done.stdout
    assert "4 hits, 1 shown" in done.stderr


def test_a_wrong_query_points_at_its_character() -> None:
    done = run("search", "虹山 AND (天山", code=ExitCode.USAGE)
    assert "character 8" in done.stderr
    assert done.stderr.splitlines()[-1].index("^") == 2 + 4 + 1 + 3 + 1


def test_without_results_the_message_says_what_to_do(tmp_path: Path) -> None:
    done = run("search", "虹山", "-o", str(tmp_path / "nowhere"), code=ExitCode.NO_INPUT)
    assert "baokan run" in done.stderr


def test_csv_has_a_row_for_each_hit() -> None:
    rows = table(run("search", "虹山", "--csv").stdout)
    assert [row["text"] for row in rows] == ["虹山"] * 4
    assert json.loads(rows[0]["characters"]) == ["1.2", "1.3"]


def test_kwic_sorts_by_what_stands_behind_and_before() -> None:
    behind = [line["right"] for line in told("kwic", "虹山", "--sort", "right")["lines"]]
    assert [text[0] for text in behind] == ["居", "居", "小", "小"]
    before = [line["left"] for line in told("kwic", "大家", "--sort", "left")["lines"]]
    ends = [text[-1].encode("gb18030") for text in before]
    assert ends == sorted(ends)


def test_kwic_for_people_puts_all_hits_into_one_column() -> None:
    from pipeline.corpus.tables import width

    lines = run("kwic", "虹山").stdout.splitlines()
    assert len(lines) == 4
    assert len({width(line[: line.index("[")]) for line in lines}) == 1


def test_collocates_stand_beside_the_hits() -> None:
    rows = {row["word"]: row for row in told("kwic", "虹山", "--collocates")}
    assert rows["小区"]["right"] == 2
    assert rows["小区"]["left"] == 0
    assert rows["小区"]["corpus"] == 2
    assert rows["小区"]["log_likelihood"] > 0


def test_frequency_stands_beside_the_pages_there_are() -> None:
    rows = told("freq", "虹山", "--by", "month")["rows"]
    assert [(row["period"], row["hits"], row["pages_with"], row["pages"]) for row in rows] == [("2021-01", 4, 2, 3)]
    assert rows[0]["per_10000"] == round(10_000 * 4 / rows[0]["characters"], 4)


def test_several_queries_are_counted_and_drawn_together(tmp_path: Path) -> None:
    drawn = tmp_path / "figure.svg"
    done = told("freq", "虹山", "新村", "--svg", str(drawn), "--relative", "--language", "zh")
    assert done["queries"] == ["虹山", "新村"]
    assert [(row["query"], row["period"], row["hits"]) for row in done["rows"]] == [
        ("虹山", "2021", 4),
        ("新村", "2021", 2),
    ]
    said = "".join(ElementTree.parse(drawn).getroot().itertext())
    assert "虹山、新村：逐年命中" in said
    assert "每万字次数" in said
    assert f"语料库版本 {done['version']}" in said
    assert "at most 5" in run("freq", *"一二三四五六", code=ExitCode.USAGE).stderr
    assert "--svg" in run("freq", "--words", "--svg", str(drawn), code=ExitCode.USAGE).stderr


def test_word_lists_and_runs_of_characters() -> None:
    words = {row["text"]: row["count"] for row in told("freq", "--words")["rows"]}
    assert words["大家"] == 5
    pairs = {row["text"]: row["count"] for row in told("freq", "--ngrams", "2")["rows"]}
    assert pairs["虹山"] == 4
    assert "。大" not in pairs
    assert "Give either" in run("freq", code=ExitCode.USAGE).stderr


def test_places_say_how_often_and_in_which_spelling() -> None:
    found = {one["name"]: one for one in told("places")["places"]}
    road = found["天山支路"]
    assert (road["kind"], road["mentions"], road["pages"]) == ("road", 2, 2)
    assert road["printed"] == {"天山支路": 2}
    assert road["over_time"] == {"2021": 2}
    assert [one["name"] for one in told("places", "天山支路")["places"]] == ["天山支路"]
    assert "天山支路 2" in run("places").stdout


def test_places_say_each_spelling_in_each_period_and_what_stands_beside() -> None:
    rows = told("places", "天山支路", "--spellings", "--by", "month")["places"]
    assert [(row["printed"], row["role"], row["period"], row["mentions"], row["pages"]) for row in rows] == [
        ("天山支路", "name", "2021-01", 2, 3)
    ]
    assert told("places", "天山支路", "--by", "issue")["places"][0]["over_time"] == {"虹桥报 5": 2}
    assert told("places", "天山支路", "--beside")["places"] == []
    assert "--beside wants one NAME" in run("places", "--beside", code=ExitCode.USAGE).stderr


def test_a_withdrawn_document_is_in_nothing_until_it_is_put_back() -> None:
    before = told("corpus", "status")
    run("corpus", "withdraw", "报二", "--why", "权利人要求", "--by", "李")
    assert {hit["document"] for hit in told("search", "虹山")["hits"]} == {"报一"}
    assert told("places", "天山支路")["places"][0]["mentions"] == 1
    assert told("freq", "虹山")["rows"][0]["pages"] == 2
    after = told("corpus", "status")
    assert (after["documents"], after["pages"]) == (before["documents"] - 1, before["pages"] - 1)
    assert after["version"] > before["version"]
    assert after["withdrawn"][0][:2] == ["报二", "李"]
    run("corpus", "put-back", "报二")
    assert told("search", "虹山")["total"] == 4
    assert "no such document" in run("corpus", "withdraw", "报九", "--why", "x", code=ExitCode.USAGE).stderr


def test_an_export_says_what_it_is_and_all_formats_agree(tmp_path: Path) -> None:
    run("corpus", "export", "csv", "jsonl", "parquet", "text", "--to", "out", "--query", "虹山")
    said = json.loads(Path("out/corpus.json").read_text(encoding="utf-8"))
    assert (said["query"], said["rows"]) == ("虹山", 4)
    assert said["version"] == told("corpus", "status")["version"]
    rows = table(Path("out/hits.csv").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in Path("out/hits.jsonl").read_text(encoding="utf-8").splitlines()]
    columns = dataset.dataset("out/hits.parquet", partitioning="hive").to_table().to_pylist()
    assert [line["left"] for line in lines] == [row["left"] for row in rows] == [row["left"] for row in columns]
    assert {row["year"] for row in columns} == {2021}


def test_the_whole_corpus_is_exported_with_a_file_for_each_article() -> None:
    run("corpus", "export", "text", "csv", "--to", "out")
    listed = table(Path("out/texts.csv").read_text(encoding="utf-8"))
    assert {row["document"] for row in listed} == {"报一", "报二", "报三"}
    first = next(row for row in listed if row["document"] == "报一")
    assert first["title"] == "社区新闻"
    assert Path("out", first["file"]).read_text(encoding="utf-8").startswith("社区新闻\n今天虹山居委会里")
    again = Path("out/passages.csv").read_bytes()
    run("corpus", "export", "csv", "--to", "out")
    assert Path("out/passages.csv").read_bytes() == again


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_version_gives_the_same_bytes_in_every_format() -> None:
    formats = ("csv", "jsonl", "parquet", "text", "tei")
    run("corpus", "export", *formats, "--to", "one")
    run("corpus", "export", *formats, "--to", "two")
    assert everything(Path("one")) == everything(Path("two"))
    assert len(everything(Path("one"))) > 10


def test_nothing_of_an_earlier_export_stays_among_the_new_files_and_nothing_else_is_touched() -> None:
    run("corpus", "export", "text", "tei", "--to", "out")
    run("corpus", "withdraw", "报二", "--why", "权利人要求")
    Path("out/mine.txt").write_text("x", encoding="utf-8")
    run("corpus", "export", "text", "tei", "--to", "out")
    assert not [name for name in everything(Path("out")) if "报二" in name]
    assert Path("out/mine.txt").is_file()
    Path("other/texts").mkdir(parents=True)
    Path("other/texts/mine.txt").write_text("x", encoding="utf-8")
    assert "no export wrote" in run("corpus", "export", "text", "--to", "other", code=ExitCode.USAGE).stderr
    assert Path("other/texts/mine.txt").is_file()


def test_hits_cannot_be_written_as_tei() -> None:
    assert (
        "whole documents"
        in run("corpus", "export", "tei", "--to", "out", "--query", "虹山", code=ExitCode.USAGE).stderr
    )


def test_csv_opens_right_in_excel_and_computes_nothing(tmp_path: Path) -> None:
    from helpers.corpus import put
    from helpers.made_pages import PageMaker

    make = PageMaker()
    make.block("title", "=1+1")
    make.block("paragraph", "说“好”，又说,好", "第二行")
    put(tmp_path / "output", "报四", [make.page()])
    run("corpus", "export", "csv", "--to", "out")
    data = Path("out/passages.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(table(data.decode("utf-8-sig"))) + 1
    texts = [row["text"] for row in table(data.decode("utf-8-sig")) if row["document"] == "报四"]
    assert texts == ["'=1+1", "说“好”，又说,好第二行"]
