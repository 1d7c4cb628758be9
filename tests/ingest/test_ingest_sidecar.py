"""``metadata.csv``: every way in which offices write it, and no row lost to another's mistake."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import Sidecar, apply_sidecar, read_sidecar
from pipeline.ingest.dates import iso_date
from pipeline.model.page import Metadata
from pipeline.model.sidecar import SidecarRow

ENGLISH = "file,title,date,issue,page\na.png,仙霞新闻,2021-03-12,5,2\n"
CHINESE = "文件,题名,日期,期,版\na.png,仙霞新闻,2021年3月12日,第5期,第2版\n"


def sidecar(tmp_path: Path, text: str | bytes, *files: str) -> Sidecar:
    for file in files or ("a.png",):
        (tmp_path / file).write_bytes(b"")
    (tmp_path / "metadata.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sidecar(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["English", "Chinese"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_every_common_form_says_the_same(tmp_path: Path, encoding: str, text: str, ends: str, mark: str) -> None:
    written = text.replace(",", mark).replace("\n", ends).encode(encoding)
    found = sidecar(tmp_path, written)
    assert found.problems == ()
    row = found["a.png"]
    assert (row.title, row.date, row.issue, row.pages) == ("仙霞新闻", "2021-03-12", "5", ("2",))
    assert row.line == 2


def test_without_the_file_there_is_nothing(tmp_path: Path) -> None:
    found = read_sidecar(tmp_path)
    assert len(found) == 0
    assert found.problems == ()
    assert found.get("a.png") is None
    assert len(read_sidecar(tmp_path / "gone")) == 0


def test_columns_may_be_missing_and_in_any_order(tmp_path: Path) -> None:
    found = sidecar(tmp_path, "日期,文件\n2021,a.png\n")
    assert found["a.png"] == SidecarRow(file="a.png", line=2, date="2021")
    assert found.problems == ()


def test_a_name_is_found_whatever_its_case_and_composition(tmp_path: Path) -> None:
    found = sidecar(tmp_path, "file,title\nCafé.PNG,x\n", "Café.PNG")
    assert found[unicodedata.normalize("NFD", "café.png")].title == "x"


def test_bad_rows_are_told_by_line_and_good_rows_hold(tmp_path: Path) -> None:
    text = (
        "file,title,date\n"
        "a.png,one,2021-02-30\n"  # no such day
        "\n"
        ",two,2021-01-01\n"  # no file
        "a.png,three,2021-01-01\n"  # again
        "b.png,four,12.3.21\n"  # year last
        "gone.png,five,2021-01-01\n"  # not there
        "c.png,six,2021-01-01,more\n"  # too many cells
    )
    found = sidecar(tmp_path, text, "a.png", "b.png", "c.png")
    assert [(found[f].title, found[f].date) for f in ("a.png", "b.png", "c.png")] == [
        ("one", None),
        ("four", None),
        ("six", "2021-01-01"),
    ]
    told = [(w.code, int(w.message.split("line ")[1].split(":")[0])) for w in found.problems]
    assert told == [
        ("sidecar-date", 2),
        ("sidecar-row", 4),
        ("sidecar-row", 5),
        ("sidecar-date", 6),
        ("sidecar-file", 7),
        ("sidecar-row", 8),
    ]
    assert all(str(tmp_path / "metadata.csv") in w.message for w in found.problems)


def test_a_misspelt_column_is_told_with_its_neighbour(tmp_path: Path) -> None:
    found = sidecar(tmp_path, "file,titel\na.png,x\n")
    assert found["a.png"].title is None
    assert [w.code for w in found.problems] == ["sidecar-header"]
    assert "`title`" in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a.png,x\n", "sidecar-header"),
        (b"\xff\x81\x00\xfe\xff" * 9, "sidecar-encoding"),
        (b"file,title\na.png,\x00x\n" + b'b.png,"never closed\n' * 20_000, "sidecar-row"),
    ],
    ids=["no header", "no text", "no table"],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, data: bytes, code: str) -> None:
    assert code in [w.code for w in sidecar(tmp_path, data).problems]


@given(st.binary(max_size=200))
def test_no_content_makes_it_fail(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "metadata.csv").write_bytes(b"file,date,issue,page\n" + data)
        found = read_sidecar(Path(folder))
        assert len(found) <= data.count(b"\n") + data.count(b"\r") + 1


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-1-22", "2021-01-22"),
        ("2021/01/22", "2021-01-22"),
        ("2021.1.22", "2021-01-22"),
        ("20210122", "2021-01-22"),
        ("2021年1月22日 星期五", "2021-01-22"),
        ("２０２１年１月２２日", "2021-01-22"),
        ("二〇二一年一月二十二日", "2021-01-22"),
        ("二○二一年十二月三十日（星期四）", "2021-12-30"),
        ("2021/1/22 0:00:00", "2021-01-22"),
        ("2021年3月", "2021-03"),
        ("2021", "2021"),
    ],
)
def test_dates_are_understood(text: str, iso: str) -> None:
    assert iso_date(text) == iso


@pytest.mark.parametrize(
    "text", ["", "x", "21-1-22", "1/22/2021", "2021-13-01", "2021-02-29", "0021-01-01", "年月日", "2021年一一一月"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        iso_date(text)


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        ("5", ("5", None)),
        ("第 5 期", ("5", None)),
        ("第5期（总第131期）", ("5", "131")),
        ("总第131期", (None, "131")),
        ("2021年第6期", ("6", None)),
        ("5.0", ("5", None)),
        ("春季号", ("春季号", None)),
        ("", (None, None)),
    ],
)
def test_issue_numbers_are_understood(tmp_path: Path, issue: str, expected: tuple[str | None, str | None]) -> None:
    row = sidecar(tmp_path, f"file,issue\na.png,{issue}\n")["a.png"]
    assert (row.issue, row.issue_total) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("2", ("2",)),
        ("第02版", ("02",)),
        ("1-4", ("1", "2", "3", "4")),
        ("A01—A03", ("A01", "A02", "A03")),
        ("A1、B2", ("A1", "B2")),
        ("综合", ("综合",)),
        ("1-99999999", ("1-99999999",)),
        ("", ()),
    ],
)
def test_page_labels_are_understood(tmp_path: Path, label: str, expected: tuple[str, ...]) -> None:
    assert sidecar(tmp_path, f"file,page\na.png,{label}\n")["a.png"].pages == expected


PRINTED = Metadata(
    publication="仙霞报", date="2021-01-01", issue="1", page_label="1", origin={"date": "masthead", "issue": "masthead"}
)


def test_what_the_file_says_overrides_what_is_printed() -> None:
    row = SidecarRow(file="a.png", line=2, title="题", date="2021-03-12", issue_total="131", pages=("3",))
    after = apply_sidecar(PRINTED, row)
    assert (after.title, after.date, after.issue_total, after.page_label) == ("题", "2021-03-12", "131", "3")
    assert (after.publication, after.issue) == ("仙霞报", "1")
    assert after.origin == {
        "title": "metadata.csv",
        "date": "metadata.csv",
        "issue": "masthead",
        "issue_total": "metadata.csv",
        "page_label": "metadata.csv",
    }
    assert PRINTED.date == "2021-01-01"


def test_an_empty_row_leaves_everything() -> None:
    assert apply_sidecar(PRINTED, SidecarRow(file="a.png", line=2)) == PRINTED


@pytest.mark.parametrize(
    ("labels", "pages", "expected"),
    [(("2",), 1, ["2"]), (("2",), 3, ["1", "1", "1"]), (("1", "2", "3"), 3, ["1", "2", "3"]), ((), 2, ["1", "1"])],
)
def test_a_label_is_given_only_to_the_page_it_is_meant_for(
    labels: tuple[str, ...], pages: int, expected: list[str]
) -> None:
    row = SidecarRow(file="a.pdf", line=2, pages=labels)
    assert [apply_sidecar(PRINTED, row, n, pages).page_label for n in range(1, pages + 1)] == expected
