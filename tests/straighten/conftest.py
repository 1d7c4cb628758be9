"""Fixtures for the tests of straightening."""

from __future__ import annotations

import pytest
from made_scans import columns_page, vertical_page

from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.model.sheet import Image


@pytest.fixture(scope="session")
def engine() -> Engine:
    return create_engine(EngineSettings())


@pytest.fixture(scope="session")
def columns() -> Image:
    """A page of two columns under a headline, 150 dpi."""
    return columns_page(1240, 1754, 2)


@pytest.fixture(scope="session")
def vertical() -> Image:
    """A page of vertical text, 150 dpi."""
    return vertical_page(1240, 1754)
