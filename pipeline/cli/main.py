"""Entry point of ``baokan``.  Imports no command before it is called, so that ``--help`` is quick."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from importlib import import_module
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.errors import BaokanError, ExitCode

COMMANDS: dict[str, str] = {
    "run": "Turn scans into clean, structured text.",
    "watch": "Take scans from folders as they arrive.",
    "status": "Say how a results folder stands, while a run works on it and afterwards.",
    "report": "Write one HTML page on how the pages went and which deserve a look.",
    "db": "Bring the database up to date, check it, copy it to a server and back.",
    "verify": "Check that results and scans are still as they were written.",
    "backup": "Save a whole results folder, also while it is in use.",
    "restore": "Turn a backup into a results folder again.",
    "plan": "Say what a number of pages takes: time, memory, storage, machines, people.",
    "bag": "Pack finished results as a BagIt bag for an archive.",
    "review": "Serve the pages on which people check and correct the text.",
    "search": "Find text in all finished pages.",
    "kwic": "Show every occurrence in its line, and the words beside it.",
    "freq": "Count over time, words, and runs of characters.",
    "places": "List the names of the gazetteer that the text mentions.",
    "corpus": "Say how the corpus stands, write it for other programs, withdraw documents.",
    "explore": "Open the corpus in datasette: tables, facets, SQL.",
    "export": "Write finished results in other formats, in any text layer.",
    "import": "Take text that other programs recognised (PAGE, ALTO): reflow and correct it.",
    "evaluate": "Measure results against ground truth.",
    "gazetteer": "Check, look up and change lists of names.",
    "sample": "Draw random lines, have them judged, say whether the text passes (抽检).",
    "settings": "Show the effective settings and where each comes from.",
    "doctor": "Say what is installed, what is used, and what is missing.",
    "schema": "Print the JSON Schema of the result files.",
    "version": "Print the version.",
}
"""Name -> one line of help.  The module of a command is ``pipeline.cli.<name>``, or ``<name>_command`` there."""
MODULES = {name: f"pipeline.cli.{name}_command" for name in COMMANDS}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called, and whose errors become messages and exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command; ``None`` when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(MODULES[cmd_name]).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a misspelt one is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; every error ends in a sentence and its documented exit code."""
        debug = bool(os.environ.get("BAOKAN_DEBUG"))
        try:
            return super().invoke(ctx)
        except BaokanError as error:
            if debug:
                traceback.print_exc()
            print(f"baokan: {error}", file=sys.stderr)
            raise SystemExit(error.exit_code) from None
        except KeyboardInterrupt:
            print("baokan: interrupted; what was finished is kept.", file=sys.stderr)
            raise SystemExit(ExitCode.INTERRUPTED) from None
        except BrokenPipeError:  # the reader of our output has seen enough ('| head')
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(ExitCode.DONE) from None
        except (SystemExit, typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if _is_usage(error):
                raise
            if debug:
                traceback.print_exc()
            print(
                f"baokan: unexpected {type(error).__name__}: {error}\n"
                "This is a fault in Baokan. Run the command again with BAOKAN_DEBUG=1 in the environment "
                "and report what it prints.",
                file=sys.stderr,
            )
            raise SystemExit(ExitCode.UNEXPECTED) from None


def _is_usage(error: Exception) -> bool:
    """Whether the command line parser raised it (its classes moved between Typer's versions)."""
    return hasattr(error, "show") and hasattr(error, "exit_code")


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from pipeline.versions import version

        print(f"baokan {version('baokan') or '(run from its source folder)'}")
        raise typer.Exit


@app.callback()
def baokan(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Scanned pages of Chinese community bulletins into clean, structured, searchable text.

    'baokan COMMAND --help' explains a command.
    """


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, _stop)  # an ordered stop keeps what is finished, like Ctrl-C
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a Chinese name on a console that cannot show it
    app(prog_name="baokan")


if __name__ == "__main__":
    main()
