"""``baokan gazetteer``: a group; each of its commands has a module in ``pipeline.cli.gazetteer``."""

from __future__ import annotations

import typer

from pipeline.cli.gazetteer.add_command import add
from pipeline.cli.gazetteer.check_command import check
from pipeline.cli.gazetteer.diff_command import diff
from pipeline.cli.gazetteer.export_command import export
from pipeline.cli.gazetteer.import_command import import_
from pipeline.cli.gazetteer.learn_command import learn
from pipeline.cli.gazetteer.search_command import search
from pipeline.cli.gazetteer.show_command import show

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Check, look up and change lists of names. 'baokan gazetteer COMMAND --help' explains a command.",
)
app.command("check")(check)
app.command("show")(show)
app.command("search")(search)
app.command("add")(add)
app.command("import")(import_)
app.command("export")(export)
app.command("diff")(diff)
app.command("learn")(learn)
