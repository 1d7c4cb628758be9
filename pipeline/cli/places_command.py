"""``baokan places``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import By, ByOption, Csv, corpus, print_csv, print_json, print_table

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
COLUMNS = ("name", "kind", "parent", "mentions", "pages", "printed", "over_time")
SPELLINGS = ("name", "kind", "parent", "printed", "role", "period", "mentions", "pages_with", "pages")
BESIDE = ("name", "kind", "parent", "blocks")
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
    by: ByOption = By.year,
    spellings: Annotated[
        bool, typer.Option("--spellings", help="A row for each spelling in each period, beside the pages there are.")
    ] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="The names that stand in the same paragraphs as NAME, by their number.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Most rows (default: 50; with --json and --csv all)."),
    ] = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the names of the gazetteer that the text mentions: how often, in which spellings, when.

    The passages of a name: baokan search 'alias:NAME'.
    """
    from pipeline.errors import SettingsError
    from pipeline.gazetteer.kinds import kind_of

    if beside and (spellings or kind or len(names or ()) != 1):
        raise SettingsError("--beside wants one NAME, without --spellings and --kind.")
    kinds = [kind_of(one) for one in kind] if kind else None
    columns = SPELLINGS if spellings else BESIDE if beside else COLUMNS
    with corpus(output, database, config) as opened:
        found: Sequence[Any]
        if spellings:
            found = opened.spellings(names or None, kinds=kinds, by=by.value)
        elif beside:
            found = opened.beside((names or [""])[0])
        else:
            found = opened.places(names or None, kinds=kinds, by=by.value)
        version = opened.version
    some = limit if limit is not None else None if as_json or as_csv else 50
    rows = [{column: getattr(one, column) for column in columns} for one in found[:some]]
    if as_json:
        print_json({"version": version, "places": rows})
    elif as_csv:
        print_csv(rows, columns)
    else:
        print_table([[_cell(row[name]) for name in columns] for row in rows], columns)


def _cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    some = list(value.items())[:SHOWN]
    more = " …" if len(value) > SHOWN else ""
    return ", ".join(f"{text or '-'} {number:,}" for text, number in some) + more
