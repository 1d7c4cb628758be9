"""``baokan plan``: what is printed, measured on results and on scans; remarks where the size changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.fakes import pipeline, scan
from planned import decided, figures, known, ledger
from typer.testing import CliRunner

from pipeline.batch.events import RunStarted
from pipeline.batch.run import run
from pipeline.cli.main import app
from pipeline.errors import ExitCode, NoInputError
from pipeline.planning import documented
from pipeline.planning.demand import Demand
from pipeline.planning.documented import Documented
from pipeline.planning.model import plan
from pipeline.planning.sizes import Machine, remarks
from pipeline.planning.trial import samples, trial
from pipeline.planning.written import formats
from pipeline.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
LARGE = Machine("here", 64, memory=10**15, disk_free=10**18, files_free=None)


def asked(*words: str) -> str:
    result = CliRunner().invoke(app, ["plan", *words])
    assert result.exit_code == ExitCode.DONE, result.output
    return result.stdout


def test_people_and_programs_are_told_the_same(tmp_path: Path) -> None:
    output = ledger(tmp_path / "out", [36.0] * 10)
    decided(output, [7.2] * 30)
    words = ("1,000,000", "-o", str(output), "--within", "100d", "--hours", "10", "--editors", "4")
    said = json.loads(asked(*words, "--json"))
    assert said["plan"]["work"]["worker_hours"]["expected"] == pytest.approx(10_000)
    assert said["plan"]["work"]["machines"]["expected"] == 5
    assert said["plan"]["people"]["person_days"]["expected"] == pytest.approx(31 * 1e6 * 7.2 / 3600 / 8)
    shown = asked(*words)
    assert "A plan for 1,000,000 pages" in shown
    assert "10 pages done in" in shown
    assert "machines, to be done in 100 days" in shown
    assert all(assumption in shown for assumption in said["assumptions"])
    assert all(one["words"] in shown for one in said["remarks"])


def test_wrong_words_are_refused_before_anything_is_measured(tmp_path: Path) -> None:
    for words in (["many"], ["10", "--within", "soon"]):
        result = CliRunner().invoke(app, ["plan", *words, "-o", str(tmp_path)])
        assert result.exit_code == ExitCode.USAGE


def test_a_trial_measures_what_was_read_and_leaves_nothing(tmp_path: Path) -> None:
    for number in range(5):
        scan(tmp_path / f"scans/{number}.tif", frames=2, shade=200 + number)

    def tried(paths, settings, report, wishes):  # type: ignore[no-untyped-def]
        report(RunStarted(files=len(paths), output="", jobs=3))
        return run(paths, pipeline(settings.run.output), report, wishes=wishes)

    found = trial([tmp_path / "scans"], Settings(), 3, ["alto"], run=tried)
    assert found.frames == 3
    assert "3 pages read for this plan" in found.source
    assert found.pace.workers == 1, "as the run said that it works"
    assert set(found.storage.formats) == {"alto"}
    assert found.tables.taken == 3
    assert found.reviewing is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scans"]


def test_formats_are_weighed_by_writing_some(tmp_path: Path) -> None:
    scan(tmp_path / "scans/a.tif", frames=2)
    run([tmp_path / "scans"], pipeline(tmp_path / "out"))
    sizes, notes = formats(tmp_path / "out", ["alto", "txt"])
    assert sizes["alto"] > sizes["txt"] > 0
    assert notes == ()


def test_without_results_and_scans_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert samples(tmp_path) is not None, "the checkout's own scans"
    monkeypatch.setattr("pipeline.planning.trial.PACKAGE", tmp_path / "site-packages" / "pipeline")
    with pytest.raises(NoInputError, match="--measure"):
        samples(tmp_path)


@pytest.mark.parametrize(
    ("pages", "demand", "machine", "word"),
    [
        (10_000, {"machines": 2}, LARGE, "cluster"),
        (10_000, {"machines": 2}, LARGE, "PostgreSQL"),
        (200_000, {}, LARGE, "million characters"),
        (100, {}, Machine("here", 2, 10**6, 10**18, None), "divide the pages"),
        (100, {}, Machine("here", 2, 10**15, 10, None), "do not fit"),
        (100, {}, Machine("here", 2, 10**15, 10**18, 10), "df -i"),
        (1000, {}, Machine("here", 2, 10**4, 10**18, None), "larger than the memory"),
    ],
)
def test_another_size_is_told_with_where_to_read_on(pages: int, demand: dict, machine: Machine, word: str) -> None:  # type: ignore[type-arg]
    found = plan(Demand(pages=pages, **demand), figures(known([1.0]), known([100.0])), 1)
    said = remarks(found, machine, "sqlite")
    assert any(word in one.words for one in said)
    assert not remarks(plan(Demand(pages=100), figures(known([1.0]), known([100.0])), 1), LARGE, "sqlite")


def test_every_remark_leads_to_a_section_of_the_chapter() -> None:
    chapter = (DOCS / "scale.md").read_text(encoding="utf-8")
    sections = {line.strip("# ").lower().replace(" ", "-") for line in chapter.splitlines() if line.startswith("#")}
    small = Machine("here", 2, memory=10**4, disk_free=10, files_free=10)
    found = plan(Demand(pages=10**7, machines=2), figures(known([1.0]), known([100.0])), 1)
    links = [one.link for one in remarks(found, small, "sqlite")]
    assert len(links) == 7
    assert all(link.removeprefix("docs/scale.md#") in sections for link in links)


def test_every_figure_of_the_documentation_stands_there() -> None:
    taken = [one for one in vars(documented).values() if isinstance(one, Documented)]
    assert taken
    for one in taken:
        assert one.words in (DOCS / one.page).read_text(encoding="utf-8"), one
