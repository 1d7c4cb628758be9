"""``baokan status``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.common import Config, Json, Output, Server

if TYPE_CHECKING:
    from pipeline.batch.failures import Problem
    from pipeline.batch.status import RunLine, Status

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def status(
    output: Output = None,
    database: Server = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="List every page that failed or is in quarantine, and why.")
    ] = False,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="With --failed: also what was kept of each error, for those who look for it."),
    ] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Say how a results folder stands, while a run works on it and afterwards.

    Is a run working, since when, how many pages are done, failed, waiting, how fast it goes, how long it will take,
    what each worker is at, and how the last runs ended. Exit codes: 0 said, 3 no results there, 7 database damaged.
    """
    from pipeline.batch.failures import failures
    from pipeline.batch.status import status as look
    from pipeline.cli.common import results_of

    folder, url = results_of(output, database, config)
    found = look(folder, url)
    problems = failures(folder, url, trace=trace) if failed or trace else None
    if as_json:
        import json

        print(json.dumps(_values(found, problems), ensure_ascii=False, indent=1))
        return
    for line in [*lines(found), *(() if problems is None else failure_lines(problems))]:
        print(line)


def _values(found: Status, problems: list[Problem] | None) -> dict[str, Any]:
    from dataclasses import asdict

    listed = {} if problems is None else {"failed": [asdict(problem) for problem in problems]}
    return asdict(found) | {"interrupted": found.interrupted} | listed


def lines(found: Status) -> list[str]:
    """The status in words."""
    pages, left = found.pages, found.pages["waiting"] + found.pages["working"]
    said = [_working(found), ""]
    replaced = f", {found.replaced:,} replaced since" if found.replaced else ""
    said.append(f"Files      {found.files:,}" + replaced)
    said.append(
        f"Pages      {pages['done']:,} done, {pages['failed']:,} failed, {pages['quarantined']:,} in quarantine, "
        f"{left:,} waiting" + (f" ({pages['working']:,} of them at work)" if found.at_work else "")
    )
    if found.unopened:
        said.append(
            f"           and {_count(found.unopened, 'file')} never opened yet, with as many pages as they may have"
        )
    if found.interrupted:
        said.append(
            f"           {_count(found.interrupted, 'page')} cut off by the end of a run: the next one does them"
        )
    if found.pace is not None:
        ending = f"; about {_span(found.seconds_left)} left" if found.seconds_left is not None else ""
        finished = found.finished or 0
        # the pass over the issues comes on top of what was to do
        share = f"{finished:,} of " if found.todo is not None and finished <= found.todo else ""
        number = _count(found.todo if share and found.todo is not None else finished, "page")
        whose = "Together " if len(_together(found)) > 1 else "This run "
        said.append(f"{whose}  {share}{number} so far, {found.pace:.1f} a minute of late{ending}")
    if found.at_work:
        said += ["", "At work"]
        for one in found.at_work:
            again = f", try {one.tries}" if one.tries > 1 else ""
            said.append(f"  {one.worker}  {one.file} page {one.page}, for {_span(one.seconds)}{again}")
    if found.problems:
        said += ["", f"Files with problems: {found.problem_files:,}"]
        for source in found.problems:
            said.append(f"  {source.file}: {_share(source.failed, source.quarantined, source.pages)}. {source.cause}")
        more = found.problem_files - len(found.problems)
        if more:
            said.append(f"  … and {more:,} more")
        said.append("  ('baokan status --failed' lists every page, with what to do)")
    if found.runs:
        said += ["", "Last runs", *(f"  {_run(run)}" for run in found.runs)]
    return said


def failure_lines(problems: list[Problem]) -> list[str]:
    """Every page that could not be done."""
    said = ["", f"Failed or in quarantine: {_count(len(problems), 'page')}"]
    for one in problems:
        state = "in quarantine" if one.state == "quarantined" else one.state
        said.append(
            f"  {one.file} page {one.page}: {state} in '{one.stage}' ({one.code}), {_count(one.tries, 'try', 'tries')}"
        )
        said += [f"    {one.cause}", f"    -> {one.remedy}"]
        said += [f"    | {line}" for line in one.trace.splitlines()]
    return said


def _working(found: Status) -> str:
    owner, together = found.owner, _together(found)
    if owner is None:
        return f"{found.output}: no run is working."
    if len(together) > 1:
        return f"{found.output}: {len(together)} runs are working, the first since {_local(together[-1].started)}."
    who = f"process {owner.pid} on {owner.host}, '{owner.command}'"
    if found.working:
        return f"{found.output}: a run is working since {_local(owner.since)} ({who})."
    if found.working is None:
        return (
            f"{found.output}: a run began at {_local(owner.since)} on another machine ({who}); whether it is still "
            "working cannot be seen from here."
        )
    return f"{found.output}: no run is working; the last one ended without a word ({who}, since {_local(owner.since)})."


def _together(found: Status) -> list[RunLine]:
    """The runs that work: several may on one server."""
    return [run for run in found.runs if run.working]


def _share(failed: int, quarantined: int, pages: int | None) -> str:
    if pages is None:
        return "cannot be read" if failed else "in quarantine"
    parts = [f"{failed:,} failed"] if failed else []
    parts += [f"{quarantined:,} in quarantine"] if quarantined else []
    return f"{' and '.join(parts)} of {_count(pages, 'page')}"


def _run(run: RunLine) -> str:
    head = f"{run.number}  {_local(run.started)}"
    if run.ended is None:
        todo = f", {_count(run.todo, 'page')} to do" if run.todo is not None else ""
        if run.working:
            return f"{head}  working (process {run.pid} on {run.host}){todo}"
        return f"{head}  ended without a word (killed, or loss of power){todo}"
    seconds = (datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.started)).total_seconds()
    held = f", {run.held:,} that the changed gazetteer cannot touch" if run.held else ""
    left = (run.todo or 0) - (run.done or 0) - (run.failed or 0)
    counts = f"{run.done or 0:,} done, {run.failed or 0:,} failed, {run.skipped or 0:,} done before{held}"
    counts += f", {left:,} left to do" if left > 0 else ""
    return f"{head}  {_span(seconds)}: {counts}, exit code {run.exit_code}" + (
        f". {run.message}" if run.message else ""
    )


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _span(seconds: float) -> str:
    """``12 s``, ``3 min 20 s``, ``2 h 05 min``."""
    whole = timedelta(seconds=round(seconds))
    minutes, rest = divmod(int(whole.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
