"""Rules for single characters: width, twins of one mark, characters without ink."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.characters import HALF_WIDTH, HAN, INVISIBLE, RADICALS, SAME_MARKS, STROKES
from pipeline.normalise.patterns import outside, protected
from pipeline.normalise.working import Edit, Working

_FORMS = (
    {before: (after, "half-width") for before, after in HALF_WIDTH.items()}
    | {before: (after, "same-mark") for before, after in SAME_MARKS.items()}
    | {before: (after, "radical") for before, after in RADICALS.items()}
    | {before: (after, "stroke") for before, after in STROKES.items()}
)
_FORM = re.compile("[" + "".join(re.escape(before) for before in _FORMS) + "]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_BULLET = re.compile(f"(?<=[{HAN}”》])•(?=[{HAN}“《])")
_WAVE = re.compile(f"(?<=[0-9%℃{HAN}])~(?=[0-9{HAN}])")
_PRIME = re.compile("(?<![0-9])[′″]")
_SINGLES = re.compile("‘‘|’’|''")
_DOUBLE = {"‘‘": "“", "’’": "”", "''": '"'}
_IN_ADDRESS = {"：": ":", "．": ".", "。": ".", "？": "?"}


def invisible(text: Working) -> Iterator[Edit]:
    """Characters without ink go."""
    for match in _INVISIBLE.finditer(text.text):
        yield Edit(*match.span(), "", "invisible")


def forms(text: Working) -> Iterator[Edit]:
    """Full-width digits, letters and symbols become half-width; twins of a mark or stroke become one."""
    for match in _FORM.finditer(text.text):
        yield Edit(*match.span(), *_FORMS[match.group()])


def addresses(text: Working) -> Iterator[Edit]:
    """Marks inside an address of the web or of e-mail are half-width."""
    for start, end in protected(text.text):
        for n in range(start, end):
            if text.text[n] in _IN_ADDRESS:
                yield Edit(n, n + 1, _IN_ADDRESS[text.text[n]], "half-width")


def bullets(text: Working) -> Iterator[Edit]:
    """``•`` between Chinese characters is the middle dot (elsewhere it is a list bullet)."""
    for match in _BULLET.finditer(text.text):
        yield Edit(*match.span(), "·", "same-mark")


def waves(text: Working) -> Iterator[Edit]:
    """``~`` between numbers or Chinese characters is the range mark ``～``."""
    if "~" in text.text:
        found = (Edit(*match.span(), "～", "stroke") for match in _WAVE.finditer(text.text))
        yield from outside(found, protected(text.text))


def primes(text: Working) -> Iterator[Edit]:
    """A prime (feet, minutes) stands behind a digit; elsewhere it was a quotation mark."""
    for match in _PRIME.finditer(text.text):
        yield Edit(*match.span(), '"' if match.group() == "″" else "'", "same-mark")


def two_singles(text: Working) -> Iterator[Edit]:
    """Two single quotation marks side by side were one double mark."""
    for match in _SINGLES.finditer(text.text):
        yield Edit(*match.span(), _DOUBLE[match.group()], "two-singles")
