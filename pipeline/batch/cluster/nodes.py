"""The nodes of a cluster, and how many workers each bears."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.batch.limits import Crew, crew_of
from pipeline.batch.settings import RunSettings


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster."""

    id: str
    name: str
    """for people: host and address."""
    cores: int
    memory: int
    """bytes that the cluster may use on it."""

    def crew(self, settings: RunSettings, threads: int) -> Crew:
        """The workers that it bears when nothing else runs on it; ``threads``: as set, 0 for whatever is right."""
        return crew_of(settings.model_copy(update={"jobs": 0}), threads, self.cores, self.memory)


def alive() -> dict[str, Node]:
    """Id -> node, of those that are there and have cores to give."""
    import ray

    found = {}
    for entry in ray.nodes():
        resources = entry["Resources"]
        cores = int(resources.get("CPU", 0))
        if entry["Alive"] and cores:
            name = f"{entry['NodeManagerHostname']} ({entry['NodeManagerAddress']})"
            found[entry["NodeID"]] = Node(entry["NodeID"], name, cores, int(resources.get("memory", 0)))
    return found
