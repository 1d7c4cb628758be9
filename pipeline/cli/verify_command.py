"""``baokan verify``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Output, Server

if TYPE_CHECKING:
    from pipeline.fixity.verify import Verdict

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
SHOWN = 100
"""differences of one kind that are printed for people; --json prints all."""


@app.command()
def verify(
    sources: Annotated[bool, typer.Option("--sources", help="Check the scans too.")] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print differences and the result as JSON lines to standard output.")
    ] = False,
) -> None:
    """Check that results and scans are still as they were written.

    Reads every file that a run wrote, and compares size and SHA-256; lists what was changed, is missing, was added or
    has another name. Checks the database itself too. Changes nothing, and may be used while a run works. Exit codes: 0
    all is well, 4 something differs, 7 the database is damaged.
    """
    from pipeline.cli.common import results_of
    from pipeline.cli.meter import meter
    from pipeline.fixity.verify import verify as check

    with meter("Checked", shown=not as_json) as progress:
        verdict = check(*results_of(output, database, config), scans=sources, progress=progress)
    if as_json:
        _print_json(verdict)
    else:
        _print_text(verdict)
    raise typer.Exit(verdict.exit_code)


def _print_json(verdict: Verdict) -> None:
    for one in verdict.differences:
        print(json.dumps({"event": "difference", **asdict(one)}, ensure_ascii=False))
    said = {
        "event": "verified",
        "output": str(verdict.output),
        "files": verdict.files,
        "scans": verdict.scans,
        "bytes": verdict.bytes,
        "seconds": round(verdict.seconds, 2),
        "differences": len(verdict.differences),
        "unfinished": verdict.unfinished,
        "database": verdict.database,
        "notes": verdict.notes,
        "exit_code": verdict.exit_code,
    }
    print(json.dumps(said, ensure_ascii=False))


def _print_text(verdict: Verdict) -> None:
    from pipeline.cli.meter import counted

    for note in verdict.notes:
        print(f"note: {note}", file=sys.stderr)
    if verdict.unfinished:
        names = ", ".join(verdict.unfinished[:SHOWN])
        print(f"note: not finished, 'baokan run' goes on with them: {names}", file=sys.stderr)
    for problem in verdict.database:
        print(f"database: {problem}")
    if verdict.database:
        print(
            "The database is damaged. Put a backup in its place ('baokan restore'), or move it away: finished pages "
            "are then taken over from their files, and only decisions of people are missing.",
            file=sys.stderr,
        )
        return
    kinds: dict[str, int] = {}
    for one in verdict.differences:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
        if kinds[one.kind] <= SHOWN:
            print(f"{one.kind:<10} {one.path}: {one.detail}")
    for kind, count in kinds.items():
        if count > SHOWN:
            print(f"{kind:<10} … and {count - SHOWN:,} more (--json lists all)")
    read = counted(verdict.files + verdict.scans, verdict.bytes, verdict.seconds)
    what = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "all is well"
    print(f"{read}: {what}.", file=sys.stderr)
