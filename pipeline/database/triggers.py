"""Triggers, in the words of each database."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.database.plain import on_server, plain


def refuse(connection: Connection, table: str, verb: str) -> None:
    """Rows of a table can neither be changed (``UPDATE``) nor deleted (``DELETE``): who tries gets an error."""
    said = f"{table} are append-only"
    if on_server(connection):
        body = f"BEGIN RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END"
        _make(connection, f"{table}_no_{verb.lower()}", f"BEFORE {verb} ON {table}", body)
        return
    plain(
        connection,
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END",
    )


def after(connection: Connection, name: str, event: str, statements: str, when: str = "") -> None:
    """Run SQL after every row that ``event`` (``INSERT ON blocks``) is about, which calls it ``old`` and ``new``."""
    if on_server(connection):
        _make(connection, name, f"AFTER {event}", f"BEGIN {statements} RETURN NULL; END", when)
        return
    condition = f"WHEN {when} " if when else ""
    plain(connection, f"CREATE TRIGGER {name} AFTER {event} {condition}BEGIN {statements} END")


def _make(connection: Connection, name: str, event: str, body: str, when: str = "") -> None:
    """A trigger for each row of PostgreSQL, with its function."""
    plain(connection, f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$")
    condition = f"WHEN ({when}) " if when else ""
    plain(connection, f"CREATE TRIGGER {name} {event} FOR EACH ROW {condition}EXECUTE FUNCTION {name}()")
