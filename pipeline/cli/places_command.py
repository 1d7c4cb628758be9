"""``baokan places``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from pipeline.cli.common import Config, Json, Output
from pipeline.cli.corpus.common import Csv, corpus, print_csv, print_json, print_table

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
COLUMNS = ("name", "kind", "parent", "mentions", "pages", "printed", "over_time")
SHOWN = 5
"""spellings of a name that are shown to people."""


@app.command()
def places(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Only these, by any of their spellings (default: all places)."),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help="Only names of this kind: road, estate, organisation … May be repeated."
        ),
    ] = None,
    months: Annotated[bool, typer.Option("--months", help="Over time by months (default: by years).")] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Most names (default: 50; with --json and --csv all)."),
    ] = None,
    output: Output = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the names of the gazetteer that the text mentions: how often, in which spellings, when.

    The passages of a name: baokan search 'alias:NAME'.
    """
    from pipeline.gazetteer.kinds import kind_of

    some = limit if limit is not None else None if as_json or as_csv else 50
    kinds = [kind_of(one) for one in kind] if kind else None
    with corpus(output, config) as opened:
        rows: list[dict[str, Any]] = [
            asdict(one) for one in opened.places(names or None, kinds=kinds, months=months, limit=some)
        ]
        version = opened.version
    if as_json:
        print_json({"version": version, "places": rows})
    elif as_csv:
        print_csv(rows, COLUMNS)
    else:
        print_table([[_cell(row[name]) for name in COLUMNS] for row in rows], COLUMNS)


def _cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    some = list(value.items())[:SHOWN]
    more = " …" if len(value) > SHOWN else ""
    return ", ".join(f"{text or '-'} {number:,}" for text, number in some) + more
