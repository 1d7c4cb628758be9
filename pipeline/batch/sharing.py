"""How the work is divided among runs: alone in a results folder, or several on one database (PostgreSQL).

With others a run does only what it has leased; what others have in hand it looks at again and again, until it is done,
or free because its run has died.  So every run ends when all that it was asked for is done, whoever did it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.batch.ledger import DONE, FrameRow, Ledger
from pipeline.batch.ledger.leases import FINAL, Found, Leases
from pipeline.batch.plan import Plan, Planner
from pipeline.batch.unit import Task
from pipeline.database import Database

WINDOW = 64
"""tasks that are looked at together; more than the runs of a cluster have in hand at the head of their lists."""
LOOK_SECONDS = 1.0
"""s between two looks at what others have in hand."""
WRITING_SECONDS = 3600.0
"""s that a run waits for another one that writes the files of a document in all formats."""
_ISSUES = -1
"""What runs hold while they go over the issues; documents are held by their row ids."""


class Sharing(Protocol):
    """See the module."""

    def take(self, queue: deque[Task], most: int) -> list[Task]:
        """Take tasks from the queue that are this run's to do; none: there are none, for now."""
        ...

    def look_again(self, queue: deque[Task], *, idle: bool) -> None:
        """Put what others had in hand back into the queue when it is time; ``idle``: there is nothing else to do
        meanwhile, so that it may be waited for."""
        ...

    @property
    def waits(self) -> bool:
        """Whether others have something in hand that this run was asked for."""
        ...

    def holds(self, frame: FrameRow) -> bool:
        """Whether what came of a frame may be written: nobody else has taken it over meanwhile."""
        ...

    def document(self, plan: Plan) -> AbstractContextManager[bool]:
        """Within it nobody else finishes a document; false: somebody has, or will."""
        ...

    def issues(self, ends: Callable[[], bool]) -> AbstractContextManager[bool]:
        """Within it nobody else goes over the issues; false: another one does, and ``ends`` is true."""
        ...


class Alone:
    """Nobody else is there: the results folder is locked."""

    waits = False

    def take(self, queue: deque[Task], most: int) -> list[Task]:
        """See the protocol."""
        return [queue.popleft() for _ in range(min(most, len(queue)))]

    def look_again(self, queue: deque[Task], *, idle: bool) -> None:
        """See the protocol."""

    def holds(self, frame: FrameRow) -> bool:
        """See the protocol."""
        return True

    @contextmanager
    def document(self, plan: Plan) -> Iterator[bool]:
        """See the protocol."""
        yield True

    @contextmanager
    def issues(self, ends: Callable[[], bool]) -> Iterator[bool]:
        """See the protocol."""
        yield True


@dataclass
class Shared:
    """With others on one database."""

    database: Database
    ledger: Ledger
    leases: Leases
    planner: Planner
    plan_of: Callable[[Task], Plan]
    settled: Callable[[Task], None]
    """Told of tasks that others have done; the rows of the plan are up to date."""
    learn: Callable[[Task], list[Task]]
    """Told that others have opened a file that this run knew nothing of; gives the tasks that come of it."""
    _elsewhere: list[Task] = field(default_factory=list)
    _looked: float = 0.0
    _over_issues: bool = False

    @property
    def since(self) -> int:
        """The oldest run that was at work when this one began: what was done in it or later is done."""
        return min(self.ledger.others, default=self.ledger.run)

    @property
    def waits(self) -> bool:
        """See the protocol."""
        return bool(self._elsewhere)

    def take(self, queue: deque[Task], most: int) -> list[Task]:
        """See the protocol."""
        if self._over_issues:  # one run at a time, when all pages are done
            return Alone().take(queue, most)
        window = [queue.popleft() for _ in range(min(len(queue), max(WINDOW, most)))]
        ids = {id(task): self.ledger.frame(self.plan_of(task).row, task.frame).id for task in window}
        found = self.leases.look(set(ids.values()))
        done = {id(task) for task in window if self._is_done(task, found, ids[id(task)])}
        free = [one for one in window if id(one) not in done and ids[id(one)] not in found.held]
        mine = self.leases.take(found, {ids[id(task)] for task in free}, most)
        taken: list[Task] = []
        back: list[Task] = []
        for task in window:
            number = ids[id(task)]
            if number in mine:
                self._renew(task, found.rows[number])
                taken.append(task)
            elif id(task) in done:
                back += self.learn(task)
                self._settle(task)
            elif number in found.held:
                back += self.learn(task)
                self._elsewhere.append(task)
            else:
                back.append(task)
        queue.extendleft(reversed(back))
        return taken

    def look_again(self, queue: deque[Task], *, idle: bool) -> None:
        """See the protocol."""
        if idle and not queue:
            time.sleep(LOOK_SECONDS)
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._looked = time.monotonic()
            queue.extendleft(reversed(self._elsewhere))
            self._elsewhere.clear()

    def holds(self, frame: FrameRow) -> bool:
        """See the protocol."""
        return self._over_issues or self.leases.confirm(frame)

    @contextmanager
    def document(self, plan: Plan) -> Iterator[bool]:
        """See the protocol."""
        with self.database.alone(plan.row.id, WRITING_SECONDS):
            if not self._over_issues:
                self.ledger.refresh(plan.row)
            yield self._over_issues or plan.row.state not in FINAL

    @contextmanager
    def issues(self, ends: Callable[[], bool]) -> Iterator[bool]:
        """See the protocol."""
        while True:
            with self.database.alone(_ISSUES, 0) as held:
                if held or ends():
                    self._over_issues = held
                    yield held
                    return
            time.sleep(LOOK_SECONDS)

    def _is_done(self, task: Task, found: Found, number: int) -> bool:
        plan, frame = self.plan_of(task), found.rows[number]
        planned = plan.row.frames[task.frame]
        in_these_runs = (found.done_by[number] or 0) >= self.since
        changed = (frame.state, frame.fingerprint) != (planned.state, planned.fingerprint)
        if frame.state not in FINAL or not (in_these_runs or changed):
            return False
        if frame.state != DONE or plan.row.source is None:
            return True
        return frame.fingerprint == list(self.planner.fingerprints(plan, task.frame).values())[-1]

    def _settle(self, task: Task) -> None:
        self.ledger.refresh(self.plan_of(task).row)
        self.settled(task)

    def _renew(self, task: Task, now: FrameRow) -> None:
        """Tries and faults as others left them."""
        frame = self.plan_of(task).row.frames[task.frame]
        frame.state, frame.tries, frame.faults = now.state, now.tries, now.faults
