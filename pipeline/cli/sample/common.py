"""What the commands of ``baokan sample`` share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.sampling.lot import Scope
    from pipeline.sampling.records import Sample, Terms
    from pipeline.sampling.service import Sampling

Number = Annotated[int, typer.Argument(metavar="SAMPLE", help="Number of the sample ('baokan sample list').")]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="PATTERN",
        help="Only these documents, or pages of them: 'bulletin-12', '2019-*', 'bulletin-12/page-0003'. May be "
        "repeated.",
    ),
]
Issue = Annotated[str | None, typer.Option("--issue", metavar="KEY", help="Only the documents of one issue.")]
Limit = Annotated[
    float | None,
    typer.Option("--limit", metavar="RATE", help="Errors per 10,000 characters that are accepted (default: 3)."),
]
Confidence = Annotated[
    float | None, typer.Option("--confidence", metavar="SHARE", help="Of the interval (default: 0.95).")
]
Judges = Annotated[
    int | None, typer.Option("--judges", metavar="N", help="People who judge every line, 1 or 2 (default: 1).")
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who does it (default: the user's name).")]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="NUMBER", help="Of the random numbers (default: chosen at random, and told)."),
]

SECONDS_BETWEEN = 2.0
"""s between two lines that tell how far the counting of pages is."""


@contextmanager
def sampling(
    output: Path | None,
    database: str | None = None,
    config: Path | None = None,
    assignments: list[str] | None = None,
    overrides: dict[str, Any] | None = None,
) -> Iterator[Sampling]:
    """The samples of a results folder.  Raises ``NoInputError`` when it has no database."""
    from pipeline.cli.common import load_settings
    from pipeline.database import database_of, open_database
    from pipeline.database.place import is_there, no_results
    from pipeline.sampling.names import names_from
    from pipeline.sampling.service import Sampling

    given = {"run.output": output, "run.database": database, **(overrides or {})}
    settings = load_settings(config, assignments, given).settings
    where = database_of(settings.run.output, settings.run.database)
    if not is_there(where):
        raise no_results(settings.run.output, where)
    find = names_from(settings.gazetteer, settings.correct.decision.word_frequency)
    with open_database(where, create=False, durable=True) as opened:
        yield Sampling(opened, settings.run.output, settings.sampling, find)


def terms_options(limit: float | None, confidence: float | None, judges: int | None) -> dict[str, Any]:
    """Options as settings."""
    return {"sampling.limit": limit, "sampling.confidence": confidence, "sampling.judges": judges}


def scope_of(select: list[str] | None, issue: str | None) -> Scope:
    """The pages that options mean."""
    from pipeline.sampling.lot import Scope

    return Scope(tuple(select or ()), issue)


def person(by: str | None) -> str:
    """The name that a person goes by."""
    import getpass

    return by or getpass.getuser()


def counting() -> Callable[[int], None]:
    """Tells on standard error how many pages were read, where it takes long."""
    import time

    last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            print(f"{done:,} pages read", file=sys.stderr)

    return tell


def print_json(value: Any) -> None:
    """One JSON value for programs."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


def sample_dict(sample: Sample) -> dict[str, Any]:
    """A sample as JSON values."""
    from dataclasses import asdict

    return {
        "id": sample.id,
        "name": sample.name,
        "made": sample.made,
        "made_by": sample.made_by,
        "select": list(sample.scope.select),
        "issue": sample.scope.issue,
        **terms_dict(sample.terms),
        "draws": [asdict(draw) for draw in sample.draws],
    }


def terms_dict(terms: Terms) -> dict[str, Any]:
    """Terms as JSON values."""
    return {
        "judges": terms.judges,
        "limit": terms.limit,
        "confidence": terms.confidence,
        "design_effect": terms.effect,
    }
