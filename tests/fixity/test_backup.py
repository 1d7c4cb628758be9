"""``baokan backup`` and ``restore``: nothing is lost, nothing is half there, nothing is overwritten."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.fakes import pipeline, scan
from helpers.results import results, tree

from pipeline.batch.lock import NAME
from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.database import FILE_NAME
from pipeline.errors import BaokanError, DatabaseError, ExitCode, NoInputError, OutputError, SettingsError
from pipeline.export.folders import UNFINISHED
from pipeline.fixity.backup import backup, check
from pipeline.fixity.formats import DATA, LABEL, MANIFEST, BackupError, manifest_of, read_manifest
from pipeline.fixity.restore import restore
from pipeline.fixity.verify import verify
from pipeline.model.sheet import Sheet

FORMS = ("b.tar", "b")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return results(tmp_path)


def dump(path: Path) -> list[str]:
    """Every row of a database."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def temporary(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".baokan-*.tmp")]


@pytest.mark.parametrize("form", FORMS)
def test_backup_restores_every_file_and_every_row(output: Path, tmp_path: Path, form: str) -> None:
    (output / "notes").mkdir()
    (output / "notes/我的 笔记.txt").write_text("mine", encoding="utf-8")
    (output / "logs").mkdir(exist_ok=True)
    (output / "logs/run-0001.jsonl").write_text("{}\n", encoding="utf-8")
    before = tree(output)
    made = backup(output, tmp_path / form)
    assert made.exit_code == ExitCode.DONE
    assert tree(output).keys() == before.keys(), "the results folder is left as it was"
    done = restore(tmp_path / form, tmp_path / "again")
    assert [one.path for one in done.verdict.differences] == ["notes/我的 笔记.txt"], "as added as it was before"
    after = tree(tmp_path / "again")
    assert after.keys() == before.keys() - {NAME}
    assert {path for path in after if after[path] != before[path]} <= {FILE_NAME}
    assert dump(output / FILE_NAME) == dump(tmp_path / "again" / FILE_NAME)
    assert temporary(tmp_path) == []


def test_tools_of_the_system_can_check_and_unpack_a_backup_without_baokan(output: Path, tmp_path: Path) -> None:
    backup(output, tmp_path / "b.tar")
    (tmp_path / "by-hand").mkdir()
    subprocess.run(["tar", "xf", tmp_path / "b.tar", "-C", tmp_path / "by-hand"], check=True)
    subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=tmp_path / "by-hand", check=True)
    unpacked = tree(tmp_path / "by-hand/data")
    assert unpacked.keys() == tree(output).keys() - {NAME}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("redo", [False, True])
def test_backup_taken_while_a_run_writes_restores_to_results_on_which_a_run_goes_on(
    tmp_path: Path, form: str, redo: bool
) -> None:
    output = tmp_path / "out"
    paths = [scan(tmp_path / f"scans/p{n}.tif", frames=4, shade=180 + n) for n in range(6)]
    if redo:
        run(paths, pipeline(output))
    begun, go_on = threading.Event(), threading.Event()

    def text(sheet: Sheet) -> str:
        if sheet.frame.path.name == "p1.tif" and sheet.page.frame == 2:
            begun.set()
            assert go_on.wait(60)
        return f"新第{sheet.page.frame}页"

    done: list[object] = []
    running = threading.Thread(
        target=lambda: done.append(run(paths, pipeline(output, text), wishes=Wishes(force=redo)))
    )
    running.start()
    assert begun.wait(60)
    started = threading.Event()

    def progress(path: str, size: int) -> None:
        started.set()
        go_on.set()  # from now on the run writes as fast as it can

    made = backup(output, tmp_path / form, progress=progress)
    running.join()
    assert started.is_set()
    assert len(done) == 1, "the run was not disturbed"
    assert made.copied.damaged == {}
    again = tmp_path / "again"
    restored = restore(tmp_path / form, again)
    assert (restored.verdict.differences, restored.exit_code) == ([], ExitCode.DONE)
    ended = run(paths, pipeline(again, lambda sheet: f"新第{sheet.page.frame}页"))
    assert ended.exit_code == ExitCode.DONE
    verdict = verify(again)
    assert (verdict.differences, verdict.unfinished) == ([], [])
    assert not list(again.rglob(UNFINISHED))
    same = {path: content for path, content in tree(output).items() if path.endswith((".txt", ".md", ".jpg"))}
    if not redo:
        assert {path: content for path, content in tree(again).items() if path in same} == same


def test_backup_in_the_middle_of_a_document_says_so_and_the_document_is_made_again(tmp_path: Path) -> None:
    output, path = tmp_path / "out", scan(tmp_path / "a.tif", frames=3)

    def stop(sheet: Sheet) -> str:
        if sheet.page.frame == 3:
            raise KeyboardInterrupt
        return "文"

    with pytest.raises(KeyboardInterrupt):
        run([path], pipeline(output, stop))
    made = backup(output, tmp_path / "b.tar")
    assert (made.copied.unfinished, made.exit_code) == (["a"], ExitCode.DONE)
    restored = restore(tmp_path / "b.tar", tmp_path / "again")
    assert (restored.verdict.unfinished, restored.verdict.differences) == (["a"], [])
    done = run([path], pipeline(tmp_path / "again"))
    assert (done.exit_code, done.skipped, done.pages) == (ExitCode.DONE, 2, 1)


def test_rows_of_other_tables_written_during_the_backup_are_there_or_not_but_never_half(
    output: Path, tmp_path: Path
) -> None:
    """As the decisions of people are: two rows in one transaction."""
    with sqlite3.connect(output / FILE_NAME) as connection:
        connection.execute("CREATE TABLE decisions (id INTEGER PRIMARY KEY, text TEXT)")
    connection.close()
    stop = threading.Event()

    def decide() -> None:
        connection = sqlite3.connect(output / FILE_NAME, timeout=30)
        while not stop.is_set():
            with connection:
                connection.executemany("INSERT INTO decisions (text) VALUES (?)", [("改",), ("改",)])
        connection.close()

    deciding = threading.Thread(target=decide)
    deciding.start()
    try:
        backup(output, tmp_path / "b.tar")
    finally:
        stop.set()
        deciding.join()
    restore(tmp_path / "b.tar", tmp_path / "again")
    connection = sqlite3.connect(tmp_path / "again" / FILE_NAME)
    rows = connection.execute("SELECT count(*) FROM decisions").fetchone()[0]
    connection.close()
    assert rows % 2 == 0


@pytest.mark.parametrize("form", FORMS)
def test_damaged_and_missing_results_are_said_and_do_not_keep_the_others_from_being_saved(
    output: Path, tmp_path: Path, form: str
) -> None:
    (output / "报0/page-0001.txt").write_text("damaged", encoding="utf-8")
    (output / "报1/page-0001.md").unlink()
    made = backup(output, tmp_path / form)
    assert made.exit_code == ExitCode.SOME_FAILED
    assert made.copied.damaged == {
        "报0/page-0001.txt": "it is not as it was written",
        "报1/page-0001.md": "it is gone",
    }
    done = restore(tmp_path / form, tmp_path / "again")
    assert {one.path: one.kind for one in done.verdict.differences} == {
        "报0/page-0001.txt": "changed",
        "报1/page-0001.md": "missing",
    }
    assert done.label.damaged == made.copied.damaged, "the backup itself says what was wrong"


def test_damaged_database_makes_no_backup(output: Path, tmp_path: Path) -> None:
    content = bytearray((output / FILE_NAME).read_bytes())
    content[4096:8192] = b"\xff" * 4096
    (output / FILE_NAME).write_bytes(content)
    with pytest.raises(DatabaseError):
        backup(output, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("form", FORMS)
def test_backup_never_takes_the_place_of_anything(output: Path, tmp_path: Path, form: str) -> None:
    if form.endswith(".tar"):
        (tmp_path / form).write_text("mine", encoding="utf-8")
    else:
        (tmp_path / form).mkdir()
        (tmp_path / form / "mine.txt").write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(SettingsError, match="something here already"):
        backup(output, tmp_path / form)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("place", ["out/b.tar", "out/b", "out", "."])
def test_backup_inside_the_results_is_refused(output: Path, tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsError):
        backup(output, tmp_path / place)


def test_packed_form_that_is_not_written_is_refused(output: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ends with \.tar"):
        backup(output, tmp_path / "b.tar.gz")


def test_failed_backup_leaves_nothing_behind(output: Path, tmp_path: Path) -> None:
    def fail(path: str, size: int) -> None:
        raise OutputError("full")

    for form in FORMS:
        with pytest.raises(OutputError):
            backup(output, tmp_path / form, progress=fail)
        assert not (tmp_path / form).exists()
    assert temporary(tmp_path) == []


def test_restore_goes_into_a_new_or_empty_folder_only(output: Path, tmp_path: Path) -> None:
    backup(output, tmp_path / "b.tar")
    before = tree(output)
    with pytest.raises(SettingsError, match="something here already"):
        restore(tmp_path / "b.tar", output)
    assert tree(output) == before
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "b.tar", tmp_path / "empty").exit_code == ExitCode.DONE
    assert restore(tmp_path / "b.tar", tmp_path / "new/below").exit_code == ExitCode.DONE


@pytest.mark.parametrize("place", [0.05, 0.3, 0.5, 0.7, 0.9])
def test_damaged_tar_is_refused_and_leaves_nothing(output: Path, tmp_path: Path, place: float) -> None:
    backup(output, tmp_path / "b.tar")
    content = bytearray((tmp_path / "b.tar").read_bytes())
    at = int(len(content) * place)
    content[at : at + 600] = bytes(byte ^ 0xFF for byte in content[at : at + 600])
    (tmp_path / "b.tar").write_bytes(content)
    for try_it in (lambda: check(tmp_path / "b.tar"), lambda: restore(tmp_path / "b.tar", tmp_path / "again")):
        with pytest.raises(BackupError):
            try_it()
    assert not (tmp_path / "again").exists()
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_tar_that_was_cut_off_is_refused(output: Path, tmp_path: Path, share: float) -> None:
    backup(output, tmp_path / "b.tar")
    content = (tmp_path / "b.tar").read_bytes()
    end = content.rindex(LABEL.encode())
    (tmp_path / "b.tar").write_bytes(content[: int(end * share)])
    with pytest.raises(BackupError):
        restore(tmp_path / "b.tar", tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("form", FORMS)
def test_partial_restore_takes_what_is_whole_and_names_the_rest(output: Path, tmp_path: Path, form: str) -> None:
    backup(output, tmp_path / form)
    marked = (output / "报0/page-0002.json").read_bytes()
    if form.endswith(".tar"):
        content = (tmp_path / form).read_bytes()
        (tmp_path / form).write_bytes(content.replace(marked, b"\0" + marked[1:]))
        (tmp_path / form).write_bytes((tmp_path / form).read_bytes())
    else:
        (tmp_path / form / "data/报0/page-0002.json").unlink()
    with pytest.raises(BackupError, match=re.escape("报0/page-0002.json") + ".*--partial"):
        restore(tmp_path / form, tmp_path / "again")
    done = restore(tmp_path / form, tmp_path / "again", partial=True)
    assert (done.lost, done.exit_code) == (("报0/page-0002.json",), ExitCode.SOME_FAILED)
    assert [(one.kind, one.path) for one in done.verdict.differences] == [("missing", "报0/page-0002.json")]


def test_database_that_is_damaged_in_the_backup_is_never_restored(output: Path, tmp_path: Path) -> None:
    backup(output, tmp_path / "b")
    with (tmp_path / "b/data" / FILE_NAME).open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"\xff")
    with pytest.raises(BackupError, match=FILE_NAME):
        restore(tmp_path / "b", tmp_path / "again", partial=True)


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, "/etc"
    return made


EVIL: dict[str, Callable[[], tarfile.TarInfo]] = {
    "absolute": lambda: tarfile.TarInfo("/tmp/evil"),
    "parent": lambda: tarfile.TarInfo("data/../../evil"),
    "parent first": lambda: tarfile.TarInfo("../evil"),
    "dot": lambda: tarfile.TarInfo("data/./a"),
    "beside data": lambda: tarfile.TarInfo("evil"),
    "symbolic link": lambda: link("data/evil", tarfile.SYMTYPE),
    "hard link": lambda: link("data/evil", tarfile.LNKTYPE),
    "device": lambda: link("data/evil", tarfile.CHRTYPE),
    "pipe": lambda: link("data/evil", tarfile.FIFOTYPE),
}


@pytest.mark.parametrize("kind", EVIL)
def test_tar_with_members_that_lead_elsewhere_is_refused(output: Path, tmp_path: Path, kind: str) -> None:
    backup(output, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar", "a") as tar:
        member = EVIL[kind]()
        if member.isreg():
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
        else:
            tar.addfile(member)
    with pytest.raises(BackupError):
        restore(tmp_path / "b.tar", tmp_path / "deep/again")
    assert not list(tmp_path.rglob("*evil*"))
    assert not (tmp_path / "deep/again").exists()


def test_file_that_the_manifest_does_not_name_is_not_restored(output: Path, tmp_path: Path) -> None:
    backup(output, tmp_path / "b")
    (tmp_path / "b/data/slipped-in.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b/.DS_Store").write_text("x", encoding="utf-8")
    assert restore(tmp_path / "b", tmp_path / "again").exit_code == ExitCode.DONE
    assert not (tmp_path / "again/slipped-in.txt").exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_in_results_are_not_copied_and_in_a_backup_are_refused(output: Path, tmp_path: Path) -> None:
    (output / "link").symlink_to("/etc/hostname")
    made = backup(output, tmp_path / "b")
    assert any("link" in note for note in made.copied.notes)
    assert not (tmp_path / "b/data/link").exists()
    (tmp_path / "b/data/报9").symlink_to("/etc")
    with pytest.raises(BackupError, match="link"):
        restore(tmp_path / "b", tmp_path / "again")


@pytest.mark.parametrize("make", ["nothing", "text", "folder", "other-tar"])
def test_what_is_no_backup_is_said(tmp_path: Path, make: str) -> None:
    place = tmp_path / "b.tar"
    if make == "text":
        place.write_text("no tar", encoding="utf-8")
    elif make == "folder":
        place.mkdir()
    elif make == "other-tar":
        with tarfile.open(place, "w") as tar:
            tar.addfile(tarfile.TarInfo("data/a"))
    expected = NoInputError if make == "nothing" else BackupError
    with pytest.raises(expected) as raised:
        restore(place, tmp_path / "again")
    assert isinstance(raised.value, BaokanError)
    assert raised.value.exit_code == ExitCode.NO_INPUT


def test_backup_of_a_newer_version_is_refused(output: Path, tmp_path: Path) -> None:
    backup(output, tmp_path / "b")
    label = tmp_path / "b" / LABEL
    label.write_text(label.read_text(encoding="utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(BackupError, match="newer version"):
        restore(tmp_path / "b", tmp_path / "again")


def test_names_with_line_breaks_and_backslashes_survive_the_manifest() -> None:
    names = {f"{DATA}a\\n\nb\rc": "0" * 64, f"{DATA}报 纸.txt": "1" * 64, f"{DATA}\\": "2" * 64}
    assert read_manifest(manifest_of(names)) == names
