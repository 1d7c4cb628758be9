"""What is asked of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import SettingsError

HOURS_A_DAY = 24.0
WORKING_DAY_HOURS = 8.0
"""hours of deciding in a person-day, unless others are given: the length of a working day in law."""
_PAGES = re.compile(r"(?P<number>\d[\d,，_ ]*(?:\.\d+)?)\s*(?P<unit>[kKmM万百千]*)")
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "千": 1_000, "万": 10_000, "百万": 1_000_000}
_SPAN = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[hdw])")
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wanted, and what there is to do it with."""

    pages: int
    """images of scans; a double page is one."""
    within_days: float | None = None
    """the deadline, in days of the calendar."""
    hours_a_day: float = HOURS_A_DAY
    """that machines work."""
    machines: int = 1
    """that there are; counts when there is no deadline."""
    workers: int | None = None
    """of a machine; ``None``: as many as were at work where it was measured."""
    copy_scans: bool = False
    """the scans are to be kept beside the results."""
    backups: int = 1
    """whole copies of the results that are kept elsewhere."""
    editors: int = 1
    """people who decide."""
    decision_seconds: float | None = None
    """s for a decision, instead of the measured time."""
    working_day: float = WORKING_DAY_HOURS
    """hours that a person decides in a day."""


def number_of_pages(text: str) -> int:
    """``3000000``, ``3,000,000``, ``3M``, ``300万`` as a number, at least 1.  Raises ``SettingsError``."""
    match = _PAGES.fullmatch(text.strip())
    factor = _UNITS.get(match["unit"].lower()) if match else None
    if match is None or factor is None:
        raise SettingsError(f"'{text}' is no number of pages. Give for instance 3000000, 3,000,000, 3M or 300万.")
    number = round(float(re.sub(r"[,，_ ]", "", match["number"])) * factor)
    if number < 1:
        raise SettingsError(f"'{text}': at least one page is needed for a plan.")
    return number


def days(text: str) -> float:
    """``30d``, ``6w``, ``12h`` as days, more than 0.  Raises ``SettingsError``."""
    match = _SPAN.fullmatch(text.strip().lower())
    found = float(match["number"]) * _DAYS[match["unit"]] if match else 0.0
    if found <= 0:
        raise SettingsError(f"--within {text}: this is no span of time. Give hours, days or weeks: 12h, 30d, 6w.")
    return found
