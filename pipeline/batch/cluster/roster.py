"""The posts of a run: one for every worker that the nodes bear, found anew as nodes come and go.

A task that a post had begun is lost when the post ends, with its node or alone; the others that it held go to another.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Iterator
from typing import Literal

import ray
from ray.exceptions import OutOfMemoryError, RayError, RayTaskError

from pipeline.batch.cluster.fitness import Expected, unlike
from pipeline.batch.cluster.keeper import Keeper
from pipeline.batch.cluster.nodes import Node, alive
from pipeline.batch.cluster.post import Broken, Ready, Unfit
from pipeline.batch.executor import Finished, Lost, Notice, Remark, Started
from pipeline.batch.pool import FAILED_STARTS, LAST_WORDS_SECONDS, PREFETCH
from pipeline.batch.unit import Task
from pipeline.errors import BaokanError, ClusterError
from pipeline.settings import Settings

_HIDDEN = frozenset({"missing", "no-permission"})
"""Codes of failures that are the node's when the machine of the run can read the file."""
SILENT_SECONDS = 60.0
"""s without an answer after which a post is given up: it answers every second, whatever its worker does."""


class Roster:
    """``tasks``: no more posts than these.  Raises ``ClusterError``."""

    def __init__(self, settings: Settings, wanted: Expected, tasks: int) -> None:
        self._settings, self._wanted, self._tasks = settings, wanted, tasks
        self._nodes = alive()
        self._refused: dict[str, tuple[Node, str]] = {}
        """node -> why it may not take part."""
        self._failed_starts: Counter[str] = Counter()
        self._posts: list[Keeper] = []
        self._back: deque[Task] = deque()
        self._error: BaokanError | None = None
        """what the run ends with, when it has been told what happened before."""
        self._looked = self._served = time.monotonic()
        self._deserted = False
        self._hire()

    @property
    def jobs(self) -> int:
        """How many posts the nodes bear, of those that are wanted."""
        wanted = min(self._tasks, self._settings.run.jobs or self._tasks)
        return min(wanted, sum(self._bears(node) for node in self._nodes.values()))

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._back.append(task)
        # a file may have turned out to have many pages
        self._tasks = max(self._tasks, len(self._back) + sum(len(post.held) for post in self._posts))

    def turn(self, seconds: float) -> list[Notice]:
        """Give out what there is, and tell what happened, after at most so many seconds.

        Raises ``ClusterError``, ``EngineError``, ``GazetteerError``: the run cannot go on.
        """
        if self._error is not None:
            raise self._error
        found = list(self._look())
        self._hand_out()
        calls = {post.call: post for post in self._posts if post.call is not None}
        if not calls:
            time.sleep(seconds)
        elif ray.wait(list(calls), timeout=seconds)[0]:
            for call in ray.wait(list(calls), num_returns=len(calls), timeout=0)[0]:
                if calls[call] in self._posts:  # not let go of with another one
                    found += self._answered(calls[call])
        found += self._silent()
        self._hand_out()
        found += self._patience()
        return found

    def close(self) -> None:
        """Let all posts go, in the middle of their tasks if they have any."""
        last = [post.actor.close.remote() for post in self._posts if post.ready]
        ray.wait(last, num_returns=len(last), timeout=LAST_WORDS_SECONDS) if last else None
        for post in self._posts:
            ray.kill(post.actor)
        self._posts = []

    def _bears(self, node: Node) -> int:
        return 0 if node.id in self._refused else node.crew(self._settings.run, self._settings.engine.threads).jobs

    def _look(self) -> Iterator[Notice]:
        """At the nodes, when it is time, and fill the posts up."""
        if time.monotonic() - self._looked < self._settings.run.cluster.look_seconds:
            return
        before, self._nodes = self._nodes, alive()
        self._looked = time.monotonic()
        for key in self._nodes.keys() - before.keys():
            node = self._nodes[key]
            yield Remark(f"The node {node.name} has joined, with room for {self._bears(node)} workers.")
        for key in before.keys() - self._nodes.keys():
            yield Remark(f"The node {before[key].name} has left. Its pages go to others.")
            for post in [post for post in self._posts if post.node.id == key]:
                yield from self._gone(post, _left(post.node))
        self._hire()

    def _hire(self) -> None:
        """Posts where there is room, on the emptiest nodes first."""
        while len(self._posts) < self.jobs:
            taken = Counter(post.node.id for post in self._posts)
            node = min(self._nodes.values(), key=lambda one: (taken[one.id] >= self._bears(one), taken[one.id]))
            self._posts.append(Keeper.hired(node, self._settings, self._wanted))

    def _hand_out(self) -> None:
        """Tasks to the ready posts that hold fewest; a post is told when it has answered."""
        ready = [post for post in self._posts if post.ready]
        while self._back and ready:
            post = min(ready, key=lambda one: len(one.held))
            if len(post.held) >= PREFETCH:
                break
            post.take(self._back.popleft())
        for post in ready:
            post.ask()

    def _answered(self, post: Keeper) -> Iterator[Notice]:
        call, post.call = post.call, None
        try:
            answer = ray.get(call)
        except OutOfMemoryError:
            yield from self._gone(post, f"Memory ran out on the node {post.node.name}.", "memory")
        except RayTaskError as error:
            self._error = ClusterError(f"A worker on the node {post.node.name} failed unexpectedly: {error}")
        except RayError as error:
            yield from self._ended(post, error)
        else:
            yield from self._told(post, answer)

    def _told(self, post: Keeper, answer: Ready | Unfit | Broken | list[Notice]) -> Iterator[Notice]:
        match answer:
            case Ready():
                self._failed_starts[post.node.id] = 0
                if (cause := unlike(self._wanted, answer.versions, answer.parts)) is not None:
                    yield from self._refuse(post.node, cause)
                else:
                    post.ready, post.name = True, answer.name
            case Unfit():
                yield from self._refuse(post.node, answer.cause)
            case Broken():
                self._error = answer.error
            case _:
                for notice in answer:
                    yield from self._noticed(post, notice)

    def _noticed(self, post: Keeper, notice: Notice) -> Iterator[Notice]:
        if post not in self._posts:
            return  # let go of since
        if isinstance(notice, Finished) and (cause := _hidden(notice)):
            yield from self._refuse(post.node, cause)
            return
        post.note(notice)
        yield notice

    def _ended(self, post: Keeper, error: RayError) -> Iterator[Notice]:
        """The post is no more."""
        stands, name = post.node.id in alive(), post.node.name
        yield from self._gone(post, f"The worker's keeper on {name} was killed." if stands else _left(post.node))
        if stands and not post.ready:
            self._failed_starts[post.node.id] += 1
            if self._failed_starts[post.node.id] >= FAILED_STARTS:
                said = [line for line in str(error).splitlines() if line.strip()]
                cause = f"{FAILED_STARTS} workers in a row ended while they started. The last one said: {said[-1]}"
                yield from self._refuse(post.node, cause)

    def _gone(self, post: Keeper, cause: str, code: Literal["memory", "killed"] = "killed") -> Iterator[Notice]:
        """Strike a post off; its tasks at hand are lost, the others go back."""
        self._posts.remove(post)
        ray.kill(post.actor)
        lost, kept = post.parted()
        for task in lost:
            if task not in post.begun:  # it ended before it could say so
                yield Started(task, post.name)
            yield Lost(task, post.name, code, cause)
        self._back.extendleft(reversed(kept))

    def _silent(self) -> Iterator[Notice]:
        """Give up posts that do not answer, with a node that hangs."""
        for post in [post for post in self._posts if post.silent(SILENT_SECONDS)]:
            yield from self._gone(post, f"{post.node.name} has not answered for {SILENT_SECONDS:g} s.")

    def _refuse(self, node: Node, cause: str) -> Iterator[Notice]:
        """No more tasks for a node."""
        self._refused[node.id] = node, cause
        yield Remark(f"The node {node.name} is not used. {cause}")
        for post in [post for post in self._posts if post.node.id == node.id]:
            yield from self._gone(post, f"The node {node.name} is not used any more.")
        if not any(self._bears(one) for one in self._nodes.values()):
            reasons = "\n".join(f"{one.name}: {why}" for one, why in self._refused.values())
            self._error = ClusterError(f"No node of the cluster can be used.\n{reasons}")

    def _patience(self) -> Iterator[Notice]:
        """Raise ``ClusterError`` when there has been nobody to give a task to for too long."""
        now, patience = time.monotonic(), self._settings.run.cluster.patience_seconds
        if not self._back or any(post.ready for post in self._posts):
            self._served, self._deserted = now, False
            return
        nodes = len(self._nodes.keys() - self._refused.keys())
        if now - self._served > patience:
            left = f"no worker has started on its nodes ({nodes})" if nodes else "no node is left"
            raise ClusterError(
                f"The cluster has taken no page for {patience:g} s (run.cluster.patience_seconds): {left}. "
                "What was finished is kept; see 'ray status', and start again to go on."
            )
        if not nodes and not self._deserted:
            self._deserted = True
            yield Remark(f"No node of the cluster is left; waiting {patience:g} s for one.")


def _left(node: Node) -> str:
    return f"The node {node.name} left the cluster in the middle of the page."


def _hidden(notice: Finished) -> str | None:
    """Why the node is to blame for a file that could not be opened, in a sentence."""
    outcome, path = notice.outcome, notice.task.path
    if outcome.source is not None or outcome.failures[0].error.code not in _HIDDEN or not os.access(path, os.R_OK):
        return None
    return (
        f"It does not see {path.absolute()}, which the machine of the run can read. "
        "Put the scans where every node has them under the same path, with the same rights."
    )
