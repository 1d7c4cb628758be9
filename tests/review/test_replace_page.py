"""Find and replace over the web: previewed, with exceptions, for editors only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from helpers.review import Site, spoken
from starlette.testclient import TestClient
from working import BREAKING, SCRIPT, rows

from pipeline.database.schema import blocks, events


@pytest.fixture
def editor(works: Site) -> TestClient:
    return works.signed_in("编", "editor")


def found(client: TestClient, **query: str) -> Any:
    return client.get("/api/replace/places", params=query).json()["places"]


def replace(client: TestClient, find: str, after: str, places: Any) -> Any:
    return client.post("/api/replace", json={"find": find, "replace": after, "places": places})


def test_places_are_shown_as_pictures_before_anything_is_changed(works: Site, editor: TestClient) -> None:
    page = editor.get("/replace", params={"find": "虹山", "replace": "虹仙"}).text
    said = spoken(page)
    assert "4 处，分布在 2 页" in said
    assert "今天 虹山 虹仙 居委会里大家都说" in said
    pictures = [address.replace("&amp;", "&") for address in re.findall(r'src="(/images/text/[^"]+)"', page)]
    assert len(pictures) == 4
    assert all(editor.get(address).status_code == 200 for address in pictures)
    assert rows(works, events) == []


def test_ticked_places_are_replaced_and_undone_as_one(works: Site, editor: TestClient) -> None:
    places = found(editor, find="虹山")
    done = replace(editor, "虹山", "虹仙", places[1:]).json()
    assert (done["changed"], done["unplaced"], done["clashes"]) == (3, 0, [])
    starts = [row.text[:4] for row in rows(works, blocks, blocks.c.number.in_((1, 2)))]
    assert starts == ["今天虹山", "虹仙小区", "今天虹仙", "虹仙小区"]
    said = spoken(editor.get("/history").text)
    assert "改字 虹 山 → 虹 仙 3 处" in said
    assert editor.post(f"/api/actions/{done['batch']}/undo", json={}).json()["changed"] == 3
    assert len(found(editor, find="虹山")) == 4


def test_it_looks_only_where_it_is_told(works: Site, editor: TestClient) -> None:
    assert len(found(editor, find="虹山", document="报二")) == 2
    assert len(found(editor, find="虹山", issue="虹桥报 5")) == 4
    assert found(editor, find="虹山", kind="title") == []
    assert editor.get("/replace", params={"find": "虹山", "kind": "x"}).status_code == 422
    assert editor.get("/api/replace/places").status_code == 422


def test_places_that_others_changed_are_told(works: Site, editor: TestClient) -> None:
    places = found(editor, find="虹山")
    assert replace(works.signed_in("乙", "editor"), "居委会", "社区", found(editor, find="居委会")).status_code == 200
    done = replace(editor, "虹山", "虹仙", places).json()
    assert (done["changed"], [one["by"] for one in done["clashes"]]) == (2, ["乙", "乙"])
    assert replace(editor, "虹山", "虹仙", places).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"find": "", "replace": "x"},
        {"find": "虹", "replace": "虹"},
        {"find": "虹", "replace": "x", "places": []},
        {"find": "虹", "replace": "x", "places": [[1, 1, 1]]},
        {"find": "虹", "replace": "x" * 101},
    ],
)
def test_what_does_not_fit_changes_nothing(works: Site, editor: TestClient, body: dict[str, Any]) -> None:
    assert editor.post("/api/replace", json={"places": [[1, 1, 1, 2]]} | body).status_code == 422
    assert rows(works, events) == []


def test_readers_neither_look_nor_replace(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    assert reader.get("/replace?find=虹山").status_code == 403
    assert reader.get("/api/replace/places?find=虹山").status_code == 403
    assert replace(reader, "虹山", "x", [[1, 1, 1, 2]]).status_code == 403


def test_what_is_typed_stays_text(works: Site, editor: TestClient) -> None:
    page = editor.get("/replace", params={"find": SCRIPT, "replace": BREAKING}).text
    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert "没有找到" in page
    done = replace(editor, "虹山", SCRIPT, found(editor, find="虹山"))
    assert done.json()["changed"] == 4
    for path in (
        "/history",
        "/pages/1/blocks/1/history",
        f"/history/{done.json()['batch']}",
        f"/replace?find={SCRIPT}",
    ):
        assert SCRIPT not in editor.get(path).text, path
