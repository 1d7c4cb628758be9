"""``baokan review`` as a process of its own."""

from __future__ import annotations

import re
import subprocess
import threading
from pathlib import Path

import httpx
from sqlalchemy import select

from helpers.commands import command, environment
from pipeline.database.schema import flags
from pipeline.editing.store import Editing


class ReviewProcess:
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


def waiting(editing: Editing) -> list[tuple[int, int]]:
    """Ids and versions of the flags that wait for a decision."""
    with editing.database.read() as connection:
        wait = select(flags.c.id, flags.c.version).where(flags.c.band == "flagged").order_by(flags.c.id)
        return [(row.id, row.version) for row in connection.execute(wait)]
