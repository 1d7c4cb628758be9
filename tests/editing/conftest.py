"""A small corpus that people may work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.corpus import corpus, street_page

from pipeline.editing.store import Editing, open_editing


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Editing]:
    """Two documents with one page each, taken in."""
    folder = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    opened = open_editing(folder)
    opened.intake.run()
    with opened.database:
        yield opened
