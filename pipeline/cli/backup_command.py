"""``baokan backup``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def backup(
    to: Annotated[
        Path, typer.Argument(metavar="FILE.tar|FOLDER", help="Where the backup goes: a new tar file, or a new folder.")
    ],
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Save a whole results folder, also while it is in use.

    Database (with all decisions of people) and files as they are at one moment, even while a run writes; read once more
    to the last byte before it appears. Never replaces anything. Exit codes: 0 done, 4 done, but some results were
    damaged or missing before, 5 the backup cannot be written, 7 the database is damaged (nothing is written then).
    """
    from pipeline.cli.common import results_of
    from pipeline.cli.meter import counted, meter
    from pipeline.fixity.backup import backup as save

    with meter("Saved", shown=not as_json) as progress:
        folder, url = results_of(output, database, config)
        made = save(folder, to, url, progress=progress)
    copied = made.copied
    if as_json:
        said = {
            "event": "backup",
            "path": str(made.path),
            "files": made.files,
            "bytes": made.bytes,
            "seconds": round(made.seconds, 2),
            "damaged": copied.damaged,
            "unfinished": copied.unfinished,
            "notes": copied.notes,
            "exit_code": made.exit_code,
        }
        print(json.dumps(said, ensure_ascii=False))
    else:
        for note in copied.notes:
            print(f"note: {note}", file=sys.stderr)
        if copied.unfinished:
            print(f"note: in the middle of a run: {', '.join(copied.unfinished)}", file=sys.stderr)
        for path, why in copied.damaged.items():
            print(f"DAMAGED {path}: {why}.", file=sys.stderr)
        print(f"{counted(made.files, made.bytes, made.seconds)} -> {made.path}", file=sys.stderr)
    raise typer.Exit(made.exit_code)
