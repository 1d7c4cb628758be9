"""One flag: everything that helps to decide, decisions that answer at once, conflicts with both texts."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from helpers.review import Site, spoken
from starlette.testclient import TestClient
from working import rows

from pipeline.correct.settings import CorrectSettings
from pipeline.database.schema import blocks, events, flags
from pipeline.editing.finding import mentions
from pipeline.editing.naming import Naming
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.review.names import Names


@pytest.fixture
def editor(works: Site) -> TestClient:
    return works.signed_in("编", "editor")


def flagged(works: Site, nth: int = 0, band: str = "flagged") -> Any:
    return rows(works, flags, flags.c.band == band)[nth]


def text(works: Site, page: int = 1, block: int = 1) -> str:
    return str(rows(works, blocks, blocks.c.page == page, blocks.c.number == block)[0].text)


def decide(client: TestClient, flag: Any, choice: str = "accept", query: str = "", **more: Any) -> Any:
    body = {"version": flag.version, "choice": choice, **more}
    return client.post(f"/api/flags/{flag.id}/decision{query}", json=body)


def test_it_shows_all_that_helps_to_decide(works: Site, editor: TestClient) -> None:
    page = editor.get(f"/flags/{flagged(works).id}").text
    said = spoken(page)
    assert "今天 虹山 虹仙 居委会里大家都说一声好。" in said
    assert "99 %" in said  # of the candidate
    assert "识别备选" in said  # the reason
    assert "margin" in said  # evidence
    assert "虹仙居委会 的别名" in said  # gazetteer
    assert "长宁区" in said  # its parents
    assert "另有 3 段提到" in said  # 虹山 elsewhere
    assert 'src="/images/line/1/1?first=0&amp;last=' in page
    assert re.search(r'<polygon class="spot" points="[\d., -]+"', page)
    assert f'href="/pages/1?flag={flagged(works).id}"' in page
    assert 'href="/pages/1/blocks/1/history"' in page


def test_it_speaks_english_too(works: Site, editor: TestClient) -> None:
    editor.post("/look", data={"language": "en", "next": "/"})
    said = spoken(editor.get(f"/flags/{flagged(works).id}").text)
    assert "among the engine" in said
    assert "another name of 虹仙居委会" in said


def test_of_a_name_that_stands_in_very_many_places_it_says_that_there_are_more(
    works: Site, editor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.review.item.mentions", partial(mentions, most=2))
    assert "另有至少 2 段提到" in spoken(editor.get(f"/flags/{flagged(works).id}").text)
    editor.post("/look", data={"language": "en", "next": "/"})
    assert "in at least 2 other paragraphs" in spoken(editor.get(f"/flags/{flagged(works).id}").text)


def test_a_reader_sees_it_and_cannot_decide(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    flag = flagged(works)
    page = reader.get(f"/flags/{flag.id}").text
    assert 'data-does="accept"' not in page
    assert 'id="retype"' not in page
    assert decide(reader, flag).status_code == 403
    assert reader.post(f"/api/flags/{flag.id}/text", json={"seen": "虹山", "text": "x"}).status_code == 403
    assert text(works).startswith("今天虹山")


def test_what_is_not_there_is_404(editor: TestClient) -> None:
    for path in ("/flags/999", "/api/flags/999"):
        assert editor.get(path).status_code == 404
    body = {"version": 1, "choice": "accept"}
    assert editor.post("/api/flags/999/decision", json=body).status_code == 404
    assert editor.post("/api/flags/999/text", json={"seen": "", "text": ""}).status_code == 404


def test_accepting_writes_and_leads_on(works: Site, editor: TestClient) -> None:
    first, second = flagged(works, 0), flagged(works, 1)
    answer = decide(editor, first, why="见原件")
    assert answer.status_code == 200
    assert re.match(rf"/flags/{second.id}\?score=", answer.json()["next"])
    assert text(works).startswith("今天虹仙居委会")
    event = rows(works, events)[-1]
    assert (event.editor, event.kind, event.before, event.after, event.why) == (
        "编",
        "accept",
        "虹山",
        "虹仙",
        "见原件",
    )
    assert "编 于" in spoken(editor.get(f"/flags/{first.id}").text)
    assert 'data-open="no"' in editor.get(f"/flags/{first.id}").text


@pytest.mark.parametrize(
    ("choice", "given", "reads", "kind"),
    [
        ("reject", None, "今天虹山居委会", "reject"),
        ("accept", "虹桥", "今天虹桥居委会", "accept"),
        ("accept", "虹山", "今天虹山居委会", "reject"),
        ("edit", "虹景村", "今天虹景村居委会", "edit"),
        ("edit", "", "今天居委会", "edit"),
    ],
)
def test_other_choices(works: Site, editor: TestClient, choice: str, given: str | None, reads: str, kind: str) -> None:
    assert decide(editor, flagged(works), choice, text=given).status_code == 200
    assert text(works).startswith(reads)
    assert rows(works, events)[-1].kind == kind


def test_a_change_of_the_machine_can_be_taken_back(works: Site, editor: TestClient) -> None:
    applied = flagged(works, band="applied")
    assert "天山支路" in text(works, block=2)
    assert decide(editor, applied, "reject").status_code == 200
    assert "在天山路边上" in text(works, block=2)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 1},
        {"version": 1, "choice": "perhaps"},
        {"version": -1, "choice": "accept"},
        {"version": 2**63, "choice": "accept"},
        {"version": 1, "choice": "accept", "editor": "别人"},
        {"version": 1, "choice": "edit", "text": "x" * 2001},
        {"version": 1, "choice": "edit"},
    ],
)
def test_a_body_that_does_not_fit_changes_nothing(works: Site, editor: TestClient, body: dict[str, Any]) -> None:
    assert editor.post(f"/api/flags/{flagged(works).id}/decision", json=body).status_code == 422
    assert rows(works, events) == []


def test_the_second_gets_409_with_both_texts_and_may_write_over_what_was_seen(works: Site, editor: TestClient) -> None:
    seen = flagged(works)
    other = works.signed_in("乙", "editor")
    assert decide(other, seen, "edit", text="虹桥").status_code == 200
    answer = decide(editor, seen)
    assert answer.status_code == 409
    told = answer.json()["error"]
    assert (told["code"], told["mine"], told["theirs"], told["who"]) == ("conflict", "虹仙", "虹桥", "乙")
    assert told["clashes"][0]["flag"] == seen.id
    assert text(works).startswith("今天虹桥")
    over = editor.post(f"/api/flags/{seen.id}/text", json={"seen": told["theirs"], "text": told["mine"]})
    assert (over.status_code, over.json()["changed"]) == (200, 1)
    assert text(works).startswith("今天虹仙")
    assert editor.post(f"/api/flags/{seen.id}/text", json={"seen": "虹桥", "text": "别的"}).status_code == 409


def test_an_action_is_undone_once_and_whole(works: Site, editor: TestClient) -> None:
    flag = flagged(works)
    batch = decide(editor, flag).json()["batch"]
    reader = works.signed_in("读", "reader")
    assert reader.post(f"/api/actions/{batch}/undo", json={}).status_code == 403
    assert editor.post(f"/api/actions/{batch}/undo", json={}).json()["changed"] == 1
    assert text(works).startswith("今天虹山")
    assert rows(works, flags, flags.c.id == flag.id)[0].state == "open"
    for name in (batch, "0" * 16):
        assert editor.post(f"/api/actions/{name}/undo", json={}).status_code == 422
    assert editor.post("/api/actions/x/undo", json={}).status_code == 422


def test_the_script_gets_the_same_part_as_the_page(works: Site, editor: TestClient) -> None:
    flag = flagged(works)
    shown = editor.get(f"/api/flags/{flag.id}?document=报一").json()
    assert shown["html"] in editor.get(f"/flags/{flag.id}?document=报一").text
    assert (shown["id"], shown["page"], shown["block"]) == (flag.id, 1, 1)
    assert shown["title"].startswith("虹山 → 虹仙")
    assert shown["waiting"] == "还有 2 处待定"
    assert [editor.get(picture).status_code for picture in (*shown["crops"], shown["small"])] == [200, 200]
    assert "document=%E6%8A%A5%E4%B8%80" in shown["next"]
    assert shown["previous"] is None


def test_going_on_stays_within_the_filter_until_nothing_is_left(works: Site, editor: TestClient) -> None:
    query = "?document=报二"
    third, fourth = flagged(works, 2), flagged(works, 3)
    onward = decide(editor, third, query=query).json()["next"]
    assert onward.startswith(f"/flags/{fourth.id}?document=")
    assert decide(editor, fourth, query=query).json()["next"] is None


def test_a_page_without_its_image_is_decided_by_its_text(works: Site, editor: TestClient) -> None:
    (works.results / "报一" / "page-0001.jpg").unlink()
    flag = flagged(works)
    assert editor.get(f"/flags/{flag.id}").status_code == 200
    (works.results / "报一" / "page-0001.json").unlink()
    works.room.editing.files._held.clear()
    assert "没有存图" in editor.get(f"/flags/{flag.id}").text
    assert decide(editor, flag).status_code == 200


def test_names_are_told_once_the_gazetteers_are_read(works: Site, editor: TestClient) -> None:
    works.app.state.room = replace(works.room, names=Names(works.room.editing.names))
    assert "地名表正在读入" in editor.get(f"/flags/{flagged(works).id}").text


def test_a_gazetteer_that_cannot_be_read_stops_nothing(works: Site, editor: TestClient) -> None:
    editing, lists = works.room.editing, GazetteerSettings(files=(works.results / "no.csv",))
    naming = Naming(
        editing.database, editing.files, works.results / "names.csv", lists, CorrectSettings(), editing.settings
    )
    names = Names(naming)
    names.read()
    works.app.state.room = replace(works.room, names=names)
    assert "地名表里没有" in editor.get(f"/flags/{flagged(works).id}").text
