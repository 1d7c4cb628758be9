"""``baokan db migrate``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server


def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; do nothing.")] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Bring the database up to date with this version, and say what that does.

    Every command that writes does it by itself; this is for doing it at a time of one's choosing. Take a backup before.
    On a server an empty database gets its tables. Exit codes: 0 done or nothing to do, 3 no database there, 7 it is
    damaged or from a newer version.
    """
    from pipeline.cli.common import results_of
    from pipeline.database import database_of
    from pipeline.upkeep import migrating

    where = database_of(*results_of(output, database, config))
    done = migrating.steps(where) if dry_run else migrating.migrate(where)
    if as_json:
        said = {"event": "migrated", "database": str(where), "dry_run": dry_run, "steps": [asdict(one) for one in done]}
        print(json.dumps(said, ensure_ascii=False))
        return
    if not done:
        print(f"{where}: up to date, nothing to do.")
        return
    print(f"{where}: {len(done)} step{'' if len(done) == 1 else 's'} {'to do' if dry_run else 'done'}.")
    for one in done:
        print(f"  {one.name}  {one.about}")
