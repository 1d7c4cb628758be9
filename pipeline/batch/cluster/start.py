"""Runs with workers on a Ray cluster, from settings alone."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from pipeline.batch.cluster.executor import Cluster
from pipeline.batch.cluster.fitness import expected
from pipeline.batch.events import RunDone
from pipeline.batch.executor import Executor
from pipeline.batch.local import planning
from pipeline.batch.run import Report, run
from pipeline.batch.wishes import Wishes
from pipeline.errors import SettingsError
from pipeline.settings import Settings


def run_on_cluster(paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
    """``run`` with workers on the cluster that the settings name.

    Raises what ``run`` raises, and ``SettingsError`` when Ray is not installed.
    """
    if find_spec("ray") is None:
        raise SettingsError("A cluster needs a package that is not installed: pip install 'baokan[cluster]'.")
    pipeline = planning(settings)

    # the workers write nothing, and what opens the database stays here
    told = settings.model_copy(update={"run": settings.run.model_copy(update={"database": ""})})

    def hire(tasks: int) -> Executor:
        return Cluster(told, expected(pipeline), tasks)

    return run(paths, pipeline, report, wishes=wishes, hire=hire)
