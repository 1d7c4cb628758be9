"""An application for several people, and one for a person alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'review' is not installed")

from helpers.review import Site, site


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Site]:
    made = site(tmp_path / "out", shared=True)
    yield made
    made.room.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Site]:
    made = site(tmp_path / "alone", shared=False, name="王编辑")
    yield made
    made.room.close()
