"""Scripts read with a token; they change nothing, and nothing else gets in by one."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.review import ORIGIN, Site, routes, site
from starlette.testclient import TestClient
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.errors import ExitCode, SettingsError
from pipeline.review import tokens
from pipeline.review.person import Role

pytestmark = pytest.mark.usefixtures("kept")


def token_of(site: Site, name: str = "脚本", days: int = 30) -> str:
    with site.room.database.write() as connection:
        return tokens.add(connection, name, Role.reader, days, site.clock())


def script(site: Site, token: str, **headers: str) -> TestClient:
    """A program without cookies, and without the headers of a browser."""
    return TestClient(site.app, ORIGIN, headers={"Authorization": f"Bearer {token}", **headers}, follow_redirects=False)


@pytest.mark.parametrize("shared_pages", [True, False])
def test_a_script_reads_with_its_token(tmp_path: Any, shared_pages: bool) -> None:
    made = site(tmp_path / "out", shared=shared_pages)
    answer = script(made, token_of(made)).get("/api/me")
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["role"]) == ("脚本", "reader")
    assert "set-cookie" not in answer.headers
    made.room.close()


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer", "Bearer ", "Bearer baokan_", "Bearer x", "Bearer baokan_" + "a" * 43, "Bearer " + "a" * 4000],
)
def test_a_token_that_is_none_opens_nothing_and_says_how_to_sign_in(shared: Site, sent: str) -> None:
    token_of(shared)
    answer = TestClient(shared.app, ORIGIN, headers={"Authorization": sent}).get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_reaches_reading_endpoints_and_nothing_else(shared: Site) -> None:
    visitor = script(shared, token_of(shared), Origin=ORIGIN)
    for method, path, role in routes():
        if role is None:
            continue
        body = {"data": {"name": "x"}} if method == "POST" else {}
        answer = visitor.request(method, path.replace("{", "").replace("}", ""), **body)
        if method == "GET" and path.startswith("/api/"):
            assert (answer.status_code == 403) == (role is not Role.reader), path
            assert answer.status_code not in (303, 401), path
        else:
            assert answer.status_code == (401 if path.startswith("/api/") else 303), path


def test_with_a_wrong_token_the_cookie_does_not_count_either(shared: Site) -> None:
    visitor = shared.signed_in("甲", Role.editor)
    assert visitor.get("/api/me").status_code == 200
    assert visitor.get("/api/me", headers={"Authorization": "Bearer baokan_wrong"}).status_code == 401
    # what a proxy before the pages asks for is none of our business
    assert visitor.get("/api/me", headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_another_site_cannot_use_a_token_in_somebodys_browser(shared: Site) -> None:
    token = token_of(shared)
    across = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "http://evil.example"}
    assert script(shared, token, **across).get("/api/me").status_code == 403
    assert script(shared, token, **across).options("/api/me").status_code == 403
    assert script(shared, token, Host="evil.example").get("/api/me").status_code == 400


def test_a_token_ends_when_it_is_revoked_and_when_its_days_are_over(shared: Site) -> None:
    first, second = token_of(shared, "一", days=2), token_of(shared, "二", days=9)
    assert script(shared, first).get("/api/me").status_code == 200
    shared.clock.move(days=3)
    assert script(shared, first).get("/api/me").status_code == 401
    assert script(shared, second).get("/api/me").status_code == 200
    with shared.room.database.write() as connection:
        assert tokens.revoke(connection, "二")
        assert not tokens.revoke(connection, "二")
    assert script(shared, second).get("/api/me").status_code == 401


def test_the_database_has_no_token_and_knows_the_last_use_to_the_minute(shared: Site) -> None:
    token = token_of(shared)
    with shared.room.database.read() as connection:
        assert tokens.listed(connection)[0].seen is None
    script(shared, token).get("/api/me")
    first = shared.clock().isoformat(timespec="seconds")
    shared.clock.move(seconds=20)
    script(shared, token).get("/api/me")
    with shared.room.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM tokens").one()
        assert tokens.listed(connection)[0].seen == first
    assert not any(token.removeprefix(tokens.PREFIX) in str(value) for value in kept)


def test_a_token_only_reads_and_its_name_is_its_own(shared: Site) -> None:
    token_of(shared)
    with shared.room.database.write() as connection:
        with pytest.raises(SettingsError, match="only read"):
            tokens.add(connection, "写", Role.editor, 5, shared.clock())
        for name, said in (("脚本", "already"), ("", "printable"), ("a" * 65, "printable")):
            with pytest.raises(SettingsError, match=said):
                tokens.add(connection, name, Role.reader, 5, shared.clock())


def test_the_command_line_makes_lists_and_revokes_tokens(shared: Site) -> None:
    folder = str(shared.results)

    def run(*arguments: str, code: int = ExitCode.DONE) -> Any:
        done = CliRunner().invoke(app, ["review", "token", *arguments, "-o", folder])
        assert done.exit_code == code, done.output
        return done

    made = run("add", "笔记本").stdout.strip()
    assert script(shared, made).get("/api/me").json()["name"] == "笔记本"
    listed = run("list").stdout
    assert "笔记本\treader\tmade " in listed
    assert made not in listed
    assert "only read" in run("add", "写", "--role", "editor", code=ExitCode.USAGE).stderr
    run("revoke", "笔记本")
    assert run("list").stdout == ""
    assert "no token of this name" in run("revoke", "笔记本", code=ExitCode.USAGE).stderr
    assert script(shared, made).get("/api/me").status_code == 401
