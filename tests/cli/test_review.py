"""``baokan review``: who may be let in, and from where; the accounts from the command line."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import baokan, command, environment
from sqlalchemy import select

from pipeline.cli.review.extra import PACKAGES, need_extra
from pipeline.database import FILE_NAME, open_database
from pipeline.database.schema import editors
from pipeline.errors import ExitCode, SettingsError

PASSWORD = "correct horse battery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where ``output/`` is an empty results folder."""
    (tmp_path / "output").mkdir()
    open_database(tmp_path / "output" / FILE_NAME).close()
    return tmp_path


@pytest.fixture(scope="module")
def one_admin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with 管, for commands that change nothing."""
    made = tmp_path_factory.mktemp("one-admin")
    (made / "output").mkdir()
    open_database(made / "output" / FILE_NAME).close()
    assert people(made, "add", "管", "--role", "admin", typed=PASSWORD).returncode == ExitCode.DONE
    return made


def people(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return baokan("review", "people", *arguments, cwd=folder, typed=typed)


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command at work, and the address that it printed."""
    process = subprocess.Popen(
        command("review", "--port", "0", "--no-open", *arguments),
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    try:
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"https?://\S+", line):
                break
        else:
            pytest.fail(said)
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_nothing_of_the_web_is_imported_for_the_help() -> None:
    heavy = {"fastapi", "jinja2", "uvicorn", "argon2", "sqlalchemy"}
    code = f"import sys, pipeline.cli.review_command, pipeline.settings; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], env=environment()).returncode == 0


@pytest.mark.parametrize("package", PACKAGES)
def test_a_missing_extra_is_named_with_what_to_do(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    with pytest.raises(SettingsError, match=rf"{package}.*pip install 'baokan\[review\]'"):
        need_extra()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "archive.local"])
def test_other_machines_are_let_in_only_with_accounts(folder: Path, host: str) -> None:
    done = baokan("review", "--host", host, "--port", "0", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert "--shared" in done.stderr
    assert "people add" in done.stderr


def test_sharing_needs_an_admin_first(folder: Path) -> None:
    assert people(folder, "add", "甲", "--role", "editor", typed=PASSWORD).returncode == ExitCode.DONE
    done = baokan("review", "--shared", "--port", "0", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert "baokan review people add NAME --role admin" in done.stderr


def test_without_results_it_says_what_to_do(tmp_path: Path) -> None:
    done = baokan("review", "-o", "nowhere", "--port", "0", cwd=tmp_path)
    assert done.returncode == ExitCode.NO_INPUT
    assert "baokan run" in done.stderr


def test_a_port_in_use_is_said(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = baokan("review", "--port", port, "--no-open", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert port in done.stderr
    assert "--port" in done.stderr


def test_half_a_certificate_is_refused(folder: Path) -> None:
    done = baokan("review", "--port", "0", "--set", "review.certificate=a.pem", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert "give both" in done.stderr


def test_the_printed_link_opens_the_pages_and_an_ordered_stop_is_no_failure(folder: Path) -> None:
    with serving(folder) as (process, link):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=[\w-]{43}", link)
        with urllib.request.urlopen(link, timeout=10) as page:
            assert page.status == 200
            assert b'action="/enter"' in page.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == ExitCode.DONE


def test_shared_pages_ask_for_a_password(folder: Path) -> None:
    people(folder, "add", "管", "--role", "admin", typed=PASSWORD)
    with serving(folder, "--shared") as (_, address):
        assert "token" not in address
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.url == f"{address}sign-in?next=%2F"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}api/me", timeout=10)
        assert refused.value.code == 401


def test_accounts_are_made_and_changed_from_the_command_line(folder: Path) -> None:
    def listed() -> list[tuple[str, str, bool]]:
        rows = json.loads(people(folder, "list", "--json").stdout)
        assert all(row["password"] for row in rows)
        return [(row["name"], row["role"], row["disabled"]) for row in rows]

    assert people(folder, "add", "管", "--role", "admin", typed=PASSWORD).returncode == ExitCode.DONE
    assert people(folder, "add", "李明", typed=PASSWORD).returncode == ExitCode.DONE
    assert listed() == [("李明", "editor", False), ("管", "admin", False)]
    assert people(folder, "role", "李明", "validator").returncode == ExitCode.DONE
    assert people(folder, "password", "李明", typed=PASSWORD + "2").returncode == ExitCode.DONE
    assert people(folder, "disable", "李明").returncode == ExitCode.DONE
    assert listed() == [("李明", "validator", True), ("管", "admin", False)]
    assert people(folder, "enable", "李明").returncode == ExitCode.DONE
    assert "李明\tvalidator" in people(folder, "list").stdout.splitlines()


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        (("add", "管"), PASSWORD, "already"),
        (("add", "乙"), "short", "12 to 256"),
        (("add", " "), PASSWORD, "1 to 64"),
        (("role", "管", "editor"), "", "only admin"),
        (("disable", "管"), "", "only admin"),
        (("disable", "nobody"), "", "people list"),
        (("password", "nobody"), PASSWORD, "people list"),
        (("role", "管", "king"), "", "king"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    one_admin: Path, arguments: tuple[str, ...], typed: str, words: str
) -> None:
    def listed() -> list[Any]:
        with open_database(one_admin / "output" / FILE_NAME) as database, database.read() as connection:
            return [tuple(row) for row in connection.execute(select(editors))]

    before = listed()
    done = people(one_admin, *arguments, typed=typed)
    assert done.returncode == ExitCode.USAGE
    assert words in done.stderr
    assert listed() == before


def test_options_before_the_name_of_a_part_are_refused_and_not_dropped(folder: Path) -> None:
    done = baokan("review", "-o", "elsewhere", "people", "list", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert "last" in done.stderr
