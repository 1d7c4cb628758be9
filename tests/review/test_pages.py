"""The list of pages and the endpoints of the page view: who may do what, and that nothing is lost or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from helpers.engines import NAME, READER
from helpers.made_pages import PageMaker
from helpers.review import Site, busy_site, site, spoken
from starlette.testclient import TestClient

from pipeline.review.person import Role

BOX = [100.0, 600.0, 500.0, 700.0]
"""An empty part of the page."""
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ISSUE = "issue=%E8%99%B9%E6%A1%A5%E6%8A%A5+5"
CHANGES = {
    "blocks/0/text": {"version": 1, "text": "社区新间"},
    "blocks/0/kind": {"version": 1, "kind": "heading"},
    "blocks/1/join": {"version": 1, "other": 2, "other_version": 1},
    "blocks/1/split": {"version": 1, "line": 2},
    "order": {"before": [0, 1, 2], "after": [0, 2, 1]},
    "blocks": {"reading": None, "box": BOX, "text": "号外", "after": 0},
    "state": {"before": "machine", "after": "in review"},
}
"""Every change that an editor can make to the page as it is read, by the end of its address."""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    opened = busy_site(tmp_path / "out", {"engine": READER, "options": {"text": "号处快讯\n虹山开门"}})
    yield opened
    opened.room.close()


@pytest.fixture
def editor(made: Site) -> TestClient:
    return made.signed_in("甲", Role.editor)


def look(visitor: TestClient, page: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = visitor.get(f"/api/pages/{page}").json()
    return found


def block(visitor: TestClient, number: int, page: int = 1) -> dict[str, Any]:
    return next(one for one in look(visitor, page)["blocks"] if one["number"] == number)


def texts(visitor: TestClient) -> list[str]:
    return [one["text"] for one in look(visitor)["blocks"]]


def post(visitor: TestClient, what: str, body: Any, status: int = 200) -> dict[str, Any]:
    answer = visitor.post(f"/api/pages/1/{what}", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_page_comes_with_text_places_flags_and_state(editor: TestClient) -> None:
    page = look(editor)
    assert (page["document"], page["state"], page["version"], page["size"]) == ("报一", "machine", 1, [1200, 1600])
    title, first, second = page["blocks"]
    assert (title["kind"], title["text"], title["lines"]) == ("title", "社区新闻", [0])
    assert first["cells"] == [[1, 0, "今天虹山居委会里大家"], [2, 0, "都说一声好。"]]
    assert second["text"] == "虹山小区在天山支路边上大家都很高兴。"
    assert [5, "天山支路"] not in second["cells"]
    line = page["lines"]["2"]
    assert line["text"] == "都说一声好。"
    assert line["quad"] == [100, 180, 180, 0, 30]
    assert line["cuts"] == [0, 30, 30, 30, 30, 30, 30]
    assert line["sure"] == [97, 97, 97, 40, 97, 97]
    assert [(flag["before"], flag["after"], flag["band"]) for flag in page["flags"]] == [
        ("虹山", "虹仙", "flagged"),
        ("虹山", "虹仙", "flagged"),
        ("天山路", "天山支路", "applied"),
        ("声", "生", "unsure"),
    ]
    assert page["flags"][0]["ids"] == ["1.2", "1.3"]


def test_ten_thousand_characters_fit_into_three_hundred_kilobytes(tmp_path: Path) -> None:
    make = PageMaker()
    for _ in range(50):
        make.block("paragraph", *["今天虹山居委会里大家都说一声好，很高兴。"] * 10)
    unsure = [one.model_copy(update={"confidences": (40, *one.confidences[1:])}) for one in make.lines]
    page = make.page(lines=tuple(unsure))
    opened = site(corpus(tmp_path / "out", {"大报": [page]}), shared=True)
    opened.room.editing.intake.run()
    visitor = opened.signed_in("甲", Role.reader)
    plain = visitor.get("/api/pages/1", headers={"Accept-Encoding": "identity"})
    packed = visitor.get("/api/pages/1", headers={"Accept-Encoding": "gzip"})
    assert sum(len(one["text"]) for one in plain.json()["blocks"]) == 10_000
    assert len(plain.content) < 300_000
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 60_000
    assert packed.json() == plain.json()
    opened.room.close()


def test_a_page_that_did_not_change_is_not_sent_again(editor: TestClient) -> None:
    tag = editor.get("/api/pages/1").headers["etag"]
    assert editor.get("/api/pages/1", headers={"If-None-Match": tag}).status_code == 304
    post(editor, "blocks/0/text", CHANGES["blocks/0/text"])
    again = editor.get("/api/pages/1", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["etag"] != tag


@pytest.mark.parametrize(("what", "body"), CHANGES.items(), ids=str)
def test_a_reader_changes_nothing(made: Site, what: str, body: dict[str, Any]) -> None:
    reader = made.signed_in("读", Role.reader)
    before = look(reader)
    assert before["may_edit"] is False
    assert post(reader, what, body, 403)["error"]["code"] == "role"
    assert post(reader, "readings", {"box": BOX}, 403)
    assert look(reader) == before


@pytest.mark.parametrize(("what", "body"), CHANGES.items(), ids=str)
def test_an_editor_makes_each_change_and_takes_it_back(editor: TestClient, what: str, body: dict[str, Any]) -> None:
    def shape(page: dict[str, Any]) -> Any:
        return [(one["number"], one["kind"], one["text"], one["lines"]) for one in page["blocks"]], page["state"]

    before = look(editor)
    assert before["undo"] is None
    done = post(editor, what, body)
    after = look(editor)
    assert shape(after) != shape(before)
    assert after["version"] == done["version"] == before["version"] + 1
    assert after["undo"]["batch"] == done["batch"]
    assert after["undo"]["pages"] == 1
    post(editor, "undo", {"batch": done["batch"]})
    now = look(editor)
    assert shape(now)[0] == shape(before)[0]
    assert now["undo"] is None


@pytest.mark.parametrize("what", ["blocks/0/text", "blocks/0/kind", "blocks/1/join", "blocks/1/split", "order"])
def test_who_comes_second_gets_both_texts_and_overwrites_nothing(made: Site, editor: TestClient, what: str) -> None:
    other = made.signed_in("乙", Role.editor)
    post(other, "blocks/0/text", {"version": 1, "text": "社区新问"})
    post(other, "blocks/1/text", {"version": 1, "text": "今天虹仙居委会里大家都说一声好。"})
    post(other, "order", {"before": [0, 1, 2], "after": [1, 0, 2]})
    before = look(editor)
    error = post(editor, what, CHANGES[what], 409)["error"]
    assert error["code"] == "conflict"
    if what == "blocks/0/text":
        assert (error["mine"], error["theirs"], error["who"]) == ("社区新间", "社区新问", "乙")
        # one change of text, one of place
        assert error["version"] == block(editor, 0)["version"]
    assert {**look(editor), "undo": None} == {**before, "undo": None}


def test_ones_text_can_be_written_over_the_version_that_was_shown(made: Site, editor: TestClient) -> None:
    post(made.signed_in("乙", Role.editor), "blocks/0/text", {"version": 1, "text": "社区新问"})
    error = post(editor, "blocks/0/text", {"version": 1, "text": "社区新间"}, 409)["error"]
    post(editor, "blocks/0/text", {"version": error["version"], "text": "社区新间"})
    assert texts(editor)[0] == "社区新间"


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("blocks/0/text", {"version": 1}),
        ("blocks/0/text", {"version": -1, "text": "好"}),
        ("blocks/0/text", {"version": 1, "text": "两\n行"}),
        ("blocks/0/text", {"version": 1, "text": "\x00"}),
        ("blocks/0/text", {"version": 1, "text": "好" * 100_001}),
        ("blocks/0/text", {"version": 1, "text": "好", "more": 1}),
        ("blocks/0/kind", {"version": 1, "kind": "poem"}),
        ("blocks/1/join", {"version": 1, "other": 1, "other_version": 1}),
        ("blocks/1/split", {"version": 1, "line": 1}),
        ("blocks/1/split", {"version": 1, "line": 99}),
        ("order", {"before": [0, 1, 2], "after": [0, 1]}),
        ("state", {"before": "machine", "after": "validated"}),
        ("undo", {"batch": "0123456789abcdef"}),
        ("blocks", {"reading": None, "box": BOX, "text": " \n "}),
        ("blocks", {"reading": "gone", "box": BOX, "text": "号外"}),
        ("blocks", {"reading": None, "box": [5000, 10, 6000, 20], "text": "号外"}),
        ("readings", {"box": [10, 10, 11, 500]}),
        ("readings", {"box": [10, 10, 1e300, 500]}),
        ("readings", {"box": [10, 10, "NaN", 500]}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(editor: TestClient, what: str, body: Any) -> None:
    before = look(editor)
    assert post(editor, what, body, 422)["error"]["message"]
    assert look(editor) == before


def test_a_page_or_block_that_is_not_there_is_said_so(editor: TestClient) -> None:
    assert editor.get("/api/pages/99").status_code == 404
    assert editor.get("/pages/99").status_code == 404
    assert editor.get("/images/page/99").status_code == 404
    answer = editor.post("/api/pages/1/blocks/99/text", json={"version": 1, "text": "好"})
    assert answer.json()["error"]["code"] == "editing.block-gone"


def test_only_ones_own_actions_are_taken_back_here(made: Site, editor: TestClient) -> None:
    theirs = post(made.signed_in("乙", Role.editor), "blocks/0/text", CHANGES["blocks/0/text"])["batch"]
    assert post(editor, "undo", {"batch": theirs}, 422)["error"]["code"] == "editing.no-action"
    mine = post(editor, "blocks/0/kind", {"version": 2, "kind": "heading"})["batch"]
    assert editor.post("/api/pages/2/undo", json={"batch": mine}).status_code == 422
    assert texts(editor)[0] == "社区新间"


def test_another_person_validates_what_was_reviewed(made: Site, editor: TestClient) -> None:
    second = made.signed_in("审", Role.validator)
    post(editor, "validation", {"before": "machine"}, 403)
    post(second, "validation", {"before": "machine"}, 422)
    post(editor, "state", {"before": "machine", "after": "reviewed"})
    assert look(editor)["may_validate"] is False
    page = look(second)
    assert (page["state"], page["reviewed_by"], page["may_validate"]) == ("reviewed", "甲", True)
    error = post(second, "validation", {"before": "in review"}, 409)["error"]
    assert (error["mine"], error["theirs"]) == ("validated", "reviewed")
    post(second, "validation", {"before": "reviewed"})
    assert (look(editor)["state"], look(editor)["validated_by"]) == ("validated", "审")
    post(editor, "blocks/0/text", CHANGES["blocks/0/text"])
    assert (look(editor)["state"], look(editor)["validated_by"]) == ("in review", None)


def test_nobody_validates_what_they_reviewed_themselves(made: Site) -> None:
    alone = made.signed_in("审", Role.validator)
    post(alone, "state", {"before": "machine", "after": "reviewed"})
    assert look(alone)["may_validate"] is False
    assert post(alone, "validation", {"before": "reviewed"}, 422)["error"]["code"] == "editing.validated"


def test_a_drawn_box_is_read_put_right_and_stored(editor: TestClient) -> None:
    before = look(editor)
    read = post(editor, "readings", {"box": BOX})
    assert [line["text"] for line in read["lines"]] == ["号处快讯", "虹山开门"]
    assert read["lines"][0]["sure"] == [90, 90, 90, 90]
    assert (read["text"], read["vertical"]) == ("号处快讯虹山开门", False)
    assert look(editor) == before  # nothing is stored yet
    body = {"reading": read["reading"], "box": BOX, "text": "号外快讯\n虹仙开门", "kind": "heading", "after": 0}
    post(editor, "blocks", body)
    page = look(editor)
    made = page["blocks"][1]
    assert (made["text"], made["kind"], made["number"]) == ("号外快讯虹仙开门", "heading", 10_000)
    lines = [page["lines"][str(one)] for one in made["lines"]]
    assert [line["text"] for line in lines] == ["号处快讯", "虹山开门"]
    for x, y, *_ in (line["quad"] for line in lines):
        assert 50 < x < 500
        assert 550 < y < 700


def test_a_reading_belongs_to_its_page(editor: TestClient) -> None:
    read = post(editor, "readings", {"box": BOX})["reading"]
    body = {"reading": read, "box": BOX, "text": "号外"}
    assert editor.post("/api/pages/2/blocks", json=body).json()["error"]["code"] == "reading-gone"


def test_a_missing_engine_is_said_and_typing_still_works(tmp_path: Path) -> None:
    opened = busy_site(tmp_path / "out", {"engine": NAME, "options": {"broken": "1"}})
    visitor = opened.signed_in("甲", Role.editor)
    error = post(visitor, "readings", {"box": BOX}, 503)["error"]
    assert error["code"] == "engine"
    assert "networks of this engine are missing" in error["message"]
    post(visitor, "blocks", {"reading": None, "box": BOX, "text": "第一行\n第二行", "after": None})
    page = look(visitor)
    assert page["blocks"][0]["text"] == "第一行第二行"
    assert [page["lines"][str(one)]["quad"] for one in page["blocks"][0]["lines"]] == [
        [100, 600, 400, 0, 50],
        [100, 650, 400, 0, 50],
    ]
    opened.room.close()


def test_a_page_without_its_image_says_so(made: Site, editor: TestClient) -> None:
    (made.results / "报一" / "page-0001.jpg").unlink()
    assert editor.get("/images/page/1").status_code == 404
    assert post(editor, "readings", {"box": BOX}, 503)["error"]["code"] == "no-image"
    assert editor.get("/pages/1").status_code == 200


def test_hostile_text_of_a_scan_stays_text(tmp_path: Path) -> None:
    make = PageMaker()
    make.block("paragraph", HOSTILE)
    page = make.page()
    metadata = page.metadata.model_copy(update={"page_label": HOSTILE})
    opened = site(corpus(tmp_path / "out", {"报": [page.changed(metadata=metadata)]}), shared=True)
    opened.room.editing.intake.run()
    visitor = opened.signed_in("甲", Role.reader)
    answer = visitor.get("/api/pages/1")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["blocks"][0]["text"] == HOSTILE
    for address in ("/pages", "/pages/1"):
        html = visitor.get(address).text
        assert HOSTILE not in html
        assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert", "")
    opened.room.close()


def test_the_list_tells_state_flags_and_progress(made: Site, editor: TestClient) -> None:
    post(editor, "state", {"before": "machine", "after": "reviewed"})
    page = spoken(editor.get("/pages").text)
    assert "共 2 页，76 字" in page
    assert "已校对 1 50 %" in page
    assert "报一" in page
    assert "虹桥报 5 已校对 3" in page
    only = spoken(editor.get("/pages", params={"state": "reviewed"}).text)
    assert "报二" not in only
    second = spoken(editor.get("/pages", params={"document": "二", "issue": "虹桥报 5"}).text)
    assert second.count("虹桥报 5 机器识读") == 1
    assert "没有符合条件的页面" in editor.get("/pages", params={"document": "三"}).text


@pytest.mark.parametrize("query", ["state=nonsense", "at=0", "at=x", f"document={'a' * 300}"])
def test_filters_that_make_no_sense_are_refused(editor: TestClient, query: str) -> None:
    assert editor.get(f"/pages?{query}").status_code == 422


def test_long_lists_come_a_screen_at_a_time_and_keep_their_filters(tmp_path: Path) -> None:
    results = corpus(tmp_path / "out", {"报": [street_page().changed(frame=n) for n in range(1, 53)]})
    put(results, "另一报", [street_page()])
    opened = site(results, shared=True)
    opened.room.editing.intake.run()
    visitor = opened.signed_in("甲", Role.reader)
    first = visitor.get("/pages", params={"document": "报", "issue": "虹桥报 5"}).text
    assert "第 1 / 2 页" in spoken(first)
    assert re.findall(r'href="(/pages\?[^"]+)"', first) == [f"/pages?document=%E6%8A%A5&amp;{ISSUE}&amp;at=2"]
    second = visitor.get("/pages", params={"document": "报", "issue": "虹桥报 5", "at": "2"}).text
    assert "第 2 / 2 页" in spoken(second)
    assert re.findall(r'href="(/pages\?[^"]+)"', second) == [f"/pages?document=%E6%8A%A5&amp;{ISSUE}&amp;at=1"]
    opened.room.close()
