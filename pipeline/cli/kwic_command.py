"""``baokan kwic``."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated, Any

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
    print_table,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
LINES = 50
"""lines that are shown to people when they do not say how many; programs get all."""
COLUMNS = ("document", "page", "block", "date", "left", "text", "right", "guessed")
COLLOCATE = ("word", "together", "left", "right", "corpus", "expected", "log_likelihood", "log_dice")


class Order(StrEnum):
    """Orders of lines."""

    left = "left"
    right = "right"
    left_word = "left-word"
    right_word = "right-word"
    date = "date"
    newest = "newest"
    text = "text"


@app.command()
def kwic(
    query: Query,
    sort: Annotated[
        Order,
        typer.Option(
            "--sort",
            help="By what stands behind a hit, or before it (the last character first); by whole words there; by date.",
        ),
    ] = Order.right,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=1, max=500, help="Characters on either side.")
    ] = 18,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=0, help=f"Most lines (default: {LINES}; with --json and --csv all)."),
    ] = None,
    offset: Annotated[int, typer.Option("--offset", metavar="N", min=0, help="Lines to leave out before.")] = 0,
    collocates: Annotated[
        bool, typer.Option("--collocates", help="List the words that stand beside the hits more often than by chance.")
    ] = False,
    window: Annotated[
        int, typer.Option("--window", metavar="N", min=1, max=20, help="With --collocates: words on either side.")
    ] = 5,
    least: Annotated[
        int, typer.Option("--least", metavar="N", min=1, help="With --collocates: times that a word must stand there.")
    ] = 2,
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
    """Show every occurrence in the middle of its line (a concordance), or the words beside it."""
    meant = options(variants, across, alternatives, fuzzy, all_kinds, within)
    some = limit if limit is not None else None if as_json or as_csv else LINES
    with corpus(output, database, config) as opened:
        if collocates:
            _collocates(opened.collocates(query, meant, window=window, least=least, limit=some), as_json, as_csv)
            return
        found = opened.search(query, meant, sort=sort.value, limit=some, offset=offset, context=context)
    rows = [{name: row[name] for name in COLUMNS} for row in found.rows()]
    if as_json:
        print_json({"query": query, "version": found.version, "total": found.total, "lines": rows})
    elif as_csv:
        print_csv(rows, COLUMNS)
    else:
        _show(rows, context)
        print(f"{found.total:,} lines, {len(rows):,} shown.", file=sys.stderr)


def _show(rows: list[dict[str, Any]], context: int) -> None:
    from pipeline.corpus.tables import one_line, padded

    for row in rows:
        left, right = (
            padded(one_line(row["left"]), 2 * context, right=True),
            padded(one_line(row["right"]), 2 * context),
        )
        print(f"{left} [{one_line(row['text'])}] {right}  {row['document']}/{row['page']} {row['date'] or ''}".rstrip())


def _collocates(rows: list[dict[str, Any]], as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json(rows)
    elif as_csv:
        print_csv(rows, COLLOCATE)
    else:
        print_table([[row[name] for name in COLLOCATE] for row in rows], COLLOCATE)
