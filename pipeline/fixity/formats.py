"""The two forms of a backup: a folder, or one tar file.

Both hold ``data/`` with every file of the results folder, ``manifest-sha256.txt`` (as ``sha256sum -c`` reads it) and
``baokan-backup.json``, which comes last and makes it a backup.
"""

from __future__ import annotations

import json
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from pipeline.errors import BaokanError, ExitCode, NoInputError
from pipeline.fixity.hashing import Digest, Readable, digest_of, from_disk

DATA, MANIFEST, LABEL = "data/", "manifest-sha256.txt", "baokan-backup.json"
FORMAT = 1
TAR = ".tar"


class BackupError(BaokanError):
    """A backup cannot be used."""

    exit_code = ExitCode.NO_INPUT


@dataclass(frozen=True, slots=True)
class Label:
    """What a backup says of itself."""

    created: str
    """ISO 8601, UTC."""
    version: str
    """of Baokan."""
    output: str
    """the results folder, absolute."""
    files: int
    total_bytes: int
    manifest_sha256: str
    damaged: dict[str, str]
    """path -> what was wrong with it when the backup was made."""
    unfinished: list[str]
    """documents that a run had not finished."""
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """As JSON."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes, where: Path) -> Label:
        """Raises ``BackupError``."""
        try:
            values = json.loads(data)
            if values["format"] > FORMAT:
                raise BackupError(f"{where}: this backup was made by a newer version of Baokan. Install that version.")
            return cls(**values)
        except (ValueError, TypeError, KeyError) as error:
            raise BackupError(f"{where}: {LABEL} in this backup is damaged ({error}).") from error


class FolderTarget:
    """Copies go below ``data/`` of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, path: str, content: IO[bytes], size: int, modified: float) -> None:
        """See ``copying.Target``."""
        self.put(DATA + path, content, modified)

    def drop(self, path: str) -> None:
        """See ``copying.Target``."""
        (self._folder / DATA / path).unlink(missing_ok=True)

    def put(self, name: str, content: IO[bytes], modified: float) -> None:
        """Write a file of the backup."""
        store(self._folder / name, content, modified)


class TarTarget:
    """Copies go to a tar; of members with one name the last one holds."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, path: str, content: IO[bytes], size: int, modified: float) -> None:
        """See ``copying.Target``."""
        self.put(DATA + path, content, modified)

    def drop(self, path: str) -> None:
        """Nothing: it is left out of the manifest, and what is not in it is not restored."""

    def put(self, name: str, content: IO[bytes], modified: float) -> None:
        """Append a member."""
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = content.seek(0, os.SEEK_END), modified, 0o644
        content.seek(0)
        self._tar.addfile(member, content)
        self._tar.members = []  # type: ignore[attr-defined]  # it would keep a hundred thousand of them in memory

    def close(self) -> None:
        """Write the end of the tar."""
        self._tar.close()


class _Guarded:
    """A stream of a backup; what cannot be read is a fault of the backup."""

    def __init__(self, backup: Path, stream: Readable) -> None:
        self._backup, self._stream = backup, stream

    def read(self, size: int = -1, /) -> bytes:
        """Raises ``BackupError``."""
        try:
            return self._stream.read(size)
        except (OSError, tarfile.TarError) as error:
            raise BackupError(f"{self._backup}: this backup cannot be read to its end ({error}).") from error


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a backup that is being read."""

    name: str
    modified: float
    """s since 1970."""
    stream: Readable


def members(backup: Path) -> Iterator[Member]:
    """Every file of a backup, in its order; each stream is to be read before the next is asked for.

    Raises ``BackupError`` for what is no backup, is cut off, or holds what has no place in one: links, devices, names
    that lead elsewhere.  Raises ``OSError``.
    """
    if backup.is_dir():
        yield from _members_of_folder(backup)
    elif backup.is_file():
        yield from _members_of_tar(backup)
    else:
        raise NoInputError(f"{backup}: there is no such backup.")


def _members_of_folder(backup: Path) -> Iterator[Member]:
    for name in (LABEL, MANIFEST):
        if not (backup / name).is_file():
            raise BackupError(f"{backup}: this is no backup of Baokan, or it is not complete ({name} is missing).")
    for folder, below, names in os.walk(backup):
        below.sort()
        for name in sorted([*names, *(one for one in below if os.path.islink(os.path.join(folder, one)))]):
            path = Path(folder) / name
            if folder == str(backup) and name not in (LABEL, MANIFEST):
                continue  # what a system or a person has put beside it
            status = path.lstat()
            relative = path.relative_to(backup).as_posix()
            if not stat.S_ISREG(status.st_mode):
                raise BackupError(f"{backup}: {relative} is a link or a device; a backup holds plain files only.")
            with path.open("rb") as stream:
                from_disk(stream.fileno())
                yield Member(relative, status.st_mtime, _Guarded(backup, stream))


def _members_of_tar(backup: Path) -> Iterator[Member]:
    try:
        with backup.open("rb") as stream, _open(stream) as tar:
            from_disk(stream.fileno())
            while (member := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]  # it would keep them all
                if member.isdir():
                    continue
                _require_safe(backup, member)
                content = tar.extractfile(member)
                assert content is not None  # a plain file
                yield Member(member.name, float(member.mtime), _Guarded(backup, content))
    except (tarfile.TarError, ValueError) as error:
        raise BackupError(f"{backup}: this is no tar file, or it is damaged or cut off ({error}).") from error


def _open(stream: IO[bytes]) -> tarfile.TarFile:
    # past a damaged header it looks for the next one, so that what is whole can still be told and restored
    return tarfile.open(fileobj=stream, mode="r:", ignore_zeros=True)


def _require_safe(backup: Path, member: tarfile.TarInfo) -> None:
    if not member.isreg():
        raise BackupError(f"{backup}: {member.name} is a link or a device; a backup holds plain files only.")
    parts = member.name.split("/")
    inside = member.name in (LABEL, MANIFEST) or (parts[0] == DATA.rstrip("/") and len(parts) > 1)
    # backslash and colon are separators on Windows; there no file of a results folder can have them
    leads_out = any(part in ("", ".", "..") for part in parts) or "\0" in member.name
    if not inside or leads_out or (os.name == "nt" and any(c in member.name for c in "\\:")):
        raise BackupError(f"{backup}: {member.name!r} has no place in a backup. Nothing of it was restored.")


def store(path: Path, content: Readable, modified: float, algorithms: Sequence[str] = ("sha256",)) -> Digest:
    """Write a stream to a file and give it its time of change (s since 1970); returns what was written.

    Raises ``OSError``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        digest = digest_of(content, algorithms, stream)
    os.utime(path, (modified, modified))
    return digest


def manifest_of(sums: Mapping[str, str]) -> bytes:
    """``manifest-sha256.txt``: path in the backup -> SHA-256, in the form of ``sha256sum``."""
    lines = []
    for name in sorted(sums):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{'' if escaped == name else chr(92)}{sums[name]}  {escaped}\n")
    return "".join(lines).encode("utf-8", "surrogateescape")


def read_manifest(data: bytes) -> dict[str, str]:
    """Path in the backup -> SHA-256.  Raises ``ValueError``."""
    found = dict[str, str]()
    for line in data.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        digest, gap, name = line.removeprefix("\\").partition("  ")
        if not gap or len(digest) != 64:
            raise ValueError(f"line {len(found) + 1} is damaged")
        if line.startswith("\\"):
            name = _unescaped(name)
        found[name] = digest
    return found


def _unescaped(name: str) -> str:
    marks = {"\\": "\\", "n": "\n", "r": "\r"}
    made, rest = "", iter(name)
    for character in rest:
        made += marks[next(rest, "\\")] if character == "\\" else character
    return made


def stored(data: bytes) -> BytesIO:
    """Bytes as a stream."""
    return BytesIO(data)
