"""Readers beside others that write: no errors, and every answer is that of one version of the corpus."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from helpers.corpus import corpus, put, street_page

from pipeline.corpus import Corpus
from pipeline.corpus import corpus as module
from pipeline.database import FILE_NAME
from pipeline.editing.requests import SpanEdit
from pipeline.following import editing_of
from pipeline.settings import Settings

FILES_ONLY = True
READER = """
import sys
from pipeline.corpus import Corpus
with Corpus(sys.argv[1]) as asked:
    for _ in range(20):
        found = asked.search("虹山", facet=("document",))
        print(found.version, found.total, sum(hits for _, hits in found.facets["document"]), len(found.hits))
"""


def test_ten_readers_see_whole_versions_while_pages_come_and_an_editor_decides(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "out", {f"报{n}": [street_page()] for n in range(3)})
    with Corpus(folder):
        pass
    processes = [
        subprocess.Popen([sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    seen = defaultdict[int, set[int]](set)
    with Corpus(folder) as asked, ThreadPoolExecutor(8) as pool:
        done = Event()

        def read() -> int:
            number = 0
            while not done.is_set():
                found = asked.search("虹山", facet=("document",))
                assert found.total == len(found.hits) == sum(hits for _, hits in found.facets["document"])
                seen[found.version].add(found.total)
                number += 1
            return number

        def batch() -> None:
            for n in range(3, 9):
                put(folder, f"报{n}", [street_page()])
                with Corpus(folder):
                    pass

        def edit() -> None:
            editing = editing_of(folder, Settings())
            with editing.database:
                for before, after in [("虹山", "虹仙"), ("虹仙", "虹山")] * 4:
                    editing.edit_spans("李", [SpanEdit(1, 2, ("3.0", "3.1"), before, after)])

        readers = [pool.submit(read) for _ in range(6)]
        writers = [pool.submit(batch), pool.submit(edit)]
        for writer in writers:
            writer.result()
        done.set()
        assert all(reader.result() for reader in readers)
        final = asked.search("虹山")
    for process in processes:
        out, _ = process.communicate()
        assert process.returncode == 0
        for line in out.splitlines():
            version, total, counted, shown = map(int, line.split())
            assert total == counted == shown
            seen[version].add(total)
    assert len(seen) > 1
    assert all(len(totals) == 1 for totals in seen.values())
    assert final.total == 2 * 9


def test_opening_the_corpus_does_not_wait_for_somebody_who_writes_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = corpus(tmp_path / "out", {"报一": [street_page()]})
    with Corpus(folder) as asked:
        assert not asked.behind
    put(folder, "报二", [street_page()])
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Corpus(folder) as asked:
        assert asked.behind
        assert asked.search("虹山").total == 2
        other.execute("ROLLBACK")
        asked.withdraw("报一", "李", "之后可以写")
    other.close()
    with Corpus(folder) as asked:
        assert not asked.behind
        assert [hit.document for hit in asked.search("虹山").hits] == ["报二", "报二"]
