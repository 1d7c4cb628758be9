"""``baokan settings``."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Set

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def settings(
    config: Config = None,
    assignments: Set = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only the settings that differ from their default.")
    ] = False,
    as_toml: Annotated[
        bool, typer.Option("--toml", help="Print a commented baokan.toml that holds the effective values.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the effective settings and where each comes from.

    Sources in rising order: defaults, baokan.toml, environment variables BAOKAN_SECTION__KEY, the command line.
    """
    from pipeline.cli.common import load_settings
    from pipeline.settings import DEFAULT

    rows = [row for row in load_settings(config, assignments).rows() if not changed or row[2] != DEFAULT]
    if as_json:
        import json

        values = {key: {"value": value, "origin": origin} for key, value, origin in rows}
        print(json.dumps(values, ensure_ascii=False, indent=1, default=str))
    elif as_toml:
        from pipeline.cli.reference import settings_toml

        print(settings_toml(rows), end="")
    else:
        width = max((len(key) for key, _, _ in rows), default=0)
        for key, value, origin in rows:
            shown = ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
            print(f"{key:<{width}}  {shown!s:<12}  {origin}")
