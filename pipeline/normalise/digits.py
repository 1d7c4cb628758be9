"""Rules for letters that were read in place of digits: O/0 and l, I, |/1, where their place in a number decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.patterns import BLANK, outside, protected
from pipeline.normalise.working import Edit, Working

ONES = "lI|"
_RUN = re.compile("(?<![A-Za-z0-9.])[0-9OoIl|]{2,}(?![A-Za-z0-9])|(?<=[0-9][.])[0-9OoIl|]{2,}(?![A-Za-z0-9])")
_CLOCK = re.compile("(?<![A-Za-z0-9:：])([0-9OoIl]{1,2})[:：]([0-9Oo][0-9OoIl])(?![A-Za-z0-9])")
_LONE_ZERO = re.compile(
    r"(?<![A-Za-z0-9.])[Oo](?=\.[0-9])|(?<=[0-9]\.)O(?![A-Za-z0-9.])|(?<=[0-9],)OOO(?![A-Za-z0-9,])"
)
_UNIT = re.compile(f"{BLANK}[年月日号弄室楼时分点:：]")
_PART = re.compile(f"[第年月日路弄期号:：]{BLANK}$")
_DIGITS = dict.fromkeys("Oo", ("0", "zero-in-number")) | dict.fromkeys(ONES, ("1", "one-in-number"))


def digits(text: Working) -> Iterator[Edit]:
    """Letters inside a number become digits."""
    s = text.text
    if any(letter in s for letter in "OoIl|"):
        found = sorted({*_clock(s), *_runs(s), *_zeros(s)}, key=lambda edit: edit.start)
        yield from outside(iter(found), protected(s))


def _edits(s: str, start: int, end: int) -> Iterator[Edit]:
    for n in range(start, end):
        if s[n] in _DIGITS:
            yield Edit(n, n + 1, *_DIGITS[s[n]])


def _clock(s: str) -> Iterator[Edit]:
    """``1O:3O``: a time of day, as long as one of its characters is a digit."""
    for match in _CLOCK.finditer(s):
        if any(character.isdigit() for character in match.group()):
            yield from _edits(s, *match.span())


def _zeros(s: str) -> Iterator[Edit]:
    for match in _LONE_ZERO.finditer(s):
        yield from _edits(s, *match.span())


def _runs(s: str) -> Iterator[Edit]:
    for match in _RUN.finditer(s):
        run, start = match.group(), match.start()
        if not any(character.isdigit() for character in run) or run.isdigit():
            continue
        unit = _UNIT.match(s, match.end()) is not None
        part = _PART.search(s, max(0, start - 3), start) is not None
        for k, letter in enumerate(run):
            if letter in "Oo":
                sure = _zero_is_sure(run, k)
            elif letter in ONES:
                sure = _one_is_sure(run, k, unit, part)
            else:
                continue
            if sure:
                yield Edit(start + k, start + k + 1, *_DIGITS[letter])


def _zero_is_sure(run: str, k: int) -> bool:
    """Not so at the front, where O2 and O3 are gases and O2O is a word of commerce, unless two digits follow."""
    if run[0] in "Oo":
        return len(run) > 2 and run[1:].isdigit()
    return run[k] == "O" or k < len(run) - 1


def _one_is_sure(run: str, k: int, unit: bool, part: bool) -> bool:
    """Between digits always; at an edge only beside a word for a part of a date or address: 5l is five litres."""
    inner = 0 < k < len(run) - 1
    return (inner and run[k - 1].isdigit() and run[k + 1].isdigit()) or (unit and (part or run[k] != "l" or k == 0))
