"""Endpoints of the shell: who is there, and the description of all endpoints."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from pipeline.review.person import Role
from pipeline.review.who import Language, Reader

router = APIRouter()


class Me(BaseModel):
    """The signed-in person."""

    name: str
    role: Role
    language: str


@router.get("/me")
def me(person: Reader, language: Language) -> Me:
    """Who is signed in, and in which language they are spoken to."""
    return Me(name=person.name, role=person.role, language=language)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request, person: Reader) -> dict[str, Any]:
    """All endpoints, as OpenAPI 3.1 describes them."""
    described: dict[str, Any] = request.app.openapi()
    return described
