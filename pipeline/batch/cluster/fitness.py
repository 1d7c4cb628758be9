"""Whether a node gives what the run would give: the same programs, models and lists, the same results folder."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch import lock
from pipeline.batch.unit import Unit
from pipeline.flow import Pipeline
from pipeline.handling.provenance import Part
from pipeline.versions import versions

SIGHT_SECONDS = 10.0
"""s for which a node is given to see what the run has just written: network file systems look again after some."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How things are where the run was started."""

    versions: Mapping[str, str]
    """package -> version."""
    parts: tuple[Part, ...]
    """of a page: the stages with their versions, models and data."""
    folder: Path
    """the current folder, from which relative paths are meant."""
    output: Path
    """the results folder, absolute."""
    owner: bytes
    """what the lock file in it says."""


def expected(pipeline: Pipeline) -> Expected:
    """What the nodes are held against, while this process holds the lock of the results folder."""
    output = pipeline.settings.run.output.absolute()
    return Expected(versions(), Unit(pipeline).parts(), Path.cwd(), output, (output / lock.NAME).read_bytes())


def unseen(wanted: Expected) -> str | None:
    """Whether this machine sees the results folder; else why not, in a sentence."""
    deadline = time.monotonic() + SIGHT_SECONDS
    while True:
        try:
            if (wanted.output / lock.NAME).read_bytes() == wanted.owner:
                return None
            found = "it sees another folder of that name"
        except OSError as error:
            found = f"it cannot read it ({error.strerror})"
        if time.monotonic() > deadline:
            return (
                f"It does not see the results folder {wanted.output}: {found}. "
                "Put scans and results where every node has them under the same path."
            )
        time.sleep(SIGHT_SECONDS / 20)


def unlike(wanted: Expected, packages: Mapping[str, str], parts: tuple[Part, ...]) -> str | None:
    """In what a node differs from the machine where the run was started, in a sentence; ``None``: in nothing."""
    found = [*_other_versions(wanted.versions, packages), *_other_parts(wanted.parts, parts)]
    if not found:
        return None
    return f"It would give other results than the machine of the run: {'; '.join(dict.fromkeys(found))}."


def _other_versions(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    for package in sorted(there.keys() | here.keys()):
        if there.get(package) != here.get(package):
            yield f"{package} {here.get(package, 'missing')} instead of {there.get(package, 'none')}"


def _other_parts(there: tuple[Part, ...], here: tuple[Part, ...]) -> Iterator[str]:
    if [part.stage for part in there] != [part.stage for part in here]:
        yield "other stages"
        return
    for wanted, own in zip(there, here, strict=True):
        if wanted.version != own.version:
            yield f"version {own.version} of the stage {own.stage} instead of {wanted.version}"
        for name in sorted(wanted.data.keys() | own.data.keys()):
            if wanted.data.get(name) != own.data.get(name):
                yield f"{name} {own.data.get(name, 'missing')} instead of {wanted.data.get(name, 'none')}"
