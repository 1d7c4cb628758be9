"""``baokan review``: serves the review pages; ``baokan review people`` sees to the accounts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server, Set
from pipeline.cli.review import work
from pipeline.cli.review.people import app as people
from pipeline.cli.review.token import app as token
from pipeline.errors import SettingsError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Serve the pages on which people check and correct the text.",
)
app.add_typer(people, name="people")
app.add_typer(token, name="token")
app.command("check")(work.check)
app.command("decisions")(work.decisions)
app.command("inherit")(work.inherit)


@app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    output: Output = None,
    database: Server = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; others than loopback need --shared.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0 takes any free one.")
    ] = 8000,
    shared: Annotated[
        bool, typer.Option("--shared", help="Several people with accounts and passwords, instead of you alone.")
    ] = False,
    open_browser: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="Open the browser (default: when you work alone, at a terminal)."),
    ] = None,
    config: Config = None,
    assignments: Set = None,
) -> None:
    """Serve the pages on which people check and correct the text.

    Alone on one's machine there is nothing to set up: a link is printed that works once, and nobody else gets in. With
    --shared people sign in with names and passwords; add the first admin with 'baokan review people add NAME --role
    admin'. Needs the extra: pip install 'baokan[review]'.
    """
    if context.invoked_subcommand is not None:
        if output is not None or database is not None or config is not None:
            raise SettingsError(
                f"Write --output, --database and --config last: baokan review {context.invoked_subcommand} … -o FOLDER."
            )
        return
    from pipeline.cli.common import load_settings
    from pipeline.cli.review.extra import need_extra

    need_extra()
    from pipeline.review.serving import Where, serve

    settings = load_settings(config, assignments, {"run.output": output, "run.database": database}).settings
    browser = open_browser if open_browser is not None else not shared and sys.stderr.isatty()
    where = Where(host, port, shared)
    serve(Path(settings.run.output), settings, where, lambda line: print(line, file=sys.stderr), browser=browser)
