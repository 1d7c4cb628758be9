"""``baokan gazetteer check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json
from pipeline.cli.gazetteer.common import Alone, print_json, settings_of
from pipeline.errors import ExitCode


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Gazetteers to check (default: all that the settings name)."),
    ] = None,
    alone: Alone = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List what is wrong or doubtful in gazetteers, with line numbers.

    Errors: rows and values that are not used. Warnings: unknown and circular parents, rows that repeat. Notes: kinds
    that Baokan does not know, rows that replace another file's. Counts the spellings that one character tells apart.
    Parents may stand in the shipped gazetteer (--alone: they may not). Exit code 0: no errors; 4: rows or values are
    not used, the others are; 2: a file cannot be used at all.
    """
    from pipeline.errors import SettingsError
    from pipeline.gazetteer import load
    from pipeline.gazetteer.check import check as run
    from pipeline.gazetteer.stack import paths_of

    settings = settings_of(None, alone, config)
    given = tuple(files or ())
    below = tuple(path for path in paths_of(settings) if path.resolve() not in {file.resolve() for file in given})
    if not given and not below:
        raise SettingsError("No gazetteer is left: name one, or leave out --alone.")
    report = run(load((*below, *given), settings.precision), given or None)
    if as_json:
        print_json(
            {
                "entries": report.entries,
                "spellings": report.spellings,
                "findings": [
                    {
                        "weight": f.weight,
                        "code": f.code,
                        "file": str(f.file),
                        f.unit: f.line,
                        "message": f.message,
                    }
                    for f in report.findings
                ],
                "neighbours": report.neighbours,
                "pairs": report.pairs,
            }
        )
    else:
        for finding in report.findings:
            print(finding)
        counts = ", ".join(f"{report.count(weight)} {weight}s" for weight in ("error", "warning", "note"))
        print(f"{report.entries:,} names with {report.spellings:,} spellings: {counts}.", file=sys.stderr)
        if report.neighbours:
            print(
                f"warning: {report.neighbours:,} pairs of spellings differ in one character, for instance "
                f"{', '.join('/'.join(pair) for pair in report.pairs[:5])}.",
                file=sys.stderr,
            )
    raise typer.Exit(ExitCode.SOME_FAILED if report.lost else ExitCode.DONE)
