"""Names added from the pages: who may, what is refused, and that finished pages are looked at again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from helpers.corpus import corpus, misread_page
from helpers.review import Site, site
from sqlalchemy import select

from pipeline.database.schema import flags

NAME = "虹鲲新村"


@pytest.fixture
def town(tmp_path: Path) -> Site:
    made = site(corpus(tmp_path / "out", {"报一": [misread_page()]}), shared=True)
    made.room.editing.intake.run()
    return made


def test_an_editor_adds_a_name_and_the_misread_place_appears_in_the_queue(town: Site) -> None:
    editor = town.signed_in("编", "editor")
    town.room.keeper.start()
    done = editor.post("/api/names", json={"name": NAME, "kind": "estate", "parent": "仙霞新村街道", "page": 1})
    assert done.status_code == 200, done.text
    assert done.json()["file"] == "names.csv"
    deadline = time.monotonic() + 60
    found: list[str] = []
    while not found and time.monotonic() < deadline:
        with town.room.database.read() as connection:
            found = list(connection.scalars(select(flags.c.before).where(flags.c.after == NAME)))
        time.sleep(0.05)
    assert found == ["虹鳃新村"]
    town.room.close()


def test_a_reader_may_look_but_not_add(town: Site) -> None:
    reader = town.signed_in("读", "reader")
    assert reader.post("/api/names", json={"name": NAME}).status_code == 403
    known = reader.get("/api/names/known", params={"name": "仙霞新村街道"}).json()
    assert [(one["name"], one["kind"], one["parent"]) for one in known] == [("仙霞新村街道", "street", "长宁区")]
    assert "仙霞新村街道" in reader.get("/api/names/parents", params={"begins": "仙霞"}).json()
    assert {"code": "road", "label": "道路"} in reader.get("/api/names/kinds").json()
    town.room.close()


def test_a_known_name_and_an_impossible_one_are_refused_in_words(town: Site) -> None:
    editor = town.signed_in("编", "editor")
    for name, words in (("仙霞新村街道", "已经有"), (" ", "名称"), ("虹\u0085桥", "不合要求")):
        done = editor.post("/api/names", json={"name": name, "kind": "street", "parent": "长宁区"})
        assert done.status_code == 422
        assert words in done.json()["error"]["message"]
    assert not town.room.editing.names.path.exists()
    town.room.close()


def test_a_name_just_added_is_in_the_gazetteer_for_the_next_flag(town: Site) -> None:
    town.room.names.read()
    assert town.room.names.cards(NAME) == ()
    town.room.editing.names.add("编", NAME, "estate", "仙霞新村街道")
    (card,) = town.room.names.cards(NAME)
    assert (card.entry.kind, card.role, card.parents[0]) == ("estate", "name", "仙霞新村街道")
    town.room.close()
