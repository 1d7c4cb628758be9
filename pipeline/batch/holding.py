"""Finished pages that a changed gazetteer cannot touch: their records hold, and only their provenance is written anew.

A page is held when three things are known.  The gazetteer that its records hold under is kept; with that gazetteer, and
everything else as it is now, its fingerprints are those that it has (so that nothing but the gazetteer has changed);
and ``correct.recheck`` says that the change cannot touch it.  Else it is corrected again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.batch.gazetteers import identity
from pipeline.batch.ledger import FrameRow, Ledger
from pipeline.correct.recheck import Changes, touched
from pipeline.flow import Pipeline
from pipeline.gazetteer import Gazetteer
from pipeline.handling.provenance import Whence
from pipeline.model.page import Step

STAGE = "correct"
_FIELD = b'"steps":'
_STEPS = TypeAdapter(tuple[Step, ...])


class Holding:
    """Tells which finished frames are held.  ``ledger``: the one of the results folder, if there is one."""

    def __init__(self, pipeline: Pipeline, ledger: Ledger | None) -> None:
        self._pipeline, self._ledger = pipeline, ledger
        self._kept: dict[str, Gazetteer | None] = {}
        self._changes: dict[tuple[str, str], Changes] = {}

    def holds(self, frame: FrameRow, sha256: str, whence: Whence, had: Mapping[str, str]) -> bool:
        """Whether a finished frame of a source would be corrected now as it was.

        ``had``: stage -> the fingerprint that it has; ``STAGE`` is the first whose would be another one now.
        """
        found = self._ledger.kept.of(frame.id) if self._ledger else None
        if found is None or set(found.keys) != {page.name for page in frame.pages}:
            return False
        before, now = self._gazetteer(found.gazetteer), self._pipeline.gazetteer_of(whence.path)
        if before is None:
            return False
        provenance = self._pipeline.provenance
        data = {STAGE: provenance.names_data(whence, before)}
        if provenance.fingerprints(sha256, frame.number, whence, data) != had:
            return False  # settings, tables or decisions have changed as well
        changes = self._between(found.gazetteer, before, now)
        return not any(touched(keys, changes) for keys in found.keys.values())

    def _gazetteer(self, key: str) -> Gazetteer | None:
        assert self._ledger is not None
        if key not in self._kept:
            self._kept[key] = self._ledger.kept.gazetteer(key)
        return self._kept[key]

    def _between(self, key: str, before: Gazetteer, now: Gazetteer) -> Changes:
        pair = (key, identity(now))
        if pair not in self._changes:
            self._changes[pair] = Changes.between(before, now, self._pipeline.settings.correct)
        return self._changes[pair]


def renewed(
    folder: Path,
    names: Sequence[str],
    checksums: Mapping[str, str],
    steps: Callable[[Sequence[Step]], Sequence[Step]],
) -> dict[str, bytes] | None:
    """The files of pages with other steps and no other byte changed: file name -> content.

    ``checksums``: file name -> SHA-256 as it was written.  ``steps``: what the steps of a page become.  ``None``: a
    file is missing, or is not as it was written.
    """
    contents = {}
    for name in names:
        try:
            content = (folder / f"{name}.json").read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != checksums.get(f"{name}.json"):
            return None
        changed = _with_steps(content, steps)
        if changed is None:
            return None
        contents[f"{name}.json"] = changed
    return contents


def _with_steps(content: bytes, steps: Callable[[Sequence[Step]], Sequence[Step]]) -> bytes | None:
    """A page file with other steps; ``None``: it has another form.

    It is not read as a whole: that would take longer than correcting it.  A field's name with its quotes stands
    nowhere else, since the quotes within a text are escaped.
    """
    if content.count(_FIELD) != 1:
        return None
    start = content.index(_FIELD) + len(_FIELD)
    text = content[start:].decode()
    try:
        stored, end = json.JSONDecoder().raw_decode(text)
        found = _STEPS.validate_python(stored)
    except (ValueError, ValidationError):
        return None
    if _STEPS.dump_json(found).decode() != text[:end]:
        return None
    return content[:start] + _STEPS.dump_json(tuple(steps(found))) + text[end:].encode()
