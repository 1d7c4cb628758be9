"""Articles under addresses that stay, and their citations."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from pipeline.corpus import citing, permalinks
from pipeline.corpus.articles import Article, article_of, beside, cited, confidence
from pipeline.corpus.hits import Hit
from pipeline.corpus.syntax import QueryError
from pipeline.corpus.withdrawing import replaced, withdrawn
from pipeline.editing import rows
from pipeline.review import article_shown as shown
from pipeline.review.problem import NotThere
from pipeline.review.search_asked import Asked, Meant, MeantHere
from pipeline.review.view import View as Seen
from pipeline.review.who import LARGEST, Reader, Room, View

router = APIRouter()
Document = Annotated[str, Path(max_length=300)]
PageName = Annotated[str, Path(max_length=40)]
Number = Annotated[int, Path(ge=1, le=LARGEST)]
CITATIONS = {"gb": ("GB/T 7714—2015", citing.gb7714), "bib": ("BibTeX", citing.bibtex), "ris": ("RIS", citing.ris)}
"""What is offered, by the id of its element: its name, what writes it."""


@router.get("/articles/{document}/{page}/{number}")
def article_page(
    document: Document, page: PageName, number: Number, view: View, room: Room, person: Reader, meant: MeantHere
) -> Response:
    """An article.  404: the number was never given; 410: it is gone, with what lies there now."""
    with room.database.read() as connection:
        found = permalinks.find(connection, document, page, number)
        if found is None:
            raise NotThere
        article = _shown(connection, found)
        if article is None:
            return _gone(connection, view, found[0], number)
        previous, next = (shown.leading(connection, beside(connection, article, forward=way)) for way in (False, True))
        before, behind = shown.continued(connection, article, room.editing.files)
    hits = _hits(room, article, meant)
    told = _cited(view, room, article, number)
    return view.show(
        "article.html",
        article=article,
        page=article.page,
        cited=told,
        sure=confidence(article, room.editing.files),
        parts=[(part, list(shown.pieces(part, hits, article.page.id, meant))) for part in article.parts],
        hits=len(hits),
        meant=meant,
        search=Asked(meant).address() if meant.q else None,
        image=Asked(meant).elsewhere(f"/pages/{article.page.id}"),
        previous=previous,
        next=next,
        before=before,
        behind=behind,
        citations=[(kind, name, write(told)) for kind, (name, write) in CITATIONS.items()],
    )


@router.get("/articles/{document}/{page}/{number}/citation.{ending}")
def citation(
    document: Document,
    page: PageName,
    number: Number,
    ending: Literal["bib", "ris"],
    view: View,
    room: Room,
    person: Reader,
) -> Response:
    """The citation as a file for reference managers.  404: there is no such article, or not any more."""
    with room.database.read() as connection:
        found = permalinks.find(connection, document, page, number)
        article = None if found is None else _shown(connection, found)
    if article is None:
        raise NotThere
    write, media_type = citing.FORMATS[ending]
    told = _cited(view, room, article, number)
    name = f"{citing.key_of(told.key)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(told).encode(), media_type=media_type, headers=headers)


def _shown(connection: Connection, found: tuple[int, int | None]) -> Article | None:
    """The article behind a number, where it is there and in the corpus."""
    article = None if found[1] is None else article_of(connection, found[0], found[1])
    if article is None or withdrawn(connection, article.page.source) or replaced(connection, article.page.source):
        return None
    return article


def _gone(connection: Connection, view: Seen, page: int, number: int) -> Response:
    """Why an article is not there, and what lies in its place."""
    row = rows.page_row(connection, page)
    assert row is not None, "a number is of a page"
    out, other = withdrawn(connection, row.source), replaced(connection, row.source)
    there = [] if out or other else permalinks.instead(connection, page, number)
    others = [one for name in there if (one := shown.leading(connection, (page, name)))]
    return view.show("gone.html", 410, page=row, number=number, others=others, out=out, replaced=other)


def _hits(room: Room, article: Article, meant: Meant) -> list[Hit]:
    if not meant.q:
        return []
    try:
        return room.corpus.on_page(meant.q, meant.options, article.page.document, article.page.id, article.name)
    except QueryError:
        return []  # the search page says what is wrong with it


def _cited(view: Seen, room: Room, article: Article, number: int) -> citing.Cited:
    """What is known for a citation.  Without accounts nobody else reaches these pages: there is no address to give."""
    told = cited(article, number, room.editing.files)
    path = permalinks.path_of(article.page.document, article.page.name, number)
    address = str(view.request.base_url).rstrip("/") + path if room.shared else None
    return shown.with_address(told, address, room.clock().astimezone().date())
