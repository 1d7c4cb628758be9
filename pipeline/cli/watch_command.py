"""``baokan watch``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server, Set
from pipeline.cli.run_command import EngineName, TextLayer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def watch(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Folders into which scans are put.")],
    output: Output = None,
    database: Server = None,
    once: Annotated[bool, typer.Option("--once", help="Take what has arrived whole, then end.")] = False,
    gazetteer: Annotated[
        list[Path] | None,
        typer.Option(
            "--gazetteer", metavar="FILE.csv", help="A list of names beside the shipped one; repeat it for more."
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision", metavar="SHARE", help="Share of the automatic changes of names that must be right."
        ),
    ] = None,
    text_layer: Annotated[TextLayer | None, typer.Option("--text-layer", help="As for 'baokan run'.")] = None,
    engine: Annotated[EngineName | None, typer.Option("--engine", help="The OCR engine (default: openvino).")] = None,
    model_dir: Annotated[
        Path | None,
        typer.Option("--model-dir", metavar="FOLDER", help="Another PP-OCR model instead of the built-in one."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", help="Worker processes (default: from cores and memory)."),
    ] = None,
    visualise: Annotated[
        bool, typer.Option("--visualise", help="Draw blocks, reading order and corrections over each page.")
    ] = False,
    config: Config = None,
    assignments: Set = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print events as JSON lines to standard output; no progress for people.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show problems and summaries only.")] = False,
) -> None:
    """Take scans from folders as they arrive.

    A file is taken when its size and time of change have stayed the same for a while (settings run.watch.*). Links are
    refused, half-copied files ignored; a folder that vanishes is waited for, and a bad file ends nothing. What was done
    before a restart is not done again. Ctrl-C or SIGTERM ends it after the page at hand, with exit code 130.
    """
    from pipeline.cli.common import clean_stdout, load_settings
    from pipeline.cli.progress import reporter

    loaded = load_settings(
        config,
        assignments,
        {
            "run.output": output,
            "run.database": database,
            "run.visualise": visualise or None,
            "run.jobs": jobs,
            "gazetteer.files": tuple(gazetteer or ()) or None,
            "correct.decision.precision": precision,
            "ingest.text_layer": text_layer and text_layer.value,
            "engine.engine": engine and engine.value,
            "engine.model_dir": model_dir,
        },
    )
    with clean_stdout() as stdout:
        from pipeline.batch.watch import watch as take

        def say(message: str) -> None:
            if as_json:
                print(json.dumps({"event": "watch-note", "message": message}, ensure_ascii=False), file=stdout)
                stdout.flush()
            else:
                print(message, file=sys.stderr, flush=True)

        stream = stdout if as_json else None
        code = take(folders, loaded.settings, lambda: reporter(stream, quiet=quiet), say, once=once)
    raise typer.Exit(code)
