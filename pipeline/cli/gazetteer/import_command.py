"""``baokan gazetteer import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Json
from pipeline.cli.gazetteer.common import print_json
from pipeline.errors import ExitCode


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A CSV file, or GeoJSON (.geojson, .json).")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.csv", help="The gazetteer to write.")],
    merge: Annotated[
        bool, typer.Option("--merge", help="Add to a gazetteer that is there; its own rows stay as they are.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="OURS=THEIRS",
            help="Which column or property holds one of ours, for instance name=XZQMC; may be repeated.",
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Kind of rows that say none.")] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="NAME", help="Parent of rows that say none.")] = "",
    origin: Annotated[str, typer.Option("--source", metavar="TEXT", help="Source of rows that say none.")] = "",
    as_json: Json = False,
) -> None:
    """Turn a list of names into a gazetteer of Baokan.

    CSV may be UTF-8 (with or without byte order mark), UTF-16 or GB 18030, with English or Chinese headers. Of GeoJSON
    points are taken as they are, lines and areas by their middle; the name is looked for in name:zh, name and 名称.
    Exit code 4: some rows could not be used; each is named with its line.
    """
    from pipeline import files
    from pipeline.errors import SettingsError
    from pipeline.gazetteer import reader
    from pipeline.gazetteer.importing import column_map
    from pipeline.gazetteer.importing import merge as run
    from pipeline.gazetteer.writer import csv_text

    if to.exists() and not merge:
        raise SettingsError(f"{to} is there already. Add to it with --merge, or name another file.")
    existing = reader.read(to)[0] if to.exists() else ()
    done = run(existing, source, column_map(columns or []), {"kind": kind, "parent": parent, "source": origin})
    files.write(to, csv_text(done.entries))
    for problem in done.problems:
        print(f"baokan: {problem}", file=sys.stderr)
    if as_json:
        problems = [{"code": p.code, p.unit: p.line, "message": p.message, "lost": p.lost} for p in done.problems]
        print_json({"file": str(to), "added": done.added, "known": done.known, "problems": problems})
    else:
        known = f", {done.known:,} were there already" if done.known else ""
        print(f"{done.added:,} names added{known}: {to} has {len(done.entries):,}.", file=sys.stderr)
    raise typer.Exit(ExitCode.SOME_FAILED if any(problem.lost for problem in done.problems) else ExitCode.DONE)
