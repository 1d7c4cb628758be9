"""A small corpus with page images, whose characters are kept on sheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.corpus import corpus, street_page

from pipeline.editing.store import Editing, open_editing
from pipeline.sheets.index import GlyphIndex
from pipeline.sheets.passes import Passes


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Editing]:
    """Two documents with one page each, taken in."""
    folder = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    opened = open_editing(folder, followers=[GlyphIndex(folder), Passes()])
    opened.intake.run()
    with opened.database:
        yield opened
