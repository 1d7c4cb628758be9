"""Databases as people name them on the command line."""

from __future__ import annotations

from pathlib import Path

from pipeline.address import DatabaseUrl
from pipeline.database import Where
from pipeline.errors import SettingsError


def place_of(text: str) -> Where:
    """A URL, or a file.  Raises ``SettingsError`` when it looks like a URL and is none."""
    if "://" not in text:
        return Path(text)
    try:
        return DatabaseUrl(text)
    except ValueError as error:
        raise SettingsError(f"{text.partition('://')[0]}://…: {error}.") from error
