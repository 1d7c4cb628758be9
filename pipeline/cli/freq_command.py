"""``baokan freq``."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output
from pipeline.cli.corpus.common import (
    Across,
    AllKinds,
    Alternatives,
    Csv,
    Variants,
    Within,
    WithinOption,
    corpus,
    options,
    print_csv,
    print_json,
    print_table,
    telling,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
OVER_TIME = ("period", "hits", "pages_with", "pages", "characters", "per_10000")


class By(StrEnum):
    """Periods."""

    year = "year"
    month = "month"
    issue = "issue"


@app.command()
def freq(
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="What to count over time; without it give --words or --ngrams."),
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Periods.")] = By.year,
    words: Annotated[bool, typer.Option("--words", help="List the most frequent words, as jieba cuts them.")] = False,
    ngrams: Annotated[
        int | None,
        typer.Option("--ngrams", metavar="N", min=1, max=8, help="List the most frequent runs of N characters."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Longest list.")] = 100,
    variants: Variants = False,
    across: Across = False,
    alternatives: Alternatives = False,
    all_kinds: AllKinds = False,
    within: WithinOption = Within.block,
    output: Output = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count a query over time, beside the pages and characters there are; or list words.

    What no pages are there for cannot be found: read the hits beside the pages of the same period, and the hits for
    10,000 characters.
    """
    from pipeline.errors import SettingsError

    if (query is not None) + words + (ngrams is not None) != 1:
        raise SettingsError("Give either a query, or --words, or --ngrams N.")
    with corpus(output, config) as opened:
        if query is not None:
            meant = options(variants, across, alternatives, all_kinds, within)
            columns: tuple[str, ...] = OVER_TIME
            rows = [asdict(one) for one in opened.frequency(query, meant, by=by.value)]
        else:
            columns = ("text", "count")
            listed = (
                opened.ngrams(ngrams, limit)
                if ngrams is not None
                else opened.words(limit, on_block=telling("words of {done:,} blocks counted"))
            )
            rows = [{"text": text, "count": count} for text, count in listed]
        version = opened.version
    if as_json:
        print_json({"query": query, "version": version, "rows": rows})
    elif as_csv:
        print_csv(rows, columns)
    else:
        print_table([[row[name] for name in columns] for row in rows], columns)
