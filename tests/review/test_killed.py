"""A server that is killed at any moment has kept everything that it answered."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from helpers.corpus import corpus, street_page
from helpers.review_process import ReviewProcess, waiting
from sqlalchemy import select

from pipeline.database.schema import events, flags
from pipeline.editing.checking import check
from pipeline.editing.store import open_editing

KILLS = 4
PAGES = 12


def test_kill_between_and_during_requests_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {f"报{n}": [street_page()] for n in range(PAGES)})
    editing = open_editing(folder)
    editing.intake.run()
    todo = waiting(editing)
    answered: list[int] = []
    chance = random.Random(6)
    share = len(todo) // KILLS
    for turn in range(KILLS):
        server = ReviewProcess(folder)
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
