"""Does a row continue the row before it?  The rule book of paragraphs, with the evidence for every answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipeline.model.block import JoinKind
from pipeline.model.marks import BULLETS
from pipeline.reflow.edges import ColumnEdges, Edges, PrintRow
from pipeline.reflow.settings import ReflowSettings

NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|[（(]\d{1,2}[)）]|\d{1,2}[.．、)）](?!\d)|[①-⑳])")
DATE = re.compile(
    r"^(?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?$"
)
TERMINAL = re.compile(r"[。！？!?…；;：:][”’」』）)》]*$")
FULL_STOP = re.compile(r"[。！？!?…][”’」』）)》]*$")
NO_START = "，。、；：？！）》」』”’…,;:?!)"
"""Marks that never begin a paragraph."""


@dataclass(frozen=True)
class Verdict:
    """Answer for one row."""

    begins: bool
    """A paragraph (or list item) begins here."""
    evidence: tuple[str, ...]
    item: bool = False
    uncertain: bool = False


def judge(
    row: PrintRow,
    edges: Edges,
    before: PrintRow,
    before_edges: Edges,
    em: float,
    settings: ReflowSettings,
    printed_indent: Callable[[PrintRow, Edges], bool] = lambda *_: False,
    white: bool = False,
) -> Verdict:
    """Compare a row with the row read before it; lengths in px, page frame.

    ``printed_indent`` says whether there is print left of the row that was not read, such as a dash.  ``white``: the
    row stands off from the one before, on a page that sets its paragraphs off by white and not by indents.

    Follows what Chinese typesetting does: two characters of indent begin a paragraph, a full row followed by a flush
    row goes on even after a full stop, a row that starts with a digit is no beginning.
    """
    text = row.text.lstrip()
    indent = (row.box[0] - edges.left) / em
    rest = (before_edges.right - before.box[2]) / em
    full = rest < settings.short_row
    ended = bool(FULL_STOP.search(before.text))
    if text[:1] in BULLETS and text:
        return Verdict(True, ("bullet",), item=True)
    if text[:1] and text[0] in NO_START:
        return Verdict(False, ("starts-with-a-closing-mark",))
    if white:
        return Verdict(True, ("white-above",), uncertain=not TERMINAL.search(before.text))
    if indent > settings.indent_to:
        if DATE.match(text.replace(" ", "")):
            return Verdict(True, ("set-in", "date-under-a-signature"))
        if not full or ended:
            return Verdict(True, ("set-in",))
        return Verdict(False, ("set-in", "full-last-row"), uncertain=True)
    if indent >= settings.indent_from:
        if rest < settings.full_row and not TERMINAL.search(before.text) and printed_indent(row, edges):
            return Verdict(False, ("unread-print-in-the-indent", "full-last-row"), uncertain=True)
        return Verdict(True, ("indent",), uncertain=full and not TERMINAL.search(before.text))
    if full:
        return Verdict(False, ("full-last-row", "flush"))
    if ended:
        if NUMBERED.match(text):
            return Verdict(True, ("short-last-row", "numbered"), item=True)
        return Verdict(True, ("short-last-row", "full-stop"))
    if rest > settings.very_short_row:
        return Verdict(True, ("very-short-last-row",), uncertain=not TERMINAL.search(before.text))
    return Verdict(False, ("flush", "unfinished-sentence"), uncertain=True)


def runs_on(row: PrintRow, before: PrintRow, edges: ColumnEdges, em: float, settings: ReflowSettings) -> bool:
    """Does a sentence run from a full row to a flush one, whatever stands between?

    No heading stands inside a sentence: it is the caption of a picture that was not seen, or print of the back.
    """
    flat = not row.lines[0].vertical and not before.lines[0].vertical
    full = edges.at(before).right - before.box[2] < settings.full_row * em
    flush = row.box[0] - edges.at(row).left < settings.full_row * em
    return flat and full and flush and not TERMINAL.search(before.text)


def join_kind(before: PrintRow, row: PrintRow, em: float) -> JoinKind:
    """What lies between two rows that are read one after the other."""
    if before.column == row.column:
        return "line"
    a, b = before.box, row.box
    below = b[1] >= a[3] - 0.5 * em
    across = min(a[2], b[2]) - max(a[0], b[0])
    return "photo" if below and across > 0 else "column"


def glue(before: str, after: str) -> Literal["", " "]:
    """A space where two Latin words meet at a row end."""
    if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha():
        return " "
    return ""
