"""``baokan db``."""

from __future__ import annotations

import typer

from pipeline.cli.db import check_command, copy_command, migrate_command

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Bring the database up to date, check it, copy it to a server and back.",
)
app.command("migrate")(migrate_command.migrate)
app.command("check")(check_command.check)
app.command("copy")(copy_command.copy)
