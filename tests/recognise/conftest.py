from __future__ import annotations

import pytest

from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings


@pytest.fixture(scope="session")
def engine() -> Engine:
    return create_engine(EngineSettings())
