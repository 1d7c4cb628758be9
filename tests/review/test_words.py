"""Both languages say the same things, nothing is missing, and nothing is left over."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from helpers.review import Site

from pipeline.review import templating
from pipeline.review.clock import shown, written
from pipeline.review.words import LANGUAGES, TEXTS, chosen, for_scripts, say

ROOM = templating.HERE
PYTHON = [path for path in ROOM.rglob("*.py") if path.parent.name != "words"]
TEMPLATES, SCRIPTS = list(ROOM.rglob("*.html")), list((ROOM / "static").rglob("*.js"))
HAN = re.compile(r"[\u3400-\u9fff]")
VALUE = re.compile(r"\{(\w+)")
CALL = r"""\b{name}\(\s*(["'])([\w.-]+)\1\s*(~|\+|[,)])"""
SAME = {"language.zh", "language.en"}
"""A language is called by its own name in every language."""


def called(paths: list[Path], name: str, prefix: str = "") -> tuple[set[str], set[str]]:
    """Keys that are asked for, and beginnings of keys that are put together (``"role." ~ role``)."""
    whole, begun = set(), set()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for _, key, after in re.findall(CALL.replace("{name}", name), text):
            (begun if after in "~+" else whole).add(prefix + key)
        begun |= {prefix + key for key in re.findall(rf'\b{name}\((?:language, )?f"([\w.-]+)\{{', text)}
        begun |= {f"{part}." for part in re.findall(r"""\bword\(["'](\w+)["']""", text)}
    return whole, begun


def asked_for() -> tuple[set[str], set[str]]:
    found = [called(TEMPLATES, "t"), called(PYTHON, "say"), called(SCRIPTS, "say", "script.")]
    return set().union(*(whole for whole, _ in found)), set().union(*(begun for _, begun in found))


def test_every_text_that_is_asked_for_is_there() -> None:
    whole, begun = asked_for()
    assert not whole - TEXTS.keys()
    assert not [start for start in begun if not any(key.startswith(start) for key in TEXTS)]


def test_every_text_is_asked_for() -> None:
    whole, begun = asked_for()
    literal = "\n".join(path.read_text(encoding="utf-8") for path in (*PYTHON, *TEMPLATES, *SCRIPTS))
    unused = [
        key
        for key in TEXTS
        if key not in whole and not key.startswith(tuple(begun)) and f'"{key.removeprefix("script.")}"' not in literal
    ]
    assert not unused


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_it_and_name_the_same_values(key: str) -> None:
    chinese, english = TEXTS[key]
    assert chinese.strip() == chinese != ""
    assert english.strip() == english != ""
    assert set(VALUE.findall(chinese)) == set(VALUE.findall(english))
    if key not in SAME and re.search("[a-z]", re.sub(r"\{[^}]*\}", "", english)):  # else there are only values
        assert HAN.search(chinese)
        assert not HAN.search(english)


def test_every_problem_has_words() -> None:
    codes = set()
    for path in PYTHON:
        codes |= set(re.findall(r'Problem\(\s*(?:self, )?\d+, "([\w-]+)"', path.read_text(encoding="utf-8")))
        codes |= set(re.findall(r'__init__\(\d+, "([\w-]+)"', path.read_text(encoding="utf-8")))
    assert {"signed-out", "conflict", "large"} <= codes
    assert not [code for code in codes if f"problem.{code}" not in TEXTS]


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        (None, None, "zh"),
        (None, "", "zh"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr, en;q=0.5, zh;q=0.7", "zh"),
        (None, "fr;q=1, en ; q=0.5", "en"),
        (None, "en;q=0, fr", "zh"),
        (None, "en;q=abc, zh;q=0.1", "zh"),
        ("en", "zh", "en"),
        ("zh", "en", "zh"),
        ("../x", "en", "en"),
    ],
)
def test_the_language_is_that_of_the_cookie_then_of_the_browser_then_chinese(
    cookie: str | None, accepted: str | None, expected: str
) -> None:
    assert chosen(cookie, accepted) == expected


def test_numbers_have_separators_and_the_right_word() -> None:
    def wait(minutes: int) -> str:
        return say("en", "sign-in.wait", minutes=minutes).partition("again in ")[2]

    assert (wait(1), wait(1234)) == ("1 minute.", "1,234 minutes.")


def test_scripts_get_their_texts_in_both_languages(shared: Site) -> None:
    module = shared.visitor().get(shared.room.pages.address("texts.js")).text
    given = json.loads(module.partition("export default ")[2].rstrip(";\n"))
    assert given == {language: for_scripts(language) for language in LANGUAGES}
    assert given["zh"]["keys.title"] == "按键"


def test_the_language_is_switched_and_kept(shared: Site) -> None:
    visitor = shared.visitor()
    assert 'lang="zh-Hans"' in visitor.get("/sign-in").text
    away = visitor.post("/look", data={"language": "en", "next": "/sign-in?next=%2Fhelp"})
    assert away.headers["location"] == "/sign-in?next=%2Fhelp"
    page = visitor.get("/sign-in").text
    assert '<html lang="en"' in page
    assert "Sign in" in page
    assert visitor.post("/look", data={"language": "fr", "next": "/"}).status_code == 422


def test_the_theme_is_switched_and_kept(shared: Site) -> None:
    visitor = shared.visitor()
    assert 'data-theme="auto"' in visitor.get("/sign-in").text
    visitor.post("/look", data={"theme": "dark", "next": "/"})
    page = visitor.get("/sign-in").text
    assert 'data-theme="dark"' in page
    assert 'id="dark" media="all"' in page


@pytest.mark.parametrize("text", ["", "10:20", "2026-13-01T00:00:00"])
def test_a_time_that_is_none_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


def test_a_time_is_shown_to_the_minute_in_the_time_of_the_machine() -> None:
    at = datetime(2026, 3, 2, 10, 20, 59).astimezone()
    assert shown(written(at)) == "2026-03-02 10:20"
