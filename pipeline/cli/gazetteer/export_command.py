"""``baokan gazetteer export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config
from pipeline.cli.gazetteer.common import Alone, Files, stack


def export(
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="What to write: .csv, .geojson or .json.")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="Only names of this kind.")] = "",
    files: Files = None,
    alone: Alone = False,
    config: Config = None,
) -> None:
    """Write the stacked gazetteers as one file: CSV that Excel opens right, or GeoJSON.

    In CSV a tab stands before codes and dates, so that a spreadsheet keeps them; Baokan reads the file back as it was.
    """
    from pipeline import files as disk
    from pipeline.errors import SettingsError
    from pipeline.gazetteer.importing import GEOJSON_SUFFIXES
    from pipeline.gazetteer.kinds import kind_of
    from pipeline.gazetteer.writer import csv_text, geojson_text

    suffix = to.suffix.lower()
    if suffix != ".csv" and suffix not in GEOJSON_SUFFIXES:
        raise SettingsError(f"--to {to}: the ending says the format; write .csv, .geojson or .json.")
    entries = [e for e in stack(files, alone, config).entries if not kind or e.kind == kind_of(kind)]
    disk.write(to, csv_text(entries, spreadsheet=True) if suffix == ".csv" else geojson_text(entries))
    print(f"{len(entries):,} names -> {to}", file=sys.stderr)
