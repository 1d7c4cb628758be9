"""Results that people have worked on, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from changed_results import worked_on


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_on(tmp_path_factory.mktemp("worked") / "out")


@pytest.fixture
def output(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "out"))
