"""The filter of a queue in an address: read from it, and written into links."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query

from pipeline.editing.queue import Band, Filter, Queue, State

LONGEST = 200
"""characters of a text in a filter: names of documents and issues."""
Text = Annotated[str, Query(max_length=LONGEST)]
Date = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", description="2021, 2021-03 or 2021-03-12")]
ANY = "any"


async def _wanted(
    queue: Queue = "names",
    state: State | Literal["any"] = "open",
    document: Text = "",
    issue: Text = "",
    since: Date = "",
    until: Date = "",
    kind: Text = "",
    band: Band = "usual",
    name: Text = "",
    editor: Text = "",
) -> Filter:
    return Filter(
        queue=queue,
        state=None if state == "any" else state,
        document=document or None,
        issue=issue or None,
        since=since or None,
        until=until or None,
        kind=kind or None,
        band=band,
        name=name.strip(),
        editor=editor or None,
    )


Wanted = Annotated[Filter, Depends(_wanted)]
"""The filter of a request."""


def query_of(wanted: Filter, **more: Any) -> str:
    """A filter as the query of an address, ``?`` included; what is as usual is left out.  ``more``: further fields."""
    usual = asdict(Filter())
    given = {key: value for key, value in asdict(wanted).items() if value != usual[key] and key != "page"}
    if "state" in given and given["state"] is None:
        given["state"] = ANY
    fields = given | {key: value for key, value in more.items() if value is not None}
    return "?" + urlencode(fields) if fields else ""


def of_queue(wanted: Filter, queue: str) -> Filter:
    """The same filter for the queue that a flag or a group belongs to."""
    return wanted if wanted.queue == queue else replace(wanted, queue="text" if queue == "text" else "names")


def shown(wanted: Filter) -> list[tuple[str, str, str]]:
    """What a filter is set to beside the usual: ``(field, value, query without it)``."""
    usual = Filter(queue=wanted.queue)
    names = ("state", "document", "issue", "since", "until", "kind", "band", "name", "editor")
    return [
        (name, getattr(wanted, name) or ANY, query_of(replace(wanted, **{name: getattr(usual, name)})))
        for name in names
        if getattr(wanted, name) != getattr(usual, name)
    ]
