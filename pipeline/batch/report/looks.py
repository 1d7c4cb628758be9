"""The parts of the report that name what deserves a look: pages, failures, names, issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from pipeline.batch.report.drawing import bar, squares
from pipeline.batch.report.facts import Cause, Facts, UncertainPage
from pipeline.batch.report.gaps import IssuePages, Issues, NumberSeries, Place
from pipeline.batch.report.markup import Html, both, element
from pipeline.batch.report.sections import good, note, section
from pipeline.batch.report.thumbnails import Picture
from pipeline.batch.report.words import CODES, STAGES, words

MOST_NAMES = 30
MOST_SERIES = 40
MOST_ISSUES = 60
APPLIED = frozenset({"applied", "accepted"})


def least_certain(pages: Sequence[tuple[UncertainPage, Picture]], base: str) -> Html | None:
    """The least certain pages; ``base``: way from the report to the results folder, quoted, with a slash behind."""
    if not pages:
        return None
    number = len(pages)
    return section(
        (f"最没有把握的 {number} 页", f"The {number} least certain pages"),
        note(
            "红色标出识读没有把握的行；下方是其中最没有把握的一行。点击图片看整页。",
            "Lines that the engine was not sure of are marked red; below stands the least certain one. A click on the "
            "picture opens the page.",
        ),
        element("ol", *(_page(page, picture, base) for page, picture in pages), class_="pages"),
        class_="least",
    )


def _page(page: UncertainPage, picture: Picture, base: str) -> Html:
    way = f"{base}{quote(page.document, safe='')}/{quote(page.name, safe='')}"
    width, height = picture.width, picture.height
    shapes = [element("image", href=picture.data, width=width, height=height)] if picture.data else []
    for mark in picture.marks:
        left, top, right, bottom = mark.box
        opacity = min(0.75, 0.25 + mark.doubt)
        shapes.append(
            element(
                "rect",
                x=left,
                y=top,
                width=right - left,
                height=bottom - top,
                class_="fill-doubt",
                fill_opacity=opacity,
            )
        )
    drawn = element(
        "svg", *shapes, viewBox=f"0 0 {width} {height}", role="img", aria_label=f"{page.document} {page.name}"
    )
    return element(
        "li",
        element("a", drawn, class_="thumb", href=f"{way}.jpg")
        if picture.data
        else element("div", drawn, class_="thumb"),
        element("div", bar(("done", page.confidence)), element("span", f"{page.confidence:.1%}"), class_="sure"),
        element("a", f"{page.document} · {page.name}", class_="path", href=f"{way}.txt"),
        element("q", picture.text) if picture.text else None,
    )


def failures(causes: Sequence[Cause]) -> Html:
    """Failures by cause."""
    title = ("失败与原因", "Failures by cause")
    if not causes:
        return section(title, good("没有失败的页面。", "No page failed."))
    most = max(cause.count for cause in causes)
    rows = []
    for cause in causes:
        rows += [
            element("div", both(*words(CODES, cause.code)), class_="what"),
            bar(("failed", cause.count / most)),
            element("div", f"{cause.count:,}", class_="number"),
        ]
    return section(title, element("div", *rows, class_="bars"), *(_cause(cause) for cause in causes))


def _cause(cause: Cause) -> Html:
    zh, en = words(CODES, cause.code)
    stage_zh, stage_en = words(STAGES, cause.stage)
    places = []
    for file, page, state in cause.places:
        where = both(f"，第 {page} 页", f", page {page}") if page is not None else None
        mark = element("span", both("（隔离）", " (in quarantine)"), class_="mark") if state == "quarantined" else None
        places.append(element("li", element("span", file, class_="path"), where, mark))
    more = cause.count - len(places)
    if more > 0:
        places.append(element("li", both(f"……另有 {more:,} 页", f"… and {more:,} more")))
    return element(
        "div",
        both(f"{zh}（{stage_zh}）", f"{en[:1].upper()}{en[1:]} ({stage_en})", name="h3"),
        element("p", f"{cause.cause} ", element("b", cause.remedy), lang="en"),
        element("ul", *places),
        class_="cause",
    )


def names(facts: Facts) -> Html:
    """Corrections by name."""
    title = ("名称校正", "Corrections by name")
    if not facts.names:
        return section(title, note("没有改动或待定的名称。", "No name was changed or flagged."))
    ordered = sorted(facts.names.items(), key=lambda item: (-item[1].total(), item[0]))
    most = ordered[0][1].total()
    rows = []
    for (before, after), statuses in ordered[:MOST_NAMES]:
        applied = _applied(statuses)
        flagged = statuses.total() - applied
        changed = element("ins", after) if applied else element("span", after)
        rows += [
            element("div", element("s", before), element("span", "→", class_="arrow"), changed, class_="what"),
            bar(("done", applied / most), ("flagged", flagged / most)),
            element("div", _parts(applied, flagged), class_="number"),
        ]
    total = sum(statuses.total() for _, statuses in ordered)
    applied = sum(_applied(statuses) for _, statuses in ordered)
    more = len(ordered) - MOST_NAMES
    return section(
        title,
        note(
            f"共 {total:,} 处，{len(ordered):,} 种；已改 {applied:,} 处，待定 {total - applied:,} 处。",
            f"{total:,} places, {len(ordered):,} different ones; {applied:,} were changed, {total - applied:,} are "
            "flagged for a person.",
        ),
        element("div", *rows, class_="bars names"),
        note(f"另有 {more:,} 种未列出。", f"{more:,} more are not listed.", "hint") if more > 0 else None,
    )


def _applied(statuses: Counter[str]) -> int:
    return sum(number for status, number in statuses.items() if status in APPLIED)


def _parts(applied: int, flagged: int) -> Html:
    """How often a change was made, and how often it waits for a person."""
    said = [
        (f"{number:,} {zh}", f"{number:,} {en}")
        for number, zh, en in ((applied, "已改", "applied"), (flagged, "待定", "flagged"))
        if number
    ]
    return both(" · ".join(zh for zh, _ in said), " · ".join(en for _, en in said))


def issues(found: Issues) -> Html:
    """Missing numbers and pages."""
    title = ("缺期与缺页", "Missing issues and pages")
    if found.damaged:
        return section(title, note("issues.json 无法读取。", "issues.json cannot be read: run 'baokan run' again."))
    if not found.number:
        return section(title, note("没有识别出期号或日期。", "No issue is known: no number and no date was found."))
    series = sorted(found.series, key=lambda one: (-len(one.missing), one.publication, one.year))
    missing, absent = sum(len(one.missing) for one in series), sum(one.missing for one in found.pages)
    parts: list[Html | None] = [
        note(
            f"共 {found.number:,} 期。期号之间缺 {missing:,} 期，{len(found.pages):,} 期内缺 {absent:,} 页（按版次）。",
            f"{found.number:,} issues. {missing:,} are missing between their numbers, and {absent:,} pages in "
            f"{len(found.pages):,} issues, by the labels that are printed.",
        )
    ]
    if not missing and not absent:
        parts.append(good("没有发现缺期缺页。", "No gap was found."))
    if series:
        parts.append(both("期号", "Numbers", name="h3"))
        parts += [_series(one) for one in series[:MOST_SERIES]]
        parts.append(_more(len(series) - MOST_SERIES))
    if found.pages:
        parts.append(both("缺页的各期", "Issues with missing pages", name="h3"))
        parts += [_issue(one) for one in found.pages[:MOST_ISSUES]]
        parts.append(_more(len(found.pages) - MOST_ISSUES))
    return section(title, *parts)


def _series(one: NumberSeries) -> Html:
    name_zh, name_en = (one.publication, one.publication) if one.publication else ("报名不详", "publication not known")
    year_zh, year_en = (f"{one.year} 年", one.year) if one.year else ("总期号", "running number")
    drawn = [squares(_placed(stretch, "issue")) for stretch in one.stretches]
    return element(
        "div",
        element("div", both(f"{name_zh}，{year_zh}", f"{name_en}, {year_en}"), class_="path"),
        element("div", *(part for stretch in drawn for part in (stretch, " "))),
        class_="issue",
    )


def _issue(one: IssuePages) -> Html:
    drawn: list[str] = []
    for letters, places in one.series:
        drawn += [element("span", letters, class_="letters") if letters else "", squares(_placed(places, "page")), " "]
    return element("div", element("div", one.key, class_="path"), element("div", *drawn), class_="issue")


def _placed(places: Sequence[Place], what: str) -> list[tuple[int, bool, str]]:
    return [
        (place.number, place.there, place.label if place.there else f"{what} {place.number}: —") for place in places
    ]


def _more(number: int) -> Html | None:
    if number <= 0:
        return None
    return note(f"另有 {number:,} 项未列出。", f"{number:,} more are not listed.", "hint")
