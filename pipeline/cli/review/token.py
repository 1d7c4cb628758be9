"""``baokan review token``: tokens by which scripts read the corpus over HTTP."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.review.common import RoleName, changing, settings_of
from pipeline.errors import SettingsError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="See to the tokens by which scripts read the JSON endpoints.",
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is for, for instance the script's name.")]
DAYS = 365
"""days after which a token ends, unless another number is given."""


@app.command("add")
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option("--role", help="What it may do; tokens only read.")] = RoleName.reader,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help="Days until it ends.")] = DAYS,
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Make a token and print it, this once: the database keeps only its checksum.

    A script sends it as 'Authorization: Bearer TOKEN'. It reads everything below /api, and changes nothing.
    """
    with changing(settings_of(output, database, config)) as connection:
        from pipeline.review import tokens
        from pipeline.review.clock import now
        from pipeline.review.person import Role

        token = tokens.add(connection, name, Role(role.value), days, now())
    print(token)
    print(f"{name}: reads, for {days:,} days. Keep the token where you keep passwords.", file=sys.stderr)


@app.command("list")
def list_(output: Output = None, database: Server = None, config: Config = None, as_json: Json = False) -> None:
    """List the tokens: what for, since when, until when, when last used (UTC)."""
    with changing(settings_of(output, database, config)) as connection:
        from pipeline.review import tokens
        from pipeline.review.clock import now, written

        found, at = tokens.listed(connection), written(now())
    if as_json:
        import json

        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        state = "ended" if one.expires <= at else "until"
        used = f"last used {one.seen[:16]}" if one.seen else "never used"
        print(f"{one.name}\t{one.role}\tmade {one.created[:10]}\t{state} {one.expires[:10]}\t{used}")


@app.command("revoke")
def revoke(name: Name, output: Output = None, database: Server = None, config: Config = None) -> None:
    """End a token at once."""
    with changing(settings_of(output, database, config)) as connection:
        from pipeline.review import tokens

        if not tokens.revoke(connection, name):
            raise SettingsError(f"'{name}': there is no token of this name. 'baokan review token list' shows all.")
    print(f"{name}: revoked.", file=sys.stderr)
