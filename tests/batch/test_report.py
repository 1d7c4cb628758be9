"""``baokan report``: the page says what the run did, needs nothing else, and no text breaks out of it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from helpers.fakes import pipeline, scan
from typer.testing import CliRunner

from pipeline.batch.report import render, way
from pipeline.batch.report.drawing import bins
from pipeline.batch.report.facts import gather
from pipeline.batch.report.gaps import labelled, missing_pages, number_series, numbers, read_issues
from pipeline.batch.report.markup import Html, element, join
from pipeline.batch.report.times import slots, worked
from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.cli.main import app
from pipeline.errors import ExitCode, NoInputError, SettingsError
from pipeline.flow import Pipeline, Stage
from pipeline.model.correction import Correction
from pipeline.model.page import Metadata
from pipeline.model.sheet import Sheet

HOSTILE = "<script>alert('x')</script>&\""
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Reader(HTMLParser):
    """Elements, attributes and text of a page; checks that every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def corrected(output: Path, text: str = HOSTILE) -> Pipeline:
    """Pages that say ``text``, with a name that is applied on the first and flagged on the others."""
    made = pipeline(output, lambda _: text)

    def correct(sheet: Sheet, _: Pipeline) -> Sheet:
        record = Correction(
            id=0,
            stage="correct",
            kind="place-name",
            block=0,
            characters=("0.0",),
            before=text[0],
            after="虹<b>",
            status="applied" if sheet.page.frame == 1 else "flagged",
        )
        metadata = Metadata(publication=HOSTILE, date="2021-03-12", issue="5", page_label=str(2 * sheet.page.frame))
        return sheet.with_page(corrections=(record,), metadata=metadata)

    made.stages = (*made.stages, Stage("correct", 1, correct))
    return made


def results(folder: Path) -> Path:
    scan(folder / "scans/a<b>&'.tif", frames=2)
    (folder / "scans/<i>empty.png").write_bytes(b"")
    run([folder / "scans"], corrected(folder / "out"))
    return folder / "out"


def test_report_says_what_the_run_did(tmp_path: Path) -> None:
    output = results(tmp_path)
    facts = gather(output, None, whole=False)
    assert facts.frames == {"done": 2, "failed": 1, "quarantined": 0, "waiting": 0}
    assert (facts.files, facts.pages, facts.characters) == (2, 2, 2 * len(HOSTILE))
    assert facts.confidences == [0.95, 0.95]
    assert facts.skews == [0.0, 0.0]
    assert facts.names == {(HOSTILE[0], "虹<b>"): {"applied": 1, "flagged": 1}}
    assert [(cause.code, cause.count) for cause in facts.causes] == [("empty", 1)]
    assert [page.name for page in facts.least] == ["page-0001", "page-0002"]
    assert "correct" in dict(facts.stages)
    assert sum(done + failed for _, done, failed in facts.minutes) == 3
    text = Reader(render(output, output / "report.html")).text
    for part in (
        "空文件",
        "empty file",
        "The file is empty (0 bytes).",
        "95.0%",
        "1 已改 · 1 待定",
        "1 applied · 1 flagged",
    ):
        assert part in text, part
    assert "共 1 期。期号之间缺 0 期，1 期内缺 2 页" in text, "pages 2 and 4 are there, 1 and 3 are not"


def test_nothing_of_a_scan_becomes_markup(tmp_path: Path) -> None:
    output = results(tmp_path)
    page = render(output, output / "report.html")
    read = Reader(page)
    assert not [tag for tag, _ in read.elements if tag in ("script", "b>", "i")]
    assert "alert('x')" in read.text, "it is shown as text"
    assert not [key for _, attributes in read.elements for key in attributes if key.startswith("on")]


def test_page_fetches_nothing_and_its_links_lead_to_the_results(tmp_path: Path) -> None:
    output = results(tmp_path)
    page = render(output, tmp_path / "elsewhere/夜/report.html")
    assert not re.search(r"https?://|@import|url\(", page)
    links = [attributes["href"] for tag, attributes in Reader(page).elements if tag == "a"]
    assert len(links) == 4
    assert all((tmp_path / "elsewhere/夜" / unquote(link)).resolve().is_file() for link in links)
    pictures = [attributes["href"] for tag, attributes in Reader(page).elements if tag == "image"]
    assert len(pictures) == 2
    assert all(picture.startswith("data:image/jpeg;base64,") for picture in pictures)


def test_way_to_results_beside_the_report_is_empty(tmp_path: Path) -> None:
    assert way(tmp_path, tmp_path / "report.html") == ""
    assert way(tmp_path / "a b", tmp_path / "report.html") == "a%20b/"


def test_damaged_page_files_leave_their_picture_out(tmp_path: Path) -> None:
    output = results(tmp_path)
    folder = next(path for path in output.iterdir() if path.is_dir() and (path / "page-0001.jpg").exists())
    (folder / "page-0001.jpg").write_bytes(b"no picture")
    (folder / "page-0002.json").write_text("{", encoding="utf-8")
    (output / "issues.json").write_text("[", encoding="utf-8")
    read = Reader(render(output, output / "report.html"))
    assert len([tag for tag, _ in read.elements if tag == "image"]) == 1
    assert "issues.json 无法读取" in read.text


def test_run_is_told_of_alone_and_all_tells_of_everything(tmp_path: Path) -> None:
    output = results(tmp_path)
    scan(tmp_path / "later/b.png", shade=200)
    run([tmp_path / "later"], corrected(output))
    run([tmp_path / "later"], corrected(output))
    last = gather(output, None, whole=False)
    assert last.run is not None
    assert (last.run.number, last.pages) == (2, 1), "the third run had nothing to do"
    assert gather(output, 1, whole=False).pages == 2
    assert gather(output, None, whole=True).pages == 3
    with pytest.raises(SettingsError, match="1 to 3"):
        gather(output, 7, whole=False)


def test_pages_redone_for_a_new_text_are_summed_up_anew(tmp_path: Path) -> None:
    output = results(tmp_path)
    run([tmp_path / "scans"], corrected(output, "文"), wishes=Wishes(force=True))
    assert gather(output, None, whole=False).characters == 2


def test_command_writes_the_page_in_the_language_asked_for(tmp_path: Path) -> None:
    output = results(tmp_path)
    runner = CliRunner()
    assert runner.invoke(app, ["report", "-o", str(output), "--lang", "zh"]).exit_code == ExitCode.DONE
    target = tmp_path / "english.html"
    answer = runner.invoke(app, ["report", "-o", str(output), "--to", str(target), "--lang", "en", "--all"])
    assert answer.exit_code == ExitCode.DONE
    for path, language in ((output / "report.html", "to-zh"), (target, "to-en")):
        inputs = [a for tag, a in Reader(path.read_text(encoding="utf-8")).elements if tag == "input"]
        assert [a["id"] for a in inputs if "checked" in a] == [language]
    assert runner.invoke(app, ["report", "-o", str(output), "--run", "1", "--all"]).exit_code == ExitCode.USAGE
    assert runner.invoke(app, ["report", "-o", str(tmp_path / "none")]).exit_code == ExitCode.NO_INPUT


def test_folder_without_results_gets_no_report(tmp_path: Path) -> None:
    with pytest.raises(NoInputError):
        render(tmp_path, tmp_path / "report.html")


def test_run_without_any_page_still_makes_a_page(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    run([tmp_path / "empty.png"], pipeline(tmp_path / "out"))
    text = Reader(render(tmp_path / "out", tmp_path / "report.html")).text
    assert "没有带文字的页面" in text
    assert "没有识别出期号或日期" in text


def issue(number: str | None, labels: str = "", **said: str | None) -> dict[str, object]:
    pages = [{"document": "d", "page": "p", "page_label": label} for label in labels.split()]
    given = {
        "key": f"第{number}期",
        "publication": "虹桥报",
        "date": "2021-03-12",
        "issue": number,
        "issue_total": None,
    }
    return {**given, "pages": pages, **said}


def test_missing_numbers_are_those_between_two_that_are_there() -> None:
    (series,) = number_series([issue("5"), issue("8"), issue("三"), issue("特刊")])
    assert series.missing == [4, 6, 7]


def test_double_issue_stands_for_both_numbers() -> None:
    assert [numbers(text) for text in ("5-6", "5、6", "第五期", "12", "特刊", None, "1-99")] == (
        [[5, 6], [5, 6], [5], [12], [], [], [1, 99]]
    )
    (series,) = number_series([issue("4"), issue("5-6"), issue("7")])
    assert series.missing == []


def test_misread_number_does_not_make_a_thousand_issues_missing() -> None:
    (series,) = number_series([issue("1"), issue("3"), issue("1004")])
    assert series.missing == [2]
    assert len(series.stretches) == 2


def test_years_have_their_own_numbers_and_running_numbers_go_on() -> None:
    listed = [
        issue("24", date="2020-12-18", issue_total="124"),
        issue("23", date="2020-12-04", issue_total="123"),
        issue("1", date="2021-01-08", issue_total="126"),
        issue("2", date="2021-01-22", issue_total="127"),
    ]
    found = {series.year: series.missing for series in number_series(listed)}
    assert found == {"": [125], "2020": [], "2021": []}


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("A2", ("A", [2])),
        ("第三版", ("", [3])),
        ("2-3", ("", [2, 3])),
        ("１２", ("", [12])),
        ("", ("", [])),
        ("综合", ("", [])),
    ],
)
def test_page_label_is_read_in_every_way_it_is_printed(label: str, read: tuple[str, list[int]]) -> None:
    assert labelled(label) == read


def test_missing_pages_are_found_in_each_section() -> None:
    (pages,) = missing_pages([issue("5", "A1 A3 B2"), issue("6", "1 2 3 4")])
    absent = {letters: [place.number for place in places if not place.there] for letters, places in pages.series}
    assert absent == {"A": [2], "B": [1]}


def test_no_issues_file_is_no_issue(tmp_path: Path) -> None:
    assert read_issues(tmp_path).number == 0
    (tmp_path / "issues.json").write_text(json.dumps({"issues": [issue("1"), issue("3")]}), encoding="utf-8")
    assert read_issues(tmp_path).number == 2


def test_every_value_falls_into_a_bin() -> None:
    for values in ([0.5], [1.0] * 7, [0.0, 1.0], [n / 1000 for n in range(900, 1001)], [0.1, *([0.99] * 300)]):
        found = bins(values, (0.01, 0.1), 0.0, 1.0, 24)
        assert sum(one.count for one in found) == len(values)
        assert len(found) <= 24
    assert found[0].open_low, "one page far below the others does not stretch the axis"


def test_time_without_work_is_cut_out_of_the_axis() -> None:
    minutes = [("2021-03-12T18:00", 3, 0), ("2021-03-12T18:02", 2, 1), ("2021-03-14T09:00", 4, 0)]
    found, width = slots(minutes)
    assert (width, worked(minutes)) == (1, 4)
    assert [(slot.done, slot.failed, slot.gap) for slot in found] == (
        [(3, 0, False), (0, 0, False), (2, 1, False), (4, 0, True)]
    )


def test_only_markup_is_left_as_it_is() -> None:
    made = element("a", "<x>", element("b", "&"), href='"><script>')
    assert made == '<a href="&quot;&gt;&lt;script&gt;">&lt;x&gt;<b>&amp;</b></a>'
    assert join("<", Html("<br>"), None) == "&lt;<br>"
