"""What the commands about people and tokens share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.settings import Settings


class RoleName(StrEnum):
    """Roles, each of which may do what those before it may."""

    reader = "reader"
    editor = "editor"
    validator = "validator"
    admin = "admin"


def settings_of(output: Path | None, database: str | None, config: Path | None) -> Settings:
    """The settings of a results folder; without the extra nothing else is looked at."""
    from pipeline.cli.common import load_settings
    from pipeline.cli.review.extra import need_extra

    need_extra()
    return load_settings(config, overrides={"run.output": output, "run.database": database}).settings


@contextmanager
def changing(settings: Settings) -> Iterator[Connection]:
    """A transaction in which people or tokens are looked at or changed."""
    from pipeline.database import Lock, database_of, open_database

    where = database_of(settings.run.output, settings.run.database)
    with open_database(where, create=False) as database, database.write(Lock.PEOPLE) as connection:
        yield connection
