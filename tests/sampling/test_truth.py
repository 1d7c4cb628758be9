"""What people judged becomes ground truth, and the page that it was drawn from is right by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sampled_results import NAME, drawn_sample, opened, sampling_of, write_results

from pipeline.evaluate.lines import evaluate_lines_folder, figures_of_all
from pipeline.sampling.judging import Said
from pipeline.sampling.service import Sampling
from pipeline.sampling.truth import truths_of, write_truths


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Sampling]:
    with opened(write_results(tmp_path / "out")) as database:
        yield sampling_of(tmp_path / "out", database)


def test_judged_lines_measure_the_results_at_the_same_places(room: Sampling, tmp_path: Path) -> None:
    sample = drawn_sample(room, 60)
    lines = room.samples.lines(sample.id)
    faulty, unreadable, empty, *_, waiting = lines
    texts = {faulty.id: "误" + faulty.drawn.text[1:], unreadable.id: None, empty.id: ""}
    said = [Said(line.id, texts.get(line.id, line.drawn.text)) for line in lines if line is not waiting]
    room.judging.enter("anna", said)
    paths = write_truths(tmp_path / "gt", truths_of(room.judging.standing(sample)))
    assert [path.name for path in paths] == ["d0.lines.json", "d1.lines.json", "d2.lines.json"]
    figures = figures_of_all(evaluate_lines_folder(room.results, tmp_path / "gt"))
    kept = [line for line in lines if line not in (unreadable, empty, waiting)]
    assert (figures["lines"], figures["errors"]) == (57, 1)
    assert figures["names"] == figures["names_right"] == sum(NAME in line.drawn.text for line in kept)
