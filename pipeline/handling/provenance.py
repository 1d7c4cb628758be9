"""What took part in a page: fingerprints and steps (``pipeline.fingerprint``) of whole pages, done or only planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from pipeline import correct, fingerprint
from pipeline.gazetteer import Gazetteer, SourceFile
from pipeline.model.page import Step
from pipeline.model.sidecar import SidecarRow
from pipeline.settings import Settings


class Whence(Protocol):
    """Where a page comes from, as far as a stage's data depend on it; every ``Frame`` is one."""

    @property
    def path(self) -> Path:
        """The scan."""
        ...

    @property
    def row(self) -> SidecarRow | None:
        """What ``metadata.csv`` says of it."""
        ...

    @property
    def elsewhere(self) -> Mapping[str, Mapping[str, int]]:
        """What the other pages of its issue say of names that are in question on its pages."""
        ...


@dataclass(frozen=True, slots=True)
class Nowhere:
    """A page of no scan: it has no neighbours, no metadata, and no names but those of its folder."""

    path: Path
    row: SidecarRow | None = None
    elsewhere: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Part(NamedTuple):
    """A stage, and what its result depends on beside its settings and the stage before."""

    stage: str
    version: int
    data: dict[str, str]
    """name -> version or checksum."""


class Provenance:
    """Of the pages that are made with some settings.  ``parts``: the stages in order, for a page of a file."""

    def __init__(self, settings: Settings, parts: Callable[[Whence], Iterable[Part]]) -> None:
        self._settings, self._parts = settings, parts
        self._own: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
        self._names: dict[tuple[SourceFile, ...], dict[str, str]] = {}

    def parts(self, whence: Whence) -> tuple[Part, ...]:
        """All stages in order, and what takes part in them."""
        return tuple(self._parts(whence))

    def fingerprints(
        self, sha256: str, frame: int, whence: Whence, data: Mapping[str, dict[str, str]] = MappingProxyType({})
    ) -> dict[str, str]:
        """Stage -> the fingerprint that a frame of a source has when everything is done with these settings.

        ``data``: stage -> what its result depends on, in the place of what it depends on now.
        """
        before, found = fingerprint.origin(sha256, frame), {}
        for part in self._parts(whence):
            own = part._replace(data=data[part.stage]) if part.stage in data else part
            found[part.stage] = before = fingerprint.chain(before, self._own_of(own))
        return found

    def step(self, before: str, part: Part) -> Step:
        """The step of a stage that follows the fingerprint ``before``."""
        return fingerprint.step(before, part.stage, part.version, getattr(self._settings, part.stage), part.data)

    def steps_again(self, steps: Sequence[Step], whence: Whence, stage: str) -> tuple[Step, ...]:
        """The steps of a stored page as they were if it had been done again from a stage on; settings left out."""
        found = list(steps[: [step.stage for step in steps].index(stage)])
        parts = list(self._parts(whence))
        for part in parts[[part.stage for part in parts].index(stage) :]:
            found.append(self.step(found[-1].fingerprint, part).model_copy(update={"settings": None}))
        return tuple(found)

    def names_data(self, whence: Whence, gazetteer: Gazetteer) -> dict[str, str]:
        """What beside the page and the settings decides how names are corrected under a gazetteer: its files, the term
        lists, people's decisions, and what the rest of the issue says."""
        if gazetteer.files not in self._names:
            files = {f"gazetteer {n}, {file.path.name}": file.sha256 for n, file in enumerate(gazetteer.files, start=1)}
            self._names[gazetteer.files] = {**correct.data_versions(gazetteer, self._settings.correct), **files}
        return self._names[gazetteer.files] | fingerprint.elsewhere_data(whence.elsewhere)

    def _own_of(self, part: Part) -> str:
        key = (part.stage, tuple(part.data.items()))
        if key not in self._own:
            values = getattr(self._settings, part.stage).model_dump(mode="json")
            self._own[key] = fingerprint.own(part.stage, part.version, values, part.data)
        return self._own[key]
