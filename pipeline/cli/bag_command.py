"""``baokan bag``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def bag(
    to: Annotated[Path, typer.Argument(metavar="FOLDER", help="The bag: a new or empty folder.")],
    sources: Annotated[bool, typer.Option("--sources", help="Put the scans into the bag too.")] = False,
    organization: Annotated[
        str | None, typer.Option("--organization", metavar="NAME", help="Source-Organization: who hands it over.")
    ] = None,
    description: Annotated[
        str | None,
        typer.Option("--description", metavar="TEXT", help="External-Description (default: what it is, in general)."),
    ] = None,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Pack finished results as a BagIt bag for an archive.

    BagIt 1.0 (RFC 8493) with SHA-256 and SHA-512 manifests; validated before it appears. Documents that no run has
    finished are left out. Damaged results or scans are never put into a bag. Exit codes: 0 done, 2 the folder holds
    something, 3 nothing is finished, 4 something is damaged or missing (nothing is written then).
    """
    from pipeline.cli.common import results_of
    from pipeline.cli.meter import counted, meter
    from pipeline.fixity.bag import About
    from pipeline.fixity.bag import bag as pack

    with meter("Packed", shown=not as_json) as progress:
        about = About(organization, description)
        folder, url = results_of(output, database, config)
        made = pack(folder, to, url, scans=sources, about=about, progress=progress)
    if as_json:
        print(json.dumps({"event": "bag", **asdict(made), "path": str(made.path)}, ensure_ascii=False))
        return
    if made.unfinished:
        print(f"note: not finished, and left out: {', '.join(made.unfinished)}", file=sys.stderr)
    held = f"{made.documents:,} documents" + (f" with {made.scans:,} scans" if sources else "")
    print(f"{held}, {counted(made.files, made.bytes, made.seconds)} -> {made.path}", file=sys.stderr)
