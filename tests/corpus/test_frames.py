"""Everything that the corpus gives goes into pandas as it is, and other programs read its views."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas
from helpers.corpus import corpus, street_page

from pipeline.corpus import Corpus, Options
from pipeline.database import FILE_NAME


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
    with sqlite3.connect(folder / FILE_NAME) as plain:  # a connection that knows nothing of Baokan
        frame = pandas.read_sql("SELECT name, count(*) AS n FROM corpus_mentions GROUP BY name", plain)
    assert dict(zip(frame["name"], frame["n"], strict=True))["天山支路"] == 1
