"""``baokan schema``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class SchemaName(StrEnum):
    """The kinds of result files."""

    page = "page"
    document = "document"


@app.command()
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which files: page-NNNN.json or document.json.")] = SchemaName.page,
) -> None:
    """Print the JSON Schema (draft 2020-12) of the result files."""
    from pipeline.export.interchange import schema_json

    print(schema_json(name.value), end="")
