"""``baokan report``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.batch.report import Language

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class LanguageName(StrEnum):
    """What the page shows first."""

    auto = "auto"
    zh = "zh"
    en = "en"


@app.command()
def report(
    output: Output = None,
    database: Server = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.html", help="Where to write it (default: report.html there).")
    ] = None,
    run: Annotated[
        int | None, typer.Option("--run", metavar="N", help="Tell of this run (default: the last that tried any page).")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Tell of everything in the results folder.")] = False,
    language: Annotated[
        LanguageName,
        typer.Option("--lang", help="Language that is shown first; auto: that of this machine. The page has both."),
    ] = LanguageName.auto,
    config: Config = None,
) -> None:
    """Write one HTML page on how the pages went and which deserve a look.

    Counts, pages a minute, time by stage, confidence, skew, the twenty least certain pages with thumbnails, failures by
    cause, corrections by name, missing issues and pages. The file needs nothing else; its links lead to the results.
    """
    from pipeline import files
    from pipeline.batch.report import FILE_NAME, render
    from pipeline.cli.common import results_of

    if whole and run is not None:
        raise SettingsError("--run and --all: give one of them.")
    folder, url = results_of(output, database, config)
    target = to or folder / FILE_NAME
    files.write(target, render(folder, target, url, run=run, whole=whole, language=_language(language)))
    print(f"Report: {target}", file=sys.stderr)


def _language(wanted: LanguageName) -> Language:
    if wanted is LanguageName.auto:
        import locale

        name = (locale.getlocale()[0] or "").lower()
        return "zh" if name.startswith(("zh", "chinese")) else "en"
    return "zh" if wanted is LanguageName.zh else "en"
