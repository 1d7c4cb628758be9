"""On a server, pages are changed side by side, each by one at a time, and what concerns all of them stays right."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers.corpus import corpus, put, street_page
from sqlalchemy import func, select, text

from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages, hold_together
from pipeline.database.schema import events, flags, pages
from pipeline.editing import rows
from pipeline.editing.checking import check
from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing
from pipeline.following import editing_of
from pipeline.settings import Settings
from pipeline.sheets.work import mark_seen
from pipeline.upkeep.derived import derived

pytestmark = [pytest.mark.usefixtures("kept"), pytest.mark.parametrize("kept", ["postgresql"], indirect=True)]
PAGES = 4


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Editing]:
    """Documents with a page each, taken in, and everything that follows their text."""
    folder = corpus(tmp_path / "out", {f"报{number}": [street_page()] for number in range(PAGES)}, pictures=True)
    opened = editing_of(folder, Settings())
    opened.intake.run()
    with opened.database:
        yield opened


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as made:
        yield made


def accept(editing: Editing, page: int) -> int:
    """Accept a flag of a page; how many were."""
    with editing.database.read() as connection:
        open_ = (flags.c.page == page, flags.c.state == "open", flags.c.band == "flagged")
        one = connection.execute(select(flags.c.id, flags.c.version).where(*open_).order_by(flags.c.id)).first()
    assert one is not None
    return editing.decide("甲", [Decision(one.id, one.version, "accept")]).changed


def waiting(database: Database) -> int:
    """Transactions of this database that wait for a lock."""
    with database.read() as connection:
        mine = "SELECT oid FROM pg_database WHERE datname = current_database()"
        asked = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND database = ({mine})"
        return connection.scalar(text(asked)) or 0


def until_waits(database: Database, number: int, asked: Future[int]) -> None:
    deadline = time.monotonic() + 30
    while waiting(database) < number:
        assert not asked.done(), "it waited for nobody"
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_page_waits_for_nobody_but_those_who_change_it(editing: Editing, pool: ThreadPoolExecutor) -> None:
    with editing.database.write(Lock.PAGES) as connection:
        hold_pages(connection, [1])
        assert pool.submit(accept, editing, 2).result(timeout=30) == 1
        same = pool.submit(accept, editing, 1)
        until_waits(editing.database, 1, same)
    assert same.result(timeout=30) == 1


def test_a_decision_on_two_pages_waits_for_either(editing: Editing, pool: ThreadPoolExecutor) -> None:
    with editing.database.read() as connection:
        query = select(flags.c.id, flags.c.version).where(flags.c.band == "flagged", flags.c.page.in_([1, 3]))
        both = [Decision(flag, version, "reject") for flag, version in connection.execute(query)]
    with editing.database.write(Lock.PAGES) as connection:
        hold_pages(connection, [3])
        asked = pool.submit(lambda: editing.decide("甲", both).changed)
        until_waits(editing.database, 1, asked)
    assert asked.result(timeout=30) == len(both) == 4


def test_who_may_change_any_text_is_alone(editing: Editing, pool: ThreadPoolExecutor) -> None:
    with editing.database.write() as connection:
        page = pool.submit(accept, editing, 2)
        until_waits(editing.database, 1, page)
        assert connection.scalar(select(func.count()).select_from(events)) == 0
    assert page.result(timeout=30) == 1

    def all_of_it() -> int:
        with editing.database.write() as connection:
            return connection.scalar(select(func.count()).select_from(events)) or 0

    with editing.database.write(Lock.PAGES) as connection:
        hold_pages(connection, [1])
        alone = pool.submit(all_of_it)
        until_waits(editing.database, 1, alone)
    assert alone.result(timeout=30) == 1


def test_only_the_end_of_a_change_waits_for_the_end_of_another(editing: Editing, pool: ThreadPoolExecutor) -> None:
    with editing.database.write(Lock.PAGES) as connection:
        hold_together(connection)
        asked = pool.submit(accept, editing, 2)
        until_waits(editing.database, 1, asked)
        held = text("SELECT count(*) FROM pg_locks WHERE granted AND locktype = 'advisory' AND objid = 2")
        assert connection.scalar(held) == 1, "it has its page already"
    assert asked.result(timeout=30) == 1


def test_many_at_once_lose_nothing_and_count_right(editing: Editing, pool: ThreadPoolExecutor) -> None:
    """Decisions, groups, undo, structure, lines, sheets and pages read anew, all beside each other."""
    database = editing.database

    def decide(chance: random.Random, editor: str) -> str:
        with database.read() as connection:
            query = select(flags.c.id, flags.c.version).where(flags.c.state == "open").order_by(flags.c.id)
            found = [Decision(flag, version, "accept") for flag, version in connection.execute(query)]
        few = chance.sample(found, min(len(found), chance.choice((1, 1, 1, 3, 9))))
        return editing.decide(editor, few).batch if few else ""

    def undo(chance: random.Random, editor: str) -> str:
        with database.read() as connection:
            query = select(flags.c.batch).where(flags.c.batch.is_not(None)).distinct().order_by(flags.c.batch)
            batches = list(connection.scalars(query))
        return editing.undo(editor, chance.choice(batches)).batch if batches else ""

    def kind(chance: random.Random, editor: str) -> str:
        page = chance.randrange(PAGES) + 1
        with database.read() as connection:
            row = rows.block_row(connection, page, 1)
        assert row is not None
        other = "heading" if row.kind == "paragraph" else "paragraph"
        return editing.structure.kind(editor, page, 1, row.version, other).batch

    def again(chance: random.Random, editor: str) -> str:
        number = chance.randrange(PAGES)
        put(editing.results, f"报{number}", [street_page().changed(em=20.0 + chance.random())], pictures=True)
        editing.intake.run()
        return ""

    def seen(chance: random.Random, editor: str) -> str:
        with database.write(Lock.PAGES) as connection:
            mark_seen(connection, "虹", [(page + 1, 1, 2) for page in range(PAGES)], editor)
        return ""

    def work(number: int) -> set[str]:
        chance, done = random.Random(number), set[str]()
        for _ in range(15):
            act = again if number == 0 else chance.choice((decide, decide, decide, undo, kind, seen))
            try:
                done.add(act(chance, f"编{number}"))
            except (Conflict, NotPossible):
                continue
        return done - {""}

    marks: list[tuple[int, int]] = []
    editors = [pool.submit(work, number) for number in range(7)]
    while not all(one.done() for one in editors):
        with database.read() as connection:
            last = connection.scalar(select(func.max(events.c.id))) or 0
            marks.append((last, connection.scalar(select(func.count()).select_from(events)) or 0))
    batches = set[str]().union(*(one.result() for one in editors))
    editing.intake.run()
    with database.read() as connection:
        assert set(connection.scalars(select(events.c.batch))) == batches
        assert len(batches) > 20
        for last, number in marks:  # whoever remembers the last event misses none that came before it
            assert connection.scalar(select(func.count()).select_from(events).where(events.c.id <= last)) == number
        assert list(derived(connection)) == []
        assert connection.scalar(select(func.count()).select_from(pages)) == PAGES
    found = check(database, editing.files)
    assert (found.pages, found.differences, found.problems) == (PAGES, (), ())
