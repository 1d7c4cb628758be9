"""``baokan corpus issues``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server
from pipeline.cli.corpus.common import Csv, corpus, print_csv, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.corpus.issue_pages import Double, Missing, PageThere
    from pipeline.corpus.issues import Issue
    from pipeline.corpus.numbering import Gap

_HOW = {"printed": "", "between": "~", "beside": "~", "nameplate": "~", "unknown": "?"}
_COLUMNS = ("issue", "title", "number", "date", "pages", "missing", "double", "replaced", "clear")


def issues(
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Only issues of this title.")] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Only issues about which something wants a look.")
    ] = False,
    output: Output = None,
    database: Server = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the issues: which pages are there, which are missing or there twice, and gaps in the numbers of a title.

    Page numbers are read by the machine and often not printed. '~' marks a number that was inferred from the pages
    beside it or from the masthead, '?' a page without one. What was not found may be among the pages that do not say
    which issue they belong to.
    """
    with corpus(output, database, config) as opened:
        found = opened.issues()
    listed = [one for one in found.issues if title in (None, one.title) and not (incomplete and one.clear)]
    gaps = [gap for gap in found.gaps if title in (None, gap.title)]
    if as_json:
        from dataclasses import asdict

        print_json(
            {"issues": [one.row() for one in listed], "gaps": [asdict(gap) for gap in gaps], "without": found.without}
        )
    elif as_csv:
        print_csv([one.row() for one in listed], _COLUMNS)
    else:
        _show(listed, gaps, found.without)


def _show(listed: Sequence[Issue], gaps: Sequence[Gap], without: int) -> None:
    for one in listed:
        print(f"{one.issue}: {_pages(one.pages)}")
        for lost in one.missing:
            print(f"  {_missing(lost)}")
        for double in one.double:
            print(f"  {_double(double)}")
        for document in one.replaced:
            print(f"  {document} was replaced by a better scan")
    if gaps:
        print("\nNumbers of the titles:")
    for gap in gaps:
        print(f"  {said(gap)}")
    print(f"\n{len(listed):,} issues. {without:,} pages do not say which issue they belong to.")


def _pages(pages: Sequence[PageThere]) -> str:
    shown = []
    for page in pages:
        number = "?" if page.number is None else f"{_HOW[page.how]}{page.section}{page.number}"
        shown.append(f"{number}{' (doubtful)' if page.doubtful else ''}")
    return f"{len(pages):,} {'page' if len(pages) == 1 else 'pages'}: {', '.join(shown)}"


def _missing(lost: Missing) -> str:
    why = {
        "between": "lower and higher numbers are there",
        "before": "only higher numbers are there",
        "usual": "other issues of the title mostly have it",
    }[lost.why]
    perhaps = "; a page without a sure number may be it" if lost.unsure else ""
    return f"page {lost.section}{lost.number} was not found: {why}{perhaps}"


def _double(double: Double) -> str:
    from pipeline.corpus.issue_pages import ALIKE

    pages = " and ".join("/".join(page) for page in double.pages)
    alike = "too little text to compare" if double.alike is None else f"{double.alike:.0%} of the text alike"
    same = double.alike is not None and double.alike >= ALIKE
    if double.why == "text":
        return f"{pages}: perhaps one page twice ({alike})"
    return f"{pages}: the same number ({alike}); " + ("perhaps one page twice" if same else "one may be misread")


def said(gap: Gap) -> str:
    """A gap in words."""
    numbers = f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}"
    where = f"{gap.title} {gap.year}".strip()
    first, second = gap.keys
    return {
        "missing": f"{where}: no issue {numbers} (between {first} and {second})",
        "twice": f"{where}: number {numbers} twice: {first}, {second}",
        "order": f"{where}: {second} has the higher number and the earlier date than {first}; one may be misread",
    }[gap.why]
