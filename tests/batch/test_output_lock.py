"""One run at a time in one results folder."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.batch.lock import NAME, OutputInUseError, OutputLock, read_owner
from pipeline.errors import ExitCode

HOLD = """
import sys, time
from pathlib import Path
from pipeline.batch.lock import OutputLock
with OutputLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_second_run_is_refused_and_the_owner_named(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with (
            pytest.raises(OutputInUseError, match=f"in use by process {process.pid} on ") as caught,
            OutputLock(tmp_path),
        ):
            pass
        assert caught.value.exit_code == ExitCode.IN_USE
    finally:
        process.kill()
        process.wait()


def test_lock_of_a_killed_owner_is_taken_over(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    assert (tmp_path / NAME).read_text(encoding="utf-8"), "the dead owner is still named in the file"
    with OutputLock(tmp_path):
        owner = read_owner(tmp_path / NAME)
        assert owner is not None
        assert owner.pid != process.pid


def test_lock_is_free_again_after_its_run_and_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), OutputLock(tmp_path):
        raise ZeroDivisionError
    with OutputLock(tmp_path):
        pass
    assert read_owner(tmp_path / NAME) is None


def test_two_runs_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    with OutputLock(tmp_path), pytest.raises(OutputInUseError), OutputLock(tmp_path):
        pass


def test_refused_run_leaves_the_lock_to_its_owner(tmp_path: Path) -> None:
    with OutputLock(tmp_path):
        before = read_owner(tmp_path / NAME)
        for _ in range(2):
            with pytest.raises(OutputInUseError), OutputLock(tmp_path):
                pass
        assert read_owner(tmp_path / NAME) == before


@pytest.mark.parametrize("content", ["", "{", json.dumps({"pid": 1}), "garbage"])
def test_damaged_lock_file_is_no_obstacle(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with OutputLock(tmp_path):
        assert read_owner(tmp_path / NAME) is not None
