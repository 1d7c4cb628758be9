"""``baokan evaluate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Json, Output
from pipeline.errors import SettingsError

NAMES, LINES = "names", "lines"
"""first arguments that ask for another evaluation; a results folder of that name is written ./names"""
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def evaluate(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="[names|lines] [OUTPUT] GROUND-TRUTH", help="The results folder, and the folder of *.gt.json files."
        ),
    ],
    output: Output = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write a page with every difference marked.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Measure this file only; may be repeated.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="White space and the width of marks count too.")] = False,
    as_json: Json = False,
) -> None:
    """Measure results against ground truth.

    Prints for every file the character error rate with punctuation (in reading order; the order of articles free; order
    ignored), block F1, reading order, paragraph joins and place names.

    'baokan evaluate names OUTPUT GROUND-TRUTH' measures the correction of names instead: recall and precision, what was
    fixed, broken and missed, by kind and by degradation; --html lists every case with its picture.

    'baokan evaluate lines OUTPUT GROUND-TRUTH' measures results at the single lines that people judged for a sample
    (*.lines.json, from 'baokan sample truth').
    """
    from pipeline.cli.common import results_folder
    from pipeline.evaluate import evaluate_folder, render_html, render_table

    named = str(folders[0]) if folders[0] in (Path(NAMES), Path(LINES)) and len(folders) > 1 else ""
    *given, truth = folders[1:] if named else folders
    if len(given) > 1 or (given and output is not None):
        raise SettingsError(
            "Name one results folder and one folder of ground truth: baokan evaluate OUTPUT GROUND-TRUTH."
        )
    results = given[0] if given else results_folder(output)
    if named == LINES:
        from pipeline.cli.evaluate_lines_command import run as run_lines

        if html is not None:
            raise SettingsError("--html: single lines have no page of their own; --json lists those that differ.")
        run_lines(results, truth, only, as_json=as_json)
        return
    if named:
        from pipeline.cli.evaluate_names_command import run

        run(results, truth, html, only, as_json=as_json)
        return
    evaluation = evaluate_folder(results, truth, only=only, strict=strict)
    if html is not None:
        from pipeline import files

        files.write(html, render_html(evaluation))
        print(f"Differences: {html}", file=sys.stderr)
    if as_json:
        import json

        print(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=1))
    else:
        print(render_table(evaluation))
