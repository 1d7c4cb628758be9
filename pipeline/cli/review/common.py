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


def settings_of(output: Path | None, config: Path | None) -> Settings:
    """The settings of a results folder; without the extra nothing else is looked at."""
    from pipeline.cli.common import load_settings
    from pipeline.cli.review.extra import need_extra

    need_extra()
    return load_settings(config, overrides={"run.output": output}).settings


@contextmanager
def changing(settings: Settings) -> Iterator[Connection]:
    """A transaction in which people or tokens are looked at or changed."""
    from pipeline.database import FILE_NAME, open_database

    with (
        open_database(Path(settings.run.output) / FILE_NAME, create=False) as database,
        database.write() as connection,
    ):
        yield connection
