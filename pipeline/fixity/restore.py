"""``baokan restore``: a backup becomes a results folder again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.database import FILE_NAME
from pipeline.errors import ExitCode
from pipeline.fixity.backup import contents_of, differing, in_short
from pipeline.fixity.formats import DATA, LABEL, MANIFEST, BackupError, Label, members, store
from pipeline.fixity.place import folder_in_place, require_free, require_outside, require_space
from pipeline.fixity.verify import Verdict, verify

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    label: Label
    lost: tuple[str, ...]
    """files that are damaged in the backup and were left out (``partial``)."""
    verdict: Verdict
    """of the restored folder, held against its own database."""
    seconds: float

    @property
    def exit_code(self) -> int:
        """Of the command."""
        return ExitCode.SOME_FAILED if self.lost else self.verdict.exit_code


def restore(
    backup: Path, output: Path, *, partial: bool = False, progress: Progress = lambda path, size: None
) -> Restored:
    """Put a backup into a new or empty folder, which appears whole or not at all.

    ``partial``: take what is whole from a damaged backup; its database must be.  Raises ``SettingsError`` (the folder
    holds something), ``NoInputError``, ``BackupError`` (damaged, or no backup), ``DatabaseError``, ``OutputError``.
    """
    start = time.perf_counter()
    require_free(output, "A backup")
    require_outside(output, backup)
    if backup.is_file():
        require_space(output.absolute().parent, backup.stat().st_size)
    with folder_in_place(output, last=FILE_NAME) as stage:
        found, kept = _unpack(backup, stage, progress)
        label, manifest = contents_of(backup, kept)
        for name in set(found) - set(manifest):  # of an earlier round of the backup, or put there by others
            (stage / name.removeprefix(DATA)).unlink()
        lost = differing(manifest, found)
        if lost and (not partial or FILE_NAME in lost):
            hint = "" if FILE_NAME in lost else " --partial restores what is whole."
            raise BackupError(f"{backup}: this backup is damaged: {in_short(lost)}.{hint} Nothing was restored.")
        for path in lost:
            (stage / path).unlink(missing_ok=True)
        verdict = verify(stage)
        verdict.output = output
    return Restored(label, tuple(lost), verdict, time.perf_counter() - start)


def _unpack(backup: Path, stage: Path, progress: Progress) -> tuple[dict[str, str], dict[str, bytes]]:
    """Every file below ``data/`` into the folder; returns the checksums, and the two files about the backup."""
    found, kept = dict[str, str](), dict[str, bytes]()
    for member in members(backup):
        if member.name in (MANIFEST, LABEL):
            kept[member.name] = member.stream.read()
            continue
        try:
            digest = store(stage / member.name.removeprefix(DATA), member.stream, member.modified)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise BackupError(f"{backup}: {member.name} is a file and a folder. Nothing was restored.") from error
        found[member.name] = digest.sha256
        progress(member.name, digest.bytes)
    return found, kept
