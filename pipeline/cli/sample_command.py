"""``baokan sample``: a group; each of its commands has a module in ``pipeline.cli.sample``."""

from __future__ import annotations

import typer

from pipeline.cli.sample.draw_command import draw
from pipeline.cli.sample.judge_command import judge
from pipeline.cli.sample.list_command import list_
from pipeline.cli.sample.more_command import more
from pipeline.cli.sample.plan_command import plan
from pipeline.cli.sample.result_command import result
from pipeline.cli.sample.sheets_command import sheets
from pipeline.cli.sample.truth_command import truth

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Acceptance sampling (抽检): draw random lines, have them judged, say whether the text passes. "
    "'baokan sample COMMAND --help' explains a command.",
)
app.command("plan")(plan)
app.command("draw")(draw)
app.command("list")(list_)
app.command("sheets")(sheets)
app.command("judge")(judge)
app.command("result")(result)
app.command("more")(more)
app.command("truth")(truth)
