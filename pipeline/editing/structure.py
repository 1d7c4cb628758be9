"""Changes of a page's blocks: kind, joined, split, reordered, drawn; and how far the page has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import Row, update

from pipeline.database import Database, Lock
from pipeline.database.locks import hold_pages
from pipeline.database.schema import pages
from pipeline.editing import rows
from pipeline.editing.action import Action
from pipeline.editing.changes import Change, Kind, Mismatch, apply
from pipeline.editing.conflict import NotPossible
from pipeline.editing.current import with_drawn
from pipeline.editing.drawing import FIRST_BLOCK, numbered
from pipeline.editing.events import Polygon
from pipeline.editing.hunks import hunks
from pipeline.editing.intake import Follower
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.places import line_polygon, polygons
from pipeline.editing.requests import Done
from pipeline.editing.state import BlockState, PageState
from pipeline.model.block import BlockKind
from pipeline.model.page import Page
from pipeline.model.text import Line, parse_character_id

STATES = ("machine", "in review", "reviewed", "validated")
KINDS: tuple[str, ...] = get_args(BlockKind)


class Structure:
    """Writes changes of structure.  Every method names the versions of the blocks that the editor saw."""

    def __init__(self, database: Database, files: PageFiles, followers: Sequence[Follower]) -> None:
        self._database, self._files, self._followers = database, files, followers

    def kind(self, editor: str, page: int, block: int, version: int, kind: str, why: str = "") -> Done:
        """Another kind for a block."""
        if kind not in KINDS:
            raise NotPossible("kind", f"There is no kind of block {kind!r}; use one of {', '.join(KINDS)}.")

        def change(now: _Page) -> Change:
            was = now.state.blocks[block].kind
            return Change(Kind.BLOCK_KIND, block, data={"from": was, "to": kind})

        return self._do(editor, page, {block: version}, change, why, wanted=kind)

    def join(self, editor: str, page: int, block: int, other: int, versions: tuple[int, int], why: str = "") -> Done:
        """Put a block behind another one, as one block.  ``versions``: of both."""
        if block == other:
            raise NotPossible("join-itself", "A block cannot be joined to itself.")

        def change(now: _Page) -> Change:
            first, second = now.state.blocks[block], now.state.blocks[other]
            if not second.lines:
                raise NotPossible("join-picture", "A picture has no text to be joined.")
            data = {"other": other, "glue": _glue(first, second), "kind": second.kind, "line": second.lines[0]}
            return Change(Kind.JOIN, block, data=data)

        return self._do(editor, page, {block: versions[0], other: versions[1]}, change, why, wanted="join")

    def split(self, editor: str, page: int, block: int, version: int, line: int, why: str = "") -> Done:
        """Let a new block begin at one of a block's lines."""

        def change(now: _Page) -> Change:
            whole = now.state.blocks[block]
            if line not in whole.lines[1:]:
                raise NotPossible("split-line", "A block can be split at the beginning of a line but its first.")
            new = now.action.free_block(page, FIRST_BLOCK)
            return Change(Kind.SPLIT, block, data={"line": line, "new": new, "glue": _glue_before(whole, line)})

        return self._do(editor, page, {block: version}, change, why, wanted="split")

    def order(self, editor: str, page: int, before: Sequence[int], after: Sequence[int], why: str = "") -> Done:
        """Another reading order.  ``before``: the order as it was seen; ``after``: the same numbers."""
        if sorted(before) != sorted(after):
            raise NotPossible("order", "A reading order must have every block of the page once.")

        def change(now: _Page) -> Change:
            if now.state.order != tuple(before):
                now.action.clash(page, None, None, _listed(before), _listed(after), _listed(now.state.order))
            return Change(Kind.ORDER, -1, data={"from": list(before), "to": list(after)})

        return self._do(editor, page, {}, change, why, wanted="order")

    def draw(
        self,
        editor: str,
        page: int,
        lines: Sequence[Line],
        after: int | None,
        kind: str = "paragraph",
        why: str = "",
        text: str | None = None,
    ) -> Done:
        """A block that the layout missed.  ``lines``: as the engine read them there, px, page frame; ``after``: the
        block before it in the reading order, ``None``: it comes first; ``text``: what is really printed there, an edit
        of the same action."""
        if not lines or not any(line.text.strip() for line in lines):
            raise NotPossible("draw-empty", "Nothing could be read in this box. Draw it around the print.")
        if kind not in KINDS:
            raise NotPossible("kind", f"There is no kind of block {kind!r}; use one of {', '.join(KINDS)}.")

        def change(now: _Page) -> Change:
            new = now.action.free_block(page, FIRST_BLOCK)
            data = {"new": new, "kind": kind, "after": after, "lines": numbered(now.page, lines)}
            return Change(Kind.DRAW, new, data=data)

        def corrected(now: _Page, made: Change, after: PageState) -> None:
            row = rows.block_row(now.action.connection, page, made.block)
            assert row is not None, "it was just drawn"
            drawn = now.with_lines(made)
            for hunk in hunks(made.block, after.blocks[made.block].text, text or ""):
                now.action.text(now.row, row, hunk, polygons(drawn, hunk.ids))
                row = rows.block_row(now.action.connection, page, made.block)
                assert row is not None, "it was there before"

        then = corrected if text is not None else None
        return self._do(editor, page, {}, change, why, wanted="draw", then=then)

    def set_state(self, editor: str, page: int, before: str, after: str, why: str = "") -> Done:
        """How far a page has come.  Another person than the one who reviewed it validates it."""
        if after not in STATES[1:]:
            raise NotPossible("state", f"A page can be called {', '.join(STATES[1:])}; not {after!r}.")
        with self._database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            action = Action(connection, editor, why, ())
            row = action.page(page)
            if row is None:
                raise NotPossible("page-gone", f"There is no page {page} any more. Reload.")
            if row.state != before:
                action.clash(page, None, None, before, after, row.state)
                return action.finish()
            if after == "validated" and (row.state != "reviewed" or row.reviewed_by == editor):
                raise NotPossible(
                    "validated", "A page is validated after its review, by another person than the one who reviewed it."
                )
            action.note(row, Change(Kind.STATE, -1, before=before, after=after))
            people: dict[str, str | None] = {"reviewed_by": None, "validated_by": None}
            if after == "reviewed":
                people["reviewed_by"] = editor
            elif after == "validated":
                people = {"validated_by": editor}
            values = {"state": after, "version": pages.c.version + 1, **people}
            connection.execute(update(pages).where(pages.c.id == page).values(**values))
            action.write_down()
            return Done(action.batch, 1, (), {page: row.version + 1})

    def _do(
        self,
        editor: str,
        page: int,
        versions: Mapping[int, int],
        change: Callable[[_Page], Change],
        why: str,
        wanted: str,
        then: Callable[[_Page, Change, PageState], None] | None = None,
    ) -> Done:
        with self._database.write(Lock.PAGES) as connection:
            hold_pages(connection, [page])
            action = Action(connection, editor, why, self._followers)
            row = action.page(page)
            if row is None:
                raise NotPossible("page-gone", f"There is no page {page} any more. Reload.")
            for number, version in versions.items():
                block = rows.block_row(connection, page, number)
                if block is None or block.position is None or block.version != version:
                    now = block.text if block is not None and block.position is not None else ""
                    action.clash(page, number, None, "", wanted, now, block)
            if action.clashes:
                return action.finish()
            now_ = _Page(action, row, rows.page_state(connection, page), with_drawn(connection, row, self._files))
            made = change(now_)
            if action.clashes:
                return action.finish()
            after = _applied(now_.state, made)
            around, marks = _marks(now_, made)
            action.note(row, made, around, marks=marks)
            action.state(row, now_.state, after)
            if then is not None:
                then(now_, made, after)
            return action.finish()


class _Page:
    """The page within an action."""

    def __init__(self, action: Action, row: Row[Any], state: PageState, page: Page) -> None:
        self.action, self.row, self.state, self.page = action, row, state, page

    def with_lines(self, change: Change) -> Page:
        """The page with the lines that a change draws."""
        drawn = tuple(Line.model_validate(line) for line in change.data["lines"])
        return self.page.changed(lines=(*self.page.lines, *drawn))


def _applied(state: PageState, change: Change) -> PageState:
    """Raises ``NotPossible`` where a block cannot be split."""
    try:
        return apply(state, change)
    except Mismatch as mismatch:  # what was typed over the end of the line before has swallowed this line's beginning
        raise NotPossible("split-line", "No character of this line is left to begin a block with.") from mismatch


def _marks(now: _Page, change: Change) -> tuple[list[Polygon], dict[str, Polygon]]:
    """Where the blocks of a change stand on the scan, so that it is found again on another page file."""
    blocks = now.state.blocks

    def mark(number: int | None) -> dict[str, Polygon]:
        lines = blocks[number].lines if number is not None and number in blocks else ()
        polygon = line_polygon(now.page, lines[0]) if lines else None
        return {str(number): polygon} if polygon else {}

    data, around = change.data, list(mark(change.block).values())
    if change.kind is Kind.DRAW:
        drawn = now.with_lines(change)
        around = [polygon for line in data["lines"] if (polygon := line_polygon(drawn, line["id"]))]
        before = next(iter(mark(data["after"]).values()), None)
        return around, {"after": before} if before else {}
    if change.kind is Kind.JOIN:
        return around, mark(data["other"])
    if change.kind is Kind.SPLIT:
        polygon = line_polygon(now.page, data["line"])
        return around, {"line": polygon} if polygon else {}
    if change.kind is Kind.ORDER:
        return [], {name: polygon for number in data["to"] for name, polygon in mark(number).items()}
    return around, {}


def _glue(first: BlockState, second: BlockState) -> str:
    """A space between two Latin words; nothing between Chinese."""
    ends, begins = first.text.text[-1:], second.text.text[:1]
    latin = all(one.isascii() and one.isalnum() for one in (ends, begins) if one)
    return " " if ends and begins and latin else ""


def _glue_before(block: BlockState, line: int) -> str:
    """What joins a line to the one before it: it belongs to neither when they part."""
    glue = ""
    for cell in block.text.cells:
        if cell.ids and parse_character_id(cell.ids[0])[0] == line:
            return glue
        glue = "" if cell.ids else cell.text
    return ""


def _listed(order: Sequence[int]) -> str:
    return " ".join(map(str, order))
