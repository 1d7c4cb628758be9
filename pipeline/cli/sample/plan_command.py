"""``baokan sample plan``."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server, Set
from pipeline.cli.sample.common import Confidence, Issue, Limit, Select


def plan(
    select: Select = None,
    issue: Issue = None,
    limit: Limit = None,
    confidence: Confidence = None,
    expected: Annotated[
        list[float] | None,
        typer.Option(
            "--expected", metavar="RATE", help="Also for this rate, errors per 10,000 characters; may be repeated."
        ),
    ] = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    assignments: Set = None,
    as_json: Json = False,
) -> None:
    """Say how many lines it takes to decide whether the text passes, before any is drawn.

    That depends on how good the text is: faultless text passes with the fewest lines, text close to the limit needs
    nearly all of them. The table has a row for each of several rates.
    """
    from dataclasses import asdict

    from pipeline.cli.sample.common import counting, print_json, sampling, scope_of, terms_dict, terms_options
    from pipeline.sampling.service import terms_of

    scope = scope_of(select, issue)
    with sampling(output, database, config, assignments, terms_options(limit, confidence, None)) as room:
        lot = room.count(scope, counting())
        found = room.plan(lot, terms_of(room.settings), expected or ())
    if as_json:
        counts = {
            "documents": lot.documents,
            "pages": len(lot.pages),
            "lines": lot.lines,
            "characters": lot.characters,
        }
        print_json({"lot": counts, **terms_dict(found.terms), "rows": [asdict(row) for row in found.rows]})
        return
    print(
        f"{scope.in_words()}: {lot.documents:,} documents, {len(lot.pages):,} pages, {lot.lines:,} lines, "
        f"{lot.characters:,} characters."
    )
    print(
        f"To decide against {found.terms.limit:g} errors per 10,000 characters "
        f"at {found.terms.confidence:.0%} confidence:"
    )
    print(f"{'if the rate is':>15}{'lines':>9}{'characters':>12}{'of the lot':>12}")
    for row in found.rows:
        print(f"{row.expected:>15g}{row.lines:>9,}{row.characters:>12,}{row.share:>12.1%}")
