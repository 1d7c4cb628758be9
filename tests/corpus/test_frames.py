"""Everything that the corpus gives goes into pandas as it is, and other programs read its views."""

from __future__ import annotations

from pathlib import Path

import pandas
from helpers.corpus import corpus, street_page
from sqlalchemy import NullPool, create_engine, inspect, text

from pipeline.corpus import Corpus, Options
from pipeline.database import database_of


def test_rows_become_frames(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]})
    with Corpus(folder) as asked:
        hits = pandas.DataFrame(asked.search("虹山", Options(variants=True)).rows())
        years = pandas.DataFrame(asked.frequency("虹山", by="year"))
        words = pandas.DataFrame(asked.collocates("虹山"))
        passages = pandas.DataFrame(asked.table("corpus_passages"))
        places = pandas.DataFrame(asked.places())
    assert list(hits.groupby("document").size()) == [2, 2]
    assert list(years["hits"]) == [4]
    assert {"word", "together", "log_likelihood", "log_dice"} <= set(words)
    assert passages["text"].str.count("虹山").sum() == 4
    assert places.set_index("name").loc["天山支路", "mentions"] == 2


def test_programs_that_know_nothing_of_baokan_read_the_views(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {"报一": [street_page()]})
    with Corpus(folder):
        pass
    where = database_of(folder)
    address = f"sqlite:///{where}" if isinstance(where, Path) else where.secret
    engine = create_engine(address, poolclass=NullPool)  # a connection that knows nothing of Baokan
    with engine.connect() as plain:
        frame = pandas.read_sql(text("SELECT name, count(*) AS n FROM corpus_mentions GROUP BY name"), plain)
        described = inspect(engine).get_columns("corpus_mentions")
    comments = [one.get("comment") for one in described if one["name"] == "name"]
    assert comments == ([None] if isinstance(where, Path) else ["normal name"])
    assert dict(zip(frame["name"], frame["n"], strict=True))["天山支路"] == 1
