"""``baokan version``."""

from __future__ import annotations

import typer

from pipeline.cli.common import Json

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def version(as_json: Json = False) -> None:
    """Print the version, with those of the packages that can change a result (--json)."""
    from pipeline.versions import version as installed
    from pipeline.versions import versions

    if not as_json:
        print(f"baokan {installed('baokan') or '(run from its source folder)'}")
        return
    import json

    print(json.dumps(versions()))
