"""Checksums of many files: in pieces, by several threads, from the disk itself where the system allows it."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

CHUNK_BYTES = 1 << 20
"""bytes that are read at a time."""
THREADS = min(4, os.cpu_count() or 1)
"""Reading threads: SHA-256 takes a core each; more than four only make a turning disk seek."""
AHEAD = 16
"""files in work for each thread: keeps the threads busy, and memory small however many files there are."""

Given = TypeVar("Given")
Made = TypeVar("Made")


class Readable(Protocol):
    """Gives bytes, none at its end."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes."""
        ...


class Sink(Protocol):
    """Takes what was read."""

    def write(self, data: bytes, /) -> object:
        """Take the next piece."""
        ...


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file is."""

    bytes: int
    sums: tuple[str, ...]
    """lower-case hex, in the order of the algorithms asked for."""

    @property
    def sha256(self) -> str:
        """The first sum, which is SHA-256 wherever nothing else was asked for."""
        return self.sums[0]


def digest_of(stream: Readable, algorithms: Sequence[str] = ("sha256",), copy: Sink | None = None) -> Digest:
    """Read a stream to its end; ``copy`` is given every piece.  Raises ``OSError``."""
    hashes, size = [hashlib.new(name) for name in algorithms], 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        for one in hashes:
            one.update(chunk)
        if copy is not None:
            copy.write(chunk)
    return Digest(size, tuple(one.hexdigest() for one in hashes))


def digest_of_file(path: Path, algorithms: Sequence[str] = ("sha256",)) -> Digest:
    """Read a file.  Raises ``OSError``."""
    with path.open("rb", buffering=0) as stream:
        from_disk(stream.fileno())
        found = digest_of(stream, algorithms)
        from_disk(stream.fileno())
    return found


def from_disk(descriptor: int) -> None:
    """Let the system forget its copy of a file in memory, which would hide that the disk has lost it.

    After reading it keeps a long check from pushing what a running batch needs out of memory.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def in_parallel(
    work: Callable[[Given], Made], given: Iterable[Given], threads: int = THREADS
) -> Iterator[tuple[Given, Made]]:
    """What ``work`` makes of each, in order; few are held at a time.  Raises what ``work`` raises."""
    waiting: deque[tuple[Given, Future[Made]]] = deque()
    rest = iter(given)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="baokan-fixity")
    try:
        for one in islice(rest, threads * AHEAD):
            waiting.append((one, pool.submit(work, one)))
        while waiting:
            first, future = waiting.popleft()
            made = future.result()
            for one in islice(rest, 1):
                waiting.append((one, pool.submit(work, one)))
            yield first, made
    finally:
        pool.shutdown(cancel_futures=True)
