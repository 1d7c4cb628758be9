"""Puts ``tests/`` on the path, so that tests of all rooms can share ``helpers``; how properties are tried out; on which
databases the tests of what is kept there run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers import postgresql
from helpers.databases import KEPT
from hypothesis import HealthCheck, settings

from pipeline.address import DatabaseUrl

# the first generated text waits for a table of all characters: seconds, on a busy machine that has not made it yet
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the processes of pytest-xdist inherit the folder
        ending = postgresql.session(postgresql.new_home())
        ending.__enter__()
        config.add_cleanup(lambda: ending.__exit__(None, None, None))


@pytest.fixture
def server_database() -> Iterator[DatabaseUrl]:
    """A database of PostgreSQL with empty tables."""
    server = postgresql.server()
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[str]:
    """The results folders that the helpers make have their database in a file, and then on a server: its kind."""
    if request.param == "postgresql":
        KEPT.server = postgresql.server()
    yield request.param
    KEPT.drop()
    KEPT.server = None
