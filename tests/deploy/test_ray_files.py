"""The files for a Ray cluster fit the Ray that is installed: its launcher and its command line take them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from helpers.systemd import needs_systemd, verify

pytest.importorskip("ray")

ROOT = Path(__file__).resolve().parents[2]
RAY = ROOT / "deploy" / "ray"
UNITS = sorted(RAY.glob("*.service"))
PAGE = ROOT / "docs" / "cluster.md"


def starts() -> Iterator[tuple[str, list[str]]]:
    """Where and how ``ray start …`` is written."""
    for path in [RAY / "cluster.yaml", *UNITS, PAGE]:
        for line in re.findall(r"\bray start (-.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            words = re.sub(r"[`;#].*", "", line).replace("$RAY_OPTIONS", "--num-cpus=8")
            yield path.name, shlex.split(words.replace("\\", ""))


STARTS = list(starts())


@pytest.mark.parametrize(("where", "words"), STARTS, ids=[f"{where}: {' '.join(words)}" for where, words in STARTS])
def test_every_start_that_is_written_is_taken_by_ray_and_tells_nobody_outside(where: str, words: list[str]) -> None:
    from ray.scripts.scripts import start

    found = start.make_context("start", list(words)).params
    assert found["disable_usage_stats"]
    assert not found["head"] or found["include_dashboard"] is False


def test_starts_are_found() -> None:
    assert {where for where, _ in STARTS} == {"cluster.yaml", *(path.name for path in UNITS), PAGE.name}


def test_cluster_file_is_one_that_the_launcher_takes() -> None:
    from ray.autoscaler._private.util import prepare_config, validate_config

    prepared = prepare_config(yaml.safe_load((RAY / "cluster.yaml").read_text(encoding="utf-8")))
    validate_config(prepared)
    (kind,) = prepared["available_node_types"].values()
    assert kind["min_workers"] == kind["max_workers"] == len(prepared["provider"]["worker_ips"])


@needs_systemd
def test_systemd_takes_the_units_of_a_cluster(tmp_path: Path) -> None:
    verify(UNITS, "/opt/baokan/.venv/bin/ray", tmp_path)
