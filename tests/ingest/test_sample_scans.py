"""The samples in ``scans/``: complete, consistent with their ground truth, small enough for the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import find, open_source, read_sidecar
from pipeline.ingest.settings import IngestSettings

SCANS = Path(__file__).parents[2] / "scans"
SETTINGS = IngestSettings()
FILES = list(find([SCANS], SETTINGS))


@cache
def truth(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.with_suffix(".gt.json").read_text(encoding="utf-8"))
    return data


def test_the_samples_are_of_different_kinds_and_small() -> None:
    assert 4 <= len(FILES) <= 6
    assert sum(path.stat().st_size for path in SCANS.iterdir()) < 12_000_000
    kinds = {}
    for path in FILES:
        with open_source(path, SETTINGS) as reader:
            kinds[path.name] = (reader.source.media_type, reader.source.frames > 1)
    assert ("application/pdf", True) in kinds.values()
    assert ("image/tiff", True) in kinds.values()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_ground_truth_belongs_to_its_scan(path: Path) -> None:
    data = truth(path)
    assert (data["id"], data["file"]) == (path.stem, path.name)
    with open_source(path, SETTINGS) as reader:
        assert reader.source.frames == len(data["pages"])
        for number, page in enumerate(data["pages"], 1):
            frame = reader.frame(number)
            assert [frame.image.shape[1], frame.image.shape[0]] == page["size"]
            assert frame.dpi == pytest.approx(page["degrade"]["dpi"], abs=0.1)
            assert all(block["text"].strip() for block in page["blocks"])
            for block in page["blocks"]:
                for name in block["names"]:
                    assert block["text"][name["start"] : name["end"]] == name["text"]


def test_the_one_bit_sample_is_one_bit() -> None:
    with open_source(SCANS / "notices-fax.tif", SETTINGS) as reader:
        assert reader.frame(1).bilevel


def test_the_metadata_beside_the_samples_is_true() -> None:
    sidecar = read_sidecar(SCANS)
    assert sidecar.problems == ()
    assert len(sidecar) >= 4
    for name, row in sidecar.items():
        texts = [block["text"] for page in truth(SCANS / name)["pages"] for block in page["blocks"]]
        if row.date == "2021-03":
            assert "2021 年 3 月" in texts
        else:
            assert row.date is None
            assert row.title in texts
