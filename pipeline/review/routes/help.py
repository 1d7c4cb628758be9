"""The help page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.review.person import Role
from pipeline.review.who import Reader, View

router = APIRouter()


@router.get("/help")
def help_page(view: View, person: Reader) -> Response:
    """How to work, keys, roles."""
    return view.show("help.html", roles=list(Role))
