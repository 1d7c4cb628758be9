"""``baokan review people``: the accounts of those who share the review pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.review.common import RoleName, changing, settings_of
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.review.person import Person
    from pipeline.settings import Settings

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="See to the accounts of those who share the review pages.",
)


Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name, as it is shown.")]
RoleOption = Annotated[RoleName, typer.Option("--role", help="What the person may do.")]


@app.command("add")
def add(
    name: Name,
    role: RoleOption = RoleName.editor,
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Add somebody.

    The password is asked for twice at a terminal; otherwise it is the first line of standard input.
    """
    settings = settings_of(output, database, config)
    password = _new_password(settings)
    with changing(settings) as connection:
        from pipeline.review import accounts
        from pipeline.review.person import Role

        person = accounts.add(connection, name, Role(role.value), password)
    print(f"{person.name}: {role.value}", file=sys.stderr)


@app.command("list")
def list_(output: Output = None, database: Server = None, config: Config = None, as_json: Json = False) -> None:
    """List everybody, with roles."""
    with changing(settings_of(output, database, config)) as connection:
        from pipeline.review.accounts import everybody

        people = everybody(connection)
    if as_json:
        import json

        rows = [{"name": p.name, "role": p.role, "disabled": p.disabled, "password": p.has_password} for p in people]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for person in people:
        state = "disabled" if person.disabled else "" if person.has_password else "no password"
        print(f"{person.name}\t{person.role}\t{state}".rstrip())


@app.command("role")
def role(
    name: Name,
    role: Annotated[RoleName, typer.Argument(help="What the person may do from now on.")],
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Give somebody another role; it holds from their next click on."""
    with _person(settings_of(output, database, config), name) as (connection, person):
        from pipeline.review import accounts
        from pipeline.review.person import Role

        accounts.set_role(connection, person, Role(role.value))


@app.command("password")
def password(name: Name, output: Output = None, database: Server = None, config: Config = None) -> None:
    """Give somebody another password, and sign them out everywhere.

    It is asked for twice at a terminal; otherwise it is the first line of standard input.
    """
    settings = settings_of(output, database, config)
    with _person(settings, name):
        pass  # said before anything is asked for
    hashed = _new_password(settings)
    with _person(settings, name) as (connection, person):
        from pipeline.review import accounts

        accounts.set_password(connection, person.id, hashed)


@app.command("disable")
def disable(name: Name, output: Output = None, database: Server = None, config: Config = None) -> None:
    """Shut somebody out at once. What they decided stays."""
    with _person(settings_of(output, database, config), name) as (connection, person):
        from pipeline.review import accounts

        accounts.set_disabled(connection, person, True)


@app.command("enable")
def enable(name: Name, output: Output = None, database: Server = None, config: Config = None) -> None:
    """Let somebody in again."""
    with _person(settings_of(output, database, config), name) as (connection, person):
        from pipeline.review import accounts

        accounts.set_disabled(connection, person, False)


@contextmanager
def _person(settings: Settings, name: str) -> Iterator[tuple[Connection, Person]]:
    with changing(settings) as connection:
        from pipeline.review.accounts import find

        person = find(connection, name)
        if person is None:
            raise SettingsError(f"'{name}': there is nobody of this name. 'baokan review people list' shows all.")
        yield connection, person


def _new_password(settings: Settings) -> str:
    """The hash of a password that is asked for.  Raises ``SettingsError``."""
    from pipeline.review import passwords
    from pipeline.review.accounts import check_password

    if sys.stdin.isatty():
        from getpass import getpass

        given = getpass("Password: ")
        if getpass("Again: ") != given:
            raise SettingsError("The two passwords are not the same. Nothing was changed.")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    check_password(given, settings.review.sign_in.password_length)
    return passwords.hashed(given)
