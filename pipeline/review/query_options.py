"""How a query is meant, in an address: read from it, and written into links."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import Depends, Query

from pipeline.corpus.searching import Options

LONGEST = 400
"""characters of a query in an address."""
Text = Annotated[str, Query(max_length=LONGEST, description="a query, as docs/corpus.md has it")]


def _options(
    variants: bool = False,
    across: bool = False,
    alternatives: bool = False,
    all_kinds: bool = False,
    within: Literal["block", "article", "page"] = "block",
) -> Options:
    return Options(variants, across, alternatives, all_kinds, within)


QueryOptions = Annotated[Options, Depends(_options)]
"""The options of a request."""


def fields_of(options: Options) -> dict[str, str]:
    """Options as fields of an address; what is as usual is left out."""
    usual = asdict(Options())
    return {
        name: "1" if value is True else str(value) for name, value in asdict(options).items() if value != usual[name]
    }
