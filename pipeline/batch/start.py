"""Runs from settings alone, with the executor that they name: what the command line calls."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.events import RunDone
from pipeline.batch.local import run_local
from pipeline.batch.run import Report
from pipeline.batch.wishes import Wishes
from pipeline.settings import Settings


def run_as_set(paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
    """``run`` with the workers of ``run.executor``.  Raises what ``run`` raises, and ``SettingsError``."""
    if settings.run.executor == "ray":
        from pipeline.batch.cluster.start import run_on_cluster

        return run_on_cluster(paths, settings, report, wishes)
    return run_local(paths, settings, report, wishes)
