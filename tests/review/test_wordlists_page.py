"""Lists of words: right counts, nobody waits for them, and they are saved as they are shown."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from html import unescape

import pytest
from helpers.review import Site, spoken

from pipeline.review.background import MOST_WAITING, Background, Counting, Done
from pipeline.review.problem import Problem


@pytest.fixture
def patient(works: Site) -> Site:
    """Waits until everything is counted."""
    works.room.background.patience = 60
    return works


def listed(html: str) -> dict[str, list[str]]:
    """Word -> what stands in its row."""
    found = {}
    for row in html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]:
        _, word, *numbers = spoken(row).split()
        found[word] = numbers
    return found


def test_words_are_counted_with_the_names_of_the_gazetteer(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    page = reader.get("/wordlists").text
    words = listed(page)
    assert words["大家"][0] == "4"
    assert words["天山支路"][0] == "2"
    numbers = [int(one[0]) for one in words.values()]
    assert numbers == sorted(numbers, reverse=True)
    assert all(len(word) >= 3 for word in listed(reader.get("/wordlists?least=3").text))


def test_runs_have_the_length_that_was_asked_for(patient: Site) -> None:
    runs = listed(patient.signed_in("读", "reader").get("/wordlists?list=ngrams&size=3").text)
    assert runs["天山支"][0] == "2"
    assert {len(run) for run in runs} == {3}
    assert patient.signed_in("读二", "reader").get("/wordlists?list=ngrams&size=9").status_code == 422


def test_collocates_say_on_which_side_and_how_surely(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    found = listed(reader.get("/wordlists?list=collocates&q=虹山").text)
    together, left, right, corpus, likelihood, dice = found["小区"]
    assert (together, left, right, corpus) == ("2", "0", "2", "2")
    assert float(likelihood) > 0
    assert float(dice) <= 14
    page = reader.get("/wordlists?list=collocates&q=虹山&sort=left&least=2").text
    assert all(len(word) >= 2 for word in listed(page))
    lefts = [int(numbers[1]) for numbers in listed(page).values()]
    assert lefts == sorted(lefts, reverse=True)
    assert "写一个检索式" in reader.get("/wordlists?list=collocates").text


def test_collocates_of_misread_texts_stand_beside_them(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    address = "/wordlists?list=collocates&q=虹山居民委会"
    assert listed(reader.get(address).text) == {}
    page = reader.get(f"{address}&fuzzy=1").text
    assert listed(page)["今天"][:3] == ["2", "2", "0"]
    assert 'name="fuzzy" value="1" checked' in page
    assert "fuzzy=1" in page.partition('class="sorts"')[2].partition(">")[0]
    assert "今天" in reader.get("/wordlists/list.csv?list=collocates&q=虹山居民委会&fuzzy=1").text


def test_a_list_is_saved_as_it_is_shown(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    shown = listed(reader.get("/wordlists?least=2").text)
    answer = reader.get("/wordlists/list.csv?least=2")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["text"]: row["count"] for row in rows} == {word: numbers[0] for word, numbers in shown.items()}
    beside = reader.get("/wordlists/list.csv?list=collocates&q=虹山")
    assert "collocates-%E8%99%B9%E5%B1%B1.csv" in beside.headers["content-disposition"]
    assert "log_dice" in beside.text.splitlines()[0]


def test_a_wrong_query_is_told(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    assert "第 8 个字符" in reader.get("/wordlists?list=collocates&q=虹山+AND+(天山").text
    assert reader.get("/wordlists/list.csv?list=collocates&q=虹山+AND+(").status_code == 422
    assert reader.get("/wordlists/list.csv?list=collocates").status_code == 422


def test_nobody_waits_for_a_long_count_and_its_page_says_how_far_it_is(works: Site) -> None:
    reader, begun, end = works.signed_in("读", "reader"), threading.Event(), threading.Event()
    works.room.background.patience = 0.05

    def slow(tell: object) -> int:
        assert callable(tell)
        tell(1234)
        begun.set()
        end.wait(60)
        return 7

    assert isinstance(works.room.background.ask("words", works.room.corpus.version, slow), Counting)
    assert begun.wait(60)
    try:
        page = reader.get("/wordlists").text
        assert 'id="counting"' in page
        assert "已数 1,234 段" in page
        answer = reader.get("/wordlists/list.csv?least=2")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "还在统计" in answer.text
    finally:
        end.set()


def test_a_change_of_the_text_is_counted_anew(patient: Site) -> None:
    reader = patient.signed_in("读", "reader")
    before = listed(reader.get("/wordlists").text)["大家"][0]
    patient.room.corpus.withdraw("报二", "甲", "权利人要求")
    assert (before, listed(reader.get("/wordlists").text)["大家"][0]) == ("4", "2")


def test_a_word_leads_to_its_hits(patient: Site) -> None:
    page = patient.signed_in("读", "reader").get("/wordlists").text
    assert '/search?q="大家"' in unescape(page).replace("%22", '"').replace("%E5%A4%A7%E5%AE%B6", "大家")


def test_results_are_kept_and_faults_are_not() -> None:
    counting, calls = Background(patience=60), list[int]()

    def work(tell: object) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("broken")
        return 5

    with pytest.raises(ValueError, match="broken"):
        counting.ask("a", 1, work)
    assert [counting.ask("a", 1, work), counting.ask("a", 1, work)] == [Done(5, 1)] * 2
    assert len(calls) == 2
    counting.close()


def test_a_text_that_changes_all_the_time_is_not_counted_all_the_time() -> None:
    counting, begun, end = Background(patience=60), list[int](), threading.Event()

    def work(version: int) -> Callable[[object], int]:
        def count(tell: object) -> int:
            begun.append(version)
            if version > 1:
                end.wait(60)
            return 10 * version

        return count

    assert counting.ask("a", 1, work(1)) == Done(10, 1)
    counting.patience = 0.05
    assert [counting.ask("a", version, work(version)) for version in (2, 3, 4)] == [Done(10, 1)] * 3
    end.set()
    counting.patience = 60
    assert counting.ask("a", 5, work(5)) in (Done(20, 2), Done(50, 5))
    assert counting.ask("a", 5, work(5)) == Done(50, 5)
    assert begun == [1, 2, 5]
    counting.close()


def test_too_many_counts_are_told_to_come_again_and_closing_gives_up() -> None:
    counting, stopped = Background(patience=0.01), threading.Event()

    def work(tell: object) -> int:
        assert callable(tell)
        try:
            while True:
                tell(1)
                stopped.wait(0.01)
        finally:
            stopped.set()

    for n in range(MOST_WAITING):
        assert isinstance(counting.ask(n, 1, work), Counting)
    with pytest.raises(Problem):
        counting.ask("one more", 1, work)
    counting.close()
    assert stopped.wait(60)
    counting.patience = 60
    assert counting.ask(0, 1, lambda tell: 7) == Done(7, 1)  # a server that begins again counts again
    counting.close()
