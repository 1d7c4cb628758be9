"""Rules for marks that come in pairs: “ ”, ‘ ’ and 《 》."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipeline.normalise.characters import HAN, is_latin, is_number
from pipeline.normalise.settings import NormaliseSettings
from pipeline.normalise.working import Edit, Working

_HAN = re.compile(f"[{HAN}]")
_SHAPE = {"“": "open", "‘": "open", "「": "open", "”": "close", "’": "close", "」": "close"}
_BEFORE_OPEN, _AFTER_CLOSE = "（《〈【：“‘「(", "，。；：、！？）》〉】,.;:!?)"

# Costs of reading a mark in one way, in units of "the engine read the mark turned round" (1).  Only their order
# matters: a place where no mark can stand > a pair left open or closed twice > a turned mark > a place that is unusual.
_TURNED, _IMPOSSIBLE, _UNPAIRED, _UNFINISHED, _NESTED, _UNUSUAL, _PRIME = 1.0, 3.0, 2.5, 1.5, 0.8, 0.5, 0.4
_DEEPEST = 2
"""Quotations inside one another with marks of one kind: against the rule, and met in print."""

_SHORT_YEAR = re.compile("[0-9]{2}(?![0-9])")
_LEFT_TITLE, _RIGHT_TITLE = "<〈≪«", ">〉≫»"
_ANGLE = re.compile("<<|>>|[《》<>〈〉≪≫«»]")
_TITLE_PAIR = re.compile("(<<|≪|«)([^<>≪≫«»《》]+)(>>|≫|»)")


def double_quotes(text: Working) -> Iterator[Edit]:
    """Double quotation marks open and close in turn over the paragraph, whatever shape was read."""
    s = text.text
    if not any(mark in s for mark in '"“”「」'):
        return
    corner = s.count("「") != s.count("」")
    marks = [n for n, mark in enumerate(s) if mark in '"“”' or (corner and mark in "「」")]
    yield from _set(s, [place for left, right in _pairs(s, marks) for place in ((left, "“"), (right, "”"))])


def single_quotes(text: Working) -> Iterator[Edit]:
    """The same for single marks around Chinese text; an apostrophe is none."""
    s = text.text
    if not any(mark in s for mark in "'‘’") or not _HAN.search(s):
        return
    marks = [n for n, mark in enumerate(s) if mark in "'‘’" and not _apostrophe(s, n)]
    pairs = [pair for pair in _pairs(s, marks) if _HAN.search(s, max(0, pair[0] - 1), pair[1] + 2)]
    yield from _set(s, [place for left, right in pairs for place in ((left, "‘"), (right, "’"))])


def _set(s: str, wanted: list[tuple[int, str]]) -> Iterator[Edit]:
    for n, mark in sorted(wanted):
        if s[n] != mark:
            yield Edit(n, n + 1, mark, "quote-pair")


def _apostrophe(s: str, n: int) -> bool:
    """Inside a Latin word (it's), and in front of the last two digits of a year (’97 香港)."""
    left, right = s[:n][-1:], s[n + 1 : n + 2]
    inside = bool(left and right) and (is_latin(left) or is_number(left)) and (is_latin(right) or is_number(right))
    return inside or (s[n] != "‘" and _SHORT_YEAR.match(s, n + 1) is not None)


def _cost(s: str, n: int, role: str) -> float:
    left, right = s[:n][-1:], s[n + 1 : n + 2]
    shape = _SHAPE.get(s[n])
    if role == "prime":
        return _PRIME if shape is None and is_number(left) else _IMPOSSIBLE * 2
    cost = _TURNED if shape not in (None, role) else 0.0
    if role == "open":
        if not right or right in _AFTER_CLOSE:
            cost += _IMPOSSIBLE
        elif is_number(left) and shape is None:
            cost += _TURNED
    elif not left or left in _BEFORE_OPEN:
        cost += _IMPOSSIBLE
    elif left in "，、":
        cost += _UNUSUAL
    return cost


def _pairs(s: str, marks: list[int]) -> list[tuple[int, int]]:
    """The cheapest reading of the marks as opening, closing, or prime (Viterbi over the depth of quotation)."""
    if len(marks) < 2:
        return []
    paths: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for n in marks:
        following: dict[int, tuple[float, tuple[str, ...]]] = {}
        for depth, (cost, roles) in paths.items():
            for role, after, extra in (
                ("open", min(depth + 1, _DEEPEST), (0.0, _NESTED, _UNPAIRED)[depth]),
                ("close", max(depth - 1, 0), 0.0 if depth else _UNPAIRED),
                ("prime", depth, 0.0),
            ):
                total = cost + extra + _cost(s, n, role)
                if after not in following or total < following[after][0]:
                    following[after] = (total, (*roles, role))
        paths = following
    best = min(paths, key=lambda depth: (paths[depth][0] + _UNFINISHED * depth, depth))
    return _matched(marks, paths[best][1])


def _matched(marks: list[int], roles: tuple[str, ...]) -> list[tuple[int, int]]:
    pairs, stack = [], []
    for n, role in zip(marks, roles, strict=True):
        if role == "open":
            stack.append(n)
        elif role == "close" and stack:
            pairs.append((stack.pop(), n))
    return pairs


def titles(settings: NormaliseSettings) -> Callable[[Working], Iterator[Edit]]:
    """A clear 《 or 》 finds its partner that was read as another angle; ``<<`` with ``>>`` around Chinese is 《》."""

    def rule(text: Working) -> Iterator[Edit]:
        s = text.text
        if not any(mark in s for mark in _LEFT_TITLE + _RIGHT_TITLE):
            return
        edits = {}
        for match in _TITLE_PAIR.finditer(s):
            if _HAN.search(match.group(2)) and len(match.group(2)) <= settings.quotation_reach:
                edits[match.start(1)] = Edit(*match.span(1), "《", "title-pair")
                edits[match.start(3)] = Edit(*match.span(3), "》", "title-pair")
        for edit in _lone_partners(s, settings.quotation_reach):
            edits.setdefault(edit.start, edit)
        yield from (edits[n] for n in sorted(edits))

    return rule


def _lone_partners(s: str, reach: int) -> Iterator[Edit]:
    """Angles that stand where the partner of a clear 《 or 》 is missing."""
    angles = [(m.start(), m.end(), m.group()[0] in "《" + _LEFT_TITLE) for m in _ANGLE.finditer(s)]
    opens = [None, *(opening for _, _, opening in angles), None]
    for k, (here, there) in enumerate(pairwise(angles)):
        near = here[2] and not there[2] and there[0] - here[1] <= reach and "。" not in s[here[1] : there[0]]
        if near and s[here[0]] == "《" and s[there[0]] in _RIGHT_TITLE and opens[k + 3] is not False:
            yield Edit(there[0], there[1], "》", "title-pair")
        elif near and s[there[0]] == "》" and s[here[0]] in _LEFT_TITLE and opens[k] is not True:
            yield Edit(here[0], here[1], "《", "title-pair")
