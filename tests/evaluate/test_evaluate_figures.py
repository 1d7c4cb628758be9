"""The measures, against figures of an independent implementation and against what they mean."""

from __future__ import annotations

import random
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_truth import OUTPUTS, PAGE, write_sample
from truth_pages import block, write_output, write_truth

from pipeline.errors import NoInputError
from pipeline.evaluate import evaluate_folder, render_table
from pipeline.evaluate.folder import evaluate_lines
from pipeline.evaluate.folding import fold
from pipeline.evaluate.result import Evaluation, FileEvaluation
from pipeline.evaluate.truth import Truth, load_truth

SCANS = Path(__file__).parents[2] / "scans"
KEYS = ("cer", "cer_art", "cer_free", "block_f1", "order", "names_right", "names")

EXPECTED = {
    "articles": (0.585106382979, 0.0, 0.023391812865, 1.0, 0.166666666667, 7, 7),
    "empty": (1.0, 1.0, 1.0, 0.0, 0.0, 0, 7),
    "extra": (0.654255319149, 0.654255319149, 0.526315789474, 0.470588235294, 0.714285714286, 4, 7),
    "lines": (0.263157894737, 0.263157894737, 0.286549707602, 0.434782608696, 1.0, 4, 7),
    "merged": (0.0, 0.0, 0.023391812865, 0.444444444444, 1.0, 7, 7),
    "right": (0.0, 0.0, 0.023391812865, 1.0, 1.0, 7, 7),
    "slips": (0.081871345029, 0.081871345029, 0.105263157895, 0.857142857143, 1.0, 5, 7),
    "swapped": (0.578947368421, 0.578947368421, 0.327485380117, 0.636363636364, 0.5, 4, 7),
}
"""From a second program, written apart from this one to the same definitions."""
JOINS = {
    "articles": (5, 5, 0),
    "empty": (0, 5, 0),
    "extra": (4, 5, 1),
    "lines": (0, 5, 0),
    "merged": (5, 5, 4),
    "right": (5, 5, 0),
    "slips": (5, 5, 0),
    "swapped": (4, 5, 0),
}
"""(found, in the truth, false), counted by hand."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return evaluate_folder(*write_sample(tmp_path_factory.mktemp("sample")))


def of(evaluation: Evaluation, name: str) -> FileEvaluation:
    return next(file for file in evaluation.files if file.truth.id == name)


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_figures_agree_with_an_independent_implementation(sample: Evaluation, name: str) -> None:
    figures = of(sample, name).figures()
    assert tuple(figures[key] for key in KEYS) == pytest.approx(EXPECTED[name], abs=1e-9)


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_joins_are_counted_as_a_person_counts_them(sample: Evaluation, name: str) -> None:
    joins = of(sample, name).joins
    assert (joins.found, joins.truth, joins.false) == JOINS[name]


def test_totals_sum_characters_and_joins_and_average_the_rest(sample: Evaluation) -> None:
    total = sample.figures()
    assert total["cer"] == sum(f.ordered.errors for f in sample.files) / sum(f.ordered.length for f in sample.files)
    assert total["block_f1"] == pytest.approx(sum(f.blocks.f1 for f in sample.files) / len(sample.files))
    assert total["join_recall"] == sum(f.joins.found for f in sample.files) / sum(f.joins.truth for f in sample.files)
    assert (total["names_right"], total["names"]) == (sum(f.names_right for f in sample.files), 7 * len(OUTPUTS))


def test_strict_counts_spaces_and_width(tmp_path: Path) -> None:
    write_truth(tmp_path / "gt", "a", [block("paragraph", "时间：8:30，共 46 家。")])
    write_output(tmp_path / "out", "a", ["时间:8:30，共46家。"])
    assert evaluate_folder(tmp_path / "out", tmp_path / "gt").figures()["cer"] == 0
    assert evaluate_folder(tmp_path / "out", tmp_path / "gt", strict=True).files[0].ordered.errors == 3


def test_lines_of_a_paragraph_over_a_column_end_are_joins(tmp_path: Path) -> None:
    write_truth(
        tmp_path / "gt",
        "a",
        [block("paragraph", ["甲乙丙丁戊", "己庚辛壬癸", "子丑寅卯辰"]), block("heading", ["天地玄黄", "宇宙洪荒"])],
    )
    for out, found, false in (
        (["甲乙丙丁戊己庚辛壬癸子丑寅卯辰", "天地玄黄宇宙洪荒"], 3, 0),
        (["甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰", "天地玄黄", "宇宙洪荒"], 1, 0),
        (["甲乙丙丁戊己庚辛壬癸子丑寅卯辰天地玄黄宇宙洪荒"], 3, 1),
        (["甲乙丙丁戊子丑寅卯辰", "天地玄黄宇宙洪荒"], 1, 0),
    ):
        write_output(tmp_path / "out", "a", out)
        joins = evaluate_folder(tmp_path / "out", tmp_path / "gt").files[0].joins
        assert (joins.found, joins.truth, joins.false) == (found, 3, false), out


def test_pages_of_one_file_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_truth(tmp_path / "gt", "a", [block("paragraph", "甲乙丙丁戊己")], [block("paragraph", "子丑寅卯辰巳")])
    write_output(tmp_path / "out", "a", ["甲乙丙丁戊己"], ["子丑寅卯辰巳"])
    assert evaluate_folder(tmp_path / "out", tmp_path / "gt").figures()["cer"] == 0
    for number, text in ((10, "子丑寅卯辰巳"), (9, "甲乙丙丁戊己")):
        (tmp_path / f"a.p{number}.txt").write_text(text, encoding="utf-8")
    assert evaluate_folder(tmp_path, tmp_path / "gt").figures()["cer"] == 0


def test_results_are_found_by_the_name_of_the_file_too(tmp_path: Path) -> None:
    write_truth(tmp_path / "gt", "p1", [block("paragraph", "甲乙丙丁戊己")], file="社区报 第1版.jpg")
    write_output(tmp_path / "out", "社区报 第1版", ["甲乙丙丁戊己"])
    (file,) = evaluate_folder(tmp_path / "out", tmp_path / "gt").files
    assert (file.missing, file.ordered.errors) == (False, 0)


def test_a_file_without_results_counts_as_empty_and_is_said(tmp_path: Path) -> None:
    write_truth(tmp_path / "gt", "a", PAGE)
    evaluation = evaluate_folder(tmp_path / "none", tmp_path / "gt")
    assert evaluation.files[0].missing
    assert evaluation.figures()["cer"] == 1
    assert "no results" in render_table(evaluation)


def test_only_the_named_files_are_measured(tmp_path: Path) -> None:
    output, truth = write_sample(tmp_path)
    assert [f.truth.id for f in evaluate_folder(output, truth, only={"right"}).files] == ["right"]


@pytest.mark.parametrize(
    "content", [None, "{", '{"id": "a"}', '{"id": "a", "pages": [{"blocks": [{"kind": 1}]}]}', "[]"]
)
def test_a_missing_or_broken_ground_truth_is_an_error_that_says_so(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "a.gt.json").write_text(content, encoding="utf-8")
    with pytest.raises(NoInputError, match="ground truth"):
        evaluate_folder(tmp_path, tmp_path)


def test_the_table_has_a_row_for_every_file_and_lines_up(sample: Evaluation) -> None:
    rows = render_table(sample).splitlines()
    assert [row.split()[0] for row in rows] == ["file", *sorted(OUTPUTS), "ALL"]
    assert len({len(row) for row in rows[1:]}) == 1
    assert "0.5851" in rows[1]


def test_the_figures_come_as_plain_data(sample: Evaluation) -> None:
    data = sample.to_dict()
    assert data["files"]["right"]["cer"] == 0
    assert data["files"]["right"]["level"] == "light"
    assert data["total"] == sample.figures()


@pytest.mark.parametrize("path", sorted(SCANS.glob("*.gt.json")), ids=lambda path: path.name)
def test_the_truth_of_a_sample_scan_measured_against_itself_is_right(path: Path) -> None:
    truth = load_truth(path)
    figures = evaluate_lines(truth, [b.body for b in truth.blocks]).figures()
    assert (figures["cer"], figures["cer_art"], figures["cer_free"]) == (0, 0, 0)
    assert (figures["block_f1"], figures["order"], figures["join_f1"]) == (1, 1, 1)
    assert figures["names_right"] == figures["names"] > 0


def test_there_are_sample_scans_to_measure() -> None:
    assert list(SCANS.glob("*.gt.json"))


TRUTH_TEXTS = [line for lines in OUTPUTS.values() for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TRUTH_TEXTS), max_size=12), st.randoms(use_true_random=False))
def test_whatever_is_read_the_figures_stay_in_their_bounds(lines: list[str], rng: random.Random) -> None:
    truth = sample_truth()
    spoilt = ["".join(rng.choice("甲，1 " + c * 5) for c in line) for line in lines]
    file = evaluate_lines(truth, [folded for line in spoilt if (folded := fold(line)).text])
    figures = file.figures()
    assert all(0 <= figures[key] <= 1 for key in figures if key.endswith(("f1", "precision", "recall", "order")))
    assert figures["cer_art"] <= figures["cer"]
    assert 0 <= figures["names_right"] <= figures["names"] == 7
    placed = sum(len(p.piece.text) for items in file.assignment.placed.values() for p in items)
    assert placed + sum(len(p.text) for p in file.assignment.loose) == sum(len(line.text) for line in file.lines)


_CACHE: list[Truth] = []


def sample_truth() -> Truth:
    if not _CACHE:
        with tempfile.TemporaryDirectory() as folder:
            write_truth(Path(folder), "a", PAGE)
            _CACHE.append(load_truth(Path(folder) / "a.gt.json"))
    return _CACHE[0]


@given(st.text(max_size=20))
def test_cutting_a_folded_text_cuts_the_raw_text(raw: str) -> None:
    folded = fold(raw)
    cuts = [folded.raw_offset(n) for n in range(len(folded.text) + 1)]
    assert cuts == sorted(cuts)
    assert "".join(raw[a:b] for a, b in pairwise(cuts)) == (raw if folded.text else "")
