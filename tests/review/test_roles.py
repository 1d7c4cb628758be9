"""Nobody reaches what their role does not cover; strangers reach nothing but the login."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from helpers.review import Site, routes, site

from pipeline.review import accounts
from pipeline.review.person import Role

PUBLIC = {"/static/{version}/{name:path}", "/sign-in", "/enter", "/look"}
"""What strangers may reach: the login and what it is made of."""


ROUTES = routes()


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """By strangers, who change nothing."""
    made = site(tmp_path_factory.mktemp("roles") / "out", shared=True)
    yield made
    made.room.close()


def concrete(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path)


def test_only_the_login_and_its_parts_are_open_to_strangers() -> None:
    assert {path for _, path, role in ROUTES if role is None} == PUBLIC


@pytest.mark.parametrize(("method", "path", "role"), ROUTES)
@pytest.mark.parametrize("headers", [{}, {"Cookie": "baokan-00000000=made-up"}], ids=["no cookie", "made-up cookie"])
def test_a_stranger_is_led_to_the_login(
    visited: Site, method: str, path: str, role: Role | None, headers: dict[str, str]
) -> None:
    if role is None:
        return
    body = {"data": {"name": "x"}} if method == "POST" else {}
    answer = visited.visitor(**headers).request(method, concrete(path), **body)
    if path.startswith("/api"):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "signed-out"
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", ["/nothing", "/people/9", "/api/nothing", "/.env", "/docs", "/openapi.json"])
def test_a_stranger_does_not_learn_which_addresses_there_are(visited: Site, path: str) -> None:
    answer = visited.visitor().get(path)
    assert answer.status_code == (401 if path.startswith("/api") else 303)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_it_covers_and_no_more(shared: Site, role: Role) -> None:
    visitor = shared.signed_in("甲", role)
    for method, path, needed in ROUTES:
        if method != "GET" or needed is None:
            continue
        answer = visitor.get(concrete(path))
        assert (answer.status_code != 403) == role.covers(needed), path
        assert answer.status_code not in (303, 401), path


def test_a_role_that_is_taken_away_counts_at_the_next_request(shared: Site) -> None:
    shared.add("乙", Role.admin)
    visitor = shared.signed_in("甲", Role.admin)
    assert visitor.get("/people").status_code == 200
    with shared.room.database.write() as connection:
        person = accounts.find(connection, "甲")
        assert person is not None
        accounts.set_role(connection, person, Role.reader)
    assert visitor.get("/people").status_code == 403


def test_a_role_covers_itself_and_those_before() -> None:
    order = list(Role)
    assert [[one.covers(other) for other in order] for one in order] == [
        [at >= below for below in range(len(order))] for at in range(len(order))
    ]
