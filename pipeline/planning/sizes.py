"""Where a number of pages asks for another way of working than a small one.  Pure.

Each threshold is something that was measured, or that this machine says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.planning.documented import RUN_BYTES_A_PAGE, SEARCHED_CHARACTERS
from pipeline.planning.model import Plan

CHAPTER = "docs/scale.md"
MEMORY_SHARE = 0.5
"""of a machine's memory that one process may take for what it knows of the pages: the workers need the rest."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine says of itself."""

    host: str
    cores: int
    memory: int
    """bytes."""
    disk_free: int
    """bytes, where the results lie."""
    files_free: int | None
    """files that the file system there has room for; ``None``: it does not tell."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is different from this size on."""

    words: str
    link: str
    """to the chapter of the documentation that says what to do."""


def remarks(plan: Plan, machine: Machine, engine: str) -> list[Remark]:
    """All that hold; ``engine``: of the database, 'sqlite' or 'postgresql'."""
    return [*_machines(plan, engine), *_folder(plan, machine), *_room(plan, machine), *_corpus(plan, engine)]


def _machines(plan: Plan, engine: str) -> Iterator[Remark]:
    wanted = plan.work.machines.expected if plan.work.machines else plan.demand.machines
    if wanted > 1:
        yield Remark(
            f"{wanted:,.0f} machines work at once: a cluster, with scans and results on a path that all of them see.",
            f"{CHAPTER}#several-machines",
        )
        if engine == "sqlite":
            yield Remark(
                "SQLite must lie on the disk of the one machine that uses it: several machines need PostgreSQL.",
                f"{CHAPTER}#postgresql",
            )


def _folder(plan: Plan, machine: Machine) -> Iterator[Remark]:
    held = RUN_BYTES_A_PAGE.value * plan.demand.pages
    if held > MEMORY_SHARE * machine.memory:
        most = MEMORY_SHARE * machine.memory / RUN_BYTES_A_PAGE.value
        yield Remark(
            f"A run knows every page of its results folder, which takes {held / 1e9:,.0f} GB of memory; this machine "
            f"has {machine.memory / 1e9:,.0f} GB: divide the pages among results folders of {most:,.0f} at most.",
            f"{CHAPTER}#several-results-folders",
        )


def _room(plan: Plan, machine: Machine) -> Iterator[Remark]:
    wanted = plan.space.here.expected
    if wanted > machine.disk_free:
        yield Remark(
            f"The results do not fit on this disk: {wanted / 1e12:,.2f} TB are needed, "
            f"{machine.disk_free / 1e12:,.2f} TB are free.",
            f"{CHAPTER}#storage",
        )
    if machine.files_free is not None and plan.space.files > machine.files_free:
        yield Remark(
            f"The file system has no room for so many files: {plan.space.files:,.0f} are needed, "
            f"{machine.files_free:,} are free (df -i).",
            f"{CHAPTER}#storage",
        )
    if plan.space.database > machine.memory:
        yield Remark(
            f"The database ({plan.space.database / 1e9:,.0f} GB) is larger than the memory of this machine "
            f"({machine.memory / 1e9:,.0f} GB): what is asked of it comes from the disk.",
            f"{CHAPTER}#the-corpus",
        )


def _corpus(plan: Plan, engine: str) -> Iterator[Remark]:
    most = SEARCHED_CHARACTERS.value
    if plan.characters <= most:
        return
    times = plan.characters / most
    yield Remark(
        f"The corpus has {plan.characters / 1e6:,.0f} million characters, {times:,.1f} times the largest that "
        f"searching was measured on ({most / 1e6:,.0f} million)"
        + (": use PostgreSQL, and search parts of it." if engine == "sqlite" else ": search parts of it."),
        f"{CHAPTER}#the-corpus",
    )
