"""``baokan review check|decisions|inherit``: what was decided, outside the pages."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.errors import ExitCode, SettingsError

if TYPE_CHECKING:
    from pipeline.editing.store import Editing


def check(as_json: Json = False, output: Output = None, database: Server = None, config: Config = None) -> None:
    """Hold the text in the database against what page files and events make of it.

    Exit code 7 when a block reads otherwise, 4 when a page file cannot be used. Nothing is changed.
    """
    from pipeline.editing.checking import check as check_all

    with _editing(output, database, config) as editing:
        found = check_all(editing.database, editing.files)
    if as_json:
        print(json.dumps(asdict(found) | {"problems": [str(one) for one in found.problems]}, ensure_ascii=False))
    for one in () if as_json else found.differences:
        print(f"{one.document}/{one.page}, block {one.block}: {one.kept!r}, by its events {one.replayed!r}")
    for problem in found.problems:
        print(f"baokan: {problem}", file=sys.stderr)
    print(
        f"{found.pages:,} pages checked, {len(found.differences):,} blocks differ, {found.waiting:,} pages wait to be "
        "taken in again.",
        file=sys.stderr,
    )
    failed = ExitCode.SOME_FAILED if found.problems else ExitCode.DONE
    raise typer.Exit(ExitCode.DATABASE if found.differences else failed)


def decisions(
    to: Annotated[Path, typer.Option("--to", metavar="FILE.csv", help="The table to write.")],
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Write all decisions on names as a table.

    The setting correct.decisions and 'baokan gazetteer learn' read it: what people rejected is not proposed again,
    what they accepted counts as seen.
    """
    from pipeline.editing.decisions import write_decisions

    with _editing(output, database, config) as editing:
        number = write_decisions(editing.database, to)
    print(f"{number:,} decisions -> {to}", file=sys.stderr)


def inherit(
    page: Annotated[str, typer.Argument(metavar="DOCUMENT/PAGE", help="The new page, for instance 7/page-0001.")],
    editor: Annotated[str, typer.Option("--editor", metavar="NAME", help="In whose name (default: yours).")] = "",
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Let a better scan of the same page take over what people decided on the scan that it replaced.

    A decision holds where its text stands once between the same neighbours; what finds no place is listed on the
    page of orphans.
    """
    from pipeline.editing.inheriting import page_of

    document, _, name = page.rpartition("/")
    with _editing(output, database, config) as editing:
        editing.intake.run()
        with editing.database.read() as connection:
            found = page_of(connection, document, name)
        if found is None:
            raise SettingsError(f"{page}: there is no such page. Write DOCUMENT/page-0001; see 'baokan status'.")
        predecessors = editing.inheriting.predecessors(found)
        if not predecessors:
            print(f"{page}: no scan with decisions was replaced by this one.", file=sys.stderr)
        for sha256, frame, _name, number in predecessors:
            taken = editing.inheriting.inherit(editor or getpass.getuser(), found, sha256, frame)
            print(
                f"{page}: of {number:,} decisions on scan {sha256[:12]} {taken.done.changed:,} taken over, "
                f"{taken.satisfied:,} satisfied already, {taken.orphans:,} to be looked at.",
                file=sys.stderr,
            )


@contextmanager
def _editing(output: Path | None, database: str | None, config: Path | None) -> Iterator[Editing]:
    from pipeline.cli.common import load_settings
    from pipeline.following import editing_of

    settings = load_settings(config, overrides={"run.output": output, "run.database": database}).settings
    editing = editing_of(settings.run.output, settings)
    with editing.database:
        yield editing
