"""The pages of acceptance sampling: all samples, planning and drawing one, its result, judging."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from pipeline.database.schema import pages
from pipeline.errors import NoInputError, PageError
from pipeline.review.person import Person
from pipeline.review.problem import NotThere, Problem
from pipeline.review.room import Room as RoomType
from pipeline.review.sampling_words import figures, pieces, verdict
from pipeline.review.who import Editor, Form, Reader, Room, RowId, Validator, View
from pipeline.sampling.lot import LotCount, Scope
from pipeline.sampling.records import Sample, Terms
from pipeline.sampling.service import terms_of
from pipeline.sampling.standing import to_judge, to_settle

router = APIRouter(prefix="/samples")
LONGEST = 400
"""Characters of a field."""
MOST_LINES = 100_000
"""More lines than that nobody judges."""
FAULTS_SHOWN = 200
"""Lines with errors that the page of a result shows; the command lists all."""
Text = Annotated[str, Query(max_length=LONGEST)]


@router.get("")
def samples_page(view: View, room: Room, person: Reader) -> Response:
    """All samples, the newest first."""
    results = [room.sampling.result(sample) for sample in reversed(room.sampling.samples.all())]
    rows = [(one, verdict(view, one, short=True)) for one in results]
    return view.show("samples.html", rows=rows, issues=_issues(room), settings=room.settings.sampling)


@router.get("/plan")
def plan_page(
    view: View,
    room: Room,
    person: Validator,
    issue: Text = "",
    select: Text = "",
    limit: Annotated[float, Query(gt=0, le=10_000, allow_inf_nan=False)] = 3.0,
    judges: Annotated[int, Query(ge=1, le=2)] = 1,
) -> Response:
    """How many lines it takes; reads every page that is meant."""
    scope = _scope(issue, select)
    lot = _counted(room, scope, anew=True)
    found = room.sampling.plan(lot, _terms(room, limit, judges))
    return view.show("sample-plan.html", plan=found, issue=issue, select=select, scope=scope)


@router.post("")
def draw(view: View, room: Room, form: Form, person: Validator) -> RedirectResponse:
    """Draw a sample.  422: a value does not fit, or the text has changed since the plan was made."""
    scope = _scope(form.text("issue", most=LONGEST), form.text("select", most=LONGEST))
    lines, judges = form.number("lines", least=1, most=MOST_LINES), form.number("judges", least=1, most=2)
    named = (form.text("name", most=LONGEST), scope.issue or "", " ".join(scope.select), view.say("samples.everything"))
    name = next(text.strip() for text in named if text.strip())
    terms = _terms(room, _limit(form.text("limit", most=20)), judges)
    sample = room.sampling.draw(name, person.name, scope, terms, _counted(room, scope), lines)
    return view.go(f"/samples/{sample.id}")


@router.get("/{id}")
def sample_page(view: View, room: Room, id: RowId, person: Reader) -> Response:
    """What a sample shows, and who judged how much.  Lines with errors are shown to who has none left to judge."""
    sample = sample_of(room, id)
    result = room.sampling.result(sample)
    mine, disputed = _waiting(room, sample, person)
    faults = [] if mine else [(one.line, pieces(one)) for one in result.faults[:FAULTS_SHOWN]]
    return view.show(
        "sample.html",
        result=result,
        figures=figures(result),
        verdict=verdict(view, result),
        mine=mine,
        disputed=disputed,
        faults=faults,
    )


@router.post("/{id}/more")
def more(view: View, room: Room, id: RowId, person: Validator) -> RedirectResponse:
    """Draw the lines that the result asks for.  422: none are needed, or the text has changed."""
    room.sampling.draw_more(sample_of(room, id))
    return view.go(f"/samples/{id}")


@router.get("/{id}/judge")
def judge_page(view: View, room: Room, id: RowId, person: Editor) -> Response:
    """Line by line, blind; the script asks for the lines."""
    return view.show("sample-judge.html", sample=sample_of(room, id), settle=False)


@router.get("/{id}/settle")
def settle_page(view: View, room: Room, id: RowId, person: Editor) -> Response:
    """The lines about which two people differ."""
    return view.show("sample-judge.html", sample=sample_of(room, id), settle=True)


def sample_of(room: RoomType, id: int) -> Sample:
    """One sample.  Raises ``NotThere``."""
    try:
        return room.sampling.samples.get(id)
    except NoInputError:
        raise NotThere from None


def _waiting(room: RoomType, sample: Sample, person: Person) -> tuple[int, int]:
    """Lines that wait for this person: to be judged, to be settled."""
    standing = room.sampling.judging.standing(sample)
    return len(list(to_judge(standing, person.name))), len(list(to_settle(standing, person.name)))


def _scope(issue: str, patterns: str) -> Scope:
    return Scope(tuple(patterns.split()), issue.strip() or None)


def _terms(room: RoomType, limit: float, judges: int) -> Terms:
    settled = terms_of(room.settings.sampling)
    return Terms(judges, limit, settled.confidence, settled.effect)


def _limit(text: str) -> float:
    try:
        limit = float(text)
    except ValueError:
        limit = 0.0
    if not 0 < limit <= 10_000:
        raise Problem(422, "invalid", details={"fields": ["limit"]})
    return limit


def _counted(room: RoomType, scope: Scope, *, anew: bool = False) -> LotCount:
    try:
        return room.sampling.count(scope) if anew else room.sampling.counted(scope)
    except NoInputError:
        raise Problem(422, "samples.empty") from None
    except PageError as error:
        raise Problem(422, "samples.page", page=f"{error.path.parent.name}/{error.path.stem}") from None


def _issues(room: RoomType) -> list[str]:
    """Keys of all issues, for the form."""
    query = select(pages.c.issue).where(pages.c.issue.is_not(None)).distinct().order_by(pages.c.issue)
    with room.database.read() as connection:
        return [issue for issue in connection.scalars(query) if issue]
