"""Signing in: the link that works once, sessions that end, passwords that cannot be guessed at length."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from helpers.review import PASSWORD, Site, sign_in, site
from sqlalchemy import func, select

from pipeline.database.schema import editors, login_attempts, sessions
from pipeline.review import accounts
from pipeline.review import sessions as sessions_of
from pipeline.review.person import Role


def test_the_one_time_link_works_once(alone: Site) -> None:
    token = alone.room.link.token
    first, second = alone.visitor(), alone.visitor()
    assert first.get("/").status_code == 303
    assert first.post("/enter", data={"token": token}).status_code == 303
    assert "王编辑" in first.get("/").text
    assert second.post("/enter", data={"token": token}).status_code == 403
    assert second.get("/").status_code == 303


def test_looking_at_the_link_does_not_use_it_up(alone: Site) -> None:
    for _ in range(3):
        page = alone.visitor().get(f"/enter?token={alone.room.link.token}")
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    assert alone.owner().get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "a" * 43])
def test_a_made_up_link_opens_nothing_and_leaves_the_right_one(alone: Site, token: str) -> None:
    assert alone.visitor().post("/enter", data={"token": token}).status_code == 403
    assert alone.owner().get("/").status_code == 200


def test_the_link_opens_nothing_where_people_share(shared: Site) -> None:
    assert shared.visitor().post("/enter", data={"token": shared.room.link.token}).status_code == 403


def test_passwords_open_nothing_where_somebody_works_alone(alone: Site) -> None:
    alone.add("甲", Role.admin)
    assert sign_in(alone.visitor(), "甲").status_code == 403


def test_a_session_of_one_who_works_alone_counts_for_nothing_when_shared(alone: Site) -> None:
    owner = alone.owner()
    later = site(alone.results, shared=True)
    visitor = later.visitor()
    visitor.cookies = owner.cookies
    assert visitor.get("/").status_code == 303
    later.room.close()


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_the_database_has_only_its_hash(shared: Site) -> None:
    shared.add("甲", Role.reader)
    answer = sign_in(shared.visitor(), "甲")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    with shared.room.database.read() as connection:
        assert token not in connection.scalars(select(sessions.c.id)).all()


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(shared: Site) -> None:
    shared.add("甲", Role.reader)
    visitor = shared.visitor(Origin="https://127.0.0.1:8000")
    visitor.base_url = "https://127.0.0.1:8000"
    cookie = sign_in(visitor, "甲").headers["set-cookie"]
    assert cookie.startswith("__Host-baokan-")
    assert "Secure" in cookie
    assert visitor.get("/").status_code == 200


def test_two_folders_on_one_machine_have_cookies_of_their_own(shared: Site, alone: Site) -> None:
    assert shared.room.cookie != alone.room.cookie


def test_a_session_ends_after_idleness(shared: Site) -> None:
    visitor = shared.signed_in("甲", Role.reader)
    for _ in range(3):
        shared.clock.move(minutes=119)
        assert visitor.get("/").status_code == 200
    shared.clock.move(minutes=121)
    assert visitor.get("/").status_code == 303
    with shared.room.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(sessions)) == 0


def test_a_session_ends_after_a_working_day_however_busy(shared: Site) -> None:
    visitor = shared.signed_in("甲", Role.reader)
    for _ in range(12):
        shared.clock.move(minutes=59)
        assert visitor.get("/").status_code == 200
    shared.clock.move(minutes=59)
    assert visitor.get("/").status_code == 303


def test_alone_a_session_lasts_for_weeks(alone: Site) -> None:
    owner = alone.owner()
    alone.clock.move(days=29)
    assert owner.get("/").status_code == 200
    alone.clock.move(days=2)
    assert owner.get("/").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(shared: Site) -> None:
    visitor = shared.signed_in("甲", Role.reader)
    cookies = dict(visitor.cookies)
    assert visitor.post("/sign-out").headers["location"] == "/sign-in"
    thief = shared.visitor()
    thief.cookies.update(cookies)
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("甲", "wrong"), ("nobody", PASSWORD), ("甲", ""), ("", PASSWORD)])
def test_wrong_name_and_wrong_password_are_answered_alike(shared: Site, name: str, password: str) -> None:
    shared.add("甲", Role.reader)
    answer = sign_in(shared.visitor(), name, password)
    assert answer.status_code == 401
    assert "姓名或密码不对" in answer.text
    assert "set-cookie" not in answer.headers


def test_after_a_wrong_password_the_name_need_not_be_typed_again(shared: Site) -> None:
    shared.add("甲", Role.reader)
    assert 'value="甲"' in sign_in(shared.visitor(), "甲", "wrong").text


def test_a_name_is_found_in_any_width_and_case(shared: Site) -> None:
    shared.add("Li Ming", Role.reader)
    assert sign_in(shared.visitor(), "ＬＩ ｍｉｎｇ").status_code == 303


def test_too_many_wrong_passwords_have_to_wait_even_for_the_right_one(shared: Site) -> None:
    shared.add("甲", Role.reader)
    visitor = shared.visitor()
    assert [sign_in(visitor, "甲", f"wrong {n}").status_code for n in range(6)] == [401] * 5 + [429]
    late = sign_in(visitor, "甲")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    shared.clock.move(minutes=16)
    assert sign_in(visitor, "甲").status_code == 303


def test_one_address_cannot_try_many_names(shared: Site) -> None:
    visitor = shared.visitor()
    codes = [sign_in(visitor, f"name {n}", "x").status_code for n in range(31)]
    assert codes == [401] * 30 + [429]


def test_attempts_are_counted_by_all_processes_together(shared: Site) -> None:
    shared.add("甲", Role.reader)
    other = site(shared.results, shared=True)
    codes = [sign_in((shared, other)[n % 2].visitor(), "甲", "wrong").status_code for n in range(6)]
    other.room.close()
    assert codes == [401] * 5 + [429]


def test_many_attempts_at_once_get_no_more_tries(shared: Site) -> None:
    shared.add("甲", Role.reader)

    def attempt(number: int) -> int:
        return int(sign_in(shared.visitor(), "甲", f"wrong {number}").status_code)

    with ThreadPoolExecutor(8) as pool:
        codes = Counter(pool.map(attempt, range(16)))
    assert codes == {401: 5, 429: 11}


def test_a_right_password_takes_the_wrong_ones_back(shared: Site) -> None:
    shared.add("甲", Role.reader)
    visitor = shared.visitor()
    for _ in range(3):
        for _ in range(4):
            assert sign_in(visitor, "甲", "wrong").status_code == 401
        assert sign_in(visitor, "甲").status_code == 303


def test_what_was_typed_as_a_name_is_not_kept_in_the_clear(shared: Site) -> None:
    sign_in(shared.visitor(), "a password typed into the wrong field", "x")
    with shared.room.database.read() as connection:
        kept = connection.scalars(select(login_attempts.c.name)).all()
    assert len(kept) == 1
    assert "password" not in kept[0]


def test_passwords_are_kept_as_argon2id(shared: Site) -> None:
    shared.add("甲", Role.reader)
    with shared.room.database.read() as connection:
        assert connection.scalar(select(editors.c.password)).startswith("$argon2id$")


def test_a_person_who_is_shut_out_is_out_at_once_and_cannot_come_back(shared: Site) -> None:
    visitor = shared.signed_in("甲", Role.editor)
    with shared.room.database.write() as connection:
        person = accounts.find(connection, "甲")
        assert person is not None
        accounts.set_disabled(connection, person, True)
    assert visitor.get("/").status_code == 303
    assert sign_in(visitor, "甲").status_code == 401


def test_nobody_shuts_themselves_out_of_their_own_machine(alone: Site) -> None:
    owner = alone.owner()
    alone.add("另一位", Role.admin)
    with alone.room.database.write() as connection:
        person = accounts.find(connection, "王编辑")
        assert person is not None
        accounts.set_disabled(connection, person, True)
    with alone.room.database.write() as connection:
        token = sessions_of.begin(connection, person.id, alone.clock(), alone=True)
    owner.cookies.set(alone.room.cookie, token, domain="127.0.0.1")
    assert owner.get("/people").status_code == 200


def test_the_login_leads_back_to_where_one_wanted_to_go(shared: Site) -> None:
    shared.add("甲", Role.reader)
    visitor = shared.visitor()
    away = visitor.get("/help?a=1&b=2").headers["location"]
    page = visitor.get(away)
    assert 'value="/help?a=1&amp;b=2"' in page.text
    assert sign_in(visitor, "甲", next="/help?a=1&b=2").headers["location"] == "/help?a=1&b=2"


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(shared: Site) -> None:
    here = shared.signed_in("甲", Role.editor)
    elsewhere = shared.visitor()
    assert sign_in(elsewhere, "甲").status_code == 303
    new = "another long password"

    def change(old: str, first: str, second: str) -> int:
        return here.post("/account", data={"old": old, "new": first, "again": second}).status_code

    assert change("wrong", new, new) == 422
    assert change(PASSWORD, new, new + "x") == 422
    assert change(PASSWORD, "short", "short") == 422
    assert elsewhere.get("/").status_code == 200
    assert change(PASSWORD, new, new) == 200
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert sign_in(shared.visitor(), "甲").status_code == 401
    assert sign_in(shared.visitor(), "甲", new).status_code == 303


def test_a_stolen_session_does_not_help_to_guess_the_password(shared: Site) -> None:
    thief = shared.signed_in("甲", Role.editor)
    data = {"old": "wrong", "new": "another long password", "again": "another long password"}
    assert [thief.post("/account", data=data).status_code for _ in range(6)] == [422] * 5 + [429]
    assert thief.post("/account", data=data | {"old": PASSWORD}).status_code == 429
