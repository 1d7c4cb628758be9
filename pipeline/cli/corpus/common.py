"""What the commands of the corpus share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.corpus import Corpus
    from pipeline.corpus.searching import Options


class Within(StrEnum):
    """What AND and NOT are about."""

    block = "block"
    article = "article"
    page = "page"


class By(StrEnum):
    """Periods."""

    year = "year"
    month = "month"
    issue = "issue"


Query = Annotated[
    str,
    typer.Argument(
        metavar="QUERY",
        help="What to look for: 虹旭, \"天山路 NOT 施工\", '仙霞 NEAR/5 居委 date:2019..'; see docs/corpus.md.",
    ),
]
Variants = Annotated[
    bool,
    typer.Option(
        "--variants", help="Traditional and simplified, half and full width, capitals and small letters are the same."
    ),
]
Across = Annotated[
    bool, typer.Option("--across", help="Punctuation and spaces may stand between the characters of a text.")
]
Alternatives = Annotated[
    bool,
    typer.Option(
        "--alternatives",
        help="Look also into what else the engine read: 仙霞 where it chose 仙震. Such hits are marked.",
    ),
]
Fuzzy = Annotated[
    bool,
    typer.Option(
        "--fuzzy",
        help="That, and what looks alike, was lost or added: 台路 for 茅台路. Marked as well, the surest first.",
    ),
]
AllKinds = Annotated[
    bool, typer.Option("--all-kinds", help="Masthead, page numbers, running heads and lettering in pictures too.")
]
WithinOption = Annotated[
    Within, typer.Option("--within", help="What AND and NOT are about: one block (a paragraph), its article, its page.")
]
ByOption = Annotated[By, typer.Option("--by", help="Periods.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV to standard output instead of text for people.")]
SECONDS_BETWEEN = 2.0
"""s between two lines that tell how far something is."""


@contextmanager
def corpus(output: Path | None, database: str | None, config: Path | None) -> Iterator[Corpus]:
    """The corpus of a results folder, with what waits taken in; tells on standard error how far that is."""
    from pipeline.cli.common import load_settings
    from pipeline.corpus import Corpus

    settings = load_settings(config, overrides={"run.output": output, "run.database": database}).settings
    with Corpus(settings.run.output, settings, telling("{done:,} of {of:,} pages taken into the corpus")) as opened:
        for problem in opened.problems:
            print(f"baokan: {problem}", file=sys.stderr)
        if opened.behind:
            print(
                "baokan: another program is writing; pages that were finished just now may be missing.", file=sys.stderr
            )
        yield opened


def telling(words: str) -> Any:
    """A function that prints these words with its numbers on standard error, now and then and at the end."""
    import time

    last = time.monotonic()

    def tell(done: int, of: int = 0) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN or done == of:
            last = time.monotonic()
            print(words.format(done=done, of=of), file=sys.stderr)

    return tell


def options(
    variants: bool,
    across: bool,
    alternatives: bool,
    fuzzy: bool,
    all_kinds: bool,
    within: Within = Within.block,
) -> Options:
    """The options of a search."""
    from pipeline.corpus.searching import Options

    return Options(variants, across, alternatives, all_kinds, within.value, fuzzy)


def print_json(value: Any) -> None:
    """One JSON value for programs."""
    import json

    from pipeline.cli.common import clean_stdout

    with clean_stdout() as stream:
        stream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """A table for programs and spreadsheets: UTF-8 with a mark at its beginning, by which Excel knows it."""
    from pipeline.cli.common import clean_stdout
    from pipeline.corpus.tables import write_csv

    with clean_stdout() as stream:
        stream.write("\ufeff")
        write_csv(stream, rows, columns)


def print_table(rows: Iterable[Sequence[Any]], heads: Sequence[str]) -> None:
    """A table for people: numbers to the right, Chinese characters two columns wide."""
    from pipeline.corpus.tables import width

    shown = [
        [f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell) for cell in row] for row in rows
    ]
    numbers = (
        [all(isinstance(row[k], int | float | None) for row in rows) for k in range(len(heads))]
        if isinstance(rows, list)
        else []
    )
    widths = [max([width(head), *(width(row[k]) for row in shown)]) for k, head in enumerate(heads)]
    for row in [list(heads), *shown]:
        cells = []
        for k, cell in enumerate(row):
            space = " " * (widths[k] - width(cell))
            cells.append(space + cell if numbers and numbers[k] else cell + space)
        print("  ".join(cells).rstrip())
