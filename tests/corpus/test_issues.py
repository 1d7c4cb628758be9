"""What is said of issues: where a page number comes from, what was not found, what may be there twice, and no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, street_page
from helpers.made_pages import PageMaker
from sqlalchemy import update
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.corpus import Corpus
from pipeline.corpus.issue_pages import PageThere, Sheet, doubles, grams, likeness, missing, numbered
from pipeline.corpus.issues import Issues
from pipeline.corpus.numbering import Key, Numbered, gaps, parts
from pipeline.database.schema import pages, sources
from pipeline.errors import ExitCode
from pipeline.model.page import Page


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("仙霞社区报 2021-04-09 第7期", Key("仙霞社区报", 7, False)),
        ("2021 第6期", Key("", 6, False)),
        ("2021-04-02", Key("", None, False)),
        ("仙霞报 总第120期", Key("仙霞报", 120, True)),
        ("宜居仙霞 2021-03", Key("宜居仙霞", None, False)),
        ("虹桥报 5", Key("虹桥报", 5, False)),
        ("2021年报", Key("2021年报", None, False)),
    ],
)
def test_a_key_says_title_and_number(key: str, expected: Key) -> None:
    assert parts(key) == expected


def file_of(*labels: str | None, nameplate: bool = False) -> list[Sheet]:
    """Pages of one file, one a frame."""
    return [Sheet(k, "报", f"page-{k:04d}", k, 0, label, nameplate and k == 1) for k, label in enumerate(labels, 1)]


def numbers(*labels: str | None, nameplate: bool = False) -> list[tuple[int | None, str, bool]]:
    return [(one.number, one.how, one.doubtful) for one in numbered(file_of(*labels, nameplate=nameplate))]


def test_a_number_is_taken_as_printed_or_inferred_and_says_which() -> None:
    assert numbers("1", None, "3") == [(1, "printed", False), (2, "between", False), (3, "printed", False)]
    assert numbers("1", "二", None) == [(1, "printed", False), (2, "printed", False), (3, "beside", False)]
    assert numbers(None, "第2版") == [(1, "beside", False), (2, "printed", False)]
    assert numbers(None, nameplate=True) == [(1, "nameplate", False)]
    assert numbers(None) == [(None, "unknown", False)]


def test_neighbours_that_disagree_or_say_nothing_infer_nothing() -> None:
    assert numbers("1", None, "5")[1] == (None, "unknown", False)
    assert numbers(None, "1")[0] == (None, "unknown", False)  # nothing comes before page 1
    assert numbers("1", None, None, "4")[1:3] == [(2, "beside", False), (3, "beside", False)]


def test_a_printed_number_that_both_neighbours_contradict_is_doubtful() -> None:
    assert numbers("1", "8", "3")[1] == (8, "printed", True)
    assert numbers("1", "8")[1] == (8, "printed", False)


def lost(pages: Sequence[PageThere], usual: int | None = None) -> list[tuple[str, int, str, bool]]:
    return [(one.section, one.number, one.why, one.unsure) for one in missing(pages, usual)]


def there(*labels: str | None) -> list[PageThere]:
    """Pages of as many files, so that none has a neighbour."""
    return [
        page
        for k, label in enumerate(labels)
        for page in numbered([Sheet(k, f"报{k}", "page-0001", 1, 0, label, False)])
    ]


def test_numbers_that_no_page_has_are_missing_and_unsure_where_a_page_may_be_it() -> None:
    assert lost(there("2", "4")) == [("", 1, "before", False), ("", 3, "between", False)]
    assert lost(there("2", None, "1", "4")) == [("", 3, "between", True)]
    assert lost(there("A1", "A2", "B2")) == [("B", 1, "before", False)]
    assert lost(there(None)) == []


def test_what_other_issues_usually_have_is_missing_only_where_they_agree() -> None:
    assert lost(there("1", "2"), 4) == [("", 3, "usual", False), ("", 4, "usual", False)]
    assert lost(there("1", "2")) == []
    assert lost(there("A1", "B1"), 4) == []


def test_pages_are_double_by_number_or_by_text_and_the_likeness_is_told() -> None:
    text = "今天居委会组织大家到仙霞路看望老人送去了节日的问候和祝福，" * 3 + "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
    other = (
        "社区食堂明天开业欢迎居民前来品尝首日全场八折另有免费汤水供应"
        + "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
    )
    pages = there("1", "1", "2", None)
    texts = dict(zip(("报0", "报1", "报2", "报3"), map(grams, (text, other, other, text[5:])), strict=True))
    found = doubles(pages, lambda page: texts[page.document])
    assert [([document for document, _ in one.pages], one.why) for one in found] == [
        (["报0", "报1"], "label"),
        (["报0", "报3"], "text"),
    ]
    assert found[0].alike is not None
    assert found[0].alike < 0.1
    assert found[1].alike == 1
    # 报1 and 报2 read the same and have two printed numbers: they are two pages
    assert likeness(grams("短"), grams(text)) is None


def of(title: str, *given: tuple[int, str], running: bool = False) -> list[Numbered]:
    return [Numbered(f"{title} {date} {number}", title, number, running, date) for number, date in given]


def test_numbers_between_two_issues_of_a_year_are_missing_and_no_others() -> None:
    (gap,) = gaps(of("报", (3, "2021-01"), (4, "2021-02"), (7, "2021-05"), (2, "2022-02")))
    assert (gap.title, gap.year, gap.why, gap.first, gap.last) == ("报", "2021", "missing", 5, 6)
    assert gap.keys == ("报 2021-02 4", "报 2021-05 7")
    assert gaps(of("", (1, "2021-01"), (9, "2021-09"))) == []
    assert gaps(of("报", (1, ""), (9, ""))) == []
    assert gaps(of("报", (1, "2021"), (900, "2021"))) == []


def test_running_numbers_go_on_over_the_years() -> None:
    (gap,) = gaps(of("报", (99, "2020-12"), (101, "2021-01"), running=True))
    assert (gap.year, gap.first, gap.last) == ("", 100, 100)


def test_one_number_twice_and_dates_that_go_backwards_are_told() -> None:
    assert [one.why for one in gaps(of("报", (3, "2021-03-12"), (3, "2021-03"), (4, "2021-02")))] == ["twice", "order"]
    assert gaps(of("报", (3, "2021-03-12"), (4, "2021-03"))) == []  # as far as both are known they fit


def page(title: str, text: str, label: str | None) -> Page:
    make = PageMaker()
    make.block("title", title)
    make.block("paragraph", text)
    made = make.page()
    return made.changed(metadata=made.metadata.model_copy(update={"page_label": label}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return corpus(
        tmp_path / "out",
        {
            "甲": [
                page("一版", "今天天气很好。", "1"),
                page("二版", "明天也很好。", None),
                page("三版", "后天不好。", "3"),
            ],
            "乙": [page("五版", "大家都很高兴。", "5")],
            "旧": [street_page()],
        },
    )


def looked(folder: Path) -> Issues:
    with Corpus(folder) as asked:
        return asked.issues()


def test_the_issue_of_several_files_is_looked_at_as_one(folder: Path) -> None:
    (one,) = looked(folder).issues
    assert (one.issue, one.title, one.number, one.date) == ("虹桥报 5", "虹桥报", 5, "2021-01-22")
    assert [(page.number, page.how) for page in one.pages] == [
        (1, "printed"),
        (2, "between"),
        (3, "printed"),
        (5, "printed"),
        (None, "unknown"),
    ]
    assert [(lost.number, lost.why, lost.unsure) for lost in one.missing] == [(4, "between", True)]
    assert not one.clear


def test_withdrawn_documents_are_not_there_and_replaced_ones_are_named(folder: Path) -> None:
    with Corpus(folder) as asked:
        asked.withdraw("甲", "李", "权利人要求")
        with asked.database.write() as connection:
            connection.execute(update(sources).where(sources.c.document == "旧").values(state="replaced"))
    (one,) = looked(folder).issues
    assert [page.document for page in one.pages] == ["乙"]
    assert one.replaced == ["旧"]
    assert [lost.number for lost in one.missing] == [1, 2, 3, 4]
    assert {lost.unsure for lost in one.missing} == {False}


def test_pages_without_an_issue_are_counted_and_not_guessed_at(folder: Path) -> None:
    with Corpus(folder) as asked:
        with asked.database.write() as connection:
            connection.execute(update(pages).where(pages.c.label.is_(None)).values(issue=None, date=None))
        found = asked.issues()
    assert found.without == 2
    assert [page.number for page in found.issues[0].pages] == [1, 3, 5]


def test_other_issues_of_the_title_say_how_many_pages_there_usually_are(folder: Path) -> None:
    with Corpus(folder) as asked, asked.database.write() as connection:
        connection.exec_driver_sql("UPDATE pages SET issue = '报 2021-0' || id || ' 第' || id || '期', label = '4'")
        connection.exec_driver_sql("UPDATE pages SET label = '2' WHERE id = 1")
    first, *others = looked(folder).issues
    assert [(lost.number, lost.why) for lost in first.missing] == [(1, "before"), (3, "usual"), (4, "usual")]
    assert all(lost.why == "before" for one in others for lost in one.missing)


def run(folder: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(app, ["corpus", "issues", *arguments, "-o", str(folder)])
    assert done.exit_code == ExitCode.DONE, done.output
    return done.stdout


def test_the_command_says_it_in_words_and_for_programs(folder: Path) -> None:
    said = run(folder)
    assert "虹桥报 5: 5 pages: 1, ~2, 3, 5, ?" in said
    assert "page 4 was not found: lower and higher numbers are there; a page without a sure number may be it" in said
    told = json.loads(run(folder, "--json"))
    assert told["issues"][0]["missing"][0]["number"] == 4
    assert told["without"] == 0
    rows = list(csv.DictReader(io.StringIO(run(folder, "--csv").removeprefix("\ufeff"))))
    assert json.loads(rows[0]["missing"])[0]["number"] == 4
    assert json.loads(run(folder, "--title", "没有", "--json"))["issues"] == []
