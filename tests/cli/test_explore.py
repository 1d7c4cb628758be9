"""``baokan explore``: the real datasette over the views of the corpus, reading nothing else and loading nothing."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("datasette", reason="the extra 'explore' is not installed")

from helpers.corpus import corpus, street_page
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.corpus import Corpus
from pipeline.corpus.exploring.described import FACETS, NAME, TITLES
from pipeline.corpus.exploring.questions import QUESTIONS
from pipeline.corpus.exploring.serving import datasette_of, guarded
from pipeline.corpus.exploring.shown import VIEW_NAMES
from pipeline.database import FILE_NAME
from pipeline.database.corpus_views import VIEWS
from pipeline.errors import ExitCode

LOADED = re.compile(r"""(?:src=|<link[^>]+href=|url\(|@import |fetch\()\s*["']?((?:https?:)?//[^"')\s>]+)""")
"""What a page loads by itself from another host; links that a person may follow are none of it."""
ANSWERS: dict[str, Any] = {"text": "社区", "year": "2021", "name": "天山支路"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    with Corpus(made) as asked:
        asked.withdraw("报二", "李", "权利人要求")
    return made


def get(folder: Path, *paths: str) -> list[httpx.Response]:
    async def asked() -> list[httpx.Response]:
        made = datasette_of(folder / FILE_NAME, 7)
        return [await made.client.get(path) for path in paths]

    return asyncio.run(asked())


def rows(folder: Path, sql: str) -> Any:
    (answer,) = get(folder, f"/{NAME}.json?{httpx.QueryParams({'sql': sql, '_shape': 'array'})}")
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_views_are_listed_and_described_in_both_languages(folder: Path) -> None:
    index, *tables = get(folder, f"/{NAME}", *(f"/{NAME}/{view}" for view in VIEW_NAMES))
    assert index.status_code == 200
    for view, answer in zip(VIEWS, tables, strict=True):
        assert f"/{NAME}/{view.name}" in index.text
        assert answer.status_code == 200
        assert TITLES[view.name] in answer.text
        assert view.about in answer.text
        assert all(escape(about).replace("&#x27;", "&#39;") in answer.text for _, about in view.columns.values())
    assert "editors" not in index.text
    assert set(FACETS) <= set(VIEW_NAMES)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_every_ready_question_has_an_answer_and_both_languages(folder: Path, question: Any) -> None:
    page, data = get(
        folder,
        f"/{NAME}/{question.name}?{httpx.QueryParams(ANSWERS)}",
        f"/{NAME}/{question.name}.json?{httpx.QueryParams({**ANSWERS, '_shape': 'array'})}",
    )
    assert question.chinese in page.text
    assert question.english in page.text
    assert data.status_code == 200
    assert data.json() or question.name in ("decisions", "beside_place")


def test_withdrawn_texts_accounts_and_other_tables_cannot_be_read_by_any_sql(folder: Path) -> None:
    assert rows(folder, "select distinct document from corpus_passages") == [{"document": "报一"}]
    for sql in (
        "select * from blocks",
        "select text from blocks where id in (select 1)",
        "select password from editors",
        "select * from sessions",
        "select * from tokens",
        "select why from withdrawals",
        "select (select max(text) from blocks) from corpus_pages",
        "with a as (select * from blocks) select * from a",
        "select * from block_text",
        "select load_extension('x')",
        "select * from pragma_module_list",
    ):
        assert rows(folder, sql) == 400, sql


def test_there_are_no_pages_of_other_tables_and_no_copy_of_the_file(folder: Path) -> None:
    answers = get(folder, f"/{NAME}/editors", f"/{NAME}/blocks", f"/{NAME}.db", "/_memory", "/_internal")
    assert [answer.status_code for answer in answers] == [404, 404, 403, 404, 403]


def test_pages_load_nothing_from_elsewhere(folder: Path) -> None:
    pages = get(
        folder,
        "/",
        f"/{NAME}",
        f"/{NAME}/corpus_passages",
        f"/{NAME}/coverage",
        f"/{NAME}?sql=select+1",
        "/-/static/app.css",
    )
    for page in pages:
        assert page.status_code == 200
        assert [one for one in LOADED.findall(page.text) if not one.startswith("http://localhost/")] == []


def test_a_foreign_host_is_refused_and_the_policy_goes_out(folder: Path) -> None:
    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=guarded(datasette_of(folder / FILE_NAME, 7).app()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8001") as client:
            hosts = ("evil.example", "127.0.0.1.evil.example", "localhost:1", "[::1]:8001")
            return [await client.get("/"), *[await client.get("/", headers={"Host": host}) for host in hosts]]

    ours, *others = asyncio.run(asked())
    assert "default-src 'none'" in ours.headers["content-security-policy"]
    assert [other.status_code for other in others] == [400, 400, 200, 200]


def test_what_editors_decide_meanwhile_is_seen_and_nothing_can_be_written(folder: Path) -> None:
    async def asked() -> tuple[Any, Any]:
        made = datasette_of(folder / FILE_NAME, 7)
        path = f"/{NAME}.json?sql=select+count(*)+n+from+corpus_documents&_shape=array"
        before = (await made.client.get(path)).json()
        with Corpus(folder) as corpus_:
            corpus_.put_back("报二")
        return before, (await made.client.get(path)).json()

    assert asyncio.run(asked()) == ([{"n": 1}], [{"n": 2}])
    connection = datasette_of(folder / FILE_NAME, 7).databases[NAME].connect()
    for sql in ("DELETE FROM blocks", "CREATE TABLE x (y)", "ATTACH 'x.db' AS x", "PRAGMA query_only = OFF"):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(sql)
    connection.close()


def test_a_folder_that_nobody_can_write_is_read_as_it_is(folder: Path, tmp_path: Path) -> None:
    still = tmp_path / "still"
    still.mkdir()
    shutil.copy(folder / FILE_NAME, still)
    if os.access(still, os.W_OK) and os.geteuid() == 0:
        pytest.skip("whoever is root can write everywhere")
    still.chmod(0o555)
    try:
        assert rows(still, "select count(*) n from corpus_pages") == [{"n": 1}]
        assert not datasette_of(still / FILE_NAME, 7).databases[NAME].is_mutable
    finally:
        still.chmod(0o755)


@pytest.fixture
def started(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "pipeline.cli.main", "explore", "-o", str(folder), "--no-open"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "http://" in line:
                yield line.strip(), process
                break
        else:
            pytest.fail("it did not start")
    finally:
        process.kill()
        process.wait()


def test_the_command_serves_on_loopback_until_it_is_stopped(started: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = started
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/corpus", address)
    for _ in range(100):
        try:
            answer = httpx.get(address, timeout=20)
            break
        except httpx.ConnectError:
            continue
    assert "语料库" in answer.text
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) in (ExitCode.DONE, ExitCode.INTERRUPTED)


def test_without_the_extra_the_message_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["explore", "-o", str(folder)])
    assert done.exit_code == ExitCode.USAGE
    assert "baokan[explore]" in done.stderr
