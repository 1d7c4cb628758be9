"""The start page tells how far the work has come."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, street_page
from helpers.review import Site, site, spoken
from sqlalchemy import update

from pipeline.database.schema import pages
from pipeline.review.overview import bar


def test_pages_states_and_questions_are_counted(tmp_path: Path) -> None:
    made = site(corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}), shared=True)
    made.room.editing.intake.run()
    with made.room.database.write() as connection:
        connection.execute(update(pages).where(pages.c.id == 1).values(state="validated"))
    said = spoken(made.signed_in("甲", "reader").get("/").text)
    made.room.close()
    for words in ("2 文档", "2 页面", "机器识读 1", "已校对 0", "已复核 1"):
        number_last = " ".join(reversed(words.split()))
        assert words in said or number_last in said


def test_an_empty_folder_says_what_to_do(shared: Site) -> None:
    assert "先运行 baokan run" in spoken(shared.signed_in("甲", "reader").get("/").text)


def test_while_pages_are_taken_in_it_says_how_far(shared: Site) -> None:
    shared.room.keeper._tell(3, 40)
    assert "3 / 40" in spoken(shared.signed_in("甲", "reader").get("/").text)


@pytest.mark.parametrize("counts", [{}, {"machine": 7}, {"machine": 1, "in review": 2, "reviewed": 3, "validated": 4}])
def test_the_parts_of_the_bar_lie_side_by_side_and_fill_it(counts: dict[str, int]) -> None:
    parts = bar(counts)
    ends = [0.0, *(part.left + part.width for part in parts)]
    assert [part.left for part in parts] == pytest.approx(ends[:-1])
    assert ends[-1] == pytest.approx(1000 if counts else 0)
    assert sum(part.pages for part in parts) == sum(counts.values())
