"""``baokan sample result``."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.sample.common import Number
from pipeline.errors import ExitCode


def result(
    number: Number,
    faults: Annotated[bool, typer.Option("--faults", help="Also list the lines that were drawn with errors.")] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Say what a sample shows: error rate, names, verdict, who judged how much.

    Exit code 4: the text failed. While lines wait for a judgement there is no verdict.
    """
    from pipeline.cli.sample.common import print_json, sampling
    from pipeline.sampling.report import result_dict, result_text

    with sampling(output, database, config) as room:
        found = room.result(room.samples.get(number))
    if as_json:
        print_json(result_dict(found))
    else:
        print(result_text(found, faults=faults))
    raise typer.Exit(ExitCode.SOME_FAILED if found.verdict == "failed" else ExitCode.DONE)
