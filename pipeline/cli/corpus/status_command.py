"""``baokan corpus status``."""

from __future__ import annotations

from dataclasses import asdict

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import corpus, print_json


def status(output: Output = None, database: Server = None, config: Config = None, as_json: Json = False) -> None:
    """Take in what waits, and say what is in the corpus and how well it was read."""
    with corpus(output, database, config) as opened:
        found = opened.status()
    if as_json:
        print_json(asdict(found))
        return
    dates = f", {found.first} to {found.last}" if found.first else ""
    sure = "" if found.confidence is None else f"; read with a mean confidence of {found.confidence:.1%}"
    print(f"Corpus version {found.version:,}: {found.documents:,} documents, {found.issues:,} issues{dates}.")
    print(
        f"{found.pages:,} pages ({found.undated:,} without a date, {found.reviewed:,} reviewed), {found.articles:,} "
        f"articles, {found.characters:,} characters{sure}."
    )
    print(f"{found.mentions:,} mentions of names of the gazetteer.")
    for document, by, at, why in found.withdrawn:
        print(f"Withdrawn: {document}, by {by}, {at}: {why}")
