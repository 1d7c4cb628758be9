"""What the commands share: options, settings, a clean standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

if TYPE_CHECKING:
    from pipeline.address import DatabaseUrl
    from pipeline.settings import Loaded

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="The results folder (default: output).")
]
Server = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Database on a server: postgresql+psycopg://USER@HOST/NAME (default: the one that the results folder "
        "names, else baokan.db in it).",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings file (default: baokan.toml in the current folder)."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change one setting, for instance export.page_image=false."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON to standard output instead of text for people.")]


def load_settings(
    config: Path | None = None, assignments: list[str] | None = None, overrides: Mapping[str, Any] | None = None
) -> Loaded:
    """The effective settings; overrides that are ``None`` were not given.  Raises ``SettingsError``."""
    from pipeline.settings import load

    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    return load(config, overrides=given, assignments=tuple(assignments or ()))


def results_of(output: Path | None, database: str | None, config: Path | None = None) -> tuple[Path, DatabaseUrl]:
    """The results folder that a reading command means, and its database on a server."""
    run = load_settings(config, overrides={"run.output": output, "run.database": database}).settings.run
    return run.output, run.database


def results_folder(output: Path | None, config: Path | None = None) -> Path:
    """The results folder that a command means which needs no database."""
    return load_settings(config, overrides={"run.output": output}).settings.run.output


@contextmanager
def clean_stdout() -> Iterator[TextIO]:
    """A stream to standard output that nobody else writes to: prints of libraries go to standard error meanwhile."""
    sys.stdout.flush()
    try:
        descriptor = sys.stdout.fileno()
    except OSError:  # captured, without a descriptor
        yield sys.stdout
        return
    saved = os.dup(descriptor)
    os.dup2(sys.stderr.fileno(), descriptor)
    try:
        with open(os.dup(saved), "w", encoding="utf-8", newline="\n") as stream:
            yield stream
    finally:
        sys.stdout.flush()
        os.dup2(saved, descriptor)
        os.close(saved)
