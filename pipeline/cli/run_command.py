"""``baokan run``."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server, Set

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class TextLayer(StrEnum):
    """What is done with the text layer of a PDF."""

    redo = "redo"
    use = "use"
    skip = "skip"


class OnError(StrEnum):
    """What is done after a failure."""

    carry_on = "continue"
    stop = "stop"


class ExecutorName(StrEnum):
    """Where the workers are."""

    local = "local"
    ray = "ray"


class EngineName(StrEnum):
    """The OCR engines."""

    openvino = "openvino"
    paddleocr = "paddleocr"
    replay = "replay"


@app.command()
def run(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Image files, PDFs, and folders (searched recursively).")
    ],
    output: Output = None,
    database: Server = None,
    gazetteer: Annotated[
        list[Path] | None,
        typer.Option(
            "--gazetteer",
            metavar="FILE.csv ...",
            help="Lists of names beside the shipped one; further .csv files may follow, or repeat the option.",
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            metavar="SHARE",
            help="Share of the automatic changes of names that must be right (default: 0.995); higher: more flags.",
        ),
    ] = None,
    text_layer: Annotated[
        TextLayer | None,
        typer.Option(
            "--text-layer",
            help="A PDF's own text: recognise all the same (redo), take it (use), or leave such pages out (skip). "
            "Default: redo for scans, use for born-digital text.",
        ),
    ] = None,
    engine: Annotated[EngineName | None, typer.Option("--engine", help="The OCR engine (default: openvino).")] = None,
    model_dir: Annotated[
        Path | None,
        typer.Option("--model-dir", metavar="FOLDER", help="Another PP-OCR model instead of the built-in one."),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--formats",
            metavar="LIST",
            help="Write these formats beside each document, also of those that are done: alto,tei,docx. "
            "See 'baokan export --help'.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", help="Worker processes (default: from cores and memory)."),
    ] = None,
    executor: Annotated[
        ExecutorName | None,
        typer.Option("--executor", help="Workers on this machine (default), or on the nodes of a Ray cluster."),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address", metavar="HOST:PORT", help="The Ray cluster (default: the one to which this machine belongs)."
        ),
    ] = None,
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="LIST", help="Only these pages of each file: 1-3,7 or 12-.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Do at most N pages; the next run goes on.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Recognise again what is done already.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try pages again that failed or are in quarantine.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done and how long it would take; do nothing.")
    ] = False,
    on_error: Annotated[
        OnError | None, typer.Option("--on-error", help="After a page that failed: go on (default), or stop.")
    ] = None,
    max_failures: Annotated[
        str | None,
        typer.Option("--max-failures", metavar="N|SHARE", help="Stop after more failed pages than this: 50, or 10%."),
    ] = None,
    visualise: Annotated[
        bool, typer.Option("--visualise", help="Draw blocks, reading order and corrections: page-0001.layout.jpg.")
    ] = False,
    config: Config = None,
    assignments: Set = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print events as JSON lines to standard output; no progress for people.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show problems and the summary only.")] = False,
) -> None:
    """Turn scans into clean, structured text.

    Writes JSON, text and Markdown for every page and file to the results folder. Exit codes: 0 all done, 2 wrong usage,
    3 no input could be read, 4 some pages failed, 5 output not writable, 6 output in use, 130 interrupted.
    """
    from pipeline.batch.wishes import Wishes, page_numbers
    from pipeline.cli.common import clean_stdout, load_settings
    from pipeline.cli.preview import print_preview
    from pipeline.cli.progress import reporter
    from pipeline.errors import NoInputError

    names = list(gazetteer or [])
    if names:
        # '--gazetteer a.csv b.csv': a table is no scan, so what follows belongs to the option
        names += [path for path in paths if path.suffix.lower() == ".csv"]
        paths = [path for path in paths if path.suffix.lower() != ".csv"]
        if not paths:
            raise NoInputError("No scans were named. Give files or folders before --gazetteer.")
    loaded = load_settings(
        config,
        assignments,
        {
            "run.output": output,
            "run.database": database,
            "run.visualise": visualise or None,
            "run.jobs": jobs,
            "run.executor": executor and executor.value,
            "run.address": address,
            "run.policy.on_error": on_error and on_error.value,
            "run.policy.max_failures": max_failures,
            "gazetteer.files": tuple(names) or None,
            "correct.decision.precision": precision,
            "ingest.text_layer": text_layer and text_layer.value,
            "engine.engine": engine and engine.value,
            "engine.model_dir": model_dir,
            "export.formats": tuple(re.split(r"[\s,，、]+", formats.strip())) if formats else None,
        },
    )
    wishes = Wishes(force=force, retry_failed=retry_failed, frames=page_numbers(pages), limit=limit)
    with clean_stdout() as stdout:
        from pipeline.batch.local import preview_local
        from pipeline.batch.start import run_as_set

        if dry_run:
            print_preview(preview_local(paths, loaded.settings, wishes), stdout, as_json=as_json)
            return
        with reporter(stdout if as_json else None, quiet=quiet) as report:
            done = run_as_set(paths, loaded.settings, report, wishes)
    raise typer.Exit(done.exit_code)
