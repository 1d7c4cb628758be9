"""The drill: a backup of a running system, taken by real processes while others write, is a whole system elsewhere."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import postgresql
from helpers.commands import REPOSITORY, baokan, command, environment
from helpers.corpus import corpus, street_page
from helpers.fakes import scan
from sqlalchemy import func, insert, select, update

from pipeline.address import DatabaseUrl
from pipeline.batch.ledger import DONE
from pipeline.database import FILE_NAME, database_of, open_database, schema
from pipeline.database.place import note_database
from pipeline.export.folders import UNFINISHED
from pipeline.fixity.known import at_work
from pipeline.fixity.restore import restore
from pipeline.fixity.verify import verify
from pipeline.following import editing_of
from pipeline.settings import Settings
from pipeline.upkeep.checking import check
from pipeline.upkeep.switching import switch

SCANS, PATIENCE_SECONDS = 200, 60.0
"""scans of the batch, at half a second each: more than are done by any machine until the backup is there; s that
anything is waited for on a busy one"""
ENGINE = ("--set", "engine.engine=helpers.engines:faulty", "--set", 'engine.options={"seconds": "0.5"}', "--jobs", "1")
TESTS = str(REPOSITORY / "tests")
EDITOR = """
import sys
from pathlib import Path
from sqlalchemy import insert, select, update
from pipeline.database.schema import flags
from pipeline.editing.requests import Decision
from pipeline.fixity.restore import restore
from pipeline.fixity.verify import verify
from pipeline.following import editing_of
from pipeline.settings import Settings

editing = editing_of(Path(sys.argv[1]), Settings())
waits = select(flags).where(flags.c.state == "open", flags.c.queue == "names", flags.c.band == "flagged")
while True:
    with editing.database.read() as connection:
        row = connection.execute(waits.order_by(flags.c.id)).first()
    done = editing.decide("李明", [Decision(row.id, row.version, "accept")])
    print(done.batch, flush=True)
    done = editing.undo("李明", done.batch)
    print(done.batch, flush=True)
"""


@contextmanager
def process(words: list[str], said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """It writes into ``said``, and is killed at the end as if the power had gone."""
    with said.open("wb") as stream:
        found = subprocess.Popen(words, stdout=stream, stderr=subprocess.STDOUT, env=environment(PYTHONPATH=path()))
    try:
        yield found
    finally:
        found.kill()
        found.wait()


def path() -> str:
    return f"{REPOSITORY}:{TESTS}"


def wait_for(happened: Callable[[], bool], *processes: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end
        assert all(one.poll() is None for one in processes), "they are at work all the time"
        time.sleep(0.02)


def answered(said: Path) -> list[str]:
    """Actions that the editor was told to be on the disk."""
    return said.read_text(encoding="utf-8").split("\n")[:-1]


def finished(output: Path) -> int:
    return len(list(output.glob("*/document.json")))


def test_a_backup_under_load_restores_to_a_system_in_order(tmp_path: Path, kept: str) -> None:
    output, restored = tmp_path / "out", tmp_path / "restored"
    corpus(output, {f"报{n}": [street_page()] for n in range(4)})
    editing = editing_of(output, Settings())
    with editing.database:
        editing.intake.run()
    for number in range(SCANS):
        scan(tmp_path / f"scans/{number:03}.tif", shade=50 + number)
    before, editor_said = finished(output), tmp_path / "editor"
    batch = command("run", tmp_path / "scans", "-o", output, *ENGINE)
    with (
        process([sys.executable, "-c", EDITOR, str(output)], editor_said) as editor,
        process(batch, tmp_path / "batch") as run,
    ):
        wait_for(lambda: finished(output) >= before + 2 and len(answered(editor_said)) >= 4, editor, run)
        promised = answered(editor_said)
        saved = baokan("backup", tmp_path / "b.tar", "-o", output, cwd=tmp_path)
        assert saved.returncode == 0, saved.stderr
        assert editor.poll() is None
        assert run.poll() is None, "the batch was at work until the backup was there"
        assert finished(output) < before + SCANS
    assert restore(tmp_path / "b.tar", restored).exit_code == 0
    assert database_of(restored) == restored / FILE_NAME, "wherever the database was, a file comes back"
    assert check(restored, restored / FILE_NAME, everything=True).problems == []
    assert verify(restored).differences == []
    with open_database(restored / FILE_NAME) as database, database.read() as connection:
        kept_batches = set(connection.scalars(select(schema.events.c.batch)))
    assert set(promised) <= kept_batches
    if kept == "postgresql":
        back_to_a_server(restored)
    else:
        goes_on(restored, tmp_path)


def back_to_a_server(restored: Path) -> None:
    """The restored folder moves to another server."""
    url = postgresql.server().fresh()
    switch(restored, restored / FILE_NAME, url)
    assert check(restored, url, everything=True).problems == []


def goes_on(restored: Path, folder: Path) -> None:
    """The batch goes on where the backup has it; a document that was being finished in it may be finished as well."""
    had = pages_done(restored)
    words = ("run", folder / "scans", "-o", restored, "--limit", "2", *ENGINE)
    said = baokan(*words, cwd=folder, PYTHONPATH=path())
    assert said.returncode == 0, said.stderr
    assert pages_done(restored) == had + 2
    assert verify(restored).differences == []
    assert not list(restored.glob(f"*/{UNFINISHED}"))


def pages_done(output: Path) -> int:
    """As the ledger says: files of a document may lie there before it is told."""
    with open_database(output / FILE_NAME) as database, database.read() as connection:
        return connection.scalar(select(func.count()).where(schema.frames.c.state == DONE)) or 0


def test_a_run_on_a_server_is_seen_wherever_it_works(tmp_path: Path, server_database: DatabaseUrl) -> None:
    output = tmp_path / "out"
    output.mkdir()
    note_database(output, server_database)
    values = {
        "started": "2026",
        "host": "elsewhere",
        "pid": 7,
        "command": "baokan run",
        "version": "",
        "settings": "{}",
    }
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(insert(schema.runs).values(**values, until=time.time() + 600))
    owner = at_work(output)
    assert owner is not None
    assert (owner.host, owner.pid) == ("elsewhere", 7)
    assert "In use by process 7 on elsewhere" in " ".join(verify(output).notes)
    with open_database(server_database) as database, database.write() as connection:
        connection.execute(update(schema.runs).values(until=time.time() - 1))
    assert at_work(output) is None
