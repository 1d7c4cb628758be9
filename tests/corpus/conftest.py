"""Tests of the corpus run on every database: its rooms find, count and list the same on each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers import postgresql
from helpers.databases import KEPT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module whose tests are about files alone says ``FILES_ONLY``."""
    kinds = ["sqlite"] if getattr(metafunc.module, "FILES_ONLY", False) else ["sqlite", "postgresql"]
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Results folders that a module makes have their database in a file, and then on a server."""
    usual = KEPT.server
    KEPT.server = postgresql.server() if request.param == "postgresql" else None
    yield request.param
    KEPT.server = usual
    KEPT.made.clear()  # they go with the server: dropping them one after the other takes longer than the tests
