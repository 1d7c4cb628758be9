"""``baokan corpus save``, ``saved`` and ``forget``: result sets that are kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import (
    Across,
    AllKinds,
    Alternatives,
    Csv,
    Fuzzy,
    Query,
    Variants,
    Within,
    WithinOption,
    corpus,
    options,
    print_csv,
    print_json,
    print_table,
    telling,
)
from pipeline.corpus.orders import Sort

if TYPE_CHECKING:
    from pipeline.corpus.comparing import Changes
    from pipeline.corpus.gone import Gone
    from pipeline.corpus.saving import SavedHit, SavedSet

SHOWN = 20
"""hits of each kind that are shown to people; programs get all."""
_TIED = "{done:,} of {of:,} hits tied to the scan"


def save(
    query: Query,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the set.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it is for; kept with it.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it (default: the user's name).")] = "",
    sort: Annotated[Sort, typer.Option("--sort", help="Order of the hits.")] = Sort.relevance,
    variants: Variants = False,
    across: Across = False,
    alternatives: Alternatives = False,
    fuzzy: Fuzzy = False,
    all_kinds: AllKinds = False,
    within: WithinOption = Within.block,
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Keep the hits of a query, each with its place on the scan, and the version of the corpus.

    'baokan corpus saved NAME --changes' says later which of them are gone, which read otherwise, and which are new.
    """
    meant = options(variants, across, alternatives, fuzzy, all_kinds, within)
    with corpus(output, database, config) as opened:
        saved = opened.save(query, name, meant, note=note, by=by, sort=sort, on_hit=telling(_TIED))
    print(f"{saved.name}: {saved.total:,} hits of corpus version {saved.version:,} saved.", file=sys.stderr)


def saved(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The set; without it all sets are listed.")] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Say what has changed since, instead of the hits as they were.")
    ] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the saved sets, or show one: its hits as they were, or what has changed since."""
    from pipeline.errors import SettingsError

    if changes and name is None:
        raise SettingsError("--changes: say of which set. 'baokan corpus saved' lists them.")
    with corpus(output, database, config) as opened:
        if name is None:
            _list(opened.saved(), as_json, as_csv)
        elif changes:
            _changes(opened.named(name), opened.changes(name, telling(_TIED)), as_json, as_csv)
        else:
            _hits(opened.named(name), opened.saved_hits(name), as_json, as_csv)


def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The set.")],
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Delete a saved set."""
    with corpus(output, database, config) as opened:
        opened.forget(name)
    print(f"{name} is deleted.", file=sys.stderr)


def _list(sets: list[SavedSet], as_json: bool, as_csv: bool) -> None:
    columns = ("name", "query", "total", "version", "by", "made", "note")
    rows = [one.row() for one in sets]
    if as_json:
        print_json({"sets": rows})
    elif as_csv:
        print_csv(rows, columns)
    else:
        print_table([[row[name] for name in columns] for row in rows], columns)


def _hits(one: SavedSet, found: list[SavedHit], as_json: bool, as_csv: bool) -> None:
    from pipeline.cli.search_command import line_of
    from pipeline.corpus.hits import FIELDS

    if as_json:
        print_json({"set": one.row(), "hits": [saved.row() for saved in found]})
    elif as_csv:
        print_csv([saved.hit.row() for saved in found], FIELDS)
    else:
        print(_head(one))
        for saved in found[:SHOWN]:
            print(line_of(saved.hit))
        _more(found)


def _head(one: SavedSet) -> str:
    note = f"\n{one.note}" if one.note else ""
    return (
        f"{one.name}: {one.query}\n{one.total:,} hits of corpus version {one.version:,}, saved by {one.by}, "
        f"{one.made[:16]} UTC.{note}"
    )


def _changes(one: SavedSet, found: Changes, as_json: bool, as_csv: bool) -> None:
    from pipeline.corpus.comparing import COLUMNS

    if as_json:
        counts = {"same": found.same, "total": found.total, "version": found.version}
        print_json({"set": one.row(), **counts, "changes": list(found.rows())})
    elif as_csv:
        print_csv(found.rows(), COLUMNS)
    else:
        _show(one, found)


def _show(one: SavedSet, found: Changes) -> None:
    print(_head(one))
    texts = [altered for altered in found.altered if altered.text]
    print(
        f"Now, at version {found.version:,}: {found.total:,} hits. {found.same:,} are as they were, "
        f"{len(found.gone):,} gone, {len(found.new):,} new, {len(texts):,} read otherwise, "
        f"{len(found.altered) - len(texts):,} have other text beside them."
    )
    for before, why in found.gone[:SHOWN]:
        print(f"- {_line(before)}  {said(why)}")
    _more(found.gone)
    for now in found.new[:SHOWN]:
        print(f"+ {_line(now)}")
    _more(found.new)
    for altered in found.altered[:SHOWN]:
        print(f"~ {_line(altered.before)}\n  {_line(altered.now)}")
    _more(found.altered)


def _line(one: SavedHit) -> str:
    from pipeline.corpus.tables import one_line

    hit = one.hit
    where = f"{hit.document}/{hit.page}"
    return f"{where}  {one_line(hit.left[-20:])}[{one_line(hit.text)}]{one_line(hit.right[:20])}"


def _more(listed: Sequence[object]) -> None:
    if len(listed) > SHOWN:
        print(f"  … and {len(listed) - SHOWN:,} more; --csv and --json have all.")


def said(why: Gone) -> str:
    """Why a hit is gone, in words."""
    now = f"it now reads {why.after!r}" if why.after else "its text is gone"
    return {
        "document": "(the scan is no longer in the results)",
        "withdrawn": f"(the document was withdrawn by {why.by}, {why.at[:16]}: {why.after})",
        "replaced": "(a better scan has replaced this one)",
        "page": "(the scan was read anew, without this page)",
        "reread": f"(the page was read anew: {now})",
        "decision": f"({why.by} changed it, {why.at[:16]}: {now})",
        "text": f"({now})",
        "query": "(it reads as it did; a condition of the query or a list of names means something else now)",
    }[why.cause]
