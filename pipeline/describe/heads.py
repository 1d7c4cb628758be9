"""Metadata from masthead and folio."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.describe.dates import WEEKDAYS, PrintedDate, find_dates, lone_weekday
from pipeline.describe.marks import GAP, PageMark, is_paper, is_section, take_issue, take_page
from pipeline.describe.printed import PrintedLine, printed_lines
from pipeline.describe.settings import DescribeSettings
from pipeline.model.page import Metadata, Page, Warning

_HAN = re.compile("[\u4e00-\u9fff]")
_NO_NAME = re.compile("[年月日期版]|主办|主管|责任编辑|免费|星期|电话|热线")
_FOUNDED = re.compile(r"(?:创刊|创办|复刊)\S{0,3}\s*$")
"""In front of the date when the periodical began."""
ORIGINS = ("masthead", "folio")


def read_heads(page: Page, settings: DescribeSettings) -> tuple[Metadata, tuple[Warning, ...]]:
    """What masthead and folio say, and where they contradict themselves.

    Of two places that tell the same the masthead counts; a value that cannot be is not taken.  A masthead without a
    nameplate is a running head, so it may hold the page label.
    """
    lines = {
        origin: [line for block in page.blocks if block.kind == origin for line in printed_lines(page, block)]
        for origin in ORIGINS
    }
    values: dict[str, str] = {}
    origin_of: dict[str, str] = {}
    dates: list[tuple[str, PrintedDate]] = []

    def take(field: str, value: str | None, origin: str) -> None:
        if value and field not in values:
            values[field], origin_of[field] = value, origin

    name = nameplate(lines["masthead"], page.em, settings)
    take("publication", name, "masthead")
    for origin in ORIGINS:
        marks: list[tuple[PageMark, PrintedLine]] = []
        for line in lines[origin]:
            found = list(find_dates(line.text, settings))
            dates.extend((origin, date) for date in found if not _FOUNDED.search(line.text, 0, date.start))
            issue, total, rest = take_issue(_without(line.text, found))
            take("issue", issue, origin)
            take("issue_total", total, origin)
            mark = take_page(rest, settings, folio=origin == "folio" or name is None)
            if mark:
                marks.append((mark, line))
        if marks:
            mark, line = min(marks, key=lambda item: (item[0].rank, item[0].section is None))
            take("page_label", mark.label, origin)
            take("section", mark.section or _section_beside(line, lines[origin], page.em, settings), origin)
    take("publication", _running_name(lines["folio"]), "folio")
    date, warnings = _choose(dates, lines, page)
    if date:
        take("date", date[1].iso, date[0])
    warnings += _implausible_issue(values)
    return Metadata(**values, origin=origin_of), tuple(warnings)


def _without(text: str, dates: Sequence[PrintedDate]) -> str:
    for date in sorted(dates, key=lambda date: date.start, reverse=True):
        text = text[: date.start] + GAP + text[date.end :]
    return text


def nameplate(lines: Sequence[PrintedLine], em: float, settings: DescribeSettings) -> str | None:
    """The largest lettering of the masthead, letters that stand apart put together; ``None`` when nothing is large."""
    names = [
        line
        for line in lines
        if _HAN.search(line.text)
        and not _NO_NAME.search(line.text)
        and take_page(line.text, settings, folio=True) is None
    ]
    if not names:
        return None
    largest = max(line.size for line in names)
    if largest < settings.publication_size * em:
        return None
    block = next(line.block for line in names if line.size == largest)
    parts = [line for line in names if line.size >= settings.publication_likeness * largest and line.block == block]
    name = "".join("".join(re.findall("[\u4e00-\u9fff·A-Za-z0-9]+", line.text)) for line in parts)
    return name if len(name) > 1 else None


def _running_name(lines: Sequence[PrintedLine]) -> str | None:
    return next((part for line in lines for part in re.split(r"\s+", line.text) if is_paper(part)), None)


def _section_beside(
    label: PrintedLine, lines: Sequence[PrintedLine], em: float, settings: DescribeSettings
) -> str | None:
    """The section's name when it was read as a line of its own on the label's row."""
    reach = settings.section_distance * (em or label.size)
    near = []
    for line in lines:
        gap = max(line.box[0] - label.box[2], label.box[0] - line.box[2])
        level = min(line.box[3], label.box[3]) - max(line.box[1], label.box[1])
        if line is not label and is_section(line.text) and level > 0 and gap <= reach:
            near.append((gap, line.text))
    return min(near)[1] if near else None


def _choose(
    dates: Sequence[tuple[str, PrintedDate]], lines: dict[str, list[PrintedLine]], page: Page
) -> tuple[tuple[str, PrintedDate] | None, list[Warning]]:
    """The date of issue: the most exact one, in the masthead before the folio, whose weekday agrees."""
    warnings = [
        _warning(
            "implausible-date",
            f"{page.source.file}, {page.name}: the {origin} reads “{date.text}”, which is no date; look at the scan "
            "and give the date in metadata.csv",
        )
        for origin, date in dates
        if date.iso is None
    ]
    loose = [day for origin in ORIGINS for line in lines[origin] if (day := lone_weekday(line.text)) is not None]
    candidates = []
    for place, (origin, date) in enumerate(dates):
        if date.iso is not None:
            weekday = date.weekday if date.weekday is not None else (loose[0] if len(loose) == 1 else None)
            wrong = None not in (weekday, date.weekday_of_date) and weekday != date.weekday_of_date
            candidates.append((-len(date.iso), wrong, place, origin, date, weekday))
    if not candidates:
        return None, warnings
    _, wrong, _, origin, best, weekday = min(candidates, key=lambda item: item[:3])
    day = best.weekday_of_date
    if wrong and weekday is not None and day is not None:
        warnings.append(
            _warning(
                "weekday-mismatch",
                f"{page.source.file}, {page.name}: the {origin} gives {best.iso}, a 星期{WEEKDAYS[day]}, together with "
                f"星期{WEEKDAYS[weekday]}; one of the two was misread or misprinted, look at the scan",
            )
        )
    others = sorted({c[4].iso or "" for c in candidates if not (best.iso or "").startswith(c[4].iso or "")})
    if others:
        warnings.append(
            _warning(
                "date-conflict",
                f"{page.source.file}, {page.name}: {best.iso} was taken as the date of issue, but "
                f"{', '.join(others)} is printed too; look at the scan",
            )
        )
    return (origin, best), warnings


def _implausible_issue(values: dict[str, str]) -> list[Warning]:
    issue, total = values.get("issue"), values.get("issue_total")
    if issue and total and int(issue) > int(total):
        return [
            _warning(
                "implausible-issue",
                f"issue {issue} has the running number {total}, which cannot be smaller; one of the two was misread, "
                "look at the scan",
            )
        ]
    return []


def _warning(code: str, message: str) -> Warning:
    return Warning(code=code, stage="describe", message=message)
