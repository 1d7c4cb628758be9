"""What the commands of ``baokan gazetteer`` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.gazetteer import Entry, Gazetteer
    from pipeline.gazetteer.settings import GazetteerSettings

Files = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="FILE", help="Another gazetteer on top of the others; may be repeated."),
]
Alone = Annotated[bool, typer.Option("--alone", help="Without the gazetteers that ship with Baokan.")]


def settings_of(files: list[Path] | None, alone: bool, config: Path | None) -> GazetteerSettings:
    """The effective settings of gazetteers.  Raises ``SettingsError``."""
    from pipeline.cli.common import load_settings

    overrides = {"gazetteer.files": tuple(files or ()) or None, "gazetteer.shipped": False if alone else None}
    return load_settings(config, overrides=overrides).settings.gazetteer


def stack(files: list[Path] | None, alone: bool, config: Path | None) -> Gazetteer:
    """The gazetteers that the options and settings name.  Raises ``GazetteerError`` and ``SettingsError``."""
    from pipeline.errors import SettingsError
    from pipeline.gazetteer import load_from

    settings = settings_of(files, alone, config)
    if not settings.shipped and not settings.files:
        raise SettingsError("No gazetteer is left: name one with --gazetteer, or leave out --alone.")
    return load_from(settings)


def print_json(value: Any) -> None:
    """One JSON value for programs."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


def line_of(entry: Entry) -> str:
    """An entry in one line for people."""
    from pipeline.gazetteer.kinds import label

    facts = [label(entry.kind, 0), label(entry.kind)] if entry.kind else []
    facts += [f"in {entry.parent}"] if entry.parent else []
    facts += [entry.code] if entry.code else []
    return f"{entry.name}  {', '.join(facts)}".rstrip()
