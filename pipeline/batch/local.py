"""Runs on this machine, from settings alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.events import RunDone
from pipeline.batch.executor import Executor
from pipeline.batch.limits import crew
from pipeline.batch.pool import Pool
from pipeline.batch.preview import Preview, preview
from pipeline.batch.run import Report, run
from pipeline.batch.wishes import Wishes
from pipeline.engine import create_engine, identify
from pipeline.engine.recording import RecordingEngine
from pipeline.flow import Pipeline
from pipeline.settings import Settings


def run_local(paths: Iterable[Path], settings: Settings, report: Report, wishes: Wishes) -> RunDone:
    """``run`` with worker processes.  Raises what ``run`` raises."""

    def hire(tasks: int) -> Executor:
        return pool_for(settings, tasks, settings.run.output)

    return run(paths, planning(settings), report, wishes=wishes, hire=hire)


def pool_for(settings: Settings, tasks: int, folder: Path) -> Pool:
    """As many workers as the machine bears, and no more than tasks; ``folder``: for their traces."""
    found = crew(settings.run, settings.engine.threads, tasks)
    engine = settings.engine.model_copy(update={"threads": found.threads})
    return Pool(settings.model_copy(update={"engine": engine}), found.jobs, folder, found.memory_bytes)


def preview_local(paths: Iterable[Path], settings: Settings, wishes: Wishes) -> Preview:
    """What ``run_local`` would do; nothing is written."""
    return preview(paths, planning(settings), wishes)


def planning(settings: Settings) -> Pipeline:
    """A pipeline that knows its fingerprints and loads no network."""
    return Pipeline(settings, engine=RecordingEngine(identify(settings.engine), lambda: create_engine(settings.engine)))
