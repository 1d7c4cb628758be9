"""Folders and large files that appear whole or not at all: made beside their place, and renamed into it."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import files
from pipeline.errors import OutputError, SettingsError


def require_free(target: Path, what: str) -> None:
    """Refuse a folder that holds something.  Raises ``SettingsError``."""
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise SettingsError(f"{target}: there is something here already. {what} goes into a new or empty folder only.")


def require_outside(target: Path, output: Path) -> None:
    """Refuse a place inside the results folder.  Raises ``SettingsError``."""
    real, inside = Path(os.path.realpath(target)), Path(os.path.realpath(output))
    if real.is_relative_to(inside) or inside.is_relative_to(real):
        raise SettingsError(f"{target}: this and the results folder lie one inside the other. Choose another place.")


def require_space(folder: Path, size: int) -> None:
    """Refuse early when the disk has too little room for so many bytes.  Raises ``OutputError``."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < size:
        raise OutputError(
            f"{folder}: {size / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free on this disk. "
            "Free some space, or choose another place."
        )


@contextmanager
def folder_in_place(target: Path, last: str | None = None) -> Iterator[Path]:
    """Gives a folder to fill; it takes the place of ``target`` (new or empty) when the block ends without an error.

    ``last``: entry that comes last where the folder cannot be renamed as a whole.  Raises ``OutputError``.
    """
    mounted = os.path.ismount(target)
    parent = target if mounted else target.absolute().parent
    files.make_folder(parent)
    stage = parent / _temporary_name()
    try:
        try:
            stage.mkdir()
            yield stage
            flush_all(stage)
            if mounted:  # the root of a disk cannot be renamed: what is in it comes entry by entry
                for entry in sorted(stage.iterdir(), key=lambda path: (path.name == last, path.name)):
                    os.replace(entry, target / entry.name)
                stage.rmdir()
            else:
                if target.is_dir():
                    target.rmdir()
                os.rename(stage, target)
            flush_folder(parent)
        except OSError as error:
            raise files.output_error(target, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)  # nothing of it is left when all went well


@contextmanager
def file_in_place(target: Path) -> Iterator[Path]:
    """Gives the path of a file to write; it takes the place of ``target`` when the block ends without an error.

    Raises ``OutputError``.
    """
    files.make_folder(target.absolute().parent)
    stage = target.absolute().parent / _temporary_name()
    try:
        try:
            yield stage
            os.replace(stage, target)
            flush_folder(stage.parent)
        except OSError as error:
            raise files.output_error(target, error) from error
    finally:
        stage.unlink(missing_ok=True)


@contextmanager
def spare_folder(beside: Path) -> Iterator[Path]:
    """A folder on the same disk that is gone afterwards.  Raises ``OutputError``."""
    files.make_folder(beside)
    try:
        made = Path(tempfile.mkdtemp(prefix=files.TEMPORARY_PREFIX, suffix=files.TEMPORARY_SUFFIX, dir=beside))
    except OSError as error:
        raise files.output_error(beside, error) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def flush_all(folder: Path) -> None:
    """Everything below the folder is on the disk when this returns.  Raises ``OSError``."""
    if hasattr(os, "sync"):
        os.sync()  # one call instead of one for each of a hundred thousand files
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as stream:
                os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """The entries of a folder are on the disk.  Raises ``OSError``."""
    if os.name != "posix":
        return  # Windows has no handle for a folder's entries and flushes them itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _temporary_name() -> str:
    return f"{files.TEMPORARY_PREFIX}{os.getpid()}-{secrets.token_hex(6)}{files.TEMPORARY_SUFFIX}"
