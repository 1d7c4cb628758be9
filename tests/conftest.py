"""Puts ``tests/`` on the path, so that tests of all rooms can share ``helpers``; how properties are tried out; on which
databases the tests of what is kept there run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers import postgresql
from helpers.databases import KEPT, begin_on_server
from hypothesis import HealthCheck, settings

from pipeline.address import DatabaseUrl

# the first generated text waits for a table of all characters: seconds, on a busy machine that has not made it yet
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "where results folders have their database that no test chooses one for (default: sqlite, a file in them)"
    parser.addoption("--kept", choices=["sqlite", "postgresql"], default="sqlite", help=said)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the processes of pytest-xdist inherit the folder
        ending = postgresql.session(postgresql.new_home())
        ending.__enter__()
        config.add_cleanup(lambda: ending.__exit__(None, None, None))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--kept") == "postgresql":
        mine = [item for item in items if item.get_closest_marker("in_a_file") is None and _kind(item) != "sqlite"]
        config.hook.pytest_deselected(items=[item for item in items if item not in mine])
        items[:] = mine


def _kind(item: pytest.Item) -> object:
    """What a test of ``kept`` chooses."""
    return item.callspec.params.get("kept") if hasattr(item, "callspec") else None


@pytest.fixture
def server_database() -> Iterator[DatabaseUrl]:
    """A database of PostgreSQL with empty tables."""
    server = postgresql.server()
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(scope="session", autouse=True)
def _on_server(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--kept") == "postgresql":
        KEPT.server = postgresql.server()
        begin_on_server()


@pytest.fixture(autouse=True)
def _dropped() -> Iterator[None]:
    """The databases that a test makes go with it; what several tests share stays, and so does where they are kept."""
    before, usual = len(KEPT.made), KEPT.server
    yield
    KEPT.drop(before)
    assert KEPT.server is usual, "the tests behind this one would run on another database"


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[str]:
    """The results folders that the helpers make have their database in a file, and then on a server: its kind."""
    usual, before = KEPT.server, len(KEPT.made)
    KEPT.server = postgresql.server() if request.param == "postgresql" else None
    yield request.param
    KEPT.drop(before)
    KEPT.server = usual
