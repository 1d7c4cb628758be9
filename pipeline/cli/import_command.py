"""``baokan import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Set

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE|FOLDER", help="PAGE and ALTO files, and folders of them.")
    ],
    output: Output = None,
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="FOLDER", help="Where the scans lie (default: beside each file)."),
    ] = None,
    gazetteer: Annotated[
        list[Path] | None,
        typer.Option("--gazetteer", metavar="FILE.csv", help="Lists of names beside the shipped one; may be repeated."),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--correct-again", help="Correct Baokan's own files once more, from the text as it was read."),
    ] = False,
    config: Config = None,
    assignments: Set = None,
) -> None:
    """Take text that was recognised already: reflow and correct it, without an engine.

    Reads PAGE XML and ALTO 2 to 4 of kraken, eScriptorium, Transkribus, OCR-D, Tesseract, and Baokan's own, which come
    back as they were. With the scans at hand pictures, rules and bold headings are seen too.
    """
    from pipeline.cli.common import clean_stdout, load_settings
    from pipeline.errors import ExitCode, SettingsError

    if images is not None and not images.is_dir():
        raise SettingsError(f"{images}: this is no folder. Name the folder of the scans with --images.")
    loaded = load_settings(
        config, assignments, {"run.output": output, "gazetteer.files": tuple(gazetteer or ()) or None}
    )
    with clean_stdout():
        from pipeline.flow import Pipeline
        from pipeline.formats.reading.run import import_files

        done = import_files(
            paths,
            Pipeline(loaded.settings),
            images=images,
            again=again,
            report=lambda error: print(f"baokan: {error}", file=sys.stderr),
        )
    passed = f"; {done.passed_over:,} other XML files passed over" if done.passed_over else ""
    print(
        f"{done.pages:,} pages of {done.documents:,} documents -> {loaded.settings.run.output}{passed}", file=sys.stderr
    )
    if not done.pages:
        raise typer.Exit(ExitCode.NO_INPUT)
    raise typer.Exit(ExitCode.SOME_FAILED if done.problems else ExitCode.DONE)
