"""Files appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import ExitCode, OutputError

WRITE_TOO_MUCH = """
import resource, sys
from pathlib import Path
from pipeline import files
from pipeline.errors import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write_all(Path(sys.argv[1]), {"a.txt": "new", "b.txt": "x" * 5000})
except OutputError as error:
    print(error)
"""


def test_text_is_utf8_with_line_feeds(tmp_path: Path) -> None:
    files.write(tmp_path / "deep/er/a.txt", "天山路\n")
    assert (tmp_path / "deep/er/a.txt").read_bytes() == "天山路\n".encode()
    assert [path.name for path in (tmp_path / "deep/er").iterdir()] == ["a.txt"], "nothing temporary is left"


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")
def test_write_that_fails_half_way_changes_no_file_and_leaves_nothing(tmp_path: Path) -> None:
    files.write_all(tmp_path, {"a.txt": "old a", "b.txt": "old b"})
    done = subprocess.run(
        [sys.executable, "-c", WRITE_TOO_MUCH, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "a.txt": "old a",
        "b.txt": "old b",
    }


def test_full_disk_is_called_by_its_name(tmp_path: Path) -> None:
    error = files.output_error(tmp_path / "a.txt", OSError(28, "No space left on device"))
    assert "the disk is full" in str(error)
    assert error.exit_code == ExitCode.NOT_WRITABLE


def test_folder_in_the_place_of_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputError):
        files.write(tmp_path / "a.txt", "x")
    assert files.leftovers(tmp_path) == []


def test_rights_follow_the_umask_so_that_colleagues_can_read(tmp_path: Path) -> None:
    files.write(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x", encoding="utf-8")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_probe_of_a_writable_folder_leaves_nothing(tmp_path: Path) -> None:
    files.require_writable(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
