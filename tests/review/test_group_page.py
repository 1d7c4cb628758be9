"""All places of a change: one decision, exceptions left as they are, what others changed is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from helpers.review import Site, spoken
from starlette.testclient import TestClient
from working import rows

from pipeline.database.schema import blocks, events, flags
from pipeline.editing import walking

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def editor(works: Site) -> TestClient:
    return works.signed_in("编", "editor")


def group_of(works: Site) -> int:
    return int(rows(works, flags, flags.c.band == "flagged")[0].grouped)


def texts(works: Site) -> list[str]:
    return [row.text[:4] for row in rows(works, blocks, blocks.c.number.in_((1, 2)))]


def decide(client: TestClient, group: int, places: Any, choice: str = "accept", query: str = "") -> Any:
    return client.post(f"/api/groups/{group}/decision{query}", json={"choice": choice, "places": places})


def places(client: TestClient, group: int, query: str = "") -> list[list[int]]:
    found: list[list[int]] = client.get(f"/api/groups/{group}{query}").json()["places"]
    return found


def test_every_place_is_shown_as_a_picture_and_ticked(works: Site, editor: TestClient) -> None:
    page = editor.get(f"/groups/{group_of(works)}").text
    said = spoken(page)
    assert "4 处，分布在 2 页" in said
    pictures = re.findall(r'src="(/images/flag/\d+\?v=\d+)"[^>]*loading="lazy"', page)
    assert len(pictures) == page.count('type="checkbox" checked') == 4
    assert all(editor.get(address).headers["content-type"] == "image/jpeg" for address in pictures)


def test_a_reader_sees_it_and_cannot_decide(works: Site) -> None:
    reader, group = works.signed_in("读", "reader"), group_of(works)
    assert 'data-does="accept"' not in reader.get(f"/groups/{group}").text
    assert decide(reader, group, places(reader, group)).status_code == 403


def test_exceptions_stay_and_all_others_are_one_action(works: Site, editor: TestClient) -> None:
    group = group_of(works)
    all_places = places(editor, group)
    done = decide(editor, group, [all_places[0], *all_places[2:]]).json()
    assert (done["changed"], done["clashes"]) == (3, [])
    assert texts(works) == ["今天虹仙", "虹山小区", "今天虹仙", "虹仙小区"]
    assert {row.batch for row in rows(works, events)} == {done["batch"]}
    assert len(places(editor, group)) == 1
    assert editor.post(f"/api/actions/{done['batch']}/undo", json={}).status_code == 200
    assert texts(works) == ["今天虹山", "虹山小区"] * 2


def test_a_decision_covers_places_of_all_pages_of_the_list(
    works: Site, editor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking.places, "__defaults__", (0, 1))
    group = group_of(works)
    assert editor.get(f"/groups/{group}").text.count("data-row") == 1
    assert decide(editor, group, places(editor, group), "reject").json()["changed"] == 4
    assert {row.state for row in rows(works, flags, flags.c.band == "flagged")} == {"rejected"}


def test_places_that_others_decided_are_told_and_the_rest_is_done(works: Site, editor: TestClient) -> None:
    group = group_of(works)
    seen = places(editor, group)
    other = works.signed_in("乙", "editor")
    assert decide(other, group, [seen[1]], "reject").status_code == 200
    done = decide(editor, group, seen).json()
    assert done["changed"] == 3
    assert [(one["flag"], one["now"], one["by"]) for one in done["clashes"]] == [(seen[1][0], "虹山", "乙")]
    again = decide(editor, group, seen)
    assert again.status_code == 409
    assert len(again.json()["error"]["clashes"]) == 4


def test_only_places_of_the_group_can_be_decided(works: Site, editor: TestClient) -> None:
    stranger = rows(works, flags, flags.c.band == "applied")[0]
    assert decide(editor, group_of(works), [[stranger.id, 1]]).status_code == 422
    assert decide(editor, group_of(works), []).status_code == 422
    assert decide(editor, group_of(works), [[1]]).status_code == 422
    assert decide(editor, 999, [[1, 1]]).status_code == 404
    assert rows(works, events) == []


def test_a_filter_narrows_a_group(works: Site, editor: TestClient) -> None:
    group = group_of(works)
    assert len(places(editor, group, "?document=报一")) == 2
    assert "没有符合条件的地方" in editor.get(f"/groups/{group}?document=报九").text
    assert editor.get("/groups/999").status_code == 404


def test_after_a_group_comes_the_next_one(works: Site, editor: TestClient) -> None:
    group, seen = group_of(works), places(editor, group_of(works), "?band=any")
    other = rows(works, flags, flags.c.band == "applied")[0].grouped
    assert decide(editor, group, seen, query="?band=any").json()["next"] == f"/groups/{other}?band=any"
    assert decide(editor, other, places(editor, other, "?band=any"), query="?band=any").json()["next"] is None
