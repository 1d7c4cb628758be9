"""``baokan sample draw``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server, Set
from pipeline.cli.sample.common import By, Confidence, Issue, Judges, Limit, Seed, Select


def draw(
    select: Select = None,
    issue: Issue = None,
    lines: Annotated[
        int | None,
        typer.Option("--lines", metavar="N", min=1, help="How many (default: what faultless text needs to pass)."),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What to call the sample.")] = "",
    judges: Judges = None,
    limit: Limit = None,
    confidence: Confidence = None,
    seed: Seed = None,
    by: By = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    assignments: Set = None,
    as_json: Json = False,
) -> None:
    """Draw lines at random, spread evenly over all pages, with their text as it stands now.

    A sample is never changed afterwards. The seed is told: the same seed draws the same lines from the same text.
    """
    from pipeline.cli.sample.common import counting, person, print_json, sample_dict, sampling, scope_of, terms_options
    from pipeline.sampling.service import terms_of

    scope = scope_of(select, issue)
    with sampling(output, database, config, assignments, terms_options(limit, confidence, judges)) as room:
        lot = room.count(scope, counting())
        terms = terms_of(room.settings)
        sample = room.draw(name or scope.in_words(), person(by), scope, terms, lot, lines, seed)
        count = len(room.samples.lines(sample.id))
    if as_json:
        print_json({**sample_dict(sample), "lines": count})
        return
    print(
        f"Sample {sample.id}: {count:,} of {lot.lines:,} lines on {len(lot.pages):,} pages, "
        f"seed {sample.draws[0].seed}."
    )
    print(
        f"Next: 'baokan review', or 'baokan sample sheets {sample.id} --to FOLDER' to judge without it.",
        file=sys.stderr,
    )
