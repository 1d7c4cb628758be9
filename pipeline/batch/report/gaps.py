"""What is missing in the issues: numbers between two issues of a publication, pages within an issue.

``issues.json`` says which issues there are; nothing else is opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.issues import FILE_NAME
from pipeline.describe.numerals import HAN_NUMBER, chinese, fold

WIDEST_GAP = 30
"""numbers: a wider gap is held to be a misread number or the beginning of another series, and is not counted."""
_NUMBERS = re.compile(r"[-–—~～至、,，/]")


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a series, there or missing."""

    number: int
    there: bool
    label: str = ""
    """What a person is told of it: the issue's key."""


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """The numbers of a publication, of one year or running on."""

    publication: str
    """empty: the print does not tell."""
    year: str
    """empty: the running number (总第 … 期)."""
    stretches: tuple[tuple[Place, ...], ...]
    """without the gaps that are too wide to be missing issues"""

    @property
    def missing(self) -> list[int]:
        """Numbers between the first and the last that are not there."""
        return [place.number for stretch in self.stretches for place in stretch if not place.there]


@dataclass(frozen=True, slots=True)
class IssuePages:
    """The pages of one issue with gaps in their labels."""

    key: str
    series: tuple[tuple[str, tuple[Place, ...]], ...]
    """letters of the section (empty: none) -> its pages from 1 to the last one."""

    @property
    def missing(self) -> int:
        """Number of pages that are not there."""
        return sum(not place.there for _, places in self.series for place in places)


@dataclass(frozen=True, slots=True)
class Issues:
    """All issues of a results folder."""

    number: int
    series: tuple[NumberSeries, ...]
    """those with several numbers"""
    pages: tuple[IssuePages, ...]
    """issues with missing pages, the most first"""
    damaged: bool = False
    """``issues.json`` cannot be read."""


def read_issues(output: Path) -> Issues:
    """The issues that lie in the results folder."""
    try:
        listed = json.loads((output / FILE_NAME).read_text(encoding="utf-8"))["issues"]
        return Issues(len(listed), tuple(number_series(listed)), tuple(missing_pages(listed)))
    except FileNotFoundError:
        return Issues(0, (), ())  # no run has come to its end yet
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Issues(0, (), (), damaged=True)


def number_series(listed: Iterable[Mapping[str, Any]]) -> list[NumberSeries]:
    """The series of numbers, by publication and year; running numbers go on over the years."""
    yearly: dict[tuple[str, str], dict[int, str]] = {}
    running: dict[tuple[str, str], dict[int, str]] = {}
    for issue in listed:
        name, year = issue["publication"] or "", (issue["date"] or "")[:4]
        for number in numbers(issue["issue_total"]):
            running.setdefault((name, ""), {}).setdefault(number, issue["key"])
        for number in numbers(issue["issue"]):
            yearly.setdefault((name, year), {}).setdefault(number, issue["key"])
    found = []
    for (name, year), keys in sorted((running | yearly).items()):
        if len(keys) > 1:
            found.append(NumberSeries(name, year, tuple(_stretches(keys))))
    return found


def missing_pages(listed: Iterable[Mapping[str, Any]]) -> list[IssuePages]:
    """Issues in which a page before the last one is missing, by the labels that are printed."""
    found = []
    for issue in listed:
        labels: dict[str, dict[int, str]] = {}
        for page in issue["pages"]:
            letters, values = labelled(page["page_label"] or "")
            for value in values:
                labels.setdefault(letters, {}).setdefault(value, f"{page['document']} {page['page']}")
        series = tuple((letters, _from_one(keys)) for letters, keys in sorted(labels.items()))
        pages = IssuePages(issue["key"], series)
        if pages.missing:
            found.append(pages)
    return sorted(found, key=lambda pages: (-pages.missing, pages.key))


def numbers(said: str | None) -> list[int]:
    """The numbers that an issue has: one, or several of a double issue (5-6); none of a special one (特刊)."""
    values = [_number(part) for part in _NUMBERS.split(said or "")]
    known = [value for value in values if value]
    if len(known) == 2 and 0 < known[1] - known[0] <= 3:  # a double issue, at most one for a quarter
        return list(range(known[0], known[1] + 1))
    return known


def labelled(label: str) -> tuple[str, list[int]]:
    """Letters of the section and numbers of a page label: ``A2`` -> A, 2; ``第三版`` -> 3; ``2-3`` -> 2, 3."""
    plain = re.sub(f"{HAN_NUMBER}+", lambda match: str(chinese(match[0])), fold(label))
    letters = "".join(re.findall("[A-Za-z]", plain)).upper()
    values = [int(digits) for digits in re.findall(r"[0-9]{1,4}", plain)]
    single = len(values) == 1 or (len(values) == 2 and values[1] == values[0] + 1)
    return letters, [value for value in values if value] if single else []


def _number(part: str) -> int:
    """Value of a number in any digits; 0 for none."""
    plain = fold(part).strip().removeprefix("第").removesuffix("期")
    if re.fullmatch(r"[0-9]{1,6}", plain):
        return int(plain)
    return chinese(plain) if re.fullmatch(f"{HAN_NUMBER}+", plain) else 0


def _stretches(keys: Mapping[int, str]) -> Iterable[tuple[Place, ...]]:
    stretch: list[Place] = []
    for number in sorted(keys):
        if stretch and number - stretch[-1].number > WIDEST_GAP:
            yield tuple(stretch)
            stretch = []
        if stretch:
            stretch += [Place(missing, False) for missing in range(stretch[-1].number + 1, number)]
        stretch.append(Place(number, True, keys[number]))
    yield tuple(stretch)


def _from_one(keys: Mapping[int, str]) -> tuple[Place, ...]:
    """Pages from the first on; labels behind too wide a gap are misread ones."""
    known = sorted(keys)
    last = 0
    for number in known:
        if number - last > WIDEST_GAP:
            break
        last = number
    return tuple(Place(number, number in keys, keys.get(number, "")) for number in range(1, last + 1))
