"""Functions that SQLite has and PostgreSQL lacks, so that one statement does for both."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.database.plain import plain

_STATEMENTS = (
    "CREATE OR REPLACE FUNCTION instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE "
    "AS 'SELECT strpos($1, $2)'",
    # * and ? are the only signs; [[] is how SQLite writes a bracket that is none
    r"""CREATE OR REPLACE FUNCTION glob(pattern text, text text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT $2 LIKE translate(regexp_replace(replace($1, '[[]', '['), '([\\%_])', '\\\1', 'g'), '*?', '%_') $$""",
)


def create(connection: Connection) -> None:
    """Make them."""
    for statement in _STATEMENTS:
        plain(connection, statement)
