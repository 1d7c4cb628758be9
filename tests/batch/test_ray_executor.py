"""Runs on a real Ray cluster of small nodes: what they give, and what becomes of nodes and pages that fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.databases import kept_in
from helpers.engines import NAME
from helpers.fakes import scan
from helpers.ray_nodes import ROOT, Cluster
from helpers.results import contents
from sqlalchemy import text

from pipeline import files
from pipeline.batch.cluster import fitness, start
from pipeline.batch.events import Event, PageDone, PageFailed, PageLost, RunDone, RunNote
from pipeline.batch.local import planning, run_local
from pipeline.batch.lock import OutputLock
from pipeline.batch.start import run_as_set
from pipeline.batch.wishes import Wishes
from pipeline.errors import ClusterError, ExitCode, SettingsError
from pipeline.settings import Settings

pytest.importorskip("ray")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes on loopback addresses of their own")
CRASHES, HANGS = 120, 121
"""shades of the pages that have a fault."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as made, made.joined():
        yield made


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames in six files."""
    folder = tmp_path_factory.mktemp("scans")
    for n in range(6):
        scan(folder / f"p{n}.tif", frames=2, shade=200 + n)
    return folder


@pytest.fixture(scope="module")
def local(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the same run on this machine writes."""
    output = tmp_path_factory.mktemp("local")
    made = Settings.model_validate({"run": {"output": output, "jobs": 1}, "engine": {"engine": NAME}})
    assert run_local([scans], made, lambda event: None, Wishes()).exit_code == ExitCode.DONE
    return contents(output)


def settings(
    cluster: Cluster, output: Path, options: dict[str, str] | None = None, impatient: bool = False, **run: object
) -> Settings:
    nodes = {"look_seconds": 0.3, "patience_seconds": 12 if impatient else 300}
    values = {"output": output, "executor": "ray", "address": cluster.address, "cluster": nodes, **run}
    return Settings.model_validate({"run": values, "engine": {"engine": NAME, "options": options or {}}})


def digitise(
    scans: Path, made: Settings, meanwhile: Callable[[Event], None] = lambda event: None
) -> tuple[RunDone, list[Event]]:
    events: list[Event] = []

    def note(event: Event) -> None:
        events.append(event)
        meanwhile(event)

    return run_as_set([scans], made, note, Wishes()), events


def frames(output: Path) -> list[dict[str, object]]:
    with kept_in(output) as database, database.read() as connection:
        return [dict(row) for row in connection.execute(text("SELECT * FROM frames")).mappings()]


def notes(events: list[Event]) -> str:
    return "\n".join(event.message for event in events if isinstance(event, RunNote))


def test_killed_keeper_and_killed_node_cost_tries_and_change_nothing(
    cluster: Cluster, scans: Path, local: dict[str, object], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cluster.grow(2)
    first, second = cluster.living[:2]
    pages = 0

    def meanwhile(event: Event) -> None:
        nonlocal pages
        if isinstance(event, PageDone):
            pages += 1
            if pages == 2:
                first.processes("ray::Post")[0].kill()
            if pages == 6:
                second.kill()

    done, events = digitise(scans, settings(cluster, tmp_path / "out", {"seconds": "0.3"}), meanwhile)
    assert (done.exit_code, done.pages) == (ExitCode.DONE, 12)
    assert contents(tmp_path / "out") == local, "as the same run on one machine gives it"
    assert sorted((event.document, event.page) for event in events if isinstance(event, PageDone)) == sorted(
        (f"p{n}", f"page-000{k}") for n in range(6) for k in (1, 2)
    ), "each page once"
    assert {event.code for event in events if isinstance(event, PageLost)} == {"killed"}
    assert f"({second.address}) has left" in notes(events)
    rows = frames(tmp_path / "out")
    assert {row["faults"] for row in rows} == {0}, "no page is to blame"
    workers = {str(row["worker"]) for row in rows}
    assert {worker.rpartition(":")[0] for worker in workers} == {os.uname().nodename}
    assert len(workers) >= 3, "one on each node, and one in the place of the one that was killed"
    assert capfd.readouterr().err == "", "Ray says nothing on the terminal"
    assert files.leftovers(tmp_path / "out") == []
    assert not first.processes("ray::Post"), "the workers have gone home"


def test_page_that_crashes_or_hangs_is_quarantined_and_its_neighbours_are_not(cluster: Cluster, tmp_path: Path) -> None:
    cluster.grow(1)
    for n, shade in enumerate((240, CRASHES, 220, HANGS, 200)):
        scan(tmp_path / f"scans/p{n}.png", shade=shade)
    options = {"crash": str(CRASHES), "hang": str(HANGS)}
    limits = {"page_seconds": 4, "faults": 1}
    done, events = digitise(tmp_path / "scans", settings(cluster, tmp_path / "out", options, limits=limits))
    assert (done.exit_code, done.pages) == (ExitCode.SOME_FAILED, 3)
    failed = {event.document: event.code for event in events if isinstance(event, PageFailed)}
    assert failed == {"p1": "crash", "p3": "timeout"}
    errors = [str(row["error"]) for row in frames(tmp_path / "out") if row["state"] == "quarantined"]
    assert any("Segmentation fault" in error for error in errors), "what the worker left has come back"


def test_ctrl_c_finishes_the_pages_at_hand_and_sends_the_workers_home(
    cluster: Cluster, scans: Path, tmp_path: Path
) -> None:
    cluster.grow(1)
    engine = [f"--set=engine.engine={NAME}", '--set=engine.options={"seconds": "0.4"}']
    command = [sys.executable, "-m", "pipeline.cli.main", "run", str(scans), "-o", str(tmp_path / "out"), *engine]
    command += ["--executor", "ray", "--address", cluster.address]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path})
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out").glob("*/page-*.json")):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Interrupted; the pages at hand were finished. Start again to go on." in said
    states = [row["state"] for row in frames(tmp_path / "out")]
    assert "working" not in states
    assert 0 < states.count("done") < 12
    assert not any(node.processes("ray::Post") for node in cluster.living)


def test_engine_that_no_node_can_load_ends_the_run_with_its_reason(
    cluster: Cluster, scans: Path, tmp_path: Path
) -> None:
    cluster.grow(1)
    with pytest.raises(ClusterError, match="No node of the cluster can be used") as caught:
        digitise(scans, settings(cluster, tmp_path / "out", {"home": str(os.getpid())}))
    assert "The networks of this engine are missing" in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a node another view of the disk")
def test_node_that_does_not_see_the_scans_is_named_with_the_path(cluster: Cluster, tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("no node can be given another view of the disk here")
    path = scan(tmp_path / "hidden/p.png")
    for node in cluster.living:
        node.kill()
    (blind,) = cluster.grow(1, hidden=path.parent)
    with pytest.raises(ClusterError, match="No node of the cluster can be used") as caught:
        digitise(path, settings(cluster, tmp_path / "out"))
    blind.kill()
    assert f"({blind.address}): It does not see {path}, which the machine of the run can read." in str(caught.value)
    (row,) = frames(tmp_path / "out")
    assert row["state"] == "waiting", "the page is not to blame: the next start does it"


def test_run_whose_last_node_goes_waits_says_so_and_can_be_started_again(
    cluster: Cluster, scans: Path, tmp_path: Path
) -> None:
    cluster.grow(1)
    events: list[Event] = []

    def meanwhile(event: Event) -> None:
        events.append(event)
        if isinstance(event, PageDone):
            for node in cluster.living:
                node.kill()

    made = settings(cluster, tmp_path / "out", {"seconds": "0.3"}, impatient=True)
    with pytest.raises(ClusterError, match=r"has taken no page for 12 s .*: no node is left"):
        digitise(scans, made, meanwhile)
    assert "No node of the cluster is left; waiting 12 s for one." in notes(events)
    before = sum(isinstance(event, PageDone) for event in events)
    assert before
    done = run_local([scans], made, lambda event: None, Wishes())
    assert (done.exit_code, done.pages, done.skipped) == (ExitCode.DONE, 12 - before, before)


def test_address_where_no_cluster_is_ends_the_run_with_what_to_do(scans: Path, tmp_path: Path) -> None:
    values = {"output": tmp_path / "out", "executor": "ray", "address": "127.0.0.1:1"}
    made = Settings.model_validate({"run": values, "engine": {"engine": NAME}})
    with pytest.raises(ClusterError, match=r"no Ray cluster at '127.0.0.1:1'.*ray start --head"):
        digitise(scans, made)


def test_missing_extra_is_named(scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    made = Settings.model_validate({"run": {"output": tmp_path / "out", "executor": "ray"}})
    with pytest.raises(SettingsError, match=r"pip install 'baokan\[cluster\]'"):
        digitise(scans, made)


def test_node_that_sees_no_results_folder_or_another_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitness, "SIGHT_SECONDS", 0.02)
    pipeline = planning(Settings.model_validate({"run": {"output": tmp_path}, "engine": {"engine": NAME}}))
    with OutputLock(tmp_path):
        here = fitness.expected(pipeline)
        assert fitness.unseen(here) is None
        assert f"does not see the results folder {tmp_path}: it sees another" in str(
            fitness.unseen(replace(here, owner=b"another run"))
        )
        assert "cannot read it" in str(fitness.unseen(replace(here, output=tmp_path / "elsewhere")))


def test_machine_with_other_programs_or_models_is_told_apart_by_name(tmp_path: Path) -> None:
    pipeline = planning(Settings.model_validate({"run": {"output": tmp_path}, "engine": {"engine": NAME}}))
    with OutputLock(tmp_path):
        here = fitness.expected(pipeline)
    assert fitness.unlike(here, here.versions, here.parts) is None
    assert "openvino 1.0 instead of" in str(fitness.unlike(here, {**here.versions, "openvino": "1.0"}, here.parts))
    parts = tuple(
        part._replace(data={**part.data, "device": "another CPU"}) if part.stage == "recognise" else part
        for part in here.parts
    )
    assert "device another CPU instead of test" in str(fitness.unlike(here, here.versions, parts))
    parts = tuple(part._replace(version=99) if part.stage == "order" else part for part in here.parts)
    assert "version 99 of the stage order instead of" in str(fitness.unlike(here, here.versions, parts))
