"""The command line: quick, helpful, with stable exit codes; the engine is the real one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.commands import baokan, command, environment
from helpers.fakes import scan

from pipeline.batch.lock import OutputLock
from pipeline.cli.main import COMMANDS, MODULES
from pipeline.errors import ExitCode

HELP_SECONDS = 0.5
"""The bar for ``baokan --help``."""


def page(path: Path) -> Path:
    """A scan that the engine can read without a Chinese font."""
    image = np.full((700, 900), 245, np.uint8)
    for n, words in enumerate(("Community news 2021", "The canteen opens on Monday", "Every day from 9 to 17")):
        cv2.putText(image, words, (60, 120 + 90 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (20,), 3, cv2.LINE_AA)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)
    return path


def test_help_is_quick_and_imports_nothing_heavy(tmp_path: Path) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        done = baokan("--help", cwd=tmp_path)
        assert done.returncode == ExitCode.DONE
        assert all(name in done.stdout for name in COMMANDS)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < HELP_SECONDS
    heavy = "('cv2', 'numpy', 'openvino', 'PIL', 'pipeline.settings', 'pipeline.flow', 'rich.progress')"
    code = f"import pipeline.cli.main, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_without_loading_the_engine(name: str, tmp_path: Path) -> None:
    done = baokan(name, "--help", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE
    assert f"baokan {name}" in done.stdout
    code = f"import {MODULES[name]}, sys; print([m for m in ('cv2', 'openvino') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rnu",), "Did you mean 'run'"),
        (("run",), "PATH"),
        (("run", "a.png", "--nonsense"), "--nonsense"),
        (("run", "a.png", "--text-layer", "never"), "redo"),
        (("run", "a.png", "--set", "run.ouput=x"), "the nearest is run.output"),
        (("run", "a.png", "--gazetteer", "missing.csv"), "missing.csv"),
        (("export", "odt", "--to", "x"), "odt"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_right(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    scan(tmp_path / "a.png")
    done = baokan(*arguments, cwd=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_found_is_exit_code_3(tmp_path: Path) -> None:
    done = baokan("run", "nowhere", cwd=tmp_path)
    assert done.returncode == ExitCode.NO_INPUT
    assert "nowhere: There is no such file or folder. Check the name." in done.stderr


def test_output_in_use_is_exit_code_6_and_names_the_owner(tmp_path: Path) -> None:
    scan(tmp_path / "a.png")
    with OutputLock(tmp_path / "output"):
        done = baokan("run", "a.png", cwd=tmp_path)
    assert done.returncode == ExitCode.IN_USE
    assert f"process {os.getpid()}" in done.stderr


def test_output_that_cannot_be_written_is_exit_code_5(tmp_path: Path) -> None:
    scan(tmp_path / "a.png")
    (tmp_path / "output").write_text("", encoding="utf-8")
    done = baokan("run", "a.png", cwd=tmp_path)
    assert done.returncode == ExitCode.NOT_WRITABLE
    assert "cannot be written" in done.stderr


def test_scan_becomes_text_and_any_layer_can_be_exported(tmp_path: Path) -> None:
    page(tmp_path / "scans/news.png")
    (tmp_path / "scans/empty.png").write_bytes(b"")
    done = baokan("run", "scans", "--visualise", cwd=tmp_path)
    assert done.returncode == ExitCode.SOME_FAILED, done.stderr
    assert done.stdout == ""
    assert "1 page done" in done.stderr
    assert "empty.png: The file is empty (0 bytes)." in done.stderr
    text = (tmp_path / "output/news/page-0001.txt").read_text(encoding="utf-8")
    assert "canteen" in text
    assert (tmp_path / "output/news/page-0001.layout.jpg").stat().st_size > 0
    stored = json.loads((tmp_path / "output/news/page-0001.json").read_text(encoding="utf-8"))
    assert [step["stage"] for step in stored["steps"]] == (
        ["ingest", "straighten", "recognise", "layout", "order", "reflow", "describe", "normalise", "correct", "export"]
    )
    assert set(stored["timings"]) == {step["stage"] for step in stored["steps"]}
    again = baokan("export", "txt", "--layer", "ocr", "--to", "raw", cwd=tmp_path)
    assert again.returncode == ExitCode.DONE, again.stderr
    assert "canteen" in (tmp_path / "raw/news/page-0001.txt").read_text(encoding="utf-8")


def test_json_events_are_all_that_is_on_standard_output(tmp_path: Path) -> None:
    scan(tmp_path / "白.png")
    done = baokan("run", "白.png", "--json", "-o", "结果", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["run-started", "file-started", "page-done", "file-done", "run-done"]
    assert events[2]["status"] == "done with warnings", "a blank page is done, with a warning"
    assert events[-1]["exit_code"] == 0


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_interrupted_run_ends_with_130_and_keeps_what_is_finished(tmp_path: Path) -> None:
    for n in range(40):
        scan(tmp_path / f"scans/{n:02}.png", shade=200 + n)
    process = subprocess.Popen(
        command("run", "scans", "--json"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"file-done"' in line:
            process.send_signal(signal.SIGINT)
            break
    _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, errors
    assert "Traceback" not in errors
    assert (tmp_path / "output/00/document.json").is_file()
    assert not (tmp_path / "output/39").exists()
    with OutputLock(tmp_path / "output"):
        pass


def test_more_gazetteers_may_follow_the_option(tmp_path: Path) -> None:
    scan(tmp_path / "a.png")
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("name\n天山路\n", encoding="utf-8")
    done = baokan("run", "a.png", "--gazetteer", "one.csv", "two.csv", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    steps = json.loads((tmp_path / "output/a/page-0001.json").read_text(encoding="utf-8"))["steps"]
    used = next(step["data"] for step in steps if step["stage"] == "correct")
    assert {"one.csv", "two.csv"} <= {name.partition(", ")[2] for name in used}


def test_settings_prints_values_with_their_origins(tmp_path: Path) -> None:
    (tmp_path / "baokan.toml").write_text("[run]\nvisualise = true\n", encoding="utf-8")
    done = baokan("settings", "--json", cwd=tmp_path, BAOKAN_EXPORT__PAGE_IMAGE="false")
    values = json.loads(done.stdout)
    assert values["run.visualise"] == {"value": True, "origin": "baokan.toml"}
    assert values["export.page_image"]["origin"] == "environment variable BAOKAN_EXPORT__PAGE_IMAGE"
    changed = baokan("settings", "--changed", cwd=tmp_path)
    assert changed.stdout.split() == ["run.visualise", "True", "baokan.toml"]


def test_printed_settings_file_is_valid_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "baokan.toml").write_text("[export]\npage_image_quality = 70\n", encoding="utf-8")
    printed = baokan("settings", "--toml", cwd=tmp_path).stdout
    (tmp_path / "baokan.toml").write_text(printed, encoding="utf-8")
    assert baokan("settings", "--toml", cwd=tmp_path).stdout == printed
    assert "export.page_image_quality" in baokan("settings", "--changed", cwd=tmp_path).stdout
    uncommented = printed.replace("\n# page_image = true", "\npage_image = true")
    assert uncommented != printed
    (tmp_path / "baokan.toml").write_text(uncommented, encoding="utf-8")
    assert baokan("settings", cwd=tmp_path).returncode == ExitCode.DONE


def test_schema_is_printed(tmp_path: Path) -> None:
    for name in ("page", "document"):
        printed = json.loads(baokan("schema", name, cwd=tmp_path).stdout)
        assert printed["$id"] == f"urn:baokan:schema:{name}:1"


def test_doctor_says_that_the_main_job_can_run(tmp_path: Path) -> None:
    done = baokan("doctor", "--json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert report["able"], report
    assert done.returncode == ExitCode.DONE
    checks = {check["name"]: check for check in report["checks"]}
    assert checks["engine reads"]["verdict"] == "ok"
    assert "sha256" in checks["models"]["detail"]
    assert not (tmp_path / "output").exists(), "looking makes no folder"


def test_doctor_survives_a_broken_opencv_and_names_the_remedy(tmp_path: Path) -> None:
    broken = tmp_path / "broken/cv2"
    broken.mkdir(parents=True)
    reason = "libGL.so.1: cannot open shared object file: No such file or directory"
    (broken / "__init__.py").write_text(f"raise ImportError({reason!r})\n", encoding="utf-8")
    done = baokan("doctor", cwd=tmp_path, PYTHONPATH=os.pathsep.join([str(broken.parent), environment()["PYTHONPATH"]]))
    assert done.returncode == ExitCode.UNEXPECTED
    assert "apt-get install libgl1 libglib2.0-0" in done.stdout
    assert "The main job cannot run" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_wrong_settings_are_a_finding_of_the_doctor(tmp_path: Path) -> None:
    (tmp_path / "baokan.toml").write_text("[run]\nouput = 1\n", encoding="utf-8")
    done = baokan("doctor", cwd=tmp_path)
    assert done.returncode == ExitCode.UNEXPECTED
    assert "the nearest is run.output" in done.stdout


def test_version_is_printed(tmp_path: Path) -> None:
    for arguments in (("version",), ("--version",)):
        assert baokan(*arguments, cwd=tmp_path).stdout.startswith("baokan ")
    assert "openvino" in json.loads(baokan("version", "--json", cwd=tmp_path).stdout)


def test_evaluate_measures_results_and_writes_the_differences(tmp_path: Path) -> None:
    truth = {
        "id": "news",
        "file": "news.png",
        "pages": [{"blocks": [_truth_block("paragraph", "社区食堂开张了"), _truth_block("paragraph", "大家都来吃饭")]}],
    }
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth/news.gt.json").write_text(json.dumps(truth), encoding="utf-8")
    text = tmp_path / "output/news/page-0001.txt"
    text.parent.mkdir(parents=True)
    text.write_text("社区食堂开张了\n大家都来吃版\n", encoding="utf-8")
    done = baokan("evaluate", "output", "truth", "--json", "--html", "diff.html", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(done.stdout)["total"]["cer"] == pytest.approx(1 / 13)
    assert "<html" in (tmp_path / "diff.html").read_text(encoding="utf-8")
    for arguments in (("truth",), ("output", "truth"), ("truth", "-o", "output")):
        assert "0.0769" in baokan("evaluate", *arguments, cwd=tmp_path).stdout
    assert baokan("evaluate", "output", "nowhere", cwd=tmp_path).returncode == ExitCode.NO_INPUT
    assert baokan("evaluate", "a", "b", "c", cwd=tmp_path).returncode == ExitCode.USAGE


def _truth_block(kind: str, text: str) -> dict[str, object]:
    return {"kind": kind, "text": text, "article": 0, "names": [], "lines": [{"text": text, "box": [0, 0, 100, 20]}]}
