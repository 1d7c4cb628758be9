"""``baokan freq``."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import (
    Across,
    AllKinds,
    Alternatives,
    By,
    ByOption,
    Csv,
    Fuzzy,
    Variants,
    Within,
    WithinOption,
    corpus,
    options,
    print_csv,
    print_json,
    print_table,
    telling,
)

if TYPE_CHECKING:
    from pipeline.corpus.counting import Frequency

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
OVER_TIME = ("query", "period", "hits", "pages_with", "pages", "characters", "per_10000")


class Language(StrEnum):
    """Languages of a figure."""

    en = "en"
    zh = "zh"


@app.command()
def freq(
    queries: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY", help="What to count over time, up to five; without it give --words or --ngrams."
        ),
    ] = None,
    by: ByOption = By.year,
    words: Annotated[bool, typer.Option("--words", help="List the most frequent words, as jieba cuts them.")] = False,
    ngrams: Annotated[
        int | None,
        typer.Option("--ngrams", metavar="N", min=1, max=8, help="List the most frequent runs of N characters."),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw the counts beside the pages there are.")
    ] = None,
    relative: Annotated[
        bool, typer.Option("--relative", help="With --svg: hits for 10,000 characters instead of hits.")
    ] = False,
    language: Annotated[Language, typer.Option("--language", help="With --svg: language of its words.")] = Language.en,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Longest list.")] = 100,
    variants: Variants = False,
    across: Across = False,
    alternatives: Alternatives = False,
    fuzzy: Fuzzy = False,
    all_kinds: AllKinds = False,
    within: WithinOption = Within.block,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Count queries over time, beside the pages and characters there are; or list words.

    What no pages are there for cannot be found: read the hits beside the pages of the same period, and the hits for
    10,000 characters.
    """
    from pipeline.corpus.plots.figure import MOST_SERIES
    from pipeline.errors import SettingsError

    asked = list(dict.fromkeys(queries or ()))
    if bool(asked) + words + (ngrams is not None) != 1:
        raise SettingsError("Give either a query, or --words, or --ngrams N.")
    if len(asked) > MOST_SERIES:
        raise SettingsError(f"Give at most {MOST_SERIES} queries: a figure tells no more of them apart.")
    if svg is not None and not asked:
        raise SettingsError("--svg draws queries over time; give one.")
    with corpus(output, database, config) as opened:
        if asked:
            meant = options(variants, across, alternatives, fuzzy, all_kinds, within)
            found = opened.frequencies(asked, meant, by=by.value)
            columns: tuple[str, ...] = OVER_TIME
            rows = [
                {"query": query} | asdict(one)
                for query, counted in zip(found.queries, found.counted, strict=True)
                for one in counted
            ]
            if svg is not None:
                _draw(svg, found, relative, language)
        else:
            columns = ("text", "count")
            listed = (
                opened.ngrams(ngrams, limit)
                if ngrams is not None
                else opened.words(limit, on_block=telling("words of {done:,} blocks counted"))
            )
            rows = [{"text": text, "count": count} for text, count in listed]
        version = opened.version
    if as_json:
        print_json({"queries": asked, "version": version, "rows": rows})
    elif as_csv:
        print_csv(rows, columns)
    else:
        shown = columns[1:] if len(asked) == 1 else columns
        print_table([[row[name] for name in shown] for row in rows], shown)


def _draw(to: Path, found: Frequency, relative: bool, language: Language) -> None:
    from datetime import date

    from pipeline.corpus.plots.drawing import file_of
    from pipeline.corpus.plots.frequency import figure
    from pipeline.files import write

    drawn = figure(found, relative=relative, language=language.value, date=date.today().isoformat())
    write(to, file_of(drawn))
