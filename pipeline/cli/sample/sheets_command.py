"""``baokan sample sheets``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.cli.sample.common import By, Number


def sheets(
    number: Number,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Folder to write to.")],
    settle: Annotated[
        bool, typer.Option("--settle", help="The lines about which two people differ, for a third one.")
    ] = False,
    by: By = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Write what is needed to judge without the web page: a table to fill in, and a picture of every line.

    Only lines that wait for this person are written (--by), in random order, without anything that others said of them.
    'baokan sample judge' takes the table back.
    """
    from pipeline.cli.sample.common import person, sampling
    from pipeline.sampling.sheets import SHEET, TABLE, rows_to_judge, rows_to_settle, write_sheets
    from pipeline.sampling.standing import to_settle

    with sampling(output, database, config) as room:
        sample = room.samples.get(number)
        if settle:
            rows = rows_to_settle(list(to_settle(room.judging.standing(sample), person(by))))
        else:
            rows = rows_to_judge(room.judging.waiting(number, person(by)))
        write_sheets(to, rows, room.crops)
    print(f"{len(rows):,} lines for {person(by)}: look at {to / SHEET}, fill in {to / TABLE}.", file=sys.stderr)
