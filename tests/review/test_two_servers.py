"""Several web servers behind one database: what one of them does, all others know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from helpers.corpus import corpus, street_page
from helpers.databases import on_server
from helpers.review import Site, busy_site, site
from helpers.review_process import ReviewProcess, waiting
from page_view import READS
from sqlalchemy import select
from starlette.testclient import TestClient

from pipeline.database.schema import events, flags
from pipeline.editing.checking import check
from pipeline.editing.store import open_editing
from pipeline.review.person import Role

PAGES = 10


@pytest.fixture(autouse=True)
def _shared() -> Iterator[None]:
    with on_server():
        yield


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """Two applications, with nothing in common but the results folder and its database."""
    one = busy_site(tmp_path / "out", READS)
    two = site(tmp_path / "out", shared=True, engine=READS)
    yield one, two
    two.room.close()
    one.room.close()


@pytest.fixture
def visitors(sites: tuple[Site, Site]) -> tuple[TestClient, TestClient]:
    """One editor at both, signed in at the first only, as behind a proxy that spreads the requests."""
    one = sites[0].signed_in("编", Role.editor)
    two = sites[1].visitor()
    two.cookies = one.cookies
    return one, two


def the_flag(visitor: httpx.Client, flag: int) -> tuple[int, bool]:
    """Its version, and whether it is open, as a server shows it."""
    html = visitor.get(f"/api/flags/{flag}").json()["html"]
    version, is_open = re.findall(r'data-version="(\d+)" data-open="(\w*)"', html)[0]
    return int(version), is_open == "yes"


def test_who_signs_in_at_one_is_known_to_the_other_until_signing_out(visitors: tuple[TestClient, TestClient]) -> None:
    one, two = visitors
    assert two.get("/api/me").json()["name"] == "编"
    assert two.post("/sign-out").status_code == 303
    assert one.get("/api/me").status_code == 401


def test_wrong_passwords_are_counted_together(sites: tuple[Site, Site]) -> None:
    sites[0].add("甲", Role.editor)
    codes = []
    for turn in range(40):
        visitor = sites[turn % 2].visitor()
        codes.append(visitor.post("/sign-in", data={"name": "甲", "password": "falsch", "next": "/"}).status_code)
        if codes[-1] == 429:
            break
    allowed = codes.count(401)
    alone = sites[0].room.settings.review.sign_in.attempts
    assert codes[-1] == 429
    assert allowed == alone


def test_a_flag_that_one_settled_is_a_conflict_at_the_other(visitors: tuple[TestClient, TestClient]) -> None:
    one, two = visitors
    seen = [the_flag(visitor, 1)[0] for visitor in (one, two)]
    assert one.post("/api/flags/1/decision", json={"version": seen[0], "choice": "accept"}).status_code == 200
    assert two.post("/api/flags/1/decision", json={"version": seen[1], "choice": "reject"}).status_code == 409
    assert not the_flag(two, 1)[1]


def test_a_box_that_was_read_at_one_is_stored_by_the_other(visitors: tuple[TestClient, TestClient]) -> None:
    one, two = visitors
    box = [20, 20, 200, 60]
    reading = one.post("/api/pages/1/readings", json={"box": box}).json()
    assert reading["text"]
    asked = {"reading": reading["reading"], "box": box, "text": "号外快讯", "after": 0}
    assert two.post("/api/pages/2/blocks", json=asked).status_code == 422, "of another page"
    assert two.post("/api/pages/1/blocks", json=asked).status_code == 200
    assert any(block["text"] == "号外快讯" for block in one.get("/api/pages/1").json()["blocks"])


def test_a_name_that_was_added_at_one_is_known_at_the_other(
    sites: tuple[Site, Site], visitors: tuple[TestClient, TestClient]
) -> None:
    one, two = visitors
    for made in sites:
        made.room.names.read()
    assert sites[1].room.names.cards("新泾小苑") == ()
    for visitor, name in ((one, "新泾小苑"), (two, "虹新苑")):
        assert visitor.post("/api/names", json={"name": name, "kind": "estate"}).status_code == 200
    for made in sites:
        assert [len(made.room.names.cards(name)) for name in ("新泾小苑", "虹新苑")] == [1, 1]


def test_only_one_of_them_takes_pages_in_at_a_time(sites: tuple[Site, Site]) -> None:
    database = sites[0].room.database
    with database.alone(-3, 0) as mine:
        assert mine
        with sites[1].room.database.alone(-3, 0) as theirs:
            assert not theirs
    with sites[1].room.database.alone(-3, 0) as theirs:
        assert theirs


def test_decisions_that_go_to_two_processes_in_turn_are_all_kept(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {f"报{n}": [street_page()] for n in range(PAGES)})
    editing = open_editing(folder)
    editing.intake.run()
    todo = waiting(editing)
    one, two = ReviewProcess(folder), ReviewProcess(folder)
    try:
        two.visitor.cookies = httpx.Cookies(one.visitor.cookies)  # signed in at the other one
        assert two.visitor.get("/api/me").status_code == 200
        for turn, (flag, version) in enumerate(todo):
            first, second = (one, two) if turn % 2 else (two, one)
            assert first.decide(flag, version)
            assert not second.decide(flag, version), "it was settled already"
            assert not the_flag(second.visitor, flag)[1]
    finally:
        one.kill()
        two.kill()
    with editing.database.read() as connection:
        kept = list(connection.scalars(select(flags.c.id).where(flags.c.state == "accepted")))
        logged = list(connection.scalars(select(events.c.id).where(events.c.kind == "accept")))
    assert sorted(kept) == [flag for flag, _ in todo]
    assert len(logged) == len(todo)
    found = check(editing.database, editing.files)
    assert (found.pages, found.differences) == (PAGES, ())
    editing.database.close()


def test_what_one_server_sent_is_not_sent_again_by_the_other(
    sites: tuple[Site, Site], visitors: tuple[TestClient, TestClient]
) -> None:
    for one in sites:
        one.room.names.read()
    address = "/api/corpus/search?q=虹山"
    known = {"If-None-Match": visitors[0].get(address).headers["ETag"]}
    assert visitors[1].get(address, headers=known).status_code == 304
    sites[0].room.editing.names.add("编", "新名路")
    assert visitors[1].get(address, headers=known).status_code == 200
