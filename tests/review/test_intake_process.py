"""Many pages are taken in by a process of its own, which nothing that happens to it or the server leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psutil
import pytest
from helpers.corpus import corpus, misread_page, put, street_page
from helpers.review import site
from sqlalchemy import select

from pipeline.corpus.refreshing import behind
from pipeline.database.schema import flags, pages
from pipeline.errors import EngineError
from pipeline.following import editing_of
from pipeline.review import intake_process
from pipeline.review.intake_process import IntakeProcess
from pipeline.review.keeping import FEW
from pipeline.settings import Settings

DOCUMENTS = {f"报{number}": [street_page()] for number in range(FEW + 1)}


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return corpus(tmp_path / "out", DOCUMENTS)


@pytest.fixture
def process(results: Path) -> Iterator[IntakeProcess]:
    with closing(IntakeProcess(results, Settings())) as made:
        yield made


def taken(results: Path) -> int:
    with editing_of(results, Settings()).database as database, database.read() as connection:
        return len(connection.execute(select(pages.c.id)).all())


def test_it_takes_pages_in_tells_what_it_cannot_and_is_started_again(results: Path, process: IntakeProcess) -> None:
    (results / "报1" / "page-0001.json").write_text("{", encoding="utf-8")
    told: list[tuple[int, int]] = []
    (problem,) = process.round(False, lambda done, of: told.append((done, of)))
    assert "报1" in problem
    assert told[-1] == (FEW + 1, FEW + 1)
    assert taken(results) == FEW
    put(results, "报1", [street_page()])
    (first,) = children()
    assert process.round(False, lambda done, of: None) == []
    assert children() == [first], "it stays"
    assert taken(results) == FEW + 1

    first.kill()
    with pytest.raises(EngineError, match="signal 9"):
        process.round(False, lambda done, of: None)
    put(results, "新报", [street_page()])
    assert process.round(False, lambda done, of: None) == []
    assert taken(results) == FEW + 2
    (second,) = children()
    process.close()
    assert not second.is_running()


def test_the_server_leaves_many_pages_and_names_on_many_to_it(tmp_path: Path) -> None:
    made = site(corpus(tmp_path / "out", {f"报{number}": [misread_page()] for number in range(FEW + 1)}), shared=True)
    editing, keeper = made.room.editing, made.room.keeper
    before = set(children())

    def until_found(name: str, number: int) -> None:
        deadline = time.monotonic() + 60
        while True:
            with made.room.database.read() as connection:
                found = connection.scalars(select(flags.c.page).where(flags.c.after == name)).all()
            if len(found) == number and not behind(editing, made.room.corpus.names):
                return
            assert time.monotonic() < deadline
            time.sleep(0.05)

    try:
        keeper.start()
        until_found("虹鲲新村", 0)
        (own,) = set(children()) - before
        editing.names.add("编", "虹鲲新村", "estate", "仙霞新村街道")
        keeper.look_for_names()
        until_found("虹鲲新村", FEW + 1)
        assert set(children()) - before == {own}
    finally:
        made.room.close()
    assert not own.is_running()


def test_who_is_stopped_before_it_began_takes_nothing_in(results: Path, process: IntakeProcess) -> None:
    process.stop()
    assert process.round(False, lambda done, of: None) == []
    assert taken(results) == 0


@pytest.mark.parametrize(("load", "rests"), [(0.1, []), (1e6, [3.0, 0.5])])
def test_it_rests_as_long_as_a_page_took_where_the_machine_is_busy(
    monkeypatch: pytest.MonkeyPatch, load: float, rests: list[float]
) -> None:
    times = iter([100.0, 103.0, 106.0, 106.5, 107.0] if rests else [100.0, 103.0, 106.0])
    monkeypatch.setattr(intake_process.time, "monotonic", lambda: next(times))
    monkeypatch.setattr(intake_process.psutil, "getloadavg", lambda: (load, 0.0, 0.0))
    told, waited = list[object](), list[float]()
    tell = intake_process.telling(cast(Connection, SimpleNamespace(send=told.append, poll=waited.append)))
    tell(1, 2)
    tell(2, 2)
    assert told == [(1, 2), (2, 2)]
    assert waited == rests


def test_it_ends_with_a_server_that_is_killed(results: Path) -> None:
    server = """
import sys, time
from pathlib import Path
from pipeline.review.intake_process import IntakeProcess
from pipeline.settings import Settings
if __name__ == "__main__":
    process = IntakeProcess(Path(sys.argv[1]), Settings())
    process.round(False, lambda done, of: None)
    print("done", flush=True)
    time.sleep(600)
"""
    file = results.parent / "server.py"
    file.write_text(server, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, file, results], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"done\n"
        (child,) = [one for one in psutil.Process(parent.pid).children() if "spawn_main" in " ".join(one.cmdline())]
        parent.send_signal(signal.SIGKILL)
    child.wait(timeout=60)
    assert taken(results) == FEW + 1
