"""Fingerprints chained by stage: equal fingerprints promise equal results.

A stage's fingerprint hashes the fingerprint of the stage before, the stage's name and hand-bumped version, its own
settings, and the data that it used (checksums of models, gazetteers; for the networks also precision and kind of
CPU).  A new gazetteer therefore changes the fingerprints from ``correct`` on, and none before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from pipeline.engine.protocol import EngineInfo
from pipeline.model.page import Step

FIRST = ""
"""What stands before the first stage."""


def chain(before: str, stage: str, version: int, settings: Mapping[str, Any], data: Mapping[str, str]) -> str:
    """SHA-256 (lower-case hex) over everything that a stage's result depends on.  ``settings``: JSON values."""
    parts = [before, stage, version, dict(settings), dict(data)]
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def step(before: str, stage: str, version: int, settings: BaseModel, data: Mapping[str, str]) -> Step:
    """The provenance record of one stage, chained to the fingerprint ``before``."""
    values = settings.model_dump(mode="json")
    return Step(
        stage=stage,
        version=version,
        fingerprint=chain(before, stage, version, values, data),
        settings=values,
        data=dict(data),
    )


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
