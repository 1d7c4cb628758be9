"""Progress: every page and every flag is counted once, where it belongs."""

from __future__ import annotations

from sqlalchemy import select

from pipeline.database.schema import flags
from pipeline.editing import progress
from pipeline.editing.requests import Decision
from pipeline.editing.store import Editing


def decide(editing: Editing, editor: str, choice: str = "accept") -> str:
    with editing.database.read() as connection:
        open = (flags.c.band == "flagged", flags.c.state == "open")
        one = connection.execute(select(flags).where(*open).order_by(flags.c.page, flags.c.id)).first()
    assert one is not None
    return editing.decide(editor, [Decision(one.id, one.version, choice)]).batch  # type: ignore[arg-type]


def test_documents_and_issues_and_the_whole_say_the_same(editing: Editing) -> None:
    decide(editing, "甲")
    with editing.database.read() as connection:
        found = progress.everything(connection)
    documents, issues, whole = found.documents, found.issues, found.whole
    assert [(one.name, one.number, one.waiting) for one in documents] == [("报二", 1, 3), ("报一", 1, 2)]
    assert [(one.name, one.number, one.waiting) for one in issues] == [("虹桥报 5", 2, 5)]
    assert (whole.pages, whole.open, whole.decided) == (issues[0].pages, issues[0].open, issues[0].decided)
    assert whole.pages == {"machine": 1, "in review": 1, "reviewed": 0, "validated": 0}
    assert (whole.open, whole.decided) == ({"names": 3, "text": 2}, {"names": 1, "text": 0})
    assert whole.done == 1 / 6


def test_what_the_machine_changed_by_itself_is_no_work(editing: Editing) -> None:
    with editing.database.read() as connection:
        assert connection.scalar(select(flags.c.id).where(flags.c.band == "applied")) is not None
        assert progress.everything(connection).whole.open == {"names": 4, "text": 2}


def test_states_of_pages_move(editing: Editing) -> None:
    decide(editing, "甲")
    editing.structure.set_state("甲", 1, "in review", "reviewed")
    with editing.database.read() as connection:
        one = next(one for one in progress.everything(connection).documents if one.name == "报一")
        editors = progress.editors(connection, "2000")
    assert one.pages["reviewed"] == 1
    assert [(row.name, row.steps, row.reviewed, row.validated) for row in editors] == [("甲", 2, 1, 0)]


def test_editors_are_listed_by_what_they_did_and_today_apart(editing: Editing) -> None:
    editing.undo("乙", decide(editing, "乙"))
    decide(editing, "甲")
    with editing.database.read() as connection:
        assert [(one.name, one.steps, one.today) for one in progress.editors(connection, "2000")] == [
            ("乙", 2, 2),
            ("甲", 1, 1),
        ]
        assert [one.today for one in progress.editors(connection, "2999")] == [0, 0]


def test_a_corpus_without_flags_is_done(editing: Editing) -> None:
    assert progress.Progress(None).done == 1.0
