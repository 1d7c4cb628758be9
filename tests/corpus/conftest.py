"""A small corpus to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.corpus import corpus, misread_page, street_page

from pipeline.corpus.corpus import Corpus


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Corpus]:
    """Two documents of one page each, and one with a misread name, taken in."""
    folder = corpus(tmp_path / "out", {"报一": [street_page()], "报三": [misread_page()], "报二": [street_page()]})
    with Corpus(folder) as opened:
        yield opened
