"""``baokan backup``: a whole results folder, as it is at one moment, while others may be writing in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.ledger import now
from pipeline.database import FILE_NAME
from pipeline.errors import ExitCode, SettingsError
from pipeline.fixity.copying import Copied, copy_known
from pipeline.fixity.formats import (
    DATA,
    LABEL,
    MANIFEST,
    TAR,
    BackupError,
    FolderTarget,
    Label,
    TarTarget,
    manifest_of,
    members,
    read_manifest,
    stored,
)
from pipeline.fixity.hashing import digest_of, digest_of_file
from pipeline.fixity.known import Known
from pipeline.fixity.place import (
    file_in_place,
    flush_all,
    folder_in_place,
    require_free,
    require_outside,
    require_space,
    spare_folder,
)
from pipeline.versions import version

Progress = Callable[[str, int], None]
SLACK = 1.05
"""of the size of the files: what the database, names and headers take beside them."""
_PACKED = (".gz", ".tgz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, and read once more to the last byte."""

    path: Path
    files: int
    bytes: int
    seconds: float
    copied: Copied

    @property
    def exit_code(self) -> int:
        """Of the command: 4 when some files are not as they were written."""
        return ExitCode.SOME_FAILED if self.copied.damaged else ExitCode.DONE


def backup(
    output: Path, to: Path, server: DatabaseUrl = NO_SERVER, *, progress: Progress = lambda path, size: None
) -> Backup:
    """Make a backup: one file when ``to`` ends with ``.tar``, else a folder; it appears whole or not at all.

    Raises ``NoInputError`` (no results), ``DatabaseError`` (the database is damaged: nothing is written),
    ``SettingsError`` (``to`` holds something, or is in the results folder), ``OutputError``.
    """
    start = time.perf_counter()
    if to.suffix.lower() in _PACKED:
        raise SettingsError(f"{to}: a backup is a folder or a file whose name ends with .tar; it is not compressed.")
    with Known.of(output, server) as known:
        size = known.size()[1]
    require_outside(to, output)
    require_space(to.absolute().parent, round(size * SLACK))
    require_free(to, "A backup")
    copied = (
        _to_tar(output, to, server, progress) if to.suffix.lower() == TAR else _to_folder(output, to, server, progress)
    )
    return Backup(to, len(copied.digests), copied.bytes, time.perf_counter() - start, copied)


def _to_folder(output: Path, to: Path, server: DatabaseUrl, progress: Progress) -> Copied:
    with folder_in_place(to, last=LABEL) as stage, spare_folder(stage.parent) as spare:
        target = FolderTarget(stage)
        copied = copy_known(output, spare / FILE_NAME, target, everything=True, server=server, progress=progress)
        _seal(output, spare / FILE_NAME, target, copied)
        flush_all(stage)
        check(stage)
    return copied


def _to_tar(output: Path, to: Path, server: DatabaseUrl, progress: Progress) -> Copied:
    with file_in_place(to) as stage, spare_folder(stage.parent) as spare:
        with stage.open("xb") as stream:
            target = TarTarget(stream)
            copied = copy_known(output, spare / FILE_NAME, target, everything=True, server=server, progress=progress)
            _seal(output, spare / FILE_NAME, target, copied)
            target.close()
            stream.flush()
            os.fsync(stream.fileno())
        check(stage)
    return copied


def _seal(output: Path, database: Path, target: FolderTarget | TarTarget, copied: Copied) -> None:
    """Add the database, the manifest and the label."""
    with database.open("rb") as content:
        target.put(DATA + FILE_NAME, content, time.time())
    copied.digests[FILE_NAME] = digest_of_file(database)
    manifest = manifest_of({DATA + path: digest.sha256 for path, digest in copied.digests.items()})
    label = Label(
        created=now(),
        version=version("baokan") or "",
        output=str(output.absolute()),
        files=len(copied.digests),
        total_bytes=copied.bytes,
        manifest_sha256=digest_of(stored(manifest)).sha256,
        damaged=copied.damaged,
        unfinished=copied.unfinished,
    )
    target.put(MANIFEST, stored(manifest), time.time())
    target.put(LABEL, stored(label.to_bytes()), time.time())


def check(path: Path, progress: Progress = lambda path, size: None) -> Label:
    """Read a backup to its end and hold it against its own manifest.

    Raises ``NoInputError`` (there is none), ``BackupError`` (damaged; the message names the files).
    """
    found, kept = dict[str, str](), dict[str, bytes]()
    for member in members(path):
        if member.name in (MANIFEST, LABEL):
            kept[member.name] = member.stream.read()
            continue
        digest = digest_of(member.stream)
        found[member.name] = digest.sha256
        progress(member.name, digest.bytes)
    label, manifest = contents_of(path, kept)
    if wrong := differing(manifest, found):
        raise BackupError(f"{path}: this backup is damaged: {in_short(wrong)}.")
    return label


def contents_of(path: Path, kept: dict[str, bytes]) -> tuple[Label, dict[str, str]]:
    """Label and manifest of a backup, from the bytes of these two files.  Raises ``BackupError``."""
    for name in (LABEL, MANIFEST):
        if name not in kept:
            raise BackupError(f"{path}: this is no backup of Baokan, or it is cut off ({name} is missing).")
    label = Label.from_bytes(kept[LABEL], path)
    if digest_of(stored(kept[MANIFEST])).sha256 != label.manifest_sha256:
        raise BackupError(f"{path}: {MANIFEST} in this backup is damaged.")
    try:
        return label, read_manifest(kept[MANIFEST])
    except ValueError as error:
        raise BackupError(f"{path}: {MANIFEST} in this backup is damaged ({error}).") from error


def differing(manifest: dict[str, str], found: dict[str, str]) -> list[str]:
    """Paths in the results folder that the backup lacks or has with another content."""
    return [name.removeprefix(DATA) for name, sha256 in manifest.items() if found.get(name) != sha256]


def in_short(paths: list[str], most: int = 10) -> str:
    """Some of the paths, and how many more there are."""
    said = ", ".join(paths[:most])
    return said if len(paths) <= most else f"{said} and {len(paths) - most:,} more"
