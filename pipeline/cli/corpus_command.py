"""``baokan corpus``: a group; its commands are in ``pipeline.cli.corpus``."""

from __future__ import annotations

import typer

from pipeline.cli.corpus.export_command import export
from pipeline.cli.corpus.issues_command import issues
from pipeline.cli.corpus.saved_command import forget, save, saved
from pipeline.cli.corpus.status_command import status
from pipeline.cli.corpus.withdraw_command import put_back, withdraw

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Say how the corpus stands, write it for other programs, take documents out of it. "
    "'baokan corpus COMMAND --help' explains a command.",
)
app.command("status")(status)
app.command("issues")(issues)
app.command("export")(export)
app.command("save")(save)
app.command("saved")(saved)
app.command("forget")(forget)
app.command("withdraw")(withdraw)
app.command("put-back")(put_back)
