"""The pages and endpoints of sheets and lines: who may do what, and what they answer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, put, street_page
from helpers.review import Site, site, spoken
from PIL import Image
from starlette.testclient import TestClient

from pipeline.sheets.places import DECIDED, FLAGGED, SEEN


@pytest.fixture
def made(tmp_path: Path) -> Any:
    """Two documents with one page each, taken in."""
    folder = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    opened = site(folder, shared=True)
    opened.room.editing.intake.run()
    yield opened
    opened.room.close()


@pytest.fixture
def editor(made: Site) -> TestClient:
    return made.signed_in("王", "editor")


def places(visitor: TestClient, character: str) -> list[list[Any]]:
    found: list[list[Any]] = visitor.get(f"/api/sheets/{ord(character)}").json()["places"]
    return found


def spots(visitor: TestClient, character: str) -> list[list[int]]:
    return [one[:3] for one in places(visitor, character)]


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(content)).size


def test_all_sheets_are_listed_and_found(editor: TestClient) -> None:
    page = spoken(editor.get("/sheets").text)
    assert "家" in page
    assert "。" not in page.partition("查找")[2]
    found = editor.get("/sheets", params={"find": "仙家大"}).text
    assert found.index("%E5%AE%B6") < found.index("%E5%A4%A7")
    assert "没有这样的字" in editor.get("/sheets", params={"find": "龙"}).text
    assert editor.get("/sheets", params={"from": 5000}).status_code == 200


def test_a_sheet_lists_its_places_the_doubtful_first(editor: TestClient) -> None:
    hill = editor.get("/api/sheets/23665").json()
    assert (hill["character"], hill["number"], hill["seen"]) == ("山", 4, 0)
    assert all(one[4] & FLAGGED and one[5] == "仙" for one in hill["places"])
    home = places(editor, "家")
    assert {tuple(one[:3]) for one in home} == {(1, 1, 9), (1, 4, 1), (2, 1, 9), (2, 4, 1)}
    assert editor.get("/sheets/家").status_code == 200
    assert editor.get("/api/sheets/40857").json()["places"] == []


@pytest.mark.parametrize("character", ["。", "%20", "山山", "%2F"])
def test_what_has_no_sheet_is_not_there(editor: TestClient, character: str) -> None:
    assert editor.get(f"/sheets/{character}").status_code in (404, 422)


@pytest.mark.parametrize("code", [ord("。"), 32, 0xD800, 0x10FFFF])
def test_a_mark_has_no_places(editor: TestClient, code: int) -> None:
    assert editor.get(f"/api/sheets/{code}").status_code == 404


def test_pictures_come_in_one_row_and_white_where_there_is_nothing(editor: TestClient) -> None:
    wanted = [*spots(editor, "家"), [1, 77, 0], [99, 1, 1]]
    row = "-".join(".".join(map(str, one)) for one in wanted)
    answer = editor.get("/api/sheets/23478/glyphs", params={"places": row, "size": 48})
    assert answer.headers["content-type"] == "image/jpeg"
    picture = Image.open(BytesIO(answer.content)).convert("L")
    assert picture.size == (6 * 48, 48)
    inked = [picture.crop((48 * k, 0, 48 * k + 48, 48)).getextrema()[0] < 120 for k in range(6)]
    assert inked == [True] * 4 + [False] * 2
    for bad in ("", "1.1", "1.1.1-", "../../etc/passwd", "-".join(["1.1.1"] * 61)):
        assert editor.get("/api/sheets/23478/glyphs", params={"places": bad}).status_code == 422


def test_pictures_are_asked_for_again_when_pages_were_taken_in(made: Site, editor: TestClient) -> None:
    def seen() -> tuple[str, str]:
        return editor.get("/api/sheets/23478").json()["version"], editor.get("/api/lines/1/1").json()["picture"]

    before = seen()
    assert seen() == before
    kept = editor.get("/api/sheets/23478/glyphs", params={"places": "1.1.9", "v": before[0]})
    assert "max-age" in kept.headers["cache-control"]
    assert "no-store" in editor.get("/api/sheets/23478/glyphs", params={"places": "1.1.9"}).headers["cache-control"]
    page = street_page()
    put(made.results, "报一", [page.changed(em=31.0)], pictures=True)
    made.room.editing.intake.run()
    assert all(then != now for then, now in zip(before, seen(), strict=True))


def test_a_retyped_place_keeps_its_picture_for_the_old_sheet(editor: TestClient) -> None:
    row = "1.1.9"
    before = editor.get("/api/sheets/23478/glyphs", params={"places": row}).content
    editor.post("/api/sheets/23478/retype", json={"places": [[1, 1, 9]], "text": "象"})
    after = editor.get("/api/sheets/23478/glyphs", params={"places": row}).content
    assert size_of(before) == size_of(after) == (64, 64)
    assert abs(len(before) - len(after)) < 200


def test_places_are_seen_once_and_counted_for_who_saw_them(made: Site, editor: TestClient) -> None:
    wanted = spots(editor, "家")
    assert editor.post("/api/sheets/23478/seen", json={"places": wanted[:3]}).json() == {"new": 3}
    assert made.signed_in("李", "editor").post("/api/sheets/23478/seen", json={"places": wanted}).json() == {"new": 1}
    again = editor.get("/api/sheets/23478").json()
    assert again["seen"] == 4
    assert all(one[4] & SEEN for one in again["places"])
    assert "王 3 0" in spoken(editor.get("/sheets").text)
    assert "/sheets/%E5%AE%B6" not in editor.get("/sheets", params={"unseen": "true"}).text


def test_several_places_are_retyped_in_one_action_and_taken_back_in_one(editor: TestClient) -> None:
    wanted = spots(editor, "家")[:3]
    done = editor.post("/api/sheets/23478/retype", json={"places": wanted, "text": "象"}).json()
    assert (done["changed"], done["clashes"]) == (3, [])
    assert sorted(spots(editor, "象")) == sorted(wanted)
    assert all(one[4] & DECIDED for one in places(editor, "象"))
    assert len(spots(editor, "家")) == 1
    assert editor.post(f"/api/actions/{done['batch']}/undo", json={}).json()["changed"] == 3
    assert len(spots(editor, "家")) == 4


def test_a_place_that_others_changed_is_told_and_left_alone(made: Site, editor: TestClient) -> None:
    other = made.signed_in("李", "editor")
    wanted = spots(editor, "家")
    other.post("/api/sheets/23478/retype", json={"places": wanted[:1], "text": "豪"})
    done = editor.post("/api/sheets/23478/retype", json={"places": wanted[:2], "text": "象"}).json()
    assert done["changed"] == 1
    assert [(one["now"], one["by"]) for one in done["clashes"]] == [("豪", "李")]
    refused = editor.post("/api/sheets/23478/retype", json={"places": wanted[:1], "text": "象"})
    assert refused.status_code == 409
    assert (refused.json()["error"]["mine"], refused.json()["error"]["theirs"]) == ("象", "豪")
    assert len(spots(editor, "豪")) == 1


def test_a_place_is_emptied_when_nothing_is_printed_there(editor: TestClient) -> None:
    assert editor.post("/api/sheets/23478/retype", json={"places": [[1, 1, 9]], "text": ""}).json()["changed"] == 1
    assert editor.get("/api/lines/1").json()["lines"][1]["text"] == "今天虹山居委会里大"
    too_long = {"places": [[1, 1, 9]], "text": "九个字以上的都不行的"}
    assert editor.post("/api/sheets/23478/retype", json=too_long).status_code == 422


def test_line_ends_and_other_controls_do_not_get_into_the_text(editor: TestClient) -> None:
    editor.post("/api/sheets/23478/retype", json={"places": [[1, 1, 9]], "text": "\n象\u0000\u202e"})
    done = editor.post("/api/lines/1/0/text", json={"before": "社区新闻", "after": "社区\t新\n问"}).json()
    assert done["text"] == "社区新问"
    assert editor.get("/api/lines/1").json()["lines"][1]["text"] == "今天虹山居委会里大象"


def test_a_reader_looks_and_changes_nothing(made: Site) -> None:
    reader = made.signed_in("读", "reader")
    assert "您可以看" in reader.get("/sheets/家").text
    assert "您可以看" in reader.get("/lines/1").text
    for path, body in (
        ("/api/sheets/23478/seen", {"places": [[1, 1, 9]]}),
        ("/api/sheets/23478/retype", {"places": [[1, 1, 9]], "text": "象"}),
        ("/api/lines/1/1/pass", {"text": "今天虹山居委会里大家"}),
        ("/api/lines/1/1/text", {"before": "今天虹山居委会里大家", "after": "x"}),
    ):
        assert reader.post(path, json=body).status_code == 403
    assert reader.delete("/api/lines/1/1/pass").status_code == 403
    assert len(spots(reader, "家")) == 4


def test_the_lines_of_a_page_are_passed_and_taken_back(editor: TestClient) -> None:
    found = editor.get("/api/lines/1").json()
    assert (found["document"], found["name"]) == ("报一", "page-0001")
    assert [one["text"] for one in found["lines"]][:2] == ["社区新闻", "今天虹山居委会里大家"]
    first = found["lines"][0]
    assert len(first["cuts"]) == 5
    assert size_of(editor.get(first["picture"]).content) == (first["width"], first["height"])
    assert editor.post("/api/lines/1/0/pass", json={"text": "社区新闻"}).json() == {"lines": 5, "read": 1}
    assert editor.get("/api/lines/1").json()["lines"][0]["read_by"] == "王"
    assert "共 5 行，已读 1 行" in editor.get("/lines").text
    assert "王 1" in spoken(editor.get("/lines").text)
    assert editor.delete("/api/lines/1/0/pass").json() == {"lines": 5, "read": 0}


def test_a_line_is_corrected_where_it_differs(made: Site, editor: TestClient) -> None:
    before = "今天虹山居委会里大家"
    done = editor.post("/api/lines/1/1/text", json={"before": before, "after": "今天虹仙居委会里人家"}).json()
    assert (done["changed"], done["text"]) == (2, "今天虹仙居委会里人家")
    assert editor.post("/api/lines/1/1/pass", json={"text": before}).status_code == 409
    refused = editor.post("/api/lines/1/1/text", json={"before": before, "after": "别的"})
    assert refused.status_code == 409
    assert refused.json()["error"]["theirs"] == "今天虹仙居委会里人家"
    assert editor.post(f"/api/actions/{done['batch']}/undo", json={}).json()["changed"] == 2
    assert editor.get("/api/lines/1").json()["lines"][1]["text"] == before
    longer = editor.post("/api/lines/1/2/text", json={"before": "都说一声好。", "after": "都说了一声好！！"}).json()
    assert longer["text"] == "都说了一声好！！"
    assert editor.get("/api/lines/1").json()["lines"][3]["text"] == "虹山小区在天山支路边上"


def test_what_is_not_there_is_not_there(editor: TestClient) -> None:
    for path in ("/api/lines/99", "/api/lines/1/99", "/api/lines/1/99/picture", "/api/lines/99/0/picture", "/lines/99"):
        assert editor.get(path).status_code == 404, path
    assert editor.post("/api/lines/99/0/pass", json={"text": "x"}).status_code == 409
    assert editor.delete("/api/lines/1/99/pass").status_code == 404
    assert editor.post("/api/sheets/23478/retype", json={"places": [[99, 1, 1]], "text": "象"}).status_code == 404


def test_pages_are_listed_by_document_and_the_next_unread_one_is_offered(editor: TestClient) -> None:
    both = editor.get("/lines").text
    assert both.index("报一") < both.index("报二")
    only = editor.get("/lines", params={"document": "一"}).text
    assert "报一" in only
    assert "报二" not in only
    assert "没有可读的页" in editor.get("/lines", params={"document": "%"}).text
    assert 'href="/lines/2"' in editor.get("/lines/1").text
    assert editor.get("/lines", params={"from": 100}).status_code == 200


def test_a_page_whose_image_is_gone_can_still_be_read(made: Site, editor: TestClient) -> None:
    (made.results / "报一" / "page-0001.jpg").unlink()
    assert editor.get("/api/lines/1/0/picture").status_code == 404
    assert editor.get("/api/lines/1").status_code == 200
    assert editor.get("/api/sheets/23478/glyphs", params={"places": "1.1.9"}).status_code == 200
