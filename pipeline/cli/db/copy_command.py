"""``baokan db copy``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server


def copy(
    target: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE", help="Where to: an empty database postgresql+psycopg://USER@HOST/NAME, or a new file."
        ),
    ],
    switch: Annotated[
        bool, typer.Option("--switch", help="Have the results folder use the copy from now on; nobody may be at work.")
    ] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Copy the database from SQLite to PostgreSQL, or back.

    Table by table, as it is at one moment, also while others work; number of rows and checksum of every table are
    compared. After a failure nothing is left of it. Without --switch the results folder goes on with its own database.
    Exit codes: 0 done, 2 the target is not empty, 3 no database there, 5 it cannot be written, 6 others have it open
    (--switch), 7 one of them is damaged, or the copy differs.
    """
    from pathlib import Path

    from pipeline.cli.common import results_of
    from pipeline.cli.meter import meter
    from pipeline.database import database_of
    from pipeline.upkeep.addresses import place_of
    from pipeline.upkeep.copying import copy as fill
    from pipeline.upkeep.switching import KEPT
    from pipeline.upkeep.switching import switch as move

    folder, url = results_of(output, database, config)
    source, to = database_of(folder, url), place_of(target)
    with meter("Copied", shown=not as_json) as progress:

        def told(table: str, rows: int) -> None:
            progress(f"{table} {rows:,}", 0)

        done = move(folder, source, to, told) if switch else fill(source, to, told)
    if as_json:
        tables = [asdict(one) for one in done]
        said = {"event": "copied", "from": str(source), "to": str(to), "switched": switch, "tables": tables}
        print(json.dumps(said, ensure_ascii=False))
        return
    for one in done:
        if one.rows:
            print(f"{one.table:<18} {one.rows:>12,} rows  {one.checksum}")
    print(f"{source} -> {to}: {sum(one.rows for one in done):,} rows, all equal.", file=sys.stderr)
    if switch:
        kept = folder / KEPT if isinstance(source, Path) else source
        print(f"{folder} uses {to} now. {kept}: keep it until you trust the copy.", file=sys.stderr)
