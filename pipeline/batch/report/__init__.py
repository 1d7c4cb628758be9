"""``baokan report``: how the pages of a run went, on one HTML page without scripts and without anything to fetch.

``facts`` asks the database, ``gaps`` reads ``issues.json``, ``thumbnails`` opens the files of the twenty least certain
pages, ``drawing`` makes charts as inline SVG, ``markup`` escapes; ``sections``, ``distributions`` and ``looks`` are the
parts of the page.
"""

from __future__ import annotations

import os
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pipeline.address import NO_SERVER, DatabaseUrl
from pipeline.batch.report import distributions, looks, sections
from pipeline.batch.report.facts import gather
from pipeline.batch.report.gaps import read_issues
from pipeline.batch.report.markup import Html, both, element, join
from pipeline.batch.report.thumbnails import picture
from pipeline.versions import version

Language = Literal["zh", "en"]
FILE_NAME = "report.html"

__all__ = ["FILE_NAME", "Language", "render"]


def render(
    output: Path,
    to: Path,
    server: DatabaseUrl = NO_SERVER,
    *,
    run: int | None = None,
    whole: bool = False,
    language: Language = "zh",
) -> str:
    """The report as HTML, to be written to ``to`` (links to the results lead from there).

    ``run``: number of the run to tell of; without it the last run that tried any page; ``whole``: everything in the
    folder.  ``language``: shown first.  Raises ``NoInputError`` (no results), ``SettingsError`` (no such run),
    ``DatabaseError``.
    """
    facts = gather(output, run, server, whole=whole)
    pictures = [(page, picture(output, page)) for page in facts.least]
    parts = (
        sections.heading(facts, str(output)),
        sections.counts(facts),
        sections.throughput(facts),
        sections.stages(facts),
        distributions.confidence(facts),
        distributions.skew(facts),
        looks.least_certain(pictures, way(output, to)),
        looks.failures(facts.causes),
        sections.warnings(facts),
        looks.names(facts),
        looks.issues(read_issues(output)),
        sections.run_table(facts),
        _footer(),
    )
    return _page(join(*(part for part in parts if part is not None)), language)


def way(output: Path, to: Path) -> str:
    """URL from the folder of the report to the results folder, with a slash behind."""
    try:
        relative = os.path.relpath(output.absolute(), to.absolute().parent)
    except ValueError:  # another drive
        return output.absolute().as_uri() + "/"
    return "" if relative == "." else quote(Path(relative).as_posix()) + "/"


def _page(body: Html, language: Language) -> str:
    style = files("pipeline.batch.report").joinpath("report.css").read_text(encoding="utf-8")
    switches = [
        element(
            "input", type="radio", name="language", id=f"to-{key}", class_="switch",
            checked="checked" if key == language else None,
        )
        for key in ("zh", "en")
    ]  # fmt: skip
    choice = element(
        "span", *(element("label", name, for_=f"to-{key}") for key, name in (("zh", "中文"), ("en", "English")))
    )
    return "".join(
        (
            "<!DOCTYPE html>\n",
            f'<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            "<title>报刊 Baokan · 运行报告 Run report</title>\n",
            f"<style>\n{style}</style></head><body>\n",
            *switches,
            element("nav", element("b", "报刊 Baokan"), choice, class_="languages"),
            "\n",
            element("main", body),
            "\n</body></html>\n",
        )
    )


def _footer() -> Html:
    now, made_by = datetime.now().astimezone(), version("baokan") or ""
    return element(
        "footer",
        both(
            f"{now:%Y-%m-%d %H:%M}（{now:%z}）由 Baokan {made_by} 制作。",
            f"Made by Baokan {made_by} on {now:%Y-%m-%d %H:%M} ({now:%z}).",
        ),
    )
