"""Results saved on the pages: kept as they were, shown with what has changed, deleted by whose they are."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.review import Site, spoken
from starlette.testclient import TestClient

from pipeline.corpus import Corpus, Options
from pipeline.review import tokens
from pipeline.review.person import Role
from pipeline.review.routes import saved as routes


@pytest.fixture
def reader(works: Site) -> TestClient:
    visitor = works.signed_in("读", Role.reader)
    visitor.post("/look", data={"language": "en", "next": "/"})
    return visitor


def save(visitor: TestClient, query: str = "q=虹山&sort=text", status: int = 303, **form: str) -> Any:
    answer = visitor.post(f"/saved/new?{query}", data={"name": "虹山小区", "note": "", **form})
    assert answer.status_code == status, answer.text
    return answer


def table(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_reader_saves_a_search_with_its_options_and_refinements(works: Site, reader: TestClient) -> None:
    address = "q=虹山 OR 天山&variants=1&document=报一&sort=newest"
    form = reader.get(f"/saved/new?{address}").text
    assert "5 hits" not in spoken(form)
    assert "3 hits" in spoken(form)
    there = save(reader, address, note="一\n二").headers["location"]
    page = spoken(reader.get(there).text)
    assert "虹山小区" in page
    assert "3 hits of corpus version" in page
    with Corpus(works.results) as corpus:
        (one,) = corpus.saved()
        assert (one.query, one.options.variants, one.also, one.sort) == (
            "虹山 OR 天山",
            True,
            (("document", "报一"),),
            "newest",
        )
        assert (one.by, one.note) == ("读", "一\n二")
        assert {hit.hit.document for hit in corpus.saved_hits("虹山小区")} == {"报一"}
    assert "虹山小区" in reader.get("/saved").text


def test_the_page_says_what_has_changed_and_why(works: Site, reader: TestClient) -> None:
    there = save(reader).headers["location"]
    assert "All hits are as they were" in spoken(reader.get(there).text)
    with works.room.database.read() as connection:
        version = connection.exec_driver_sql("SELECT version FROM blocks WHERE page = 1 AND number = 1").scalar()
    works.room.editing.edit_block("李", 1, 1, version, "今天虹仙居委会里大家都说一声好。")
    page = reader.get(there).text
    said = spoken(page)
    assert "4 → 3" in said
    assert "changed by 李" in said
    assert 'id="gone"' in page
    assert 'id="new"' not in page
    (row,) = table(reader.get(f"{there}/changes.csv"))
    assert (row["change"], row["cause"], row["by"], row["before"]) == ("gone", "decision", "李", "虹山")
    assert len(table(reader.get(f"{there}/hits.csv"))) == 4


def test_the_list_as_it_was_is_exported_with_what_it_is(reader: TestClient) -> None:
    there = save(reader).headers["location"]
    assert [row["text"] for row in table(reader.get(f"{there}/hits.csv"))] == ["虹山"] * 4
    head, *hits = map(json.loads, reader.get(f"{there}/hits.jsonl").text.splitlines())
    assert (head["set"]["query"], head["set"]["total"]) == ("虹山", 4)
    assert all(hit["place"] and hit["sha256"] for hit in hits)
    listed = reader.get(f"{there}/hits").text
    assert listed.count("<mark>虹山</mark>") == 4
    assert 'href="/pages/1?block=1&amp;characters=1.2,1.3' in listed


@pytest.mark.parametrize(
    ("form", "said"),
    [({"name": ""}, "printable"), ({"name": "x" * 81}, "printable"), ({"note": "x" * 2001}, "too long")],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(reader: TestClient, form: dict[str, str], said: str) -> None:
    page = save(reader, status=422, **{"note": "我的备注", **form}).text
    assert said in page
    assert form.get("note", "我的备注") in page
    assert "Nothing is saved yet" in reader.get("/saved").text


def test_a_name_that_is_taken_and_sets_that_are_too_large_are_refused(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(reader)
    assert "of this name already" in save(reader, status=422).text
    monkeypatch.setattr(routes, "PAGES", 1)
    assert "1 at most" in save(reader, status=422, name="宽").text
    monkeypatch.setattr("pipeline.corpus.taking.MOST", 3)
    assert "Too many hits" in save(reader, status=422, name="多").text


def test_a_query_that_cannot_be_understood_is_told(reader: TestClient) -> None:
    assert reader.get("/saved/new?q=虹山 AND (").status_code == 422
    save(reader, "q=虹山 AND (", 422)
    save(reader, "", 422)


def test_without_a_query_there_is_a_way_to_the_search(reader: TestClient) -> None:
    answer = reader.get("/saved/new")
    assert answer.status_code == 200
    assert "Search first" in answer.text
    assert 'href="/search"' in answer.text


def test_only_the_owner_and_admins_delete(works: Site, reader: TestClient) -> None:
    there = save(reader).headers["location"]
    other = works.signed_in("别", Role.validator)
    assert f'action="{there}/forget"' not in other.get(there).text
    assert other.post(f"{there}/forget").status_code == 403
    assert f'action="{there}/forget"' in reader.get(there).text
    assert reader.post(f"{there}/forget").headers["location"] == "/saved"
    assert reader.get(there).status_code == 404
    with Corpus(works.results) as corpus:
        corpus.save("虹山", "命令行")
    (of_nobody,) = works.room.corpus.saved()
    assert reader.post(f"/saved/{of_nobody.id}/forget").status_code == 403
    admin = works.signed_in("管", Role.admin)
    assert admin.post(f"/saved/{of_nobody.id}/forget").status_code == 303


def test_sets_of_the_command_line_are_shown_whatever_their_options(works: Site, reader: TestClient) -> None:
    every = {field.name: True for field in fields(Options) if field.type == "bool"}
    works.room.corpus.save("虹仙", "命令行", Options(**every, within="page"), sort="left")
    assert "虹仙" in reader.get("/saved/1").text
    assert "命令行" in reader.get("/saved").text


def test_a_search_for_misread_texts_by_whole_words_is_saved_as_it_was_asked(works: Site, reader: TestClient) -> None:
    address = "q=虹山居民委会&fuzzy=1&view=kwic&sort=left-word"
    assert "left word" in spoken(reader.get(f"/saved/new?{address}").text)
    there = save(reader, address).headers["location"]
    (one,) = works.room.corpus.saved()
    assert (one.options, one.sort, one.total) == (Options(fuzzy=True), "left-word", 2)
    page = reader.get(there).text
    assert "Misread ones too" in spoken(page)
    assert "All hits are as they were" in spoken(page)
    again = parse_qs(urlsplit(unescape(page.partition('class="saved-query"><a href="')[2].partition('"')[0])).query)
    assert again == {"q": ["虹山居民委会"], "fuzzy": ["1"], "view": ["kwic"], "sort": ["left-word"]}
    listed = reader.get(f"{there}/hits").text
    assert listed.count("maybe misread") == listed.count("<mark>虹山居委会</mark>") == 2
    assert "fuzzy=1" in listed


def test_a_token_saves_nothing(works: Site) -> None:
    with works.room.database.write() as connection:
        token = tokens.add(connection, "脚本", Role.reader, 5, works.clock())
    script = works.visitor(Authorization=f"Bearer {token}")
    assert script.post("/saved/new?q=虹山", data={"name": "x", "note": ""}).status_code == 303
    assert works.room.corpus.saved() == []


def test_names_and_notes_are_escaped(reader: TestClient) -> None:
    there = save(reader, name="<b>x</b>", note="<script>").headers["location"]
    for page in (reader.get(there).text, reader.get("/saved").text):
        assert "<b>x</b>" not in page
        assert "<script>" not in page
