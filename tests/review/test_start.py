"""The start page tells how far the work has come."""

from __future__ import annotations

from pathlib import Path

from helpers.corpus import corpus, street_page
from helpers.review import Site, site, spoken
from sqlalchemy import update

from pipeline.database.schema import pages


def test_pages_states_and_questions_are_counted(tmp_path: Path) -> None:
    made = site(corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}), shared=True)
    made.room.editing.intake.run()
    with made.room.database.write() as connection:
        connection.execute(update(pages).where(pages.c.id == 1).values(state="validated"))
    said = spoken(made.signed_in("甲", "reader").get("/").text)
    made.room.close()
    for words in ("文档 2", "已识读的页面 2", "待定的名称 4", "待看的字 2"):
        assert words in said


def test_an_empty_folder_says_what_to_do(shared: Site) -> None:
    assert "先运行 baokan run" in spoken(shared.signed_in("甲", "reader").get("/").text)


def test_while_pages_are_taken_in_it_says_how_far(shared: Site) -> None:
    shared.room.keeper._tell(3, 40)
    assert "3 / 40" in spoken(shared.signed_in("甲", "reader").get("/").text)
