"""The page of the admins, and the accounts behind it."""

from __future__ import annotations

import re

import pytest
from helpers.review import Site, sign_in, spoken

from pipeline.review import accounts
from pipeline.review.person import Person, Role
from pipeline.review.routes.people import made_up


def found(shared: Site, name: str) -> Person | None:
    with shared.room.database.read() as connection:
        return accounts.find(connection, name)


def given(page: str) -> str:
    """The password that a page shows."""
    match = re.search(r'class="secret">([^<]+)<', page)
    assert match
    return match[1]


def test_somebody_who_is_added_signs_in_with_the_password_that_is_shown_once(shared: Site) -> None:
    admin = shared.signed_in("管", Role.admin)
    page = admin.post("/people", data={"name": " 李  明 ", "role": "validator"})
    assert page.status_code == 200
    password = given(page.text)
    assert sign_in(shared.visitor(), "李 明", password).status_code == 303
    assert password not in admin.get("/people").text
    person = found(shared, "李 明")
    assert person is not None
    assert person.role is Role.validator


@pytest.mark.parametrize(
    ("name", "words"), [("管", "已经有人"), ("  ", "1 至 64"), ("a" * 65, "1 至 64"), ("a\u202eb", "1 至 64")]
)
def test_a_name_that_does_not_fit_is_refused_in_words(shared: Site, name: str, words: str) -> None:
    admin = shared.signed_in("管", Role.admin)
    page = admin.post("/people", data={"name": name, "role": "editor"})
    assert page.status_code == 422
    assert words in spoken(page.text)


@pytest.mark.parametrize("data", [{"name": "甲"}, {"name": "甲", "role": "king"}, {"name": "a\x00b", "role": "editor"}])
def test_a_form_that_was_tampered_with_adds_nobody(shared: Site, data: dict[str, str]) -> None:
    admin = shared.signed_in("管", Role.admin)
    assert admin.post("/people", data=data).status_code == 422
    with shared.room.database.read() as connection:
        assert [person.name for person in accounts.everybody(connection)] == ["管"]


def test_roles_passwords_and_states_are_changed(shared: Site) -> None:
    admin, editor = shared.signed_in("管", Role.admin), shared.signed_in("编", Role.editor)
    person = found(shared, "编")
    assert person is not None

    def change(**data: str) -> str:
        answer = admin.post(f"/people/{person.id}", data=data)
        assert answer.status_code == 200
        return answer.text

    change(change="role", role="validator")
    changed = found(shared, "编")
    assert changed is not None
    assert changed.role is Role.validator
    assert editor.get("/").status_code == 200
    password = given(change(change="password"))
    assert editor.get("/").status_code == 303
    assert sign_in(editor, "编", password).status_code == 303
    change(change="disable")
    assert editor.get("/").status_code == 303
    assert sign_in(editor, "编", password).status_code == 401
    change(change="enable")
    assert sign_in(editor, "编", password).status_code == 303


def test_the_last_admin_cannot_be_lost(shared: Site) -> None:
    admin = shared.signed_in("管", Role.admin)
    person = found(shared, "管")
    assert person is not None
    for data in ({"change": "disable"}, {"change": "role", "role": "reader"}):
        page = admin.post(f"/people/{person.id}", data=data)
        assert page.status_code == 422
        assert "唯一的管理员" in page.text
    shared.add("另一位", Role.admin)
    assert admin.post(f"/people/{person.id}", data={"change": "disable"}).status_code in (200, 303)
    assert admin.get("/people").status_code == 303


@pytest.mark.parametrize("id", ["99", "0", "-1", "9" * 30, "x", "1e3"])
def test_an_account_that_is_not_there_is_an_answer_in_words(shared: Site, id: str) -> None:
    admin = shared.signed_in("管", Role.admin)
    assert admin.post(f"/people/{id}", data={"change": "disable"}).status_code in (404, 422)


def test_an_editor_changes_nobody(shared: Site) -> None:
    editor = shared.signed_in("编", Role.editor)
    person = found(shared, "编")
    assert person is not None
    assert editor.post("/people", data={"name": "甲", "role": "admin"}).status_code == 403
    assert editor.post(f"/people/{person.id}", data={"change": "role", "role": "admin"}).status_code == 403
    assert found(shared, "甲") is None


def test_made_up_passwords_differ_and_are_easy_to_read_out() -> None:
    made = {made_up() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", one) for one in made)
