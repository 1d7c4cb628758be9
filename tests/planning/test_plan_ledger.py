"""Figures of a results folder are those that its ledger was made with."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.databases import kept_in
from planned import decided, ledger
from sqlalchemy import text

from pipeline.database import FILE_NAME
from pipeline.errors import NoInputError
from pipeline.planning import ledger as measuring
from pipeline.planning.ledger import kind_of, measure


@pytest.fixture(autouse=True)
def blocks_of_one_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_block_size", lambda folder: 1)


def test_seconds_and_workers_are_those_of_the_runs(tmp_path: Path) -> None:
    found = measure(ledger(tmp_path / "out", [2.0, 4.0, 6.0], workers=2))
    assert (found.pace.seconds.mean, found.pace.seconds.median, found.frames) == (4.0, 4.0, 3)
    assert found.pace.workers == pytest.approx(2.0)
    assert found.pace.hosts == ("here",)
    assert found.characters.mean == 1000
    assert "3 pages done in" in found.source
    assert "here (not this machine), 2026-03-01" in found.source


def test_pages_that_a_later_run_only_corrected_again_tell_nothing_of_how_many_worked_at_once(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [2.0, 4.0])
    with kept_in(output) as database, database.write() as connection:
        connection.execute(text("UPDATE frames SET worker = 'here:77'"))
    found = measure(output)
    assert found.pace.workers is None
    assert found.pace.seconds.mean == 3.0, "they keep the time of their recognition"


def test_failed_pages_are_a_share_of_all_that_were_tried(tmp_path: Path) -> None:
    assert measure(ledger(tmp_path / "out", [1.0] * 3, failed=1)).failed == 0.25


def test_replayed_pages_are_left_out_or_told(tmp_path: Path) -> None:
    found = measure(ledger(tmp_path / "out", [1.0], engine="replay"))
    assert any("replayed" in note for note in found.notes)


def test_files_are_counted_by_kind_and_a_document_is_shared_by_its_pages(tmp_path: Path) -> None:
    found = measure(ledger(tmp_path / "out", [1.0, 1.0])).storage
    assert found.kinds == {"page images": 4_000, "text with all that is known of it": 1_500}
    assert found.bytes.mean == 5_500
    assert found.files == 3
    assert found.scans is not None
    assert found.scans.mean == 5_000


def test_a_small_file_takes_a_whole_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_block_size", lambda folder: 4096)
    found = measure(ledger(tmp_path / "out", [1.0], sizes={"page-0001.txt": 1, "page-0001.jpg": 4097}))
    assert found.storage.bytes.mean == 3 * 4096


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page-0001.jpg", "page images"),
        ("page-0001-2.png", "page images"),
        ("page-0001.figure-1.jpg", "pictures cut out"),
        ("page-0001.layout.jpg", "drawings"),
        ("frame-0001.recording.npz", "what the engine read"),
        ("page-0001.json", "text with all that is known of it"),
        ("document.md", "plain text"),
        ("page-0001.alto.xml", "other files"),
    ],
)
def test_kinds_of_files_are_told_by_their_names(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_figures_of_a_server_are_those_of_a_file(tmp_path: Path, kept: str) -> None:
    output = ledger(tmp_path / "out", [2.0, 4.0] * 100, failed=50)
    decided(output, [4.0] * 30, a_decision=2)
    found = measure(output)
    assert (found.pace.seconds.median, found.failed, found.storage.kinds["page images"]) == (3.0, 0.2, 4_000)
    assert found.tables.engine == kept
    assert 200 < found.tables.rooms["ledger"] < 5_000
    assert found.reviewing is not None
    assert (found.reviewing.flags_a_decision, found.reviewing.all_flags.mean) == (2.0, 62)


@pytest.mark.in_a_file
def test_what_the_database_takes_is_divided_by_the_pages_it_is_for(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [1.0] * 400)
    found = measure(output).tables
    assert found.engine == "sqlite"
    assert set(found.rooms) == {"ledger"}, "no page is open for review, so that nothing is known of the rest"
    assert 200 < found.rooms["ledger"] < (output / FILE_NAME).stat().st_size / 400


def test_breaks_are_no_time_of_a_decision(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [1.0])
    decided(output, [4.0] * 15 + [3600.0] + [8.0] * 15)
    found = measure(output).reviewing
    assert found is not None
    assert found.seconds is not None
    assert (found.seconds.number, found.seconds.mean) == (30, 6.0)
    assert found.all_flags.mean == 32
    assert found.flags == {"names, flagged": 32}
    assert found.flags_a_decision == 1.0


def test_groups_that_are_settled_at_once_count_as_one_decision(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [1.0])
    decided(output, [4.0] * 25, a_decision=3)
    found = measure(output).reviewing
    assert found is not None
    assert found.flags_a_decision == 3.0


def test_a_few_decisions_tell_nothing(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [1.0])
    decided(output, [4.0] * 5)
    found = measure(output).reviewing
    assert found is not None
    assert found.seconds is None


def test_results_that_nobody_opened_say_what_is_not_known(tmp_path: Path) -> None:
    found = measure(ledger(tmp_path / "out", [1.0]))
    assert found.reviewing is None
    assert any("baokan search" in note for note in found.notes)


def test_a_folder_without_a_page_that_was_done_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="--measure"):
        measure(ledger(tmp_path / "out", [], workers=1, failed=1))
