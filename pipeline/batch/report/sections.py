"""The parts of the report that are drawn from counts: pages, time, confidence, skew, warnings, runs."""

from __future__ import annotations

from pipeline.batch.report.drawing import bar, timeline, wall
from pipeline.batch.report.facts import Facts
from pipeline.batch.report.markup import Html, both, element
from pipeline.batch.report.times import local, slots, worked
from pipeline.batch.report.words import STAGES, STATES, WARNINGS, Words, words
from pipeline.batch.status import RunLine

MOST_RUNS = 20


def section(title: Words, *parts: str | None, class_: str | None = None) -> Html:
    """A part with its heading."""
    return element("section", both(*title, name="h2"), *parts, class_=class_)


def note(zh: str, en: str, class_: str = "note") -> Html:
    """A sentence below a heading or a drawing."""
    return element("p", both(zh, en), class_=class_)


def good(zh: str, en: str) -> Html:
    """A sentence that says that nothing is wrong."""
    return element("p", both(zh, en), class_="good")


def heading(facts: Facts, output: str) -> Html:
    """What the report is about."""
    run = facts.run
    if run is None:
        about = both(
            f"结果文件夹中的全部页面，{len(facts.runs)} 次运行", f"Everything in the folder, {len(facts.runs)} runs"
        )
    else:
        began, end = local(run.started), local(run.ended) if run.ended else None
        until = "" if end is None else f" – {end:%H:%M}" if end.date() == began.date() else f" – {end:%Y-%m-%d %H:%M}"
        open_zh, open_en = ("", "") if end else ("，尚未结束", ", not ended")
        when = f"{began:%Y-%m-%d %H:%M}{until}"
        about = both(f"第 {run.number} 次运行，{when}{open_zh}", f"Run {run.number}, {when}{open_en}")
    return element(
        "header",
        both("运行报告", "Run report", name="h1"),
        element("p", about, class_="lead"),
        element("p", element("code", output), class_="lead"),
        element("p", element("code", run.command), class_="lead") if run else None,
        note(f"提前结束：{run.message}", f"It stopped early: {run.message}") if run and run.message else None,
    )


def counts(facts: Facts) -> Html:
    """Figures, and a wall of all pages in the colours of their states."""
    done, failed, quarantined, waiting = (facts.frames[state] for state in ("done", "failed", "quarantined", "waiting"))
    bad = failed + quarantined
    before = (facts.run.skipped or 0) if facts.run else 0
    applied, flagged = (facts.corrections[status] for status in ("applied", "flagged"))
    shown: list[tuple[int, Words, str | None]] = [
        (done, ("扫描页完成", "scanned pages done"), None),
        (bad, ("失败或隔离", "failed or in quarantine"), "bad" if bad else None),
        (facts.files, ("文件", "files"), None),
        (facts.characters, ("字", "characters"), None),
        (applied, ("处改动", "changes made"), None),
        (flagged, ("处待定", "flagged for a person"), None),
    ]
    if before:
        shown.insert(1, (before, ("此前已完成", "done before"), None))
    states = [
        ("done", done - facts.warned),
        ("warned", facts.warned),
        ("failed", failed),
        ("quarantined", quarantined),
        ("waiting", waiting),
    ]
    states = [(name, number) for name, number in states if number > 0]
    drawn, share = wall(("各页状态", "Pages by state"), states)
    legend = [
        element("li", swatch(name), both(*(f"{text} {number:,}" for text in STATES[name]))) for name, number in states
    ]
    split = facts.pages - done
    notes = [note(f"每格代表 {share:,} 页。", f"One square stands for {share:,} pages.", "hint") if share > 1 else None]
    if split > 0:
        notes.append(
            note(
                f"跨页拆分后共得 {facts.pages:,} 个版面。",
                f"With double pages cut in two these are {facts.pages:,} printed pages.",
                "hint",
            )
        )
    figures = [element("li", element("b", f"{number:,}"), both(*said), class_=class_) for number, said, class_ in shown]
    return element(
        "div", element("ul", *figures, class_="figures"), drawn if states else None,
        element("ul", *legend, class_="legend"), *notes,
    )  # fmt: skip


def swatch(name: str) -> Html:
    """A small square in the colour of a legend's entry."""
    square = element("rect", width=10, height=10, rx=2, class_=f"fill-{name}")
    return element("svg", square, viewBox="0 0 10 10", aria_hidden="true")


def throughput(facts: Facts) -> Html:
    """Pages a minute over time."""
    title = ("进度", "Throughput")
    if not facts.minutes:
        return section(title, note("没有处理过任何页面。", "No page was tried."))
    found, width = slots(facts.minutes)
    minutes = worked(facts.minutes)
    pages = sum(done + failed for _, done, failed in facts.minutes)
    cut_zh, cut_en = "", ""
    if any(slot.gap for slot in found):
        cut_zh, cut_en = "虚线处略去了停顿的时间。", " Where the line is dotted, a time without work is left out."
    pace = pages / minutes
    return section(
        title,
        note(
            f"每分钟完成的页数，平均 {pace:.1f} 页；每柱 {width} 分钟。{cut_zh}",
            f"Pages a minute, {pace:.1f} on average; a bar stands for {width} min.{cut_en}",
        ),
        timeline(("每分钟页数", "Pages a minute"), found),
    )


def stages(facts: Facts) -> Html | None:
    """Mean time of each stage."""
    if not facts.stages:
        return None
    total = sum(seconds for _, seconds in facts.stages)
    longest = max(seconds for _, seconds in facts.stages) or 1.0
    rows = []
    for stage, seconds in facts.stages:
        rows += [
            element("div", both(*words(STAGES, stage)), class_="what"),
            bar(("done", seconds / longest)),
            element("div", f"{seconds:.2f} s · {seconds / total if total else 0:.0%}", class_="number"),
        ]
    return section(
        ("各步用时", "Time by stage"),
        note(f"每页平均用时，合计 {total:.1f} 秒。", f"Mean of a page, {total:.1f} s in all."),
        element("div", *rows, class_="bars"),
    )


def warnings(facts: Facts) -> Html | None:
    """Warnings by code."""
    if not facts.warnings:
        return None
    most = max(facts.warnings.values())
    rows = []
    for code, number in facts.warnings.most_common():
        rows += [
            element("div", both(*words(WARNINGS, code)), class_="what"),
            bar(("flagged", number / most)),
            element("div", f"{number:,}", class_="number"),
        ]
    return section(
        ("提示", "Warnings"),
        note("这些页面已完成，但值得看一眼。", "These pages are done, and deserve a look."),
        element("div", *rows, class_="bars"),
    )


def run_table(facts: Facts) -> Html:
    """All runs of the folder, the last one first."""
    head = (
        ("次", "run", ""), ("开始", "began", ""), ("用时", "took", "n"), ("完成", "done", "n"), ("失败", "failed", "n"),
        ("此前已完成", "done before", "n"), ("退出码", "exit code", "n"), ("", "", ""),
    )  # fmt: skip
    titles = element("tr", *(element("th", both(zh, en), class_=name or None) for zh, en, name in head))
    rows = [_run_row(run, facts.run) for run in list(reversed(facts.runs))[:MOST_RUNS]]
    more = len(facts.runs) - len(rows)
    return section(
        ("历次运行", "Runs"),
        element("div", element("table", element("thead", titles), element("tbody", *rows)), class_="scroll"),
        note(f"更早的 {more} 次未列出。", f"{more} earlier ones are not listed.", "hint") if more > 0 else None,
    )


def _run_row(run: RunLine, told: RunLine | None) -> Html:
    if run.ended:
        seconds = (local(run.ended) - local(run.started)).total_seconds()
        took = f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{int(seconds % 60):02d}"
        message: str = run.message or ""
    else:
        took, message = "", both("未正常结束，或仍在运行", "did not end, or still works")
    figures = ("" if value is None else f"{value:,}" for value in (run.done, run.failed, run.skipped, run.exit_code))
    return element(
        "tr",
        element("td", str(run.number)),
        element("td", f"{local(run.started):%Y-%m-%d %H:%M}"),
        element("td", took, class_="n"),
        *(element("td", figure, class_="n") for figure in figures),
        element("td", message),
        class_="this" if told and run.number == told.number else None,
    )
