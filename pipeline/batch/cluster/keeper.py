"""What is known here of one post on a node."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Self

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from pipeline.batch.cluster.fitness import Expected
from pipeline.batch.cluster.nodes import Node
from pipeline.batch.cluster.post import Post
from pipeline.batch.executor import Finished, Lost, Notice, Started
from pipeline.batch.limits import WORKER_BYTES
from pipeline.batch.unit import Task
from pipeline.settings import Settings


@dataclass(eq=False)
class Keeper:
    """See the module."""

    node: Node
    actor: Any
    call: Any
    """what it was asked last and has not answered; ``None``: nothing."""
    asked: float = field(default_factory=time.monotonic)
    """monotonic time of that."""
    name: str = ""
    """``host:pid`` of whoever works: the worker, before its first task the post."""
    ready: bool = False
    held: list[Task] = field(default_factory=list)
    """what it was given and has not given back."""
    begun: list[Task] = field(default_factory=list)
    """of these, what it has begun."""
    fresh: list[Task] = field(default_factory=list)
    """of these, what it does not know of yet."""

    @classmethod
    def hired(cls, node: Node, settings: Settings, wanted: Expected) -> Self:
        """A new post; it starts when the node has cores and memory free."""
        crew = node.crew(settings.run, settings.engine.threads)
        engine = settings.engine.model_copy(update={"threads": crew.threads})
        made = ray.remote(Post).options(
            num_cpus=crew.threads,
            memory=min(WORKER_BYTES, node.memory // crew.jobs),
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy=NodeAffinitySchedulingStrategy(node.id, soft=False),
        )
        actor = made.remote(settings.model_copy(update={"engine": engine}), crew.memory_bytes)
        return cls(node, actor, actor.open.remote(wanted))

    def take(self, task: Task) -> None:
        """Hold a task; the post is told when it is asked next."""
        self.held.append(task)
        self.fresh.append(task)

    def ask(self) -> None:
        """Have it tell what happens, when it holds something and nothing is asked already."""
        if self.call is None and self.held:
            self.call, self.fresh, self.asked = self.actor.work.remote(self.fresh), [], time.monotonic()

    def note(self, notice: Notice) -> None:
        """Keep in mind what it told."""
        if isinstance(notice, Started):
            self.begun.append(notice.task)
            self.name = notice.worker
        elif isinstance(notice, Finished | Lost):
            self.held.remove(notice.task)
            self.begun.remove(notice.task)

    def silent(self, seconds: float) -> bool:
        """Whether it has not answered for so long."""
        return self.ready and self.call is not None and time.monotonic() - self.asked > seconds

    def parted(self) -> tuple[list[Task], list[Task]]:
        """The tasks that are lost with it, and those that it had not begun."""
        told = [task for task in self.held if task not in self.fresh]
        lost = self.begun or told[:1]
        return lost, [task for task in self.held if task not in lost]
