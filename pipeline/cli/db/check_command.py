"""``baokan db check``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server


def check(
    full: Annotated[
        bool, typer.Option("--full", help="Work out the text of every page, not only of those that people changed.")
    ] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Check that the database is whole, and that what follows from other rows agrees with them.

    The file itself and its references (SQLite), tables and triggers, counts and sums, quoted names, the index of all
    text, and the text of pages that people changed, worked out anew from page files and decisions. Changes nothing, and
    may be used while others work; files are checked by 'baokan verify'. Exit codes: 0 all is well, 4 something
    disagrees, 7 the database is damaged.
    """
    from pipeline.cli.common import results_of
    from pipeline.cli.meter import meter
    from pipeline.database import database_of
    from pipeline.upkeep.checking import check as look

    folder, url = results_of(output, database, config)
    with meter("Checked", shown=not as_json) as progress:
        found = look(folder, database_of(folder, url), everything=full, told=lambda what: progress(what, 0))
    if as_json:
        print(json.dumps({"event": "checked", **asdict(found), "exit_code": found.exit_code}, ensure_ascii=False))
        raise typer.Exit(found.exit_code)
    for problem in found.damage:
        print(f"damaged: {problem}")
    for one in found.problems:
        print(f"{one.where}: {one.words}")
    rows = f"{sum(found.rows.values()):,} rows in {len(found.rows)} tables, {found.replayed:,} pages worked out anew"
    said = "the database is damaged" if found.damage else "not in order" if found.problems else "all is well"
    print(f"{found.where}: {rows}, {found.seconds:.1f} s: {said}.", file=sys.stderr)
    raise typer.Exit(found.exit_code)
