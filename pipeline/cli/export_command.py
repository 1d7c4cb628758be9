"""``baokan export``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.errors import ExitCode
from pipeline.formats import FORMATS, format_named

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class LayerName(StrEnum):
    """The text layers."""

    ocr = "ocr"
    corrected = "corrected"
    reviewed = "reviewed"


class Shown(StrEnum):
    """The pictures of formats that show pages."""

    page = "page"
    scan = "scan"


LISTED = "Formats: " + "; ".join(f"{one.name} ({one.about})" for one in FORMATS.values()) + "."


@app.command(epilog=LISTED)
def export(
    formats: Annotated[list[str], typer.Argument(metavar="FORMAT...", help="One or more of the formats below.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write to, in the same tree.")],
    layer: Annotated[
        LayerName,
        typer.Option("--layer", help="As read, with the machine's corrections, or with a person's decisions."),
    ] = LayerName.corrected,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="PATTERN",
            help="Only these documents, or pages of them: 'bulletin-12', '2019-*', 'bulletin-12/page-0003'. "
            "May be repeated.",
        ),
    ] = None,
    image: Annotated[
        Shown,
        typer.Option(
            "--image",
            help="Picture in PDF and OFD: the straightened page of the results, or the scan, where the run read it.",
        ),
    ] = Shown.page,
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Write finished results in other formats, in any text layer.

    Reads the results folder (--output) and needs no engine.
    """
    from pipeline.cli.common import results_of
    from pipeline.formats.results import Selection, export_results

    chosen = [format_named(name) for name in dict.fromkeys(formats)]
    selection = Selection(tuple(select or ()))
    folder, url = results_of(output, database, config)
    done = export_results(folder, to, chosen, layer.value, selection, image.value, database=url)
    for problem in done.problems:
        print(f"baokan: {problem}", file=sys.stderr)
    print(f"{done.pages:,} pages of {done.documents:,} documents -> {to}", file=sys.stderr)
    raise typer.Exit(ExitCode.SOME_FAILED if done.problems else ExitCode.DONE)
