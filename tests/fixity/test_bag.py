"""``baokan bag``: a bag that others accept, of finished and undamaged results only."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import bagit
import pytest
from helpers.fakes import pipeline, scan
from helpers.results import results, tree

from pipeline.batch.lock import NAME
from pipeline.batch.run import run
from pipeline.batch.wishes import Wishes
from pipeline.database import FILE_NAME
from pipeline.errors import ExitCode, NoInputError, SettingsError
from pipeline.fixity.bag import About, BagError, bag
from pipeline.model.sheet import Sheet


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return results(tmp_path)


def info(folder: Path) -> dict[str, str]:
    lines = (folder / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def assert_valid(folder: Path) -> None:
    """By the library, and by hand after RFC 8493: every file in every manifest, nothing else, sums and Oxum right."""
    bagit.Bag(str(folder)).validate()
    assert (folder / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    present = tree(folder)
    payload = {path: content for path, content in present.items() if path.startswith("data/")}
    for algorithm in ("sha256", "sha512"):
        for name, covered in ((f"manifest-{algorithm}.txt", set(payload)), (f"tagmanifest-{algorithm}.txt", None)):
            listed = {}
            for line in (folder / name).read_text(encoding="utf-8").splitlines():
                digest, path = line.split("  ", 1)
                assert path not in listed
                listed[path] = digest
            if covered is None:
                covered = {path for path in present if not path.startswith(("data/", "tagmanifest-"))}
            assert set(listed) == covered
            for path, digest in listed.items():
                assert hashlib.new(algorithm, present[path]).hexdigest() == digest
    assert info(folder)["Payload-Oxum"] == f"{sum(map(len, payload.values()))}.{len(payload)}"


def test_bag_of_results_is_valid_elsewhere_and_leaves_the_results_as_they_were(output: Path, tmp_path: Path) -> None:
    before = tree(output)
    made = bag(output, tmp_path / "bag", about=About("虹桥街道档案室"))
    assert tree(output) == before
    assert_valid(tmp_path / "bag")
    expected = {
        f"data/results/{path}" for path in before if path not in (FILE_NAME, NAME) and not path.startswith("logs/")
    }
    assert {path for path in tree(tmp_path / "bag") if path.startswith("data/")} == expected
    assert (made.documents, made.scans, made.files, made.unfinished) == (2, 0, len(expected), ())
    said = info(tmp_path / "bag")
    assert said["Source-Organization"] == "虹桥街道档案室"
    assert date.fromisoformat(said["Bagging-Date"])
    assert "Baokan" in said["Bag-Software-Agent"]
    assert "2 scanned documents" in said["External-Description"]
    assert re.fullmatch(r"[\d.]+ [kMGT]?B", said["Bag-Size"])
    assert not list(tmp_path.glob(".baokan-*"))


def test_bag_validates_after_it_was_moved_by_another_program(output: Path, tmp_path: Path) -> None:
    bag(output, tmp_path / "bag", scans=True)
    shutil.move(tmp_path / "bag", tmp_path / "archive")
    subprocess.run([sys.executable, bagit.__file__, "--validate", tmp_path / "archive"], check=True)


def test_scans_lie_under_the_ids_of_their_documents(output: Path, tmp_path: Path) -> None:
    made = bag(output, tmp_path / "bag", scans=True, about=About(description="两期\n社区报"))
    assert_valid(tmp_path / "bag")
    for name in ("报0", "报1"):
        content = (tmp_path / f"bag/data/scans/{name}/{name}.tif").read_bytes()
        assert content == (tmp_path / f"scans/{name}.tif").read_bytes()
    assert made.scans == 2
    assert info(tmp_path / "bag")["External-Description"] == "两期 社区报", "one line"
    assert "Source-Organization" not in info(tmp_path / "bag")


def test_per_cent_sign_in_a_name_makes_a_valid_bag(tmp_path: Path) -> None:
    run([scan(tmp_path / "scans/100%0A.png")], pipeline(tmp_path / "out"))
    bag(tmp_path / "out", tmp_path / "bag", scans=True)
    assert_valid(tmp_path / "bag")


def test_documents_that_are_not_finished_are_left_out_and_said(output: Path, tmp_path: Path) -> None:
    def stop(sheet: Sheet) -> str:
        if sheet.page.frame == 2:
            raise KeyboardInterrupt
        return "新"

    with pytest.raises(KeyboardInterrupt):
        run([tmp_path / "scans/报0.tif"], pipeline(output, stop), wishes=Wishes(force=True))
    made = bag(output, tmp_path / "bag", scans=True)
    assert made.unfinished == ("报0",)
    assert_valid(tmp_path / "bag")
    assert not [path for path in tree(tmp_path / "bag") if "报0" in path]


def test_files_that_no_run_wrote_are_not_in_the_bag(output: Path, tmp_path: Path) -> None:
    (output / "报0/notes.txt").write_text("mine", encoding="utf-8")
    bag(output, tmp_path / "bag")
    assert not list((tmp_path / "bag").rglob("notes.txt"))


@pytest.mark.parametrize("damage", ["result", "missing", "scan", "missing scan"])
def test_damage_is_never_put_into_a_bag(output: Path, tmp_path: Path, damage: str) -> None:
    place = {"result": output / "报0/page-0001.txt", "missing": output / "报1/page-0002.json"}
    path = place.get(damage, tmp_path / "scans/报1.tif")
    if damage.startswith("missing"):
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BagError, match=path.name) as raised:
        bag(output, tmp_path / "bag", scans=True)
    assert raised.value.exit_code == ExitCode.SOME_FAILED
    assert not (tmp_path / "bag").exists()
    assert not list(tmp_path.glob(".baokan-*"))


def test_bag_goes_into_a_new_or_empty_folder_outside_the_results(output: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.txt").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "mine", output / "bag", output):
        with pytest.raises(SettingsError):
            bag(output, place)
    (tmp_path / "empty").mkdir()
    bag(output, tmp_path / "empty")
    assert_valid(tmp_path / "empty")


def test_nothing_finished_is_said(output: Path, tmp_path: Path) -> None:
    def stop(sheet: Sheet) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([scan(tmp_path / "a.png")], pipeline(tmp_path / "new", stop))
    with pytest.raises(NoInputError, match="no document is finished"):
        bag(tmp_path / "new", tmp_path / "bag")


def test_missing_library_says_how_to_get_it(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bagit", None)
    with pytest.raises(SettingsError, match=r"baokan\[bag\]"):
        bag(output, tmp_path / "bag")
