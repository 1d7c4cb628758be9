"""An application for several people, and one for a person alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'review' is not installed")

from helpers.corpus import street_page
from helpers.review import Site, site, worked


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


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Site]:
    """Several people, and two documents with the same page: 虹山 flagged twice on each, one unsure character."""
    made = worked(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    yield made
    made.room.close()
