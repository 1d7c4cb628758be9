"""How texts are shown: what cannot be seen gets a sign, what differs is marked, nothing is rounded to certainty."""

from __future__ import annotations

import pytest

from pipeline.review import marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", "∅"), (" ", "␣"), ("　虹", "□虹"), ("\t", "⇥"), ("\n", "⏎"), ("虹仙", "虹仙"), ("<b>", "<b>")],
)
def test_what_cannot_be_seen_gets_a_sign(text: str, shown: str) -> None:
    assert marks.visible(text) == shown


def test_pieces_of_both_texts_give_them_back_and_mark_what_differs() -> None:
    left, right = marks.beside("虹山路", "虹仙路")
    assert left == [("虹", False), ("山", True), ("路", False)]
    assert right == [("虹", False), ("仙", True), ("路", False)]
    assert marks.beside("天路", "天山路")[1] == [("天", False), ("山", True), ("路", False)]
    assert marks.beside("", "虹") == ([], [("虹", True)])


def test_changes_in_place_give_both_texts_back() -> None:
    before, after = "今天虹山居委会", "今天虹仙居民委员会"
    parts = marks.changes(before, after)
    assert "".join(part.before for part in parts) == before
    assert "".join(part.after for part in parts) == after
    assert any(part.before == part.after for part in parts)


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0 %"), (0.004, "0.4 %"), (0.5, "50 %"), (0.9985, "99.9 %"), (1, "100 %"), (0.99, "99 %")]
)
def test_nearly_certain_is_not_shown_as_certain(share: float, shown: str) -> None:
    assert marks.percent(share) == shown


@pytest.mark.parametrize(
    ("before", "after", "told"), [("，", ",", "narrow"), ("(", "（", "wide"), ("，", "。", None), ("虹", "虹", None)]
)
def test_a_change_of_width_alone_is_said(before: str, after: str, told: str | None) -> None:
    assert marks.width(before, after) == told


def test_times_are_those_of_this_place_and_damaged_ones_stay() -> None:
    assert len(marks.moment("2026-03-02T08:00:00.000000+00:00")) == len("2026-03-02 08:00")
    assert marks.moment("yesterday") == "yesterday"
