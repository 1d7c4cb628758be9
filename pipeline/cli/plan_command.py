"""``baokan plan``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json, Output, Server, Set

if TYPE_CHECKING:
    from pipeline.planning.figures import Measured
    from pipeline.settings import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
SAMPLE_PAGES = 8
"""pages that are read where nothing was done yet: half a minute, and each worker has some."""


@app.command()
def plan(
    pages: Annotated[
        str, typer.Argument(metavar="PAGES", help="Number of pages (images of scans): 3000000, 3,000,000, 3M, 300万.")
    ],
    output: Output = None,
    database: Server = None,
    measure: Annotated[
        list[Path] | None,
        typer.Option(
            "--measure",
            metavar="PATH",
            help="Read a few of these scans to measure, instead of taking the figures of the results folder.",
        ),
    ] = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="Pages that are read to measure.")
    ] = SAMPLE_PAGES,
    within: Annotated[
        str | None, typer.Option("--within", metavar="TIME", help="Deadline: 30d, 6w, 12h; says the machines needed.")
    ] = None,
    hours: Annotated[
        float, typer.Option("--hours", metavar="N", min=0.1, max=24, help="Hours a day that machines work.")
    ] = 24.0,
    machines: Annotated[
        int, typer.Option("--machines", metavar="N", min=1, help="Machines that there are, without a deadline.")
    ] = 1,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Workers of a machine (default: as where it was measured)."),
    ] = None,
    formats: Annotated[
        str | None, typer.Option("--formats", metavar="LIST", help="Also written beside each document: alto,tei,pdf.")
    ] = None,
    copy_scans: Annotated[
        bool, typer.Option("--copy-scans", help="The scans are to be kept beside the results.")
    ] = False,
    backups: Annotated[
        int, typer.Option("--backups", metavar="N", min=0, help="Whole backups that are kept elsewhere.")
    ] = 1,
    editors: Annotated[int, typer.Option("--editors", metavar="N", min=1, help="People who decide on flags.")] = 1,
    decision_seconds: Annotated[
        float | None,
        typer.Option(
            "--decision-seconds",
            metavar="S",
            min=0.1,
            help="Seconds for a decision (default: as measured between decisions in the results).",
        ),
    ] = None,
    working_day: Annotated[
        float, typer.Option("--working-day", metavar="N", min=0.1, max=24, help="Hours a day that an editor decides.")
    ] = 8.0,
    config: Config = None,
    assignments: Set = None,
    as_json: Json = False,
) -> None:
    """Say what a number of pages takes: time, memory, storage, machines, people.

    From what pages took in the results folder, or, where there are none, from a few scans that are read for it. Every
    figure says where it comes from. Exit codes: 0 said, 2 wrong usage, 3 nothing to measure on.
    """
    from pipeline.batch.limits import WORKER_BYTES
    from pipeline.cli.common import clean_stdout, load_settings
    from pipeline.cli.planned import lines, values
    from pipeline.planning.demand import Demand, days, number_of_pages
    from pipeline.planning.machine import this_machine
    from pipeline.planning.model import plan as reckon
    from pipeline.planning.sizes import remarks

    demand = Demand(
        pages=number_of_pages(pages),
        within_days=days(within) if within is not None else None,
        hours_a_day=hours,
        machines=machines,
        workers=workers,
        copy_scans=copy_scans,
        backups=backups,
        editors=editors,
        decision_seconds=decision_seconds,
        working_day=working_day,
    )
    with clean_stdout() as stdout:
        wanted = tuple(formats.split(",")) if formats else None
        overrides = {"run.output": output, "run.database": database, "export.formats": wanted}
        settings = load_settings(config, assignments, overrides).settings
        measured = _measured(settings, measure, sample)
        found = reckon(demand, measured, measured.worker_bytes or WORKER_BYTES)
        machine = this_machine(settings.run.output)
        said = remarks(found, machine, measured.tables.engine)
        if as_json:
            import json

            print(json.dumps(values(found, measured, machine, said), ensure_ascii=False, indent=1), file=stdout)
            return
        for line in lines(found, measured, machine, said):
            print(line, file=stdout)


def _measured(settings: Settings, scans: list[Path] | None, sample: int) -> Measured:
    from dataclasses import replace

    from pipeline.batch.limits import crew
    from pipeline.batch.local import run_local
    from pipeline.planning.ledger import measure
    from pipeline.planning.trial import samples, trial
    from pipeline.planning.written import formats

    names, run = settings.export.formats, settings.run
    paths = scans or samples(run.output, run.database)
    if paths is None:
        found = measure(run.output, run.database)
        sizes, notes = formats(run.output, names, run.database)
        if found.pace.workers is None:
            jobs = crew(run, settings.engine.threads).jobs
            found = replace(found, pace=replace(found.pace, workers=float(jobs)))
            notes += (f"No run tells how many workers were busy at once: reckoned is with {jobs}, all busy.",)
        return replace(found, storage=replace(found.storage, formats=sizes), notes=(*found.notes, *notes))
    return trial(paths, settings, sample, names, run=run_local, say=lambda words: print(words, file=sys.stderr))
