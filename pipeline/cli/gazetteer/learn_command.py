"""``baokan gazetteer learn``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Set
from pipeline.cli.gazetteer.common import print_json
from pipeline.errors import ExitCode

if TYPE_CHECKING:
    from pipeline.gazetteer.settings import LearnSettings
    from pipeline.gazetteer.sightings import Sighting

SOURCE = "learned"


def learn(
    output: Output = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option("--decisions", metavar="FILE", help="Decisions of editors (CSV); may be repeated."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE.csv", help="Also add the proposals to this gazetteer, the doubtful ones left out."
        ),
    ] = None,
    config: Config = None,
    assignments: Set = None,
    as_json: Json = False,
) -> None:
    """Propose names that no list has, from finished results and from decisions.

    Proposed is what stands often before a word such as 小区 or 路, on several pages, and was never contested: not
    doubted by a flag and not changed by an editor. A proposal that one character tells from a listed name may be that
    name, misread: --to adds it only when an editor has confirmed it. Look at the others before you use them, too.
    """
    from dataclasses import asdict
    from itertools import chain

    from pipeline.cli.common import load_settings
    from pipeline.correct.decisions import read
    from pipeline.correct.lexicon import shipped
    from pipeline.gazetteer import load_from
    from pipeline.gazetteer.editing import add
    from pipeline.gazetteer.learn import propose
    from pipeline.gazetteer.sightings import in_decisions

    settings = load_settings(config, assignments, {"run.output": output}).settings
    gazetteer, rules = load_from(settings.gazetteer), settings.gazetteer.learn
    listed = {*gazetteer.by_spelling, *gazetteer.variants}
    problems: list[str] = []
    sightings = chain(
        _in_results(settings.run.output, rules, problems), *(in_decisions(read(path)) for path in decisions or ())
    )
    words = shipped().frequency
    proposals = propose(sightings, listed, rules, lambda word: words.get(word, 0))
    for problem in problems:
        print(f"baokan: {problem}", file=sys.stderr)
    kept = [proposal for proposal in proposals if not proposal.doubtful] if to is not None else []
    for proposal in kept:
        assert to is not None
        add(to, proposal.entry(SOURCE))
    if as_json:
        print_json([asdict(proposal) for proposal in proposals])
    else:
        for proposal in proposals:
            near = f"; one character off: {', '.join(proposal.neighbours[:5])}" if proposal.neighbours else ""
            print(f"{proposal.name}  {proposal.kind}  {proposal.seen} times on {proposal.pages} pages{near}")
            for context in proposal.contexts:
                print(f"    {context}")
        added = f", {len(kept)} of them added to {to}" if to is not None else ""
        print(f"{len(proposals)} names proposed{added}.", file=sys.stderr)
    raise typer.Exit(ExitCode.SOME_FAILED if problems else ExitCode.DONE)


def _in_results(output: Path, rules: LearnSettings, problems: list[str]) -> Iterator[Sighting]:
    """What the finished pages of a results folder show; pages that cannot be read are named among the problems."""
    from pipeline.errors import PageError
    from pipeline.export.folders import finished_documents
    from pipeline.export.interchange import read_document, read_page
    from pipeline.gazetteer.sightings import doubted, in_text

    for path in finished_documents(output) if output.is_dir() else ():
        try:
            document = read_document(path)
            names = [page.name for page in document.pages if page.status != "failed"]
        except PageError as error:
            problems.append(str(error))
            continue
        for name in names:
            try:
                page = read_page(path.parent / f"{name}.json")
            except PageError as error:
                problems.append(str(error))
                continue
            where = f"{path.parent.name}/{name}"
            for block in page.blocks:
                yield from in_text(page.text(block, "corrected").text, where, rules.longest_proper, rules.context)
            yield from doubted((c.before for c in page.corrections if c.status == "flagged"), where)
