"""A server that is killed at any moment has kept everything that it answered."""

from __future__ import annotations

import random
import re
import subprocess
import threading
import time
from pathlib import Path

import httpx
from helpers.commands import command, environment
from helpers.corpus import corpus, street_page
from sqlalchemy import select

from pipeline.database.schema import events, flags
from pipeline.editing.checking import check
from pipeline.editing.store import open_editing

KILLS = 4
PAGES = 12


class Server:
    """``baokan review`` as a process, and a visitor who is signed in."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            command("review", "--port", "0", "--no-open", "-o", str(folder)),
            env=environment(),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stderr is not None
        link = next(found[0] for line in self.process.stderr if (found := re.search(r"http://\S+", line)))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        address, _, token = link.partition("/enter?token=")
        self.visitor = httpx.Client(base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=60)
        self.visitor.post("/enter", data={"token": token})
        assert self.visitor.get("/api/me").status_code == 200

    def decide(self, flag: int, version: int) -> bool:
        """Whether the server answered that it is done."""
        body = {"version": version, "choice": "accept"}
        try:
            return self.visitor.post(f"/api/flags/{flag}/decision", json=body).status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def test_kill_between_and_during_requests_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {f"报{n}": [street_page()] for n in range(PAGES)})
    editing = open_editing(folder)
    editing.intake.run()
    with editing.database.read() as connection:
        wait = select(flags.c.id, flags.c.version).where(flags.c.band == "flagged").order_by(flags.c.id)
        todo = [(row.id, row.version) for row in connection.execute(wait)]
    answered: list[int] = []
    chance = random.Random(6)
    share = len(todo) // KILLS
    for turn in range(KILLS):
        server = Server(folder)
        mine = todo[turn * share : (turn + 1) * share]
        for flag, version in mine[:-1]:
            if server.decide(flag, version):
                answered.append(flag)
        # the last one of the turn is under way when the process ends
        killer = threading.Thread(target=lambda server=server: (time.sleep(chance.random() / 50), server.kill()))
        killer.start()
        if server.decide(*mine[-1]):
            answered.append(mine[-1][0])
        killer.join()
    assert len(answered) >= KILLS * (share - 1)
    with editing.database.read() as connection:
        kept = set(connection.scalars(select(flags.c.id).where(flags.c.state == "accepted")))
        logged = len(connection.execute(select(events.c.id).where(events.c.kind == "accept")).all())
    assert set(answered) <= kept
    assert logged == len(kept)
    found = check(editing.database, editing.files)
    assert (found.pages, found.differences) == (PAGES, ())
    editing.database.close()
