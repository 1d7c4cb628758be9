"""The page of the queue: groups, filters kept in the address, pages of the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.review import Site, spoken, worked
from working import SCRIPT, hostile_page, long_page

from pipeline.database.schema import flags
from pipeline.editing.queue import PAGE


def test_groups_are_listed_with_their_numbers(works: Site) -> None:
    page = works.signed_in("读", "reader").get("/queue")
    assert page.status_code == 200
    said = spoken(page.text)
    assert "1 种改动，共 4 处" in said
    assert "虹 山 → 虹 仙" in said
    assert re.search(r"地名 4 2 ", said)


def test_the_other_queue_has_the_unsure_characters(works: Site) -> None:
    said = spoken(works.signed_in("读", "reader").get("/queue?queue=text").text)
    assert "1 种改动，共 2 处" in said
    assert "声 → 生" in said


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("document=报一", 2),
        ("document=报九", 0),
        ("issue=虹桥报+5", 4),
        ("kind=term", 0),
        ("name=山", 4),
        ("name=天山", 0),
        ("band=any&name=天山", 2),
        ("band=applied", 2),
        ("state=accepted", 0),
        ("state=any", 4),
        ("editor=没有", 0),
        ("since=2021-01&until=2021-02", 4),
        ("since=2021-02", 0),
    ],
)
def test_a_filter_of_the_address_holds_and_can_be_taken_away(works: Site, query: str, places: int) -> None:
    page = works.signed_in("读", "reader").get(f"/queue?{query}").text
    assert f"共 {places} 处" in spoken(page)
    assert 'class="chip"' in page


def test_filters_stay_in_the_fields_and_in_the_links(works: Site) -> None:
    page = works.signed_in("读", "reader").get("/queue?document=报一&name=虹").text
    assert 'name="document" value="报一"' in page
    assert re.search(r'href="/groups/\d+\?document=%E6%8A%A5%E4%B8%80&amp;name=%E8%99%B9"', page)


@pytest.mark.parametrize("query", ["since=2021-1", "state=done", "queue=x", "at=0", "at=x", f"name={'x' * 201}"])
def test_what_does_not_fit_is_refused(works: Site, query: str) -> None:
    assert works.signed_in("读", "reader").get(f"/queue?{query}").status_code == 422


def test_one_place_alone_is_opened_at_once_and_several_as_a_group(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    assert re.search(r'<th scope="row"><a href="/groups/\d+">', reader.get("/queue").text)
    assert re.search(r'<th scope="row"><a href="/flags/\d+\?', reader.get("/queue?queue=text&document=报一").text)


def test_a_long_list_has_pages(tmp_path: Path) -> None:
    made = worked(tmp_path / "out", {"报": [long_page(2 * PAGE + 1)]})
    reader = made.signed_in("读", "reader")
    seen = []
    for at in (1, 2, 3):
        page = reader.get(f"/queue?at={at}&kind=place-name").text
        assert f"第 {at} / 3 页" in page
        seen += re.findall(r'data-group="/groups/(\d+)', page)
        assert ('href="/queue?kind=place-name&amp;at=1"' in page) == (at == 2)
    assert len(seen) == len(set(seen)) == 2 * PAGE + 1
    assert reader.get("/queue?at=9").status_code == 200
    made.room.close()


def test_documents_and_issues_are_suggested(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    assert reader.get("/api/suggestions", params={"field": "document", "part": "报"}).json() == ["报一", "报二"]
    assert reader.get("/api/suggestions", params={"field": "issue"}).json() == ["虹桥报 5"]
    assert reader.get("/api/suggestions", params={"field": "password"}).status_code == 422


def test_hostile_print_stays_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = worked(tmp_path_factory.mktemp("hostile") / "out", {"报<b>": [hostile_page()]})
    reader = made.signed_in("读", "reader")
    with made.room.database.read() as connection:
        flag = connection.execute(flags.select()).first()
    assert flag is not None
    paths = ("/queue", f"/groups/{flag.grouped}", f"/flags/{flag.id}", "/queue?document=<script>x")
    for path in (*paths, "/", "/progress", f"/pages/{flag.page}/blocks/1/history"):
        page = reader.get(path).text
        assert SCRIPT not in page, path
        assert "<img src=x" not in page, path
        assert "<script>x" not in page, path
    part = reader.get(f"/api/flags/{flag.id}").json()["html"]
    assert "&lt;script&gt;" in part
    assert SCRIPT not in part
    assert "<img src=x" not in part
    made.room.close()
