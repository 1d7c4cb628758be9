"""Rule for round brackets: the two of a pair have one width, and it is the width of the text around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.characters import HAN, WIDE_MARKS
from pipeline.normalise.patterns import outside, protected
from pipeline.normalise.working import Edit, Working

_FULL = {"(": "（", ")": "）"}
_HALF = {"（": "(", "）": ")"}
_WIDE = re.compile(f"[{HAN}{WIDE_MARKS}—“”]")
_AREA_CODE = re.compile("0[0-9]{2,3}")


def brackets(text: Working) -> Iterator[Edit]:
    """Brackets in Chinese text are full-width; a pair of two widths gets one; （…】 closes as it was opened."""
    s = text.text
    if "(" in s or ")" in s or "】" in s:
        yield from outside(iter(sorted(_edits(s), key=lambda edit: edit.start)), protected(s))


def _edits(s: str) -> Iterator[Edit]:
    stack: list[int] = []
    square = 0
    closing = sum(map(s.count, ")）")) - sum(map(s.count, "(（"))
    for n, character in enumerate(s):
        if character in "(（":
            stack.append(n)
        elif character in ")）":
            if stack:
                yield from _pair(s, stack.pop(), n)
            elif character == ")" and _wide(s, n):
                yield Edit(n, n + 1, "）", "full-width-mark")
        elif character == "【":
            square += 1
        elif character == "】":
            if not square and stack and closing < 0:
                yield Edit(n, n + 1, "）", "bracket-pair")
                yield from _pair(s, stack.pop(), n, closed=False)
                closing += 1
            square = max(0, square - 1)
    for n in stack:
        if s[n] == "(" and _wide(s, n):
            yield Edit(n, n + 1, "（", "full-width-mark")


def _wide(s: str, n: int) -> bool:
    """True when Chinese text stands beside the place on either side."""
    return _WIDE.match(s[:n].rstrip()[-1:]) is not None or _WIDE.match(s[n + 1 :].lstrip()[:1]) is not None


def _pair(s: str, left: int, right: int, closed: bool = True) -> Iterator[Edit]:
    inside, follows = s[left + 1 : right], s[right + 1 :].lstrip()[:1]
    if s[left] == "(" and s[right] == ")" and _AREA_CODE.fullmatch(inside.strip()) and follows.isdigit():
        return
    around = _WIDE.match(s[:left].rstrip()[-1:]) or _WIDE.match(follows)
    wide = bool(around or re.search(f"[{HAN}]", inside) or (s[left] == "（" and s[right] in ")】"))
    table = _FULL if wide else (_HALF if s[left] != "（" else {})
    code = "full-width-mark" if s[left] == "(" and s[right] == ")" else "bracket-pair"
    if s[left] in table:
        yield Edit(left, left + 1, table[s[left]], code)
    if closed and s[right] in table:
        yield Edit(right, right + 1, table[s[right]], code)
