"""``baokan sample judge``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.sample.common import By, Number


def judge(
    number: Number,
    table: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The table, filled in.")],
    settle: Annotated[
        bool, typer.Option("--settle", help="The table is one for lines about which two people differ.")
    ] = False,
    by: By = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Take the judgements of a table that 'baokan sample sheets' wrote.

    A row counts when its column verdict says right, wrong, unreadable or nothing (对、错、看不清、无字), or its column
    printed says what stands on the page; rows left empty were not judged. Either all rows are taken or none.
    """
    from pipeline.cli.sample.common import person, print_json, sampling
    from pipeline.sampling.sheets import read_table

    with sampling(output, database, config) as room:
        lines = {line.id: line for line in room.samples.lines(room.samples.get(number).id)}
        said = read_table(table, lines, settles=settle)
        room.judging.enter(person(by), said)
        waiting = len(room.judging.waiting(number, person(by), settle=settle))
    if as_json:
        print_json({"sample": number, "judge": person(by), "taken": len(said), "waiting": waiting})
    else:
        print(f"{len(said):,} judgements of {person(by)} taken; {waiting:,} lines wait for them.", file=sys.stderr)
