"""``baokan search``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import (
    Across,
    AllKinds,
    Alternatives,
    Csv,
    Fuzzy,
    Query,
    Variants,
    Within,
    WithinOption,
    corpus,
    options,
    print_csv,
    print_json,
)

if TYPE_CHECKING:
    from pipeline.corpus.hits import Hit
    from pipeline.corpus.searches import Result
    from pipeline.corpus.searching import Options

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
FOR_PEOPLE = 20
"""hits that are shown to people when they do not say how many; programs get all."""


class Order(StrEnum):
    """Orders of hits."""

    relevance = "relevance"
    date = "date"
    newest = "newest"
    text = "text"


@app.command()
def search(
    query: Query,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="N", min=0, help=f"Most hits (default: {FOR_PEOPLE}; with --json and --csv all)."
        ),
    ] = None,
    offset: Annotated[int, typer.Option("--offset", metavar="N", min=0, help="Hits to leave out before.")] = 0,
    sort: Annotated[
        Order,
        typer.Option("--sort", help="Headlines and dense articles first, by date, or as the documents stand."),
    ] = Order.relevance,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, max=500, help="Characters on either side.")
    ] = 20,
    facet: Annotated[
        list[str] | None,
        typer.Option(
            "--facet",
            metavar="NAME",
            help="Also count hits by year, month, issue, document, kind, state, place or confidence.",
        ),
    ] = None,
    variants: Variants = False,
    across: Across = False,
    alternatives: Alternatives = False,
    fuzzy: Fuzzy = False,
    all_kinds: AllKinds = False,
    within: WithinOption = Within.block,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Find text in all finished pages, as it now reads. Finding nothing is no error.

    Every occurrence counts. A text is found exactly as it is written; it never goes over punctuation or from one
    paragraph into the next.
    """
    facets = _facets(facet)
    meant = options(variants, across, alternatives, fuzzy, all_kinds, within)
    some = limit if limit is not None else None if as_json or as_csv else FOR_PEOPLE
    with corpus(output, database, config) as opened:
        found = opened.search(query, meant, sort=sort.value, limit=some, offset=offset, context=context, facet=facets)
    if as_json:
        print_json(_values(found, meant))
    elif as_csv:
        from pipeline.corpus.hits import FIELDS

        print_csv(found.rows(), FIELDS)
    else:
        _show(found)


def _facets(asked: list[str] | None) -> list[str]:
    from pipeline.corpus.facets import FACETS
    from pipeline.errors import SettingsError

    for name in asked or ():
        if name not in FACETS:
            raise SettingsError(f"--facet {name}: there is no such facet; there are {', '.join(FACETS)}.")
    return asked or []


def _values(found: Result, meant: Options) -> dict[str, Any]:
    values: dict[str, Any] = {
        "query": found.query,
        "options": asdict(meant),
        "version": found.version,
        "total": found.total,
        "hits": found.rows(),
    }
    if found.facets:
        values["facets"] = {
            name: [{"value": value, "hits": number} for value, number in counts]
            for name, counts in found.facets.items()
        }
    return values


def _show(found: Result) -> None:
    for hit in found.hits:
        print(line_of(hit))
    for name, counts in found.facets.items():
        print(f"\n{name}: " + ", ".join(f"{value or '-'} {number:,}" for value, number in counts))
    shown = f", {len(found.hits):,} shown" if len(found.hits) < found.total else ""
    print(f"{found.total:,} hits{shown}.", file=sys.stderr)


def line_of(hit: Hit) -> str:
    """A hit in one line for people."""
    from pipeline.corpus.tables import one_line

    where = f"{hit.document}/{hit.page}"
    facts = ", ".join(filter(None, (hit.date, hit.title if hit.kind != "title" else "", hit.kind)))
    mark = " (another reading)" if hit.guessed else ""
    return f"{where}  {one_line(hit.left)}[{one_line(hit.text)}]{one_line(hit.right)}  ({facts}){mark}"
