"""Fingerprints chained by stage: equal fingerprints promise equal results.

A stage's fingerprint hashes the fingerprint of the stage before and what is the stage's *own*: its name and hand-bumped
version, its settings, and the data that it used (checksums of models, gazetteers; for the networks also precision and
kind of CPU).  A new gazetteer therefore changes the fingerprints from ``correct`` on, and none before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from pipeline.engine.protocol import EngineInfo
from pipeline.model.page import Step


def origin(sha256: str, frame: int) -> str:
    """What stands before the first stage: the frame of a source."""
    return _hash([sha256, frame])


def own(stage: str, version: int, settings: Mapping[str, Any], data: Mapping[str, str]) -> str:
    """SHA-256 (lower-case hex) over what a stage adds to what its result depends on.  ``settings``: JSON values."""
    return _hash([stage, version, dict(settings), dict(data)])


def chain(before: str, own: str) -> str:
    """SHA-256 (lower-case hex) over everything that a stage's result depends on."""
    return hashlib.sha256(f"{before} {own}".encode()).hexdigest()


def step(before: str, stage: str, version: int, settings: BaseModel, data: Mapping[str, str]) -> Step:
    """The provenance record of one stage, chained to the fingerprint ``before``."""
    values = settings.model_dump(mode="json")
    fingerprint = chain(before, own(stage, version, values, data))
    return Step(stage=stage, version=version, fingerprint=fingerprint, settings=values, data=dict(data))


def engine_data(info: EngineInfo) -> dict[str, str]:
    """What of an engine decides what is read: models, runtime, precision, kind of CPU."""
    return {
        "engine": info.name,
        "runtime": info.runtime,
        "detection model": info.detection_model,
        "recognition model": info.recognition_model,
        "precision": info.precision,
        "device": info.device,
        **{f"sha256 of {name}": checksum for name, checksum in sorted(info.model_checksums.items())},
    }


def _hash(parts: list[Any]) -> str:
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
