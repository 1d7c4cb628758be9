"""``baokan export``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output
from pipeline.errors import ExitCode

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Format(StrEnum):
    """What is written."""

    txt = "txt"
    md = "md"
    json = "json"


class LayerName(StrEnum):
    """The text layers."""

    ocr = "ocr"
    corrected = "corrected"
    reviewed = "reviewed"


@app.command()
def export(
    format: Annotated[Format, typer.Argument(help="Plain text, Markdown or JSON.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write to, in the same tree.")],
    layer: Annotated[
        LayerName,
        typer.Option("--layer", help="As read, with the machine's corrections, or with a person's decisions."),
    ] = LayerName.corrected,
    output: Output = None,
    config: Config = None,
) -> None:
    """Write finished results as text, Markdown or JSON, in any text layer.

    Reads the results folder (--output) and needs no engine.
    """
    from pipeline.cli.common import results_folder
    from pipeline.export.again import export_results

    done = export_results(results_folder(output, config), to, format.value, layer.value)
    for problem in done.problems:
        print(f"baokan: {problem}", file=sys.stderr)
    print(f"{done.pages:,} pages of {done.documents:,} documents -> {to}", file=sys.stderr)
    raise typer.Exit(ExitCode.SOME_FAILED if done.problems else ExitCode.DONE)
