"""``baokan corpus export``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.cli.corpus.common import (
    Across,
    AllKinds,
    Alternatives,
    Fuzzy,
    Variants,
    Within,
    WithinOption,
    corpus,
    options,
)


class Format(StrEnum):
    """Formats of an export."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    text = "text"
    tei = "tei"


def export(
    formats: Annotated[
        list[Format], typer.Argument(metavar="FORMAT...", help="One or more of csv, jsonl, parquet, text, tei.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write to.")],
    query: Annotated[
        str | None, typer.Option("--query", metavar="QUERY", help="Only what this finds (default: all text).")
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
) -> None:
    """Write the whole corpus, or the hits of a query, for other programs.

    'csv' opens in Excel as it is; 'parquet' has a folder for each year; 'text' has a file for each article and a table
    of them; 'tei' has a TEI file for each document, and a teiCorpus that includes them. corpus.json beside them says
    the query, the version of the corpus, the layer and the counts.
    """
    meant = options(variants, across, alternatives, fuzzy, all_kinds, within)
    with corpus(output, database, config) as opened:
        said = opened.export(to, [one.value for one in dict.fromkeys(formats)], query, meant)
    for problem in said.get("problems", ()):
        print(f"baokan: {problem}", file=sys.stderr)
    if "version_after" in said:
        print(
            f"The text was changed meanwhile, up to version {said['version_after']:,}; TEI has some of it. Export "
            "again for files that are of one version.",
            file=sys.stderr,
        )
    print(f"{said['rows']:,} rows of corpus version {said['version']:,} -> {to}", file=sys.stderr)
