"""Time without holes: periods that have no pages stand between those that have some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.corpus.counting import Period

MOST = 1_200
"""periods of a figure, a hundred years of months: with more of them one date is wrong, and the holes are left out."""
_FORMS = {Period.year: re.compile(r"\d{4}"), Period.month: re.compile(r"\d{4}-(0[1-9]|1[0-2])")}


def filled(periods: Sequence[str], by: Period) -> tuple[str, ...]:
    """The periods in the order of time with those between them; what is no period (no date, no month) is left out.

    Issues stay in their order: nobody knows which there should be.
    """
    if by is Period.issue:
        return tuple(one for one in periods if one)
    known = sorted({one for one in periods if _FORMS[by].fullmatch(one)})
    if not known:
        return ()
    first, last = _number(known[0]), _number(known[-1])
    if last - first >= MOST:
        return tuple(known)
    return tuple(_years(first, last) if by is Period.year else _months(first, last))


def _number(period: str) -> int:
    """Years as they are, months counted from the year 0."""
    year, _, month = period.partition("-")
    return 12 * int(year) + int(month) - 1 if month else int(year)


def _years(first: int, last: int) -> Iterator[str]:
    return (f"{year:04d}" for year in range(first, last + 1))


def _months(first: int, last: int) -> Iterator[str]:
    return (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1))
