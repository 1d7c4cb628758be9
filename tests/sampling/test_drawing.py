"""Lines are drawn evenly over pages, each with the same chance, and again the same from the same seed."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampled_results import find_names, made_page, source_of, write_document, write_results

from pipeline.errors import NoInputError, PageError, SettingsError
from pipeline.sampling.drawing import DrawnLine, draw_lines, spread_over_pages
from pipeline.sampling.lot import LotCount, PageCount, Scope, as_filed, count_lot


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(tmp_path_factory.mktemp("results"))


def draw(results: Path, lot: LotCount, wanted: int, seed: int = 1, **more: object) -> list[DrawnLine]:
    return draw_lines(results, lot, wanted, seed, as_filed, find_names, **more)  # type: ignore[arg-type]


def test_a_lot_counts_text_lines_only_and_the_scope_is_kept(results: Path) -> None:
    lot = count_lot(results, Scope())
    assert (lot.documents, len(lot.pages), lot.lines) == (3, 6, 3 * 41)
    assert count_lot(results, Scope(issue="i1")).documents == 1
    assert count_lot(results, Scope(("d0/page-0002", "d2"))).lines == 21 + 41
    with pytest.raises(NoInputError, match="issue nowhere"):
        count_lot(results, Scope(issue="nowhere"))


def test_the_same_seed_draws_the_same_lines_and_another_seed_draws_others(results: Path) -> None:
    lot = count_lot(results, Scope())
    assert draw(results, lot, 40) == draw(results, lot, 40)
    assert draw(results, lot, 40) != draw(results, lot, 40, seed=2)


def test_a_drawn_line_has_its_text_its_place_and_its_names(results: Path) -> None:
    for line in draw(results, count_lot(results, Scope()), 30):
        assert [line.text[a:b] for a, b in line.names] == ["天山路"] * ("天山路" in line.text)
        assert line.polygon == line.quad  # of a page that was not turned
        assert line.source == source_of(line.document).sha256


def test_a_second_draw_takes_only_lines_that_the_first_left(results: Path) -> None:
    lot = count_lot(results, Scope())
    first = draw(results, lot, 100)
    held: dict[tuple[str, str], set[int]] = {}
    for line in first:
        held.setdefault((line.document, line.page), set()).add(line.line)
    rest = draw(results, lot, 100, held=held)
    both = {(line.document, line.page, line.line) for line in (*first, *rest)}
    assert (len(rest), len(both)) == (23, 123)


def test_a_page_that_changes_between_counting_and_drawing_stops_the_draw(tmp_path: Path) -> None:
    results = write_results(tmp_path / "out", 1, 1, 10)
    lot = count_lot(results, Scope())
    (results / "d0" / "page-0001.json").unlink()
    (results / "d0").rename(results / "old")
    write_document(results, "d0", [made_page(1, 10, source=source_of("d0"))])
    with pytest.raises(SettingsError, match="changed while"):
        draw(results, lot, 5)


def test_a_damaged_page_is_named_instead_of_being_left_out_of_the_lot(tmp_path: Path) -> None:
    results = write_results(tmp_path / "out", 1, 2, 10)
    (results / "d0" / "page-0002.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PageError, match="page-0002"):
        count_lot(results, Scope())


def test_any_change_of_text_changes_the_checksum_of_the_lot(tmp_path: Path) -> None:
    a = count_lot(write_results(tmp_path / "a"), Scope())
    b = count_lot(write_results(tmp_path / "b"), Scope())
    c = count_lot(write_results(tmp_path / "c", lines=19), Scope())
    assert a.content == b.content != c.content


def counts(sizes: list[int]) -> list[PageCount]:
    return [PageCount(f"d{k // 3}", f"page-{k}", size, 10 * size, "") for k, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(0, 200), st.integers(0, 1000))
def test_every_page_gives_its_share_rounded_up_or_down_and_all_together_what_was_wanted(
    sizes: list[int], wanted: int, seed: int
) -> None:
    taken = spread_over_pages(counts(sizes), sizes, wanted, random.Random(seed))
    total = sum(sizes)
    assert sum(taken.values()) == min(wanted, total)
    for place, size in enumerate(sizes):
        share = size * min(wanted, total) / total if total else 0
        assert abs(taken.get(place, 0) - share) < 1 + 1e-9
        assert taken.get(place, 0) <= size


def test_every_page_has_the_same_chance_for_each_of_its_lines() -> None:
    sizes = [1, 2, 5, 10, 20, 2]
    seen = Counter[int]()
    for seed in range(4000):
        seen.update(spread_over_pages(counts(sizes), sizes, 8, random.Random(seed)))
    for place, size in enumerate(sizes):
        assert seen[place] / 4000 == pytest.approx(size * 8 / 40, rel=0.12)
