"""``baokan gazetteer search``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json
from pipeline.cli.gazetteer.common import Alone, Files, line_of, print_json, stack


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A name, a part of one, or something like it.")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Only names of this kind.")] = "",
    exactly: Annotated[bool, typer.Option("--exactly", help="Without names that are only similar.")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Most names to list.")] = 20,
    files: Files = None,
    alone: Alone = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Find names by a part of them or by a similar spelling, best first.  Finding nothing is no error."""
    from pipeline.gazetteer.kinds import kind_of
    from pipeline.gazetteer.search import search as run
    from pipeline.gazetteer.writer import plain

    hits = run(stack(files, alone, config), query, kind_of(kind) if kind else "", not exactly, limit)
    if as_json:
        print_json(
            [
                {
                    "spelling": hit.spelling,
                    "role": hit.role,
                    "how": hit.how,
                    "similarity": round(hit.similarity, 3),
                    "entry": plain(hit.entry),
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        other = f"{hit.spelling} -> " if hit.spelling != hit.entry.name else ""
        print(f"{hit.how:<8}  {other}{line_of(hit.entry)}")
    if not hits:
        print(f"Nothing like {query}.", file=sys.stderr)
