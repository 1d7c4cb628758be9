"""``baokan sample truth``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.cli.sample.common import Number


def truth(
    number: Number,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Folder to write to.")],
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Write the judged lines as ground truth that 'baokan evaluate lines' reads: <document>.lines.json.

    Every line stands there with its place on the scan, so that later runs can be measured at the same places.
    """
    from pipeline.cli.sample.common import sampling
    from pipeline.errors import NoInputError
    from pipeline.sampling.truth import truths_of, write_truths

    with sampling(output, database, config) as room:
        truths = truths_of(room.judging.standing(room.samples.get(number)))
    if not truths:
        raise NoInputError(f"No line of sample {number} was judged yet.")
    write_truths(to, truths)
    lines = sum(len(one.lines) for one in truths)
    print(f"{lines:,} lines of {len(truths):,} documents -> {to}", file=sys.stderr)
