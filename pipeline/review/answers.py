"""What the description of the endpoints says of answers that every one of them may give."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Error(BaseModel):
    """Why a request was answered with no; further fields depend on ``code``."""

    model_config = ConfigDict(extra="allow")

    status: int
    code: str
    message: str
    """for people, in the language of the request."""


class ErrorAnswer(BaseModel):
    """An answer with no."""

    error: Error


_MEANINGS = {
    400: "host, address or form cannot be taken",
    401: "nobody is signed in",
    403: "the role does not reach, or the request came from another site",
    404: "there is no such thing",
    408: "the body did not arrive in time",
    409: "somebody else was quicker: `mine` and `theirs` are both texts",
    413: "the body is too large",
    414: "the address is too long",
    422: "a value does not fit; `fields` names it",
    503: "the database cannot be used just now",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": meaning} for status, meaning in _MEANINGS.items()
}
"""For ``include_router``."""
