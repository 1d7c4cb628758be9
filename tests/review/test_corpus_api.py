"""The corpus for scripts: every answer at one version, in parts, with errors that point into the query."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.corpus import put, street_page
from helpers.review import Site, busy_site
from starlette.testclient import TestClient

from pipeline.corpus import Corpus
from pipeline.review import corpus_asked
from pipeline.review.person import Role

PATIENCE = 60
"""s that a count is waited for: machines are shared."""


@pytest.fixture
def made(tmp_path: Any) -> Iterator[Site]:
    found = busy_site(tmp_path / "out")
    found.room.background.patience = PATIENCE
    yield found
    found.room.close()


@pytest.fixture
def reader(made: Site) -> TestClient:
    return made.signed_in("读", Role.reader)


def get(visitor: TestClient, path: str, status: int = 200, **given: Any) -> Any:
    answer = visitor.get(f"/api/corpus/{path}", params=given)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_hits_are_those_of_the_python_interface(made: Site, reader: TestClient) -> None:
    found = get(reader, "search", q="虹山", facet=["document", "year"], sort="text")
    with Corpus(made.results) as corpus:
        expected = corpus.search("虹山", sort="text", facet=["document", "year"])
    assert found["rows"] == expected.rows()
    assert (found["total"], found["version"], found["query"]) == (4, expected.version, "虹山")
    assert found["facets"]["document"] == [{"value": "报一", "hits": 2}, {"value": "报二", "hits": 2}]


def test_following_the_links_gives_every_hit_once(reader: TestClient) -> None:
    whole = get(reader, "search", q="大家 OR 虹山", sort="text")["rows"]
    rows, address = [], "/api/corpus/search?q=大家 OR 虹山&sort=text&limit=3"
    while address:
        part = reader.get(address).json()
        rows += part["rows"]
        address = part["next"]
    assert rows == whole
    back = reader.get(part["previous"]).json()
    assert back["offset"] == part["offset"] - 3
    assert get(reader, "search", q="虹山", limit=0)["next"] is None


def test_a_part_of_another_version_is_refused_and_says_which_it_is(made: Site, reader: TestClient) -> None:
    part = get(reader, "search", q="虹山", limit=1)
    put(made.results, "报三", [street_page()])
    made.room.editing.intake.run()
    answer = reader.get(part["next"])
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert (error["code"], error["asked"]) == ("corpus-version", part["version"])
    assert error["version"] == get(reader, "search", q="虹山")["version"] > part["version"]


def test_what_the_client_has_is_not_sent_again_until_something_changes(made: Site, reader: TestClient) -> None:
    first = reader.get("/api/corpus/search?q=虹山")
    again = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["ETag"].startswith(f'"{first.json()["version"]}-')
    assert reader.get("/api/corpus/search?q=虹山", headers=again).status_code == 304
    assert reader.get("/api/corpus/search?q=天山", headers=again).status_code == 200
    made.room.editing.structure.set_state("审", 1, "machine", "in review")
    changed = reader.get("/api/corpus/search?q=虹山", headers=again)
    assert changed.status_code == 200
    assert {row["state"] for row in changed.json()["rows"]} == {"machine", "in review"}


def test_a_list_that_was_damaged_since_stops_no_answer(made: Site, reader: TestClient) -> None:
    made.room.names.read()
    tag = reader.get("/api/corpus/search?q=虹山").headers["ETag"]
    made.room.editing.names.path.write_bytes(b"name,kind\n\xff\xfe")
    answer = reader.get("/api/corpus/search?q=虹山", headers={"If-None-Match": tag})
    assert answer.status_code == 304


@pytest.mark.parametrize(("query", "at"), [("虹山 AND (天山", 7), ("colour:red", 0), ("NOT 虹山", 0)])
@pytest.mark.parametrize("path", ["search", "kwic", "frequency", "collocates"])
def test_an_error_points_at_the_character_of_the_query(reader: TestClient, path: str, query: str, at: int) -> None:
    error = get(reader, path, 422, q=query)["error"]
    assert (error["code"], error["at"], error["query"]) == ("query", at, query)
    assert str(at + 1) in error["message"]


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("search", {"q": "虹山", "limit": 1001}),
        ("search", {"q": "虹山", "limit": -1}),
        ("search", {"q": ""}),
        ("search", {"q": "虹" * 401}),
        ("search", {"q": "虹山", "context": 501}),
        ("search", {"q": "虹山", "facet": "colour"}),
        ("kwic", {"q": "虹山", "sort": "date"}),
        ("ngrams", {"size": 9}),
        ("passages", {"limit": 5000}),
    ],
)
def test_what_is_too_much_is_refused(reader: TestClient, path: str, given: dict[str, Any]) -> None:
    assert get(reader, path, 422, **given)["error"]["code"] == "invalid"


def test_lines_of_a_concordance_are_sorted(reader: TestClient) -> None:
    behind = [row["right"][0] for row in get(reader, "kwic", q="虹山")["rows"]]
    assert behind == ["居", "居", "小", "小"]
    before = [row["left"][-1:] for row in get(reader, "kwic", q="虹山", sort="left")["rows"]]
    assert before == ["", "", "天", "天"]


def test_options_are_taken(reader: TestClient) -> None:
    assert get(reader, "search", q="虹仙")["total"] == 0
    found = get(reader, "search", q="虹仙", alternatives=True)
    assert found["total"] == 4
    assert all(row["guessed"] for row in found["rows"])
    assert found["options"]["alternatives"] is True
    given = {"variants": True, "across": True, "alternatives": True, "fuzzy": True, "all_kinds": True, "within": "page"}
    assert get(reader, "search", q="虹仙", **given)["options"] == given


def test_counts_stand_beside_what_there_is(reader: TestClient) -> None:
    found = get(reader, "frequency", q="虹山", by="month")
    assert [(row["period"], row["hits"], row["pages"]) for row in found["rows"]] == [("2021-01", 4, 2)]
    spread = get(reader, "facets", q="虹山", facet=["kind", "place"])
    assert spread["facets"]["kind"] == [{"value": "paragraph", "hits": 4}]
    assert {one["value"]: one["hits"] for one in spread["facets"]["place"]}["天山支路"] == 2


def test_words_runs_and_collocates_come_in_parts(reader: TestClient) -> None:
    first = get(reader, "words", limit=2)
    second = reader.get(first["next"]).json()
    whole = get(reader, "words")
    assert whole["rows"] == sorted(whole["rows"], key=lambda row: -row["count"])
    assert first["rows"] + second["rows"] == whole["rows"][:4]
    assert whole["total"] == len(whole["rows"])
    assert {"text": "虹山", "count": 4} in get(reader, "ngrams", size=2)["rows"]
    beside = get(reader, "collocates", q="虹山")
    assert {row["word"]: row["right"] for row in beside["rows"]}["小区"] == 2
    assert get(reader, "collocates", q="虹山", limit=1, offset=1)["rows"] == beside["rows"][1:2]


def test_what_takes_long_is_counted_behind_the_requests(made: Site, reader: TestClient) -> None:
    made.room.background.patience = 0
    answer = reader.get("/api/corpus/words")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "later"
    assert int(answer.headers["Retry-After"]) > 0
    made.room.background.patience = PATIENCE
    before = get(reader, "words", least_length=2)
    put(made.results, "报三", [street_page()])
    made.room.editing.intake.run()  # what was counted before is of no use any more
    after = get(reader, "words", least_length=2)
    assert after["version"] > before["version"]
    counts = [{row["text"]: row["count"] for row in answer["rows"]} for answer in (before, after)]
    assert (counts[0]["大家"], counts[1]["大家"]) == (4, 6)
    assert get(reader, "collocates", 422, q="alias:无此名")["error"]["fault"] == "no-name"


def test_a_place_has_its_passages(reader: TestClient) -> None:
    rows = {row["name"]: row for row in get(reader, "places")["rows"]}
    assert rows["天山支路"]["over_time"] == {"2021": 2}
    assert get(reader, "places", kind="none")["rows"] == []
    found = get(reader, "places/天山支路", context=3, by="month")
    assert [one["over_time"] for one in found["entries"]] == [{"2021-01": 2}]
    assert [(row["document"], row["left"], row["printed"], row["right"]) for row in found["rows"]] == [
        ("报一", "小区在", "天山支路", "边上大"),
        ("报二", "小区在", "天山支路", "边上大"),
    ]
    assert get(reader, "places/无此地", 404)["error"]["code"] == "missing"


def test_documents_issues_articles_and_pages_are_listed(reader: TestClient) -> None:
    assert [row["document"] for row in get(reader, "documents")["rows"]] == ["报一", "报二"]
    issue = get(reader, "issues")["rows"][0]
    assert (issue["issue"], issue["title"], issue["number"], len(issue["pages"])) == ("虹桥报 5", "虹桥报", 5, 2)
    assert get(reader, "issues", incomplete=True)["total"] == 1  # nobody knows the numbers of its pages
    assert get(reader, "issues", issue="没有")["total"] == 0
    assert [row["title"] for row in get(reader, "articles", document="报二")["rows"]] == ["社区新闻"]
    assert get(reader, "pages", state="reviewed")["total"] == 0
    second = get(reader, "pages", limit=1, offset=1)
    assert [row["document"] for row in second["rows"]] == ["报二"]
    assert second["previous"].startswith("/api/corpus/pages?")


def test_text_can_be_had_by_page_by_article_and_by_block(reader: TestClient) -> None:
    page = get(reader, "pages/报一/page-0001")
    texts = [row["text"] for row in page["passages"]]
    assert texts[0] == "社区新闻"
    assert page["page"]["characters"] == sum(map(len, texts))
    (listed,) = get(reader, "articles", document="报一")["rows"]
    article = get(reader, f"articles/报一/page-0001/{listed['number']}")
    inside = [row["text"] for row in page["passages"] if row["article"] == listed["article"]]
    assert article["text"].splitlines() == inside
    assert get(reader, "passages", document="报一", kind="title")["rows"] == [page["passages"][0]]
    assert get(reader, "pages/报九/page-0001", 404)["error"]["code"] == "missing"
    assert get(reader, "articles/报一/page-0001/99", 404)["error"]["code"] == "missing"


def test_withdrawn_documents_are_in_nothing(made: Site, reader: TestClient) -> None:
    made.room.corpus.withdraw("报二", "李", "权利人要求")
    status = get(reader, "status")
    assert (status["documents"], status["withdrawn"][0]["why"]) == (1, "权利人要求")
    for path in ("documents", "pages", "articles", "passages"):
        assert {row["document"] for row in get(reader, path)["rows"]} == {"报一"}
    assert {row["document"] for row in get(reader, "places/天山支路")["rows"]} == {"报一"}
    assert get(reader, "search", q="虹山")["total"] == 2
    assert get(reader, "pages/报二/page-0001", 404)["error"]["code"] == "missing"


def test_answers_are_compressed_where_the_client_takes_it(reader: TestClient) -> None:
    with reader.stream("GET", "/api/corpus/passages", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers["Content-Encoding"] == "gzip"
    assert b'"version"' in gzip.decompress(raw)


def test_one_answer_is_of_one_moment(made: Site, reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = corpus_asked.Corpus.search

    def search(self: Any, *given: Any, **more: Any) -> Any:
        put(made.results, "报四", [street_page()])
        made.room.editing.intake.run()  # somebody else writes in the middle of the answer
        return plain(self, *given, **more)

    before = get(reader, "status")["version"]
    monkeypatch.setattr(corpus_asked.Corpus, "search", search)
    found = get(reader, "search", q="虹山")
    assert (found["version"], found["total"]) == (before, 4)
    assert get(reader, "status")["version"] > before


def test_the_description_has_examples_and_says_what_columns_mean(reader: TestClient) -> None:
    described = reader.get("/api/openapi.json").json()
    search = described["paths"]["/api/corpus/search"]["get"]
    example = search["responses"]["200"]["content"]["application/json"]["example"]
    found = get(reader, "search", q="虹山", limit=1)
    assert example.keys() == found.keys()
    assert example["rows"][0].keys() == found["rows"][0].keys()
    assert next(one for one in search["parameters"] if one["name"] == "q")["schema"]["examples"]
    passage = described["components"]["schemas"]["PassageRow"]["properties"]
    assert all(column.get("description") for column in passage.values())
