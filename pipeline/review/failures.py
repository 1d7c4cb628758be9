"""How a no is answered: a page in the person's language, or JSON below ``/api``.

JSON: ``{"error": {"status", "code", "message", ...details}}``.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from pipeline.editing.conflict import Conflict, NotPossible
from pipeline.errors import BaokanError
from pipeline.review.asking import language_of, room_of, session_of
from pipeline.review.problem import NotSignedIn, Overtaken, Problem
from pipeline.review.view import View
from pipeline.review.words import say
from pipeline.sampling.refusal import Refusal

API = "/api"
SIGN_IN = "/sign-in"
log = logging.getLogger("baokan.review")
_OF_STATUS = {404: "missing", 405: "method"}


def install(app: FastAPI) -> None:
    """Every exception that a route may raise gets its answer; the guard sees to all others."""

    @app.exception_handler(Problem)
    def problem(request: Request, error: Problem) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        where = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
        return answer(request, Problem(422, "invalid", details={"fields": where}))

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        if session_of(request) is None:  # strangers do not learn which addresses there are
            return answer(request, NotSignedIn())
        return answer(request, Problem(error.status_code, _OF_STATUS.get(error.status_code, "invalid")))

    @app.exception_handler(Conflict)
    def overtaken(request: Request, error: Conflict) -> Response:
        first = error.clashes[0]
        said = Overtaken(mine=first.wanted, theirs=first.now, who=first.by, when=first.at, version=first.version)
        said.details["clashes"] = [asdict(clash) for clash in error.clashes]
        return answer(request, said)

    @app.exception_handler(NotPossible)
    def impossible(request: Request, error: NotPossible) -> Response:
        return answer(request, Problem(422, f"editing.{error.code}"))

    @app.exception_handler(Refusal)
    def refused(request: Request, error: Refusal) -> Response:
        return answer(request, Problem(422, f"samples.{error.code}"))

    @app.exception_handler(BaokanError)
    def ours(request: Request, error: BaokanError) -> Response:
        log.error("%s %s: %s", request.method, request.url.path, error)
        return answer(request, Problem(503, "busy", headers={"Retry-After": "5"}))

    @app.exception_handler(OverflowError)
    def too_large_for_the_database(request: Request, error: OverflowError) -> Response:
        return answer(request, Problem(422, "invalid"))


def answer(request: Request, problem: Problem) -> Response:
    """The answer to a request that met a problem."""
    language = language_of(request)
    values = dict(problem.values)
    if "needed" in values:
        values["needed"] = say(language, f"role.{values['needed']}")
    message = say(language, f"problem.{problem.code}", **values)
    if _wants_json(request):
        error: dict[str, Any] = {"status": problem.status, "code": problem.code, "message": message}
        return JSONResponse({"error": error | problem.details}, problem.status, problem.headers)
    view = View(request, room_of(request), language)
    if isinstance(problem, NotSignedIn):
        if _followed_a_link(request):
            return view.show("again.html")
        return RedirectResponse(f"{SIGN_IN}?next={quote(_came_for(request), safe='')}", 303)
    page = view.show("problem.html", problem.status, message=message, problem=problem)
    page.headers.update(problem.headers)
    return page


def fault(request: Request) -> Response:
    """The answer after a fault of ours; says nothing of it that a stranger could use."""
    problem = Problem(int(HTTPStatus.INTERNAL_SERVER_ERROR), "fault")
    try:
        return answer(request, problem)
    except Exception:  # the page of the message is what is broken
        log.exception("the page of a fault")
        return Response(say(language_of(request), "problem.fault"), 500, media_type="text/plain; charset=utf-8")


def _wants_json(request: Request) -> bool:
    return request.url.path == API or request.url.path.startswith(f"{API}/")


def _followed_a_link(request: Request) -> bool:
    """Whether somebody comes from another site, in a mail for instance.

    The browser keeps the session's cookie back then (``SameSite=Strict``); asked again by our own page, it sends it.
    """
    site, mode = request.headers.get("sec-fetch-site"), request.headers.get("sec-fetch-mode")
    return request.method == "GET" and site in {"cross-site", "same-site"} and mode == "navigate"


def _came_for(request: Request) -> str:
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
