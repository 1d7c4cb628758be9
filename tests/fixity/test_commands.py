"""The commands: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.results import results

from pipeline.database import FILE_NAME
from pipeline.errors import ExitCode

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return results(tmp_path)


def baokan(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOKAN_")}
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli.main", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_verify_says_what_differs_to_people_and_to_scripts(output: Path, tmp_path: Path) -> None:
    done = baokan("verify", "-o", "out", "--sources", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.DONE, "")
    assert "all is well" in done.stderr
    (output / "报0/page-0001.txt").write_text("坏", encoding="utf-8")
    (tmp_path / "scans/报1.tif").unlink()
    done = baokan("verify", "-o", "out", "--sources", cwd=tmp_path)
    assert done.returncode == ExitCode.SOME_FAILED
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["changed", "报0/page-0001.txt:"],
        ["missing", f"{tmp_path / 'scans/报1.tif'}:"],
    ]
    done = baokan("verify", "-o", "out", "--json", cwd=tmp_path)
    difference, summary = map(json.loads, done.stdout.splitlines())
    assert (difference["event"], difference["kind"], difference["path"]) == (
        "difference",
        "changed",
        "报0/page-0001.txt",
    )
    assert (summary["event"], summary["exit_code"]) == ("verified", ExitCode.SOME_FAILED)
    assert done.stderr == ""


def test_verify_of_a_damaged_database_ends_with_7(output: Path, tmp_path: Path) -> None:
    content = bytearray((output / FILE_NAME).read_bytes())
    content[4096:8192] = b"\xff" * 4096
    (output / FILE_NAME).write_bytes(content)
    done = baokan("verify", "-o", "out", cwd=tmp_path)
    assert done.returncode == ExitCode.DATABASE
    assert "baokan restore" in done.stderr


def test_verify_without_results_ends_with_3(tmp_path: Path) -> None:
    done = baokan("verify", cwd=tmp_path)
    assert done.returncode == ExitCode.NO_INPUT
    assert "baokan run" in done.stderr


def test_backup_check_and_restore_go_round(output: Path, tmp_path: Path) -> None:
    made = baokan("backup", "b.tar", "-o", "out", "--json", cwd=tmp_path)
    assert made.returncode == ExitCode.DONE
    assert json.loads(made.stdout)["damaged"] == {}
    assert baokan("restore", "b.tar", "--check", cwd=tmp_path).returncode == ExitCode.DONE
    refused = baokan("restore", "b.tar", "-o", "out", cwd=tmp_path)
    assert refused.returncode == ExitCode.USAGE
    assert "something here already" in refused.stderr
    assert baokan("restore", "b.tar", "-o", "again", cwd=tmp_path).returncode == ExitCode.DONE
    assert baokan("verify", "-o", "again", cwd=tmp_path).returncode == ExitCode.DONE
    (tmp_path / "b.tar").write_bytes((tmp_path / "b.tar").read_bytes()[:20_000])
    cut = baokan("restore", "b.tar", "--check", cwd=tmp_path)
    assert cut.returncode == ExitCode.NO_INPUT
    assert "b.tar" in cut.stderr


def test_bag_says_what_is_in_it(output: Path, tmp_path: Path) -> None:
    done = baokan("bag", "bag", "-o", "out", "--sources", "--organization", "档案室", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE
    assert "2 documents with 2 scans" in done.stderr
    assert "档案室" in (tmp_path / "bag/bag-info.txt").read_text(encoding="utf-8")
    made = json.loads(baokan("bag", "other", "-o", "out", "--json", cwd=tmp_path).stdout)
    assert (made["event"], made["path"], made["documents"]) == ("bag", "other", 2)


@pytest.mark.skipif(os.name != "posix", reason="limits of the system")
def test_full_disk_ends_with_5_and_leaves_nothing(output: Path, tmp_path: Path) -> None:
    """The limit on the size of files stands for a full disk: the system refuses to write on."""
    import resource

    for to in ("b.tar", "b", "bag"):
        command = ["bag" if to == "bag" else "backup", to, "-o", "out"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOKAN_")}
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli.main", *command],
            cwd=tmp_path,
            env={**clean, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        )
        assert done.returncode == ExitCode.NOT_WRITABLE, done.stderr
        assert not (tmp_path / to).exists()
    assert not list(tmp_path.glob(".baokan-*"))
