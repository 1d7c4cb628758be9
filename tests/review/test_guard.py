"""What is refused before a route sees it, and the headers that go out with every answer."""

from __future__ import annotations

import pytest
from helpers.review import HOST, ORIGIN, Site, sign_in, site
from starlette.testclient import TestClient

from pipeline.review.guard import HEADERS
from pipeline.review.who import Reader

LOOK = {"theme": "dark", "next": "/"}


def bare(site: Site) -> TestClient:
    """A visitor that sends no ``Origin`` by itself."""
    return TestClient(site.app, ORIGIN, follow_redirects=False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["/look", "/sign-in", "/people", "/api/me", "/nothing"])
def test_a_post_from_another_site_is_refused(shared: Site, path: str, headers: dict[str, str]) -> None:
    answer = bare(shared).post(path, data=LOOK, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "INVENTED"])
def test_every_method_but_the_safe_ones_counts_as_a_post(shared: Site, method: str) -> None:
    assert bare(shared).request(method, "/look", headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": ORIGIN}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}],
)
def test_a_post_from_our_own_pages_passes(shared: Site, headers: dict[str, str]) -> None:
    assert bare(shared).post("/look", data=LOOK, headers=headers).status_code == 303


def test_other_sites_may_link_here_but_not_embed_or_read(shared: Site) -> None:
    visitor = bare(shared)
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert visitor.get("/sign-in", headers=link).status_code == 200
    assert visitor.get("/sign-in", headers=link | {"Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert (
        visitor.get("/sign-in", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}).status_code == 403
    )


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "localhost.evil"])
def test_a_foreign_name_that_leads_to_this_machine_is_refused(shared: Site, alone: Site, host: str) -> None:
    for one in (shared, alone):
        answer = bare(one).get("/sign-in", headers={"Host": host})
        assert answer.status_code == 400
        assert "review.hosts" in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8000", "LOCALHOST:80"])
def test_loopback_names_pass(alone: Site, host: str) -> None:
    assert bare(alone).get("/sign-in", headers={"Host": host}).status_code == 200


def test_names_of_the_settings_and_plain_addresses_pass_only_where_people_share(tmp_path, shared: Site) -> None:
    named = site(tmp_path / "named", shared=True, hosts=["archive.local"])
    lonely = site(tmp_path / "lonely", shared=False, hosts=["archive.local"])
    for host, expected in (("archive.local:8000", 200), ("192.0.2.1:8000", 200), ("other.local", 400)):
        assert bare(named).get("/sign-in", headers={"Host": host}).status_code == expected
        assert bare(lonely).get("/sign-in", headers={"Host": host}).status_code == 400
    named.room.close()
    lonely.room.close()


def test_a_body_over_the_limit_is_413_whether_its_length_is_told_or_not(shared: Site) -> None:
    large = b"next=" + b"a" * (1024 * 1024)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert shared.visitor().post("/look", content=large, headers=form).status_code == 413

    def pieces():
        for _ in range(200):
            yield b"a" * 10_000

    assert shared.visitor().post("/look", content=pieces(), headers=form).status_code == 413
    assert shared.visitor().post("/api/me", content=large).json()["error"]["code"] == "large"


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "²"])
def test_a_length_that_is_no_number_is_refused(shared: Site, length: str) -> None:
    headers = [(b"Content-Length", length.encode()), (b"Origin", ORIGIN.encode())]
    assert bare(shared).post("/look", content=b"", headers=headers).status_code == 413


def test_an_address_over_the_limit_is_414(shared: Site) -> None:
    for path in ("/sign-in?next=" + "a" * 5000, "/" + "a" * 5000):
        assert shared.visitor().get(path).status_code == 414


def test_too_many_fields_are_400_and_other_types_of_forms_415(shared: Site) -> None:
    many = "&".join(f"a{n}=1" for n in range(300))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    visitor = shared.visitor()
    assert visitor.post("/look", content=many, headers=form).status_code == 400
    assert visitor.post("/look", content="next=é".encode("latin-1"), headers=form).status_code == 400
    assert visitor.post("/look", content="next=%FF", headers=form).status_code == 400
    assert visitor.post("/look", content="{}", headers={"Content-Type": "application/json"}).status_code == 415
    assert visitor.post("/look", files={"next": b"x"}).status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/static/1/../../settings.py",
        "/static/1/..%2f..%2fsettings.py",
        "/static/1/%2e%2e/%2e%2e/app.py",
        "/static/../app.py",
        "/static/1//etc/passwd",
        "/static/1/%2fetc%2fpasswd",
        "/static/1/..\\..\\app.py",
        "/static/1/look.css%00.png",
        "/static/1/",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_address_leads_out_of_the_static_files(shared: Site, path: str) -> None:
    answer = shared.signed_in("甲", "admin").get(path)
    assert answer.status_code in (400, 404)
    assert b"root:" not in answer.content
    assert b"import" not in answer.content


def test_every_answer_has_the_headers(shared: Site) -> None:
    visitor = shared.signed_in("甲", "admin")
    looked_at = [
        visitor.get("/"),
        visitor.get("/nothing"),
        visitor.get("/api/me"),
        visitor.get("/api/nothing"),
        visitor.get("/sign-in?" + "a" * 9999),
        visitor.get("/", headers={"Host": "evil.example"}),
        visitor.post("/look", data=LOOK),
        visitor.post("/look", data=LOOK, headers={"Origin": "null"}),
        visitor.get(shared.room.pages.address("look.css")),
    ]
    for answer in looked_at:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert all("no-store" in answer.headers["cache-control"] for answer in looked_at[:-1])
    assert "immutable" in looked_at[-1].headers["cache-control"]
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_fault_of_ours_is_a_page_that_tells_nothing_of_it(shared: Site) -> None:
    def broken(person: Reader) -> None:
        raise ZeroDivisionError("the secret number")

    shared.app.add_api_route("/broken", broken)
    shared.app.add_api_route("/api/broken", broken)
    visitor = shared.signed_in("甲", "reader")
    page, data = visitor.get("/broken"), visitor.get("/api/broken")
    assert (page.status_code, data.status_code) == (500, 500)
    assert data.json()["error"]["code"] == "fault"
    for answer in (page, data):
        assert "secret" not in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_what_people_type_is_never_a_part_of_the_page(shared: Site) -> None:
    hostile = "<script>alert(1)</script>"
    visitor = shared.signed_in(hostile, "admin")
    page = visitor.get("/people").text
    assert hostile not in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in visitor.get(f"/sign-in?next={hostile}").text


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "/é"])
def test_after_the_login_nobody_is_sent_to_another_site(shared: Site, next: str) -> None:
    shared.add("甲", "reader")
    visitor = shared.visitor()
    answer = sign_in(visitor, "甲", next=next)
    assert (answer.status_code, answer.headers["location"]) in {(303, "/")}
    assert HOST not in answer.headers["location"]
