"""A Ray cluster on this machine: a head that does no work, and nodes on loopback addresses of their own.

Every node is a ``ray start`` of its own, which can be killed as a machine that fails.  Nothing but what was started
here is ever ended.
"""

from __future__ import annotations

import ctypes
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parents[2]
MEMORY, STORE = 2_000_000_000, 80_000_000
"""bytes that a node offers, and of these in shared memory for what it hands over."""
START_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class Node:
    """One ``ray start``."""

    def __init__(self, address: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.address, self._process, self._log = address, process, log

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> Self:
        """Until it belongs to the cluster."""
        deadline = time.monotonic() + START_SECONDS
        while "Ray runtime started" not in (said := self._log.read_text(errors="replace")):
            assert self.lives, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        return self

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of the node that have this in their command line."""
        return [one for one in _below(self._process.pid) if name in " ".join(_command(one))]

    def kill(self) -> None:
        """As if its machine had lost its power."""
        for one in [psutil.Process(self._process.pid), *_below(self._process.pid)]:
            _end(one)
        self._process.wait()


class Cluster:
    """A context manager; ``address`` is that of the head, ``environment`` what its clients need."""

    def __init__(self, cpus: int = 1) -> None:
        self._cpus = cpus
        # the paths of sockets must be short
        self._folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
        self._net = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}"
        self.nodes: list[Node] = []
        self._number = 1
        self.environment = {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(16),
            "RAY_USAGE_STATS_ENABLED": "0",
        }

    def __enter__(self) -> Self:
        host = f"{self._net}.1"
        with socket.create_server((host, 0)) as found:
            port = found.getsockname()[1]
        self.address = f"{host}:{port}"
        self.head = self._start("--head", f"--port={port}", "--include-dashboard=false", "--num-cpus=0")
        deadline = time.monotonic() + START_SECONDS
        while not _listens(host, port):
            assert self.head.lives
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in [*self.living, self.head]:
            node.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def living(self) -> list[Node]:
        return [node for node in self.nodes if node.lives]

    def grow(self, count: int, hidden: Path | None = None) -> list[Node]:
        """Start nodes until so many live; ``hidden``: a folder that the new ones see empty."""
        while len(self.living) < count:
            join = f"--address={self.address}", f"--num-cpus={self._cpus}", f"--memory={MEMORY}"
            self.nodes.append(self._start(*join, hidden=hidden))
        return [node.wait() for node in [self.head, *self.living]][1:]

    @contextmanager
    def joined(self) -> Iterator[None]:
        """What this process and its children need to know, in the environment."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _start(self, *options: str, hidden: Path | None = None) -> Node:
        address, folder = f"{self._net}.{self._number}", self._folder / str(self._number)
        self._number += 1
        folder.mkdir()
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", f"--node-ip-address={address}"]
        command += [f"--temp-dir={folder}", f"--object-store-memory={STORE}", "--include-log-monitor=false"]
        command += ["--disable-usage-stats", *options]
        if hidden is not None:
            words = ['mount -t tmpfs none "$0" && exec "$@"', str(hidden)]
            command = ["unshare", "--mount", "sh", "-c", *words, *command]
        log = folder / "start.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        return Node(address, process, log)

    def _environment(self) -> Mapping[str, str]:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        # a node that was killed is noticed after a second
        times = {"initial_delay_ms": "0", "period_ms": "400", "timeout_ms": "1000", "failure_threshold": "2"}
        checks = {f"RAY_health_check_{name}": value for name, value in times.items()}
        return {**os.environ, **self.environment, **checks, "PYTHONPATH": path, "TMPDIR": str(self._folder)}


def _end_with_parent() -> None:
    """In a child: be told to end when the parent is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), 1).close()
    except OSError:
        return False
    return True


def _below(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _end(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
