"""Single lines of ground truth against whatever a run makes of their places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.made_pages import PageMaker

from pipeline.errors import NoInputError
from pipeline.evaluate.line_truth import LinesTruth, TruthLine, load_lines
from pipeline.evaluate.lines import evaluate_lines_folder, figures_of_all, lines_to_dict, render_lines_table
from pipeline.export.interchange import page_json
from pipeline.model.geometry import Matrix, quad_of, transform_quad
from pipeline.model.page import Page

TEXTS = ("在天山路一百号的居民区", "里，大家都说好。")


def page_of(*texts: str, transform: Matrix | None = None) -> Page:
    make = PageMaker()
    block = make.block("paragraph", *texts)
    if "天山路" in texts[0]:
        make.correct(block, texts[0].index("天山路"), "天山路", "天仙路")
    return make.page(**({"transform": transform} if transform else {}))


def write(folder: Path, page: Page) -> Path:
    (folder / "out" / "d").mkdir(parents=True, exist_ok=True)
    (folder / "out" / "d" / "page-0001.json").write_text(page_json(page), encoding="utf-8")
    return folder / "out"


def truth(folder: Path, page: Page, *texts: str) -> Path:
    quads = [transform_quad(page.page_to_scan, line.quad) for line in page.lines]
    lines = tuple(
        TruthLine(page.source.sha256, 1, quad, text, tuple(match.span() for match in re.finditer("天山路", text)))
        for quad, text in zip(quads, texts, strict=True)
    )
    (folder / "gt").mkdir(exist_ok=True)
    (folder / "gt" / "d.lines.json").write_text(LinesTruth("d", lines).to_json(), encoding="utf-8")
    return folder / "gt"


def test_the_corrected_layer_is_compared_with_what_is_printed(tmp_path: Path) -> None:
    page = page_of(*TEXTS)
    output, gt = write(tmp_path, page), truth(tmp_path, page, *TEXTS)
    assert figures_of_all(evaluate_lines_folder(output, gt)) == {
        "lines": 2,
        "characters": 19,
        "errors": 1,
        "cer": 1 / 19,
        "names_right": 0,
        "names": 1,
    }
    assert figures_of_all(evaluate_lines_folder(output, gt, layer="ocr"))["errors"] == 0


def test_a_run_that_divides_lines_otherwise_and_turns_the_page_is_measured_at_the_same_places(tmp_path: Path) -> None:
    before = page_of(*TEXTS)
    gt = truth(tmp_path, before, *TEXTS)
    turn: Matrix = ((0.9, 0.05, 40.0), (-0.05, 0.9, 80.0), (0.0, 0.0, 1.0))
    pieces = []
    for text, line in zip(TEXTS, before.lines, strict=True):
        for start, end in ((0, 4), (4, len(text))):
            (x, y), _, _, (_, bottom) = line.quad
            quad = quad_of((x + 30 * start, y, x + 30 * end, bottom))
            cuts = tuple(30.0 * 0.9 * k for k in range(end - start + 1))
            pieces.append((text[start:end], transform_quad(turn, quad), cuts))
    made = page_of(*(text for text, _, _ in pieces), transform=turn)
    lines = tuple(
        line.model_copy(update={"quad": quad, "cuts": cuts})
        for line, (_, quad, cuts) in zip(made.lines, pieces, strict=True)
    )
    output = write(tmp_path, made.changed(lines=lines, corrections=()))
    (document,) = evaluate_lines_folder(output, gt)
    assert [line.read for line in document.lines] == list(TEXTS)


def test_text_that_a_run_no_longer_has_counts_as_unread(tmp_path: Path) -> None:
    page = page_of(*TEXTS)
    gt = truth(tmp_path, page, *TEXTS)
    output = write(tmp_path, page_of(TEXTS[0]).changed(corrections=()))
    assert figures_of_all(evaluate_lines_folder(output, gt))["errors"] == len(TEXTS[1])


def test_results_of_another_scan_are_told_to_be_missing(tmp_path: Path) -> None:
    page = page_of(*TEXTS)
    gt = truth(tmp_path, page, *TEXTS)
    output = write(tmp_path, page.changed(source=page.source.model_copy(update={"sha256": "cd" * 32})))
    documents = evaluate_lines_folder(output, gt)
    assert documents[0].missing
    assert "no results of this scan" in render_lines_table(documents)
    assert lines_to_dict(documents)["total"]["errors"] == 19


def test_a_file_of_lines_comes_back_as_it_was_written_and_another_is_refused(tmp_path: Path) -> None:
    page = page_of(*TEXTS)
    path = truth(tmp_path, page, *TEXTS) / "d.lines.json"
    found = load_lines(path)
    assert found.lines[0].names == ((1, 4),)
    assert LinesTruth(found.id, found.lines).to_json() == path.read_text(encoding="utf-8")
    path.write_text('{"form": "other", "lines": []}', encoding="utf-8")
    with pytest.raises(NoInputError, match="baokan sample truth"):
        load_lines(path)
    with pytest.raises(NoInputError, match="no lines of ground truth"):
        evaluate_lines_folder(tmp_path, tmp_path / "out")
