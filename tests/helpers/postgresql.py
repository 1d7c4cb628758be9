"""One real PostgreSQL for a whole test session, and a fresh database in it for each test that wants one.

The first test that asks starts it, on loopback and a free port, in a folder of its own; the session ends it.  With
several processes of pytest-xdist they share it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from pipeline.address import DatabaseUrl
from pipeline.database import open_database

HOME = "TESTS_POSTGRESQL_HOME"
"""Environment variable: the folder that the processes of a session share."""
NEEDED = "TESTS_NEED_POSTGRESQL"
"""Environment variable: when it is set, a PostgreSQL that is missing is a failure, and nothing that is skipped."""
LOCKED_OUT = "locked"
"""A user whom the server asks for a password; everybody else is let in."""
PASSWORD = "g:h@i/m"
"""Of that user: with the marks that a URL is made of."""
_TEMPLATE = "baokan_empty"
PATIENCE_SECONDS = 60.0
"""s: how long anything is waited for on a busy machine."""
_numbers = count(1)
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_connections = 200
shared_buffers = 64MB
autovacuum = off
"""


def binaries() -> Path | None:
    """The folder of ``postgres`` and ``initdb``, the newest there is; ``None``: not installed."""
    found = [Path(path).parent for path in [shutil.which("postgres")] if path]
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        found += [Path(asked)] if asked else []
    listed = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(listed, key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


class Server:
    """A running server."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port

    def url(self, name: str, user: str = "postgres", port: int = 0) -> DatabaseUrl:
        return DatabaseUrl(f"postgresql+psycopg://{user}@127.0.0.1:{port or self.port}/{name}")

    def run(self, *statements: str, name: str = "postgres") -> None:
        with psycopg.connect(self.url(name).secret.replace("+psycopg", ""), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def end(self, process: int) -> None:
        """End one connection from here, and wait until the server has let go of it."""
        with psycopg.connect(self.url("postgres").secret.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", (process,))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while connection.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (process,)).fetchone():
                assert time.monotonic() < deadline, "the connection does not end"
                time.sleep(0.01)

    def fresh(self, template: str = _TEMPLATE) -> DatabaseUrl:
        """A database with empty tables, or a copy of another one (to which nobody may be connected)."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: DatabaseUrl) -> None:
        self.run(f"DROP DATABASE IF EXISTS {url.secret.rpartition('/')[2]} WITH (FORCE)")


def server(settings: str = "") -> Server:
    """The server of this session, started when nobody has yet (with more ``settings``: for benchmarks).

    Skips the test, or fails it, when there is none."""
    if binaries() is None:
        said = "PostgreSQL is not installed. On Debian: apt-get install postgresql"
        pytest.fail(said) if os.environ.get(NEEDED) else pytest.skip(said)
    import fcntl

    home = Path(os.environ[HOME])
    with (home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "port").exists():
            _start(home, settings)
    return Server(home, int((home / "port").read_text()))


@contextmanager
def session(home: Path) -> Iterator[None]:
    """A folder for a server that may be started; ends it."""
    os.environ[HOME] = str(home)
    try:
        yield
    finally:
        if (home / "data/postmaster.pid").exists():
            _as_owner(home, "pg_ctl", "stop", "--mode=immediate", "-D", str(home / "data"))
        shutil.rmtree(home, ignore_errors=True)


def new_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="baokan-postgresql-"))
    home.chmod(0o755)  # its owner is another one when the tests run as root
    return home


def _start(home: Path, more: str) -> None:
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = home / "data"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _as_owner(home, "initdb", "-D", str(data), *options)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"{_SETTINGS}port = {port}\n{more}\n")
    rules = (data / "pg_hba.conf").read_text()
    (data / "pg_hba.conf").write_text(f"host all {LOCKED_OUT} 127.0.0.1/32 scram-sha-256\n{rules}")
    _as_owner(home, "pg_ctl", "start", "--wait", "-D", str(data), "-l", str(home / "log"))
    made = Server(home, port)
    # it sorts Chinese by pinyin: what has to stand in the order of code points must not depend on the database
    sorting = "LOCALE_PROVIDER icu ICU_LOCALE 'zh-u-co-pinyin' TEMPLATE template0"
    made.run(f"CREATE ROLE {LOCKED_OUT} LOGIN PASSWORD '{PASSWORD}'", f"CREATE DATABASE {_TEMPLATE} {sorting}")
    open_database(made.url(_TEMPLATE)).close()
    (home / "port").write_text(str(port))


def _as_owner(home: Path, program: str, *arguments: str) -> None:
    """Run a program of the server, which refuses to be root."""
    found = binaries()
    assert found is not None
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with (home / "said").open("wb") as said:  # no pipe: the server would hold it open
        command = [*who, str(found / program), *arguments]
        code = subprocess.run(command, cwd=home, stdout=said, stderr=subprocess.STDOUT, check=False).returncode
    assert code == 0, (home / "said").read_text()
