"""``baokan gazetteer diff``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Json
from pipeline.cli.gazetteer.common import line_of, print_json


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="A gazetteer, CSV or GeoJSON.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Another, or a later state of it.")],
    as_json: Json = False,
) -> None:
    """Say what is added, removed and changed from one gazetteer to another.

    The order of rows does not count. A row whose name changed and whose code did not counts as changed.
    """
    from pipeline.gazetteer.diff import diff as run
    from pipeline.gazetteer.importing import read_list
    from pipeline.gazetteer.writer import plain

    difference = run(read_list(before)[0], read_list(after)[0])
    if as_json:
        print_json(
            {
                "added": [plain(entry) for entry in difference.added],
                "removed": [plain(entry) for entry in difference.removed],
                "changed": [{"name": c.before.name, "fields": c.fields} for c in difference.changed],
            }
        )
        return
    for entry in difference.added:
        print(f"+ {line_of(entry)}")
    for entry in difference.removed:
        print(f"- {line_of(entry)}")
    for change in difference.changed:
        print(f"~ {line_of(change.before)}")
        for column, (old, new) in change.fields.items():
            print(f"    {column}: {_shown(old)} -> {_shown(new)}")
    counts = f"{len(difference.added):,} added, {len(difference.removed):,} removed"
    print(f"{counts}, {len(difference.changed):,} changed.", file=sys.stderr)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "|".join(part["name"] if isinstance(part, dict) else str(part) for part in value)
    return "(nothing)" if value is None else str(value)
