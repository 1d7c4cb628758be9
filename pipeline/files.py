"""Files appear whole or not at all: the one place that writes results.

A file is written beside its target, flushed to the disk, and renamed over the target; then the folder is flushed
too.  Whoever reads sees the old file or the new one, never a piece; after a crash at worst a ``.baokan-*.tmp`` is left,
which the next run removes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import OutputError

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".baokan-", ".tmp"
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_CHUNK_BYTES = 1 << 20


def sha256(path: Path) -> str:
    """SHA-256 of a file, lower-case hex.  Raises ``OSError``."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def output_error(path: Path, error: OSError) -> OutputError:
    """The error for people that stands for a failed write at ``path``."""
    if error.errno in _FULL:
        return OutputError(f"{path}: the disk is full. Free some space, or choose another folder with --output.")
    reason = error.strerror or str(error)
    return OutputError(
        f"{path}: cannot be written ({reason}). Check the rights of the folder, or choose another one with --output."
    )


def make_folder(folder: Path) -> None:
    """Create a folder and its parents.  Raises ``OutputError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(folder, error) from error


def write(path: Path, content: bytes | str) -> None:
    """Write one file atomically; text is stored as UTF-8 with line feeds.  Raises ``OutputError``."""
    write_all(path.parent, {path.name: content})


def write_all(folder: Path, contents: Mapping[str, bytes | str]) -> None:
    """Write several files of one folder, each atomically; none is replaced before all are safely on the disk.

    Raises ``OutputError`` (nothing half-written is left behind).
    """
    make_folder(folder)
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in contents.items():
            waiting.append((_temporary(folder, content), folder / name))
        while waiting:
            os.replace(*waiting[0])
            waiting.pop(0)
        _flush_folder(folder)
    except OSError as error:
        raise output_error(folder, error) from error
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)


def remove(paths: Iterable[Path]) -> None:
    """Remove files that may be gone already.  Raises ``OutputError``."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(path, error) from error


def leftovers(folder: Path, below: str = ".") -> list[Path]:
    """Temporary files that a killed run left in a folder, or with ``below`` (a pattern) in folders inside it."""
    return sorted(folder.glob(f"{below}/{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"))


def require_writable(folder: Path) -> None:
    """Create ``folder`` and try a write in it.  Raises ``OutputError`` with what to do."""
    make_folder(folder)
    try:
        probe = _temporary(folder, b"baokan")
        probe.unlink()
    except OSError as error:
        raise output_error(folder, error) from error


def _temporary(folder: Path, content: bytes | str) -> Path:
    """Store ``content`` in a new file of the folder and flush it to the disk."""
    data = content.encode() if isinstance(content, str) else content
    path = folder / f"{TEMPORARY_PREFIX}{os.getpid()}-{secrets.token_hex(6)}{TEMPORARY_SUFFIX}"
    # not mkstemp: its files can be read by their owner only, results are for everybody the umask allows
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no handle for a folder's entries and flushes them itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise
    finally:
        os.close(handle)
