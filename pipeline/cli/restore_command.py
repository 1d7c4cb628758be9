"""``baokan restore``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="A tar file or folder that 'baokan backup' made.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Take what is whole from a damaged backup; its database must be.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup and say whether it is whole; restore nothing.")
    ] = False,
    output: Output = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Turn a backup into a results folder again.

    The folder (--output) must be new or empty, and appears whole or not at all; existing results are never touched.
    Exit codes: 0 done, 2 the folder holds something, 3 this is no backup, or a damaged one, 4 done, but some files were
    damaged before or are missing, 5 the folder cannot be written.
    """
    from pipeline.cli.common import results_folder
    from pipeline.cli.meter import counted, meter
    from pipeline.fixity.backup import check as read
    from pipeline.fixity.restore import restore as put_back

    if check:
        with meter("Checked", shown=not as_json) as progress:
            label = read(backup, progress)
        if as_json:
            print(json.dumps({"event": "backup-checked", "path": str(backup), **asdict(label)}, ensure_ascii=False))
        else:
            print(f"{backup}: whole. {label.files:,} files of {label.output}, {label.created}", file=sys.stderr)
        return
    folder = results_folder(output, config)
    with meter("Restored", shown=not as_json) as progress:
        done = put_back(backup, folder, partial=partial, progress=progress)
    if as_json:
        said = {
            "event": "restored",
            "output": str(folder),
            **asdict(done.label),
            "lost": done.lost,
            "differences": [asdict(one) for one in done.verdict.differences],
            "exit_code": done.exit_code,
        }
        print(json.dumps(said, ensure_ascii=False))
    else:
        for path in done.lost:
            print(f"LOST {path}: damaged in the backup.", file=sys.stderr)
        for one in done.verdict.differences:
            print(f"{one.kind:<10} {one.path}: {one.detail}", file=sys.stderr)
        read_ = counted(done.verdict.files, done.verdict.bytes, done.seconds)
        print(f"{read_}, as of {done.label.created} -> {folder}", file=sys.stderr)
    raise typer.Exit(done.exit_code)
