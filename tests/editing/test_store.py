"""What editors do is kept, can be taken back, and never overwrites what somebody else did."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from helpers.corpus import put, sha_of, street_page
from sqlalchemy import Row, select
from sqlalchemy.exc import DBAPIError

from pipeline.database.schema import blocks, events, flag_groups, flags, orphans, pages
from pipeline.editing import rows as stored
from pipeline.editing import texts
from pipeline.editing.conflict import Clash, Conflict, NotPossible
from pipeline.editing.current import replayed_row
from pipeline.editing.requests import Decision, Done, SpanEdit
from pipeline.editing.store import Editing, open_editing
from pipeline.errors import NoInputError, OutputError

pytestmark = pytest.mark.usefixtures("kept")


def flag(editing: Editing, *, queue: str = "names", band: str = "flagged", nth: int = 0) -> Row[Any]:
    with editing.database.read() as connection:
        query = select(flags).where(flags.c.queue == queue, flags.c.band == band).order_by(flags.c.id)
        return connection.execute(query).all()[nth]


def text(editing: Editing, page: int, block: int) -> str:
    with editing.database.read() as connection:
        same = (blocks.c.page == page, blocks.c.number == block)
        return str(connection.scalar(select(blocks.c.text).where(*same)))


def block(editing: Editing, page: int, number: int) -> Row[Any]:
    with editing.database.read() as connection:
        found = stored.block_row(connection, page, number)
        assert found is not None
        return found


def state_of(editing: Editing, page: int) -> str:
    with editing.database.read() as connection:
        return str(connection.scalar(select(pages.c.state).where(pages.c.id == page)))


def assert_consistent(editing: Editing) -> None:
    """What the tables say is what the events make of the page files."""
    with editing.database.read() as connection:
        for page in connection.scalars(select(pages.c.id)).all():
            row = stored.page_row(connection, page)
            assert row is not None
            found, kept = replayed_row(connection, row, editing.files), stored.page_state(connection, page)
            assert not found.orphans
            assert kept.order == found.state.order
            for number, one in found.state.blocks.items():
                assert kept.blocks[number].text.text == one.text.text
                assert (kept.blocks[number].kind, kept.blocks[number].lines) == (one.kind, one.lines)
            assert row.characters == found.state.characters


def test_accepting_changes_the_text_and_settles_the_flag(editing: Editing) -> None:
    one = flag(editing)
    done = editing.decide("甲", [Decision(one.id, one.version, "accept")], why="看图")
    assert done.changed == 1
    assert text(editing, one.page, one.block) == "今天虹仙居委会里大家都说一声好。"
    now = flag(editing)
    assert (now.state, now.decided_by, now.version) == ("accepted", "甲", one.version + 1)
    assert state_of(editing, one.page) == "in review"
    with editing.database.read() as connection:
        (event,) = connection.execute(select(events)).all()
    assert (event.kind, event.editor, event.before, event.after, event.why) == ("accept", "甲", "虹山", "虹仙", "看图")
    assert (event.sha256, event.frame, event.left, event.right) == (sha_of("报一"), 1, "今天", "居委会里大家都说")
    assert_consistent(editing)


def test_rejecting_an_applied_change_restores_what_was_read(editing: Editing) -> None:
    one = flag(editing, band="applied")
    assert "天山支路" in text(editing, one.page, one.block)
    editing.decide("甲", [Decision(one.id, one.version, "reject")])
    assert "在天山路边" in text(editing, one.page, one.block)
    assert flag(editing, band="applied").state == "rejected"
    assert_consistent(editing)


def test_another_candidate_and_a_typed_text_are_taken(editing: Editing) -> None:
    one, two = flag(editing), flag(editing, nth=1)
    editing.decide("甲", [Decision(one.id, one.version, "accept", "虹霞")])
    editing.decide("甲", [Decision(two.id, two.version, "edit", "红山")])
    assert "今天虹霞居委会" in text(editing, one.page, one.block)
    assert text(editing, two.page, two.block).startswith("红山小区")
    assert [flag(editing, nth=n).state for n in (0, 1)] == ["accepted", "edited"]
    assert_consistent(editing)


def test_a_group_is_decided_at_once_but_its_exceptions_and_undone_at_once(editing: Editing) -> None:
    with editing.database.read() as connection:
        (group,) = connection.execute(select(flag_groups).where(flag_groups.c.after == "虹仙")).all()
        places = connection.execute(select(flags).where(flags.c.grouped == group.id).order_by(flags.c.id)).all()
    assert group.open == 4
    done = editing.decide("甲", [Decision(one.id, one.version, "accept") for one in places[:3]])
    with editing.database.read() as connection:
        assert connection.scalar(select(flag_groups.c.open).where(flag_groups.c.id == group.id)) == 1
    assert_consistent(editing)
    editing.undo("乙", done.batch)
    for one in places:
        assert "虹山" in text(editing, one.page, one.block)
    with editing.database.read() as connection:
        assert connection.scalar(select(flag_groups.c.open).where(flag_groups.c.id == group.id)) == 4
    assert_consistent(editing)


def test_an_undo_can_be_taken_back(editing: Editing) -> None:
    one = flag(editing)
    done = editing.decide("甲", [Decision(one.id, one.version, "accept")])
    back = editing.undo("甲", done.batch)
    assert "虹山居委会" in text(editing, one.page, one.block)
    again = editing.undo("甲", back.batch)
    assert "虹仙居委会" in text(editing, one.page, one.block)
    assert flag(editing).state == "accepted"
    editing.undo("甲", again.batch)
    assert "虹山居委会" in text(editing, one.page, one.block)
    with pytest.raises(NotPossible, match="already"):
        editing.undo("甲", again.batch)
    assert_consistent(editing)


def test_the_second_of_two_editors_is_told_with_both_texts(editing: Editing) -> None:
    one = flag(editing)
    editing.decide("甲", [Decision(one.id, one.version, "accept")])
    with pytest.raises(Conflict) as told:
        editing.decide("乙", [Decision(one.id, one.version, "edit", "虹桥")])
    (clash,) = told.value.clashes
    assert (clash.seen, clash.wanted, clash.now, clash.by) == ("虹山", "虹桥", "虹仙", "甲")
    assert "虹仙居委会" in text(editing, one.page, one.block)


def test_a_group_decision_leaves_out_what_others_settled_and_tells_it(editing: Editing) -> None:
    one, two = flag(editing), flag(editing, nth=1)
    editing.decide("甲", [Decision(one.id, one.version, "reject")])
    done = editing.decide("乙", [Decision(x.id, x.version, "accept") for x in (one, two)])
    assert done.changed == 1
    assert [clash.flag for clash in done.clashes] == [one.id]
    assert "虹山居委会" in text(editing, one.page, one.block)
    assert_consistent(editing)


def test_a_paragraph_edited_meanwhile_is_a_conflict(editing: Editing) -> None:
    one = block(editing, 1, 1)
    editing.edit_block("甲", 1, 1, one.version, one.text.replace("好", "很好"))
    with pytest.raises(Conflict):
        editing.edit_block("乙", 1, 1, one.version, one.text.replace("今天", "昨天"))
    assert text(editing, 1, 1) == "今天虹山居委会里大家都说一声很好。"


def test_an_edit_settles_the_flags_whose_text_it_changes_and_no_other(editing: Editing) -> None:
    one = block(editing, 1, 2)
    editing.edit_block("甲", 1, 2, one.version, "虹仙小区在天山支路边上大家都很高兴！")
    with editing.database.read() as connection:
        query = select(flags.c.band, flags.c.state).where(flags.c.page == 1, flags.c.block == 2)
        assert sorted(tuple(row) for row in connection.execute(query)) == [("applied", "open"), ("flagged", "edited")]
    assert_consistent(editing)


def test_undo_of_an_edit_that_was_edited_again_is_a_conflict(editing: Editing) -> None:
    one = block(editing, 1, 0)
    first = editing.edit_block("甲", 1, 0, one.version, "社区要闻")
    editing.edit_block("乙", 1, 0, one.version + 1, "社区趣闻")
    with pytest.raises(Conflict) as told:
        editing.undo("甲", first.batch)
    assert told.value.clashes[0].now == "趣"
    assert text(editing, 1, 0) == "社区趣闻"


def test_spans_of_several_pages_are_retyped_in_one_action(editing: Editing) -> None:
    edits = [SpanEdit(page, 0, ("0.2",), "新", "旧") for page in (1, 2)]
    done = editing.edit_spans("甲", edits)
    assert [text(editing, page, 0) for page in (1, 2)] == ["社区旧闻"] * 2
    editing.undo("甲", done.batch)
    assert [text(editing, page, 0) for page in (1, 2)] == ["社区新闻"] * 2
    assert_consistent(editing)


def test_blocks_are_joined_split_reordered_and_all_of_it_is_taken_back(editing: Editing) -> None:
    structure, done = editing.structure, []
    done.append(structure.join("甲", 1, 1, 2, (1, 1)))
    assert text(editing, 1, 1).startswith("今天虹山居委会里大家都说一声好。虹山小区")
    assert block(editing, 1, 2).position is None
    assert_consistent(editing)
    done.append(structure.split("甲", 1, 1, block(editing, 1, 1).version, 4))
    with editing.database.read() as connection:
        order = stored.page_state(connection, 1).order
    assert order == (0, 1, 10_000)
    assert text(editing, 1, 10_000) == "大家都很高兴。"
    done.append(structure.kind("甲", 1, 10_000, 1, "caption"))
    done.append(structure.order("甲", 1, order, (10_000, 0, 1)))
    assert_consistent(editing)
    for one in reversed(done):
        editing.undo("甲", one.batch)
        assert_consistent(editing)
    assert text(editing, 1, 2).startswith("虹山小区在天山支路")


def test_a_flag_is_decided_where_its_block_was_joined_to_another(editing: Editing) -> None:
    editing.structure.join("甲", 1, 1, 2, (1, 1))
    one = flag(editing, nth=1)
    editing.decide("甲", [Decision(one.id, one.version, "accept")])
    assert "虹仙小区" in text(editing, 1, 1)
    assert_consistent(editing)


def test_order_seen_otherwise_is_a_conflict(editing: Editing) -> None:
    with pytest.raises(Conflict):
        editing.structure.order("甲", 1, (2, 1, 0), (0, 1, 2))


def test_a_drawn_block_has_its_text_and_can_be_edited(editing: Editing) -> None:
    line = street_page().lines[0].model_copy(update={"text": "补上的字", "id": 0})
    done = editing.structure.draw("甲", 1, [line], after=0)
    with editing.database.read() as connection:
        state = stored.page_state(connection, 1)
    assert state.order == (0, 10_000, 1, 2)
    assert text(editing, 1, 10_000) == "补上的字"
    editing.edit_block("甲", 1, 10_000, 1, "补上的文字")
    assert_consistent(editing)
    with pytest.raises(Conflict):
        editing.undo("甲", done.batch)


def test_reviewed_then_validated_by_another_person_and_back_when_the_text_changes(editing: Editing) -> None:
    structure = editing.structure
    structure.set_state("甲", 1, "machine", "reviewed")
    with pytest.raises(NotPossible, match="another person"):
        structure.set_state("甲", 1, "reviewed", "validated")
    structure.set_state("乙", 1, "reviewed", "validated")
    assert state_of(editing, 1) == "validated"
    editing.edit_block("丙", 1, 0, 1, "社区要闻")
    assert state_of(editing, 1) == "in review"


def test_events_cannot_be_changed_or_deleted(editing: Editing) -> None:
    one = flag(editing)
    editing.decide("甲", [Decision(one.id, one.version, "accept")])
    for statement in ("UPDATE events SET editor = 'x'", "DELETE FROM events"):
        with pytest.raises((DBAPIError, OutputError, sqlite3.Error)), editing.database.write() as connection:
            connection.exec_driver_sql(statement)
    with editing.database.read() as connection:
        assert connection.scalar(select(events.c.editor)) == "甲"


def test_a_change_that_was_rejected_twice_is_not_proposed_on_other_pages(editing: Editing) -> None:
    for nth in (0, 1):
        one = flag(editing, nth=nth)
        editing.decide("甲", [Decision(one.id, one.version, "reject")])
    put(editing.results, "报三", [street_page()])
    editing.intake.run()
    with editing.database.read() as connection:
        query = select(flags.c.state).where(flags.c.page == 3, flags.c.band == "flagged")
        assert set(connection.scalars(query)) == {"refused"}


def test_twenty_editors_on_the_same_flags_lose_nothing(editing: Editing) -> None:
    """2,000 decisions on few items: every one is either in the log or was told as a conflict."""
    wanted = [flag(editing, nth=n) for n in range(4)]

    def work(editor: int) -> tuple[int, int]:
        done = told = 0
        for turn in range(100):
            seen = wanted[(editor + turn) % 4]
            with editing.database.read() as connection:
                now = connection.execute(select(flags).where(flags.c.id == seen.id)).one()
            try:
                if now.state == "open":
                    editing.decide(f"编{editor}", [Decision(now.id, now.version, "edit", f"虹{editor % 7}")])
                else:
                    editing.undo(f"编{editor}", now.batch)
                done += 1
            except (Conflict, NotPossible):
                told += 1
        return done, told

    with ThreadPoolExecutor(20) as pool:
        counts = list(pool.map(work, range(20)))
    assert sum(done + told for done, told in counts) == 2000
    with editing.database.read() as connection:
        logged = set(connection.scalars(select(events.c.batch)))
    assert len(logged) == sum(done for done, _ in counts)
    assert_consistent(editing)


def test_without_results_it_says_what_to_do(tmp_path: Any) -> None:
    with pytest.raises(NoInputError, match="baokan run"):
        open_editing(tmp_path)


def test_clash_message_names_who_and_what() -> None:
    told = str(Conflict([Clash(1, 2, 3, "虹山", "虹桥", "虹仙", "甲")]))
    assert "by 甲" in told
    assert "虹仙" in told
    assert Done("", 0).clashes == ()
    assert orphans.c.cause is not None


@pytest.mark.parametrize("part", [1, 2, 3])
def test_an_action_over_many_places_is_one_for_conflicts_and_undo(
    editing: Editing, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(texts, "PART", part)
    places = [flag(editing, nth=n) for n in range(4)]
    editing.decide("甲", [Decision(places[1].id, places[1].version, "reject")])
    done = editing.decide("乙", [Decision(one.id, one.version, "accept") for one in places])
    assert (done.changed, [clash.flag for clash in done.clashes]) == (3, [places[1].id])
    assert_consistent(editing)
    editing.undo("丙", done.batch)
    assert [flag(editing, nth=n).state for n in range(4)] == ["open", "rejected", "open", "open"]
    assert_consistent(editing)
    with pytest.raises(Conflict) as told:
        editing.decide("乙", [Decision(one.id, one.version, "accept") for one in places])
    assert len(told.value.clashes) == 4


def test_what_is_done_of_a_large_action_is_answered_when_a_later_place_is_gone(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "PART", 1)
    one = flag(editing)
    gone = Decision(10_000, 1, "accept")
    done = editing.decide("甲", [Decision(one.id, one.version, "accept"), gone])
    assert done.changed == 1
    assert flag(editing).state == "accepted"
    with pytest.raises(NotPossible, match="no flag"):
        editing.decide("甲", [gone])
