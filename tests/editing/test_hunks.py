"""What an editor typed becomes changes that give exactly that, and leave all other characters theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.editing.changes import apply
from pipeline.editing.conflict import NotPossible
from pipeline.editing.hunks import hunks
from pipeline.editing.state import BlockState, PageState
from pipeline.model.text import Cell, LayeredText

letters = st.text(alphabet="虹仙霞路ab", max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> LayeredText:
    cells, n = [], 0
    for piece in draw(st.lists(letters, min_size=1, max_size=12)):
        if draw(st.integers(0, 5)) == 0:
            cells.append(Cell(" ", ()))
            continue
        count = draw(st.integers(1, 2))
        cells.append(Cell(piece, tuple(f"0.{n + k}" for k in range(count))))
        n += count
    return LayeredText([Cell("首", ("1.0",)), *cells, Cell("尾", ("2.0",))])


@given(texts(), st.text(alphabet="首虹仙霞路ab 尾", max_size=20))
def test_all_changes_together_give_the_wanted_text(old: LayeredText, new: str) -> None:
    state = PageState({0: BlockState(0, "paragraph", old, (0,))}, (0,))
    for change in hunks(0, old, new):
        state = apply(state, change)
    result = state.blocks[0].text
    assert result.text == new
    assert [one for cell in result.cells for one in cell.ids] == [one for cell in old.cells for one in cell.ids]


def test_one_character_changes_one_character() -> None:
    old = LayeredText(Cell(ch, (f"0.{k}",)) for k, ch in enumerate("虹山居委会"))
    (change,) = hunks(3, old, "虹仙居委会")
    assert (change.block, change.ids, change.before, change.after) == (3, ("0.1",), "山", "仙")


def test_a_block_without_characters_holds_no_text() -> None:
    with pytest.raises(NotPossible, match="No character"):
        hunks(0, LayeredText([Cell("\n", ())]), "字")
