"""One run at a time in one results folder.

The operating system holds the lock (``flock``, on Windows a locked byte), so that it ends with its owner, however the
owner ends; what the file says of the owner is for people.  Where a file system has no locks (some network shares),
the word of the file counts as long as its process lives.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline import files
from pipeline.address import without_passwords
from pipeline.errors import BaokanError, ExitCode

NAME = ".baokan.lock"
_LOCKED_BYTE = 1 << 30
"""Windows: offset of the byte that is locked; far behind the text, which others must be able to read."""
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL})


class OutputInUseError(BaokanError):
    """Another run works in the results folder."""

    exit_code = ExitCode.IN_USE


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock."""

    pid: int
    host: str
    since: str
    """ISO 8601, UTC."""
    command: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since} ('{self.command}')"


class OutputLock:
    """Context manager that holds a results folder.  ``shared``: with others who share it, as runs do that have one
    database on a server; on Windows, which knows no such lock, nothing is held then.

    Raises ``OutputInUseError``, naming the owner, when another run holds it, and ``OutputError`` when the folder cannot
    be written.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self._path, self._shared = folder / NAME, shared
        self._handle: int | None = None

    def __enter__(self) -> Self:
        files.make_folder(self._path.parent)
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise files.output_error(self._path, error) from error
        try:
            if not _try_lock(self._handle, self._shared):
                raise self._refusal()
            if not self._shared:
                self._store(_myself())
        except BaseException:
            os.close(self._handle)
            self._handle = None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is None:
            return
        # the file stays: removing it would let two later runs lock two different files of one name
        if not self._shared:
            os.ftruncate(self._handle, 0)
        _unlock(self._handle)
        os.close(self._handle)
        self._handle = None

    def _refusal(self) -> OutputInUseError:
        owner = read_owner(self._path)
        who = str(owner) if owner else "another run"
        return OutputInUseError(
            f"{self._path.parent}: this results folder is in use by {who}. "
            "Wait for it to end, or choose another folder with --output."
        )

    def _store(self, owner: Owner) -> None:
        assert self._handle is not None
        try:
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, json.dumps(asdict(owner), ensure_ascii=False).encode())
            os.fsync(self._handle)
        except OSError as error:
            raise files.output_error(self._path, error) from error


def read_owner(path: Path) -> Owner | None:
    """Who the lock file names; ``None`` when it names nobody."""
    try:
        return Owner(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # empty after a release, or cut off when its owner died: nobody is named


def _myself() -> Owner:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    command = without_passwords(" ".join(["baokan", *sys.argv[1:]]))
    return Owner(os.getpid(), socket.gethostname(), started, command[:200])


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int, shared: bool) -> bool:
        """Take the lock, or say ``False`` when it is held."""
        if shared:
            return True
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int, shared: bool) -> bool:
        """Take the lock, or say ``False`` when it is held."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            if error.errno in _UNSUPPORTED:
                return shared or not _owner_lives(os.pread(handle, 4096, 0))
            raise
        return True

    def _unlock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_UN)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise

    def _owner_lives(text: bytes) -> bool:
        """For file systems without locks: whether the process that the file names may still run."""
        try:
            owner = Owner(**json.loads(text))
        except (ValueError, TypeError):
            return False
        if owner.host != socket.gethostname():
            return True  # cannot be seen from here
        try:
            os.kill(owner.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
