"""``baokan verify``: every kind of damage is found, and nothing else is called damage."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from helpers.fakes import pipeline, scan
from helpers.results import results, tree

from pipeline.batch.ledger import Ledger
from pipeline.batch.lock import NAME, OutputLock
from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.database import FILE_NAME, open_database
from pipeline.errors import DatabaseError, ExitCode, NoInputError
from pipeline.fixity import hashing
from pipeline.fixity.verify import verify
from pipeline.model.sheet import Sheet


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return results(tmp_path)


def flip(path: Path, place: int = -3) -> None:
    """One bit, as a dying disk does it: neither size nor time changes."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def found(output: Path, **wanted: bool) -> dict[str, str]:
    """Path -> kind of each difference."""
    verdict = verify(output, **wanted)
    assert verdict.exit_code == (ExitCode.SOME_FAILED if verdict.differences else ExitCode.DONE)
    assert len({one.path for one in verdict.differences}) == len(verdict.differences), "each file once"
    return {one.path: one.kind for one in verdict.differences}


def test_untouched_results_are_whole_and_are_left_as_they_were(output: Path) -> None:
    before = tree(output)
    verdict = verify(output, scans=True)
    assert (verdict.exit_code, verdict.differences, verdict.unfinished, verdict.notes) == (ExitCode.DONE, [], [], [])
    known = {path for path in before if path not in (FILE_NAME, NAME) and not path.startswith("logs/")}
    assert (verdict.files, verdict.scans) == (len(known), 2)
    assert tree(output) == before


def test_bit_rot_that_changes_neither_size_nor_time_is_found(output: Path) -> None:
    flip(output / "报0/page-0001.jpg")
    flip(output / "报1/page-0002.json")
    assert found(output) == {"报0/page-0001.jpg": "changed", "报1/page-0002.json": "changed"}


def test_truncated_replaced_emptied_and_removed_files_are_found(output: Path) -> None:
    cut, other, empty = output / "报0/page-0001.json", output / "报0/document.md", output / "报1/page-0001.txt"
    cut.write_bytes(cut.read_bytes()[:-1])
    other.write_text("别的内容，比原来长得多", encoding="utf-8")
    empty.write_bytes(b"")
    (output / "报1/page-0002.jpg").unlink()
    (output / "issues.json").unlink()
    assert found(output) == {
        "报0/page-0001.json": "changed",
        "报0/document.md": "changed",
        "报1/page-0001.txt": "changed",
        "报1/page-0002.jpg": "missing",
        "issues.json": "missing",
    }


def test_added_files_are_found_wherever_they_lie_and_expected_ones_are_not(output: Path) -> None:
    for name in ("notes.txt", "报0/page-0009.txt", "new/deep/a.txt"):
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text("x", encoding="utf-8")
    for name in ("logs/run-0001.jsonl", ".gitkeep"):
        (output / name).parent.mkdir(exist_ok=True)
        (output / name).write_text("x", encoding="utf-8")
    assert found(output) == {"notes.txt": "added", "报0/page-0009.txt": "added", "new/deep/a.txt": "added"}


def test_renamed_file_and_renamed_folder_are_told_with_their_new_names(output: Path) -> None:
    (output / "报0/page-0001.json").rename(output / "报0/page-0007.json")
    (output / "报1").rename(output / "别处")
    verdict = verify(output)
    assert {one.kind for one in verdict.differences} == {"renamed"}
    new = {one.path: one.detail for one in verdict.differences}
    assert "报0/page-0007.json" in new["报0/page-0001.json"]
    assert len(new) == 1 + len(list((output / "别处").iterdir()))


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_link_or_folder_in_place_of_a_file_is_found_although_the_content_is_the_same(
    output: Path, tmp_path: Path
) -> None:
    page = output / "报0/page-0001.json"
    shutil.move(page, tmp_path / "elsewhere.json")
    page.symlink_to(tmp_path / "elsewhere.json")
    (output / "报0/page-0001.txt").unlink()
    (output / "报0/page-0001.txt").mkdir()
    (output / "loop").symlink_to(output)
    assert found(output) == {"报0/page-0001.json": "changed", "报0/page-0001.txt": "changed", "loop": "added"}


def test_scans_are_checked_when_asked_for(output: Path, tmp_path: Path) -> None:
    flip(tmp_path / "scans/报0.tif")
    (tmp_path / "scans/报1.tif").unlink()
    assert found(output) == {}
    assert found(output, scans=True) == {
        str(tmp_path / "scans/报0.tif"): "changed",
        str(tmp_path / "scans/报1.tif"): "missing",
    }


def test_scan_that_was_replaced_and_read_again_is_checked_by_its_new_content(output: Path, tmp_path: Path) -> None:
    scan(tmp_path / "scans/报0.tif", frames=1, shade=90)
    run([tmp_path / "scans"], pipeline(output))
    assert found(output, scans=True) == {}


def test_scans_that_could_never_be_read_are_noted_and_are_no_difference(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans/bad.png").write_bytes(b"no picture")
    output = results(tmp_path)
    verdict = verify(output, scans=True)
    assert verdict.exit_code == ExitCode.DONE
    assert any("1 scans have no checksum" in note for note in verdict.notes)


def test_stopped_run_is_unfinished_not_damaged_and_real_damage_in_it_is_found(output: Path, tmp_path: Path) -> None:
    def stop(sheet: Sheet) -> str:
        if sheet.page.frame == 2:
            raise KeyboardInterrupt
        return "新"

    with pytest.raises(KeyboardInterrupt):
        run([tmp_path / "scans/报0.tif"], pipeline(output, stop), wishes=Wishes(force=True))
    verdict = verify(output)
    assert (verdict.exit_code, verdict.unfinished) == (ExitCode.DONE, ["报0"])
    flip(output / "报0/page-0001.json")
    assert found(output) == {"报0/page-0001.json": "changed"}


def test_half_written_files_of_a_killed_run_are_noted(output: Path) -> None:
    (output / "报0/.baokan-1-abc.tmp").write_text("half", encoding="utf-8")
    verdict = verify(output)
    assert verdict.differences == []
    assert any("half-written" in note for note in verdict.notes)


def test_file_that_a_run_writes_during_the_check_is_no_difference(output: Path) -> None:
    page, late = output / "报1/page-0002.txt", output / "报1/page-0002.md"
    page.write_bytes(b"new")
    late.write_bytes(b"late")

    def enter(path: str, size: int) -> None:
        """The run enters what it wrote after the check has read it."""
        if path == "报1/page-0002.txt":
            with open_database(output / FILE_NAME) as database:
                ledger = Ledger(database)
                row = ledger.load()["报1"]
                ledger.enter_files(row, 2, "报1", {"page-0002.txt": b"new", "page-0002.md": b"late"})

    with OutputLock(output):
        verdict = verify(output, progress=enter)
    assert verdict.differences == []
    assert any("In use by process" in note for note in verdict.notes)


def test_damaged_database_is_exit_code_7_and_says_what_to_do(output: Path) -> None:
    path = output / FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)
    try:
        code, said = verify(output).exit_code, "restore"
    except DatabaseError as error:
        code, said = error.exit_code, str(error)
    assert code == ExitCode.DATABASE
    assert "restore" in said
    path.write_bytes(b"this is no database at all, though it is long enough to be looked at" * 20)
    with pytest.raises(DatabaseError, match="restore"):
        verify(output)


def test_row_of_the_database_that_refers_to_nothing_is_found(output: Path) -> None:
    with sqlite3.connect(output / FILE_NAME) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM sources WHERE document = '报0'")
    connection.close()
    verdict = verify(output)
    assert verdict.exit_code == ExitCode.DATABASE
    assert any("sources" in problem for problem in verdict.database)


def test_database_of_a_newer_version_is_refused(output: Path) -> None:
    with sqlite3.connect(output / FILE_NAME) as connection:
        connection.execute("INSERT INTO migrations VALUES ('9999-future', '2100-01-01')")
    connection.close()
    with pytest.raises(DatabaseError, match="newer version"):
        verify(output)


def test_folder_without_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no results"):
        verify(tmp_path)


def test_few_files_are_held_in_work_however_many_there_are() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    reading = hashing.in_parallel(lambda number: number, endless(), threads=2)  # type: ignore[var-annotated]
    for number in range(1, 200):
        assert next(reading) == (number, number), "in order"
        assert taken - number <= 2 * hashing.AHEAD + 1
    reading.close()  # type: ignore[attr-defined]


def test_file_that_the_disk_cannot_read_is_told_with_the_cause(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, plain_open = output / "报0/page-0001.jpg", Path.open

    def broken(path: Path, *arguments: object, **named: object) -> object:
        if path == bad:
            raise OSError(5, "Input/output error")
        return plain_open(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", broken)
    verdict = verify(output)
    assert [(one.kind, one.path, one.detail) for one in verdict.differences] == [
        ("unreadable", "报0/page-0001.jpg", "Input/output error")
    ]
