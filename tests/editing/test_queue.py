"""The queue: groups in the order of what helps, filters, and a way through it that skips nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, street_page
from helpers.made_pages import PageMaker
from sqlalchemy import event

from pipeline.editing import walking
from pipeline.editing.choices import choices, suggestions
from pipeline.editing.queue import Filter, Groups, groups, waiting
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing, open_editing
from pipeline.model.page import Metadata, Page

pytestmark = pytest.mark.usefixtures("kept")

CHANGES = {"虹山": "虹仙", "天路": "天山路", "古北": "古北路"}


def page_with(*names: str) -> Page:
    """A paragraph for each name, flagged."""
    make = PageMaker()
    for name in names:
        block = make.block("paragraph", f"今天在{name}居委会里")
        make.correct(block, 3, name, CHANGES[name], status="flagged")
    return make.page(metadata=Metadata(date="2021-01-22"))


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[Editing]:
    """虹山 three times on two pages, 天路 twice, 古北 once."""
    documents = {"甲": [page_with("虹山", "天路", "虹山")], "乙": [page_with("古北", "虹山", "天路")]}
    opened = open_editing(corpus(tmp_path / "out", documents))
    opened.intake.run()
    with opened.database:
        yield opened


def listed(editing: Editing, wanted: Filter, **more: int) -> Groups:
    with editing.database.read() as connection:
        return groups(connection, wanted, **more)


def befores(editing: Editing, wanted: Filter) -> list[str]:
    return [group.before for group in listed(editing, wanted).groups]


def flag(editing: Editing, id: int) -> Any:
    with editing.database.read() as connection:
        return walking.place(connection, id)


def decide(editing: Editing, row: Any, choice: str = "accept") -> None:
    editing.decide("甲编辑", [Decision(row.id, row.version, choice)])  # type: ignore[arg-type]


def test_changes_at_many_places_come_first_with_their_numbers(editing: Editing) -> None:
    found = listed(editing, Filter())
    assert [(one.before, one.after, one.places, one.pages) for one in found.groups] == [
        ("虹山", "虹仙", 3, 2),
        ("天路", "天山路", 2, 2),
        ("古北", "古北路", 1, 1),
    ]
    assert (found.total, found.places) == (3, 6)
    assert found.groups[0].left.endswith("今天在")
    assert found.groups[0].right.startswith("居委会")


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(band="any"),
        Filter(band="flagged"),
        Filter(kind="place-name"),
        Filter(issue="虹桥报 5"),
        Filter(since="2021", until="2021-01"),
        Filter(state=None),
    ],
    ids=repr,
)
def test_counted_anew_it_is_what_was_kept(editing: Editing, wanted: Filter) -> None:
    """The numbers that are kept with the groups, and those of any filter that everything meets, are the same."""
    assert listed(editing, wanted) == listed(editing, Filter())


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(name="天"), ["天路"]),
        (Filter(name="仙"), ["虹山"]),
        (Filter(name="%"), []),
        (Filter(document="乙"), ["虹山", "天路", "古北"]),
        (Filter(document="丙"), []),
        (Filter(issue="别的"), []),
        (Filter(kind="term"), []),
        (Filter(since="2021-02"), []),
        (Filter(until="2020"), []),
        (Filter(until="2021-01-21"), []),
        (Filter(until="2021-01-22"), ["虹山", "天路", "古北"]),
        (Filter(band="applied"), []),
        (Filter(state="accepted"), []),
        (Filter(queue="text"), []),
        (Filter(page=2), ["虹山", "天路"]),
    ],
    ids=repr,
)
def test_a_filter_leaves_what_meets_it(editing: Editing, wanted: Filter, expected: list[str]) -> None:
    assert sorted(befores(editing, wanted)) == sorted(expected)
    with editing.database.read() as connection:
        assert waiting(connection, wanted) == listed(editing, wanted).places


def test_what_was_decided_is_found_by_state_and_editor(editing: Editing) -> None:
    first = listed(editing, Filter()).groups[2]
    decide(editing, flag(editing, first.first))
    assert "古北" not in befores(editing, Filter())
    assert befores(editing, Filter(state="accepted")) == ["古北"]
    assert befores(editing, Filter(state=None, editor="甲编辑")) == ["古北"]
    assert befores(editing, Filter(state="rejected")) == []


def test_a_list_is_given_a_page_at_a_time(editing: Editing) -> None:
    for wanted in (Filter(), Filter(band="any")):
        first, second = listed(editing, wanted, limit=2), listed(editing, wanted, offset=2, limit=2)
        assert (first.total, first.places) == (second.total, second.places) == (3, 6)
        assert [len(first.groups), len(second.groups)] == [2, 1]
        assert listed(editing, wanted, offset=50).groups == ()


def way(editing: Editing, wanted: Filter, *, choice: str | None) -> list[str]:
    """From the first flag to the last, deciding each (``None``: skipping)."""
    here = flag(editing, listed(editing, wanted).groups[0].first)
    with editing.database.read() as connection:
        score = walking.score_of(connection, here.grouped, wanted)
    passed: list[str] = []
    while len(passed) < 20:
        passed.append(f"{here.before}{here.id}")
        if choice:
            decide(editing, here, choice)
        with editing.database.read() as connection:
            step = walking.beside(connection, here, wanted, score=score)
        if step is None or (choice is None and len(passed) == 6):
            break
        here, score = flag(editing, step.flag), step.score
    return passed


@pytest.mark.parametrize("wanted", [Filter(), Filter(band="flagged"), Filter(since="2021")], ids=repr)
@pytest.mark.parametrize("choice", ["accept", "reject", None])
def test_going_on_reaches_every_flag_once_in_the_order_of_the_queue(
    editing: Editing, wanted: Filter, choice: str | None
) -> None:
    passed = way(editing, wanted, choice=choice)
    assert [name[:2] for name in passed] == ["虹山", "虹山", "虹山", "天路", "天路", "古北"]
    assert len(set(passed)) == 6


def test_behind_the_last_flag_comes_what_was_skipped(editing: Editing) -> None:
    last = flag(editing, listed(editing, Filter()).groups[2].first)
    with editing.database.read() as connection:
        step = walking.beside(connection, last, Filter())
        assert step is not None
        assert step.flag == listed(editing, Filter()).groups[0].first
        back = walking.beside(connection, last, Filter(), forward=False)
        assert back is not None
        assert flag(editing, back.flag).before == "天路"


def test_the_only_flag_has_no_other_beside_it(editing: Editing) -> None:
    wanted = Filter(name="古北")
    only = flag(editing, listed(editing, wanted).groups[0].first)
    with editing.database.read() as connection:
        assert walking.beside(connection, only, wanted) is None
        assert walking.beside(connection, only, wanted, forward=False) is None


@pytest.mark.parametrize("forward", [True, False])
def test_the_next_flag_of_a_group_is_looked_up_in_order(kept: str, editing: Editing, forward: bool) -> None:
    """However many wait in it, they are not sorted, and those before it not read."""
    here = flag(editing, listed(editing, Filter()).groups[0].first)
    asked: list[tuple[str, Any]] = []
    with editing.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        walking.beside(connection, here, Filter(), forward=forward, score=1.0)
        if kept == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # which so few rows would be read by
        explain = "EXPLAIN QUERY PLAN" if kept == "sqlite" else "EXPLAIN"
        plan = " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {asked[0][0]}", asked[0][1]))
    assert re.search(r"\bflags_in_group\b.*\bstate\b.*\bpage\b", plan)
    assert not re.search("(?i)sort|b-tree|bitmap", plan)


def test_places_of_a_group_come_by_page(editing: Editing) -> None:
    group = listed(editing, Filter()).groups[0].id
    with editing.database.read() as connection:
        rows = walking.places(connection, group, Filter())
        assert [row.document for row in rows] == ["乙", "甲", "甲"]
        assert walking.versions(connection, group, Filter()) == [(row.id, row.version) for row in rows]
        assert walking.spread(connection, group, Filter()) == (3, 2)
        assert walking.spread(connection, group, Filter(document="乙")) == (1, 1)


def test_choices_are_the_values_that_occur(editing: Editing) -> None:
    decide(editing, flag(editing, listed(editing, Filter()).groups[2].first))
    with editing.database.read() as connection:
        found = choices(connection, "names")
        assert (found.kinds, found.editors) == (("place-name",), ("甲编辑",))
        assert suggestions(connection, "document", "") == ["乙", "甲"]
        assert suggestions(connection, "document", "%") == []
        assert suggestions(connection, "issue", "桥") == ["虹桥报 5"]


def test_flags_of_both_queues_stay_apart(tmp_path: Path) -> None:
    opened = open_editing(corpus(tmp_path / "two", {"甲": [street_page()]}))
    opened.intake.run()
    with opened.database:
        assert befores(opened, Filter()) == ["虹山"]
        assert befores(opened, Filter(queue="text")) == ["声"]
        assert sorted(befores(opened, Filter(band="any"))) == ["天山路", "虹山"]
