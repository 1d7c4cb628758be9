"""Where a database server is, as people write it: a URL, which is never shown with its password.

Cheap to import: settings have one.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
_URL = re.compile(r"(?P<scheme>[^:/?#]+)://(?:(?P<user>[^:@/?#]*)(?::(?P<password>[^@/]*))?@)?(?P<rest>.*)", re.DOTALL)
_SECRET = re.compile(r"(?i)([?&](?:password|sslpassword)=)[^&\s]*")
_ANYWHERE = re.compile(r"(?P<user>://[^\s:@/?#]*):[^\s/]*@")
HIDDEN = "***"


class DatabaseUrl:
    """``postgresql+psycopg://user:password@host:port/name``; an empty one stands for no server.

    ``str()`` hides the password.  Raises ``ValueError`` for what is no such URL.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        found = _URL.fullmatch(text)
        if text and (found is None or found["scheme"] not in SCHEMES or "/" not in found["rest"]):
            raise ValueError(
                "write postgresql+psycopg://USER@HOST/NAME; without a URL the database is the file baokan.db in the "
                "results folder"
            )
        self._text = text

    @property
    def secret(self) -> str:
        """The URL with its password, for SQLAlchemy."""
        scheme, _, rest = self._text.partition("://")
        return f"{SCHEMES[0]}://{rest}" if scheme else ""

    @property
    def open_part(self) -> DatabaseUrl:
        """The same without any password: for files that others may read."""
        found = _URL.fullmatch(self._text)
        if found is None:
            return self
        user = f"{found['user']}@" if found["user"] else ""
        path, mark, query = found["rest"].partition("?")
        kept = "&".join(part for part in query.split("&") if part and not _SECRET.match("?" + part))
        return DatabaseUrl(f"{found['scheme']}://{user}{path}{mark if kept else ''}{kept}")

    def __str__(self) -> str:
        found = _URL.fullmatch(self._text)
        if found is None:
            return ""
        secret = f":{HIDDEN}" if found["password"] else ""
        user = f"{found['user']}{secret}@" if found["user"] else ""
        rest = _SECRET.sub(lambda one: one[1] + HIDDEN, found["rest"])
        return f"{found['scheme']}://{user}{rest}"

    def __repr__(self) -> str:
        return f"DatabaseUrl({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseUrl) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_parsed, serialization=core_schema.to_string_ser_schema())


def without_passwords(text: str) -> str:
    """Any text, for instance a command line, without the passwords of the URLs in it."""
    return _SECRET.sub(lambda one: one[1] + HIDDEN, _ANYWHERE.sub(rf"\g<user>:{HIDDEN}@", text))


NO_SERVER = DatabaseUrl()
"""The database is a file in the results folder."""


def _parsed(value: Any) -> DatabaseUrl:
    if isinstance(value, DatabaseUrl):
        return value
    try:
        return DatabaseUrl(str(value or "").strip())
    except ValueError as error:
        raise PydanticCustomError("database_url", str(error)) from error
