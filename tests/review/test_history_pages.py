"""History, its undo, the history of a paragraph; orphans and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.corpus import put
from helpers.made_pages import PageMaker
from helpers.review import Site, spoken
from starlette.testclient import TestClient
from working import rows

from pipeline.database.schema import blocks, flags, orphans
from pipeline.editing.requests import Decision


@pytest.fixture
def editor(works: Site) -> TestClient:
    return works.signed_in("编", "editor")


def decide(works: Site, name: str = "甲", nth: int = 0, why: str = "") -> str:
    flag = rows(works, flags, flags.c.band == "flagged")[nth]
    batch: str = works.room.editing.decide(name, [Decision(flag.id, flag.version, "accept")], why).batch
    return batch


def test_it_tells_who_did_what_where_and_why(works: Site, editor: TestClient) -> None:
    batch = decide(works, why="见原件 <b>")
    page = editor.get("/history").text
    said = spoken(page)
    assert "甲 接受 虹 山 → 虹 仙 报一 · page-0001" in said
    assert "见原件 &lt;b&gt;" in page
    assert f'data-undo="{batch}"' in page
    assert 'href="/pages/1?block=1"' in page


def test_filters_and_screens(works: Site, editor: TestClient) -> None:
    decide(works, "甲", 0)
    decide(works, "乙", 2)
    assert editor.get("/history").text.count("data-row") == 2
    for query in ("editor=乙", "document=报二", "kind=accept&editor=乙"):
        assert editor.get(f"/history?{query}").text.count("data-row") == 1, query
    assert "没有符合条件的" in editor.get("/history?kind=reject").text
    assert editor.get("/history?kind=steal").status_code == 422
    assert editor.get("/history?before=2").text.count("data-row") == 1
    assert "还没有人做过什么" not in editor.get("/history?before=1").text


def test_a_reader_sees_it_without_undo(works: Site) -> None:
    batch = decide(works)
    page = works.signed_in("读", "reader").get("/history").text
    assert "虹" in page
    assert "data-undo" not in page
    assert works.signed_in("读二", "reader").get(f"/history/{batch}").status_code == 200


def test_an_action_tells_every_place_and_whether_it_holds(works: Site, editor: TestClient) -> None:
    batch = decide(works)
    said = spoken(editor.get(f"/history/{batch}").text)
    assert "今天 虹山 虹仙 居委会里大家" in said
    undo = works.room.editing.undo("乙", batch).batch
    assert "乙 于" in spoken(editor.get(f"/history/{batch}").text)
    assert "恢复" in spoken(editor.get("/history").text)
    assert f'href="/history/{batch}"' in editor.get(f"/history/{undo}").text
    assert editor.get("/history/" + "0" * 16).status_code == 404


def test_a_paragraph_tells_what_changed_and_every_step(works: Site, editor: TestClient) -> None:
    batch = decide(works)
    path = "/pages/1/blocks/1/history"
    page = editor.get(path).text
    assert "今天虹<del>山</del><ins>仙</ins>居委会" in page.replace("\n", "")
    assert "/images/place/1/1?v=" in page
    works.room.editing.undo("乙", batch)
    said = spoken(editor.get(path).text)
    assert "与识读的文字一样" in said
    assert "接受 · 撤销" in said
    assert "没有人改过这一段" in editor.get("/pages/1/blocks/0/history").text
    for missing in ("/pages/1/blocks/99/history", "/pages/9/blocks/0/history"):
        assert editor.get(missing).status_code == 404


@pytest.fixture
def lost(works: Site) -> Any:
    """A decision for 虹仙 whose page reads 红桥 now, with a tag in it."""
    decide(works)
    make = PageMaker()
    make.block("title", "社区新闻")
    make.block("paragraph", "今天<b居委会里大家", "都说一声好。")
    put(works.results, "报一", [make.page()], pictures=True)
    works.room.editing.intake.run()
    return rows(works, orphans)[0]


def text(works: Site) -> str:
    return str(rows(works, blocks, blocks.c.page == 1, blocks.c.number == 1)[0].text)


def settle(client: TestClient, orphan: Any, choice: str, seen: str = "") -> Any:
    return client.post(f"/api/orphans/{orphan.event}/{orphan.page}", json={"choice": choice, "seen": seen})


def test_orphans_are_told_with_both_texts(works: Site, editor: TestClient, lost: Any) -> None:
    page = editor.get("/orphans").text
    said = spoken(page)
    assert "今天 虹山 虹仙 居委会里大家" in said
    assert "&lt;b" in page
    assert "<b居" not in page
    assert f'src="/images/place/1/{lost.event}?v=' in page
    assert editor.get(f"/images/place/1/{lost.event}").status_code == 200
    assert "1 个裁定在重新识别后找不到原处" in spoken(editor.get("/").text)


def test_an_orphan_is_settled_by_an_editor(works: Site, editor: TestClient, lost: Any) -> None:
    reader = works.signed_in("读", "reader")
    assert settle(reader, lost, "keep").status_code == 403
    assert settle(editor, lost, "perhaps").status_code == 422
    assert settle(editor, lost, "apply", "虹桥").status_code == 409
    assert settle(editor, lost, "apply", "<b").json()["changed"] == 1
    assert text(works).startswith("今天虹仙居委会")
    assert settle(editor, lost, "apply", "虹仙").status_code == 422
    assert "所有裁定都在原处" in editor.get("/orphans").text


def test_what_stands_is_kept(works: Site, editor: TestClient, lost: Any) -> None:
    assert settle(editor, lost, "keep").json() == {"batch": "", "changed": 1, "clashes": [], "next": None}
    assert text(works).startswith("今天<b居委会")
    assert rows(works, orphans)[0].settled_by == "编"
