"""``baokan sample more``."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.sample.common import Number, Seed


def more(
    number: Number,
    lines: Annotated[
        int | None, typer.Option("--lines", metavar="N", min=1, help="How many (default: what the result asks for).")
    ] = None,
    seed: Seed = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Draw more lines for a sample that was not decided.

    The text must read as it did when the sample was drawn; if it was changed since, draw a new sample.
    """
    from pipeline.cli.sample.common import counting, print_json, sample_dict, sampling

    with sampling(output, database, config) as room:
        added = room.draw_more(room.samples.get(number), lines, seed, counting())
        sample = room.samples.get(number)
    if as_json:
        print_json({**sample_dict(sample), "added": added})
    else:
        print(f"Sample {number}: {added:,} lines more, seed {sample.draws[-1].seed}.")
