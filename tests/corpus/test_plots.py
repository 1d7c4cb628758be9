"""Figures: well-formed, true to their numbers, honest about what is not there."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pipeline.corpus.counting import Counted, Frequency, Period
from pipeline.corpus.plots import Figure, Series, draw
from pipeline.corpus.plots.drawing import COVERAGE, VALUES, WIDTH, file_of
from pipeline.corpus.plots.figure import MOST_SERIES
from pipeline.corpus.plots.frequency import COLUMNS, figure, rows
from pipeline.corpus.plots.looks import LOOKS, PAPER
from pipeline.corpus.plots.periods import MOST, filled
from pipeline.corpus.plots.svg import measure, wrapped
from pipeline.corpus.plots.ticks import period_ticks, value_labels, value_ticks
from pipeline.corpus.searching import Options

FILES_ONLY = True
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>\"'&\x00\x0b\ud800<svg onload=alert(2)>"
YEARS = ("2018", "2019", "2020", "2021")


def counted(period: str, hits: int, pages: int, characters: int = 10_000) -> Counted:
    relative = 10_000 * hits / characters if pages and characters else None
    return Counted(period, hits, min(hits, pages), pages, characters if pages else 0, relative)


def made(series: Sequence[Sequence[int | None]], pages: Sequence[int], **more: Any) -> Figure:
    """A figure over as many years."""
    periods = tuple(str(2018 + n) for n in range(len(pages)))
    named = tuple(Series(f"名{n}", tuple(one), ("",) * len(one)) for n, one in enumerate(series))
    values: dict[str, Any] = {"title": "题", "about": "说明", "unit": "次数", "by": Period.year, "source": "来源"}
    return Figure(periods=periods, series=named, pages=tuple(pages), language="zh", **(values | more))


def parts(figure: Figure, name: str, cls: str = "") -> list[ElementTree.Element]:
    root = ElementTree.fromstring(file_of(figure))
    return [one for one in root.iter(SVG + name) if cls in (one.get("class") or "")]


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name) or 0)


def frequency(*listed: Sequence[Counted], by: Period = Period.year) -> Frequency:
    return Frequency(tuple(f"词{n}" for n in range(len(listed))), Options(), by, tuple(map(tuple, listed)), 7)


def test_heights_are_in_proportion_to_the_values_and_stand_on_one_line() -> None:
    bars = parts(made([[2, 4, 8, 1]], [5, 5, 5, 5]), "rect", "plot-fill-1")
    heights = [number(bar, "height") for bar in bars]
    assert heights == pytest.approx([VALUES / 4, VALUES / 2, VALUES, VALUES / 8], abs=0.02)
    assert len({round(number(bar, "y") + number(bar, "height"), 1) for bar in bars}) == 1
    assert [number(bar, "x") for bar in bars] == sorted(number(bar, "x") for bar in bars)


def test_pages_have_bars_of_their_own_in_proportion() -> None:
    bars = parts(made([[2, 4, 8, 1]], [10, 20, 5, 0]), "rect", "plot-pages")
    assert [number(bar, "height") for bar in bars] == pytest.approx([COVERAGE / 2, COVERAGE, COVERAGE / 4], abs=0.02)


def test_a_year_without_pages_is_hatched_and_one_without_hits_is_not() -> None:
    drawn = made([[3, 0, None, None]], [5, 5, 0, 0])
    hatched = [one for one in parts(drawn, "rect", "plot-hatched") if number(one, "height") in (VALUES, COVERAGE)]
    bars = parts(drawn, "rect", "plot-fill-1")
    assert len(hatched) == 2  # one stretch in each field
    assert len(bars) == 1
    slot = number(hatched[0], "width") / 2
    assert number(hatched[0], "x") == pytest.approx(WIDTH - 18 - 2 * slot, abs=0.1)
    assert "没有页面的时段" in draw(drawn)
    assert "没有页面的时段" not in draw(made([[3, 0]], [5, 5]))


def test_a_line_is_broken_where_there_are_no_pages_and_runs_through_zero() -> None:
    values = [1, 0, 2, None, 3, 4, *[1] * 34]
    pages = [0 if one is None else 5 for one in values]
    line, _, _ = (one for one in parts(made([values] * 3, pages), "path", "plot-line") if "L" in one.get("d", ""))
    first, second = (one.split("L") for one in line.get("d", "").split("M") if one)
    assert (len(first), len(second)) == (3, 36)


def test_bars_that_touch_have_no_seams_between_them() -> None:
    few, many = made([[1, 2]], [3, 3]), made([[1, 2] * 300], [3] * 600)
    assert {one.get("shape-rendering") for one in parts(few, "rect", "plot-fill-1")} == {None}
    bars = parts(many, "rect", "plot-fill-1")
    assert {one.get("shape-rendering") for one in [*bars, *parts(many, "rect", "plot-pages")]} == {"crispEdges"}
    assert number(bars[0], "x") + number(bars[0], "width") == pytest.approx(number(bars[1], "x"), abs=0.02)


def test_stacked_bars_stand_upon_each_other() -> None:
    drawn = made([[2, 0], [3, 4]], [5, 5], stacked=True)
    low, high = parts(drawn, "rect", "plot-fill-1")[-1], parts(drawn, "rect", "plot-patterned")
    upper = next(one for one in high if number(one, "x") == number(low, "x") and number(one, "height") > 20)
    assert number(upper, "y") + number(upper, "height") == pytest.approx(number(low, "y"), abs=0.02)
    assert number(upper, "height") / number(low, "height") == pytest.approx(1.5, abs=0.01)


def test_series_differ_in_pattern_line_and_marker_and_not_in_colour_alone() -> None:
    assert len(LOOKS) == MOST_SERIES
    assert len({look.pattern for look in LOOKS}) == len({look.marker for look in LOOKS}) == MOST_SERIES
    assert len({look.dash for look in LOOKS}) == len({look.colour for look in LOOKS}) == MOST_SERIES
    root = ElementTree.fromstring(draw(made([[1, 2]] * MOST_SERIES, [5, 5])))
    assert len(list(root.iter(SVG + "pattern"))) == MOST_SERIES  # the first is plain; that of the gaps


@pytest.mark.parametrize("look", LOOKS)
def test_colours_stand_out_from_the_paper(look: Any) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert (light(PAPER) + 0.05) / (light(look.colour) + 0.05) >= 3


def test_whatever_a_query_says_stays_text() -> None:
    hostile = Frequency((HOSTILE, "虹桥"), Options(), Period.year, ((counted("2020", 1, 1),),) * 2, 1)
    root = ElementTree.fromstring(file_of(figure(hostile, relative=True, language="en", date="2026-01-02")))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "path", "text",
    }  # fmt: skip
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or key == "style"]
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_the_figure_says_what_it_shows_to_who_does_not_see_it() -> None:
    root = ElementTree.fromstring(
        draw(figure(frequency([counted("2020", 3, 2), counted("2021", 9, 4)]), relative=False, language="zh", date="d"))
    )
    named = {one.get("id"): one.text or "" for one in root if one.get("id")}
    title, desc = (root.get("aria-labelledby") or "").split()
    assert root.get("role") == "img"
    assert named[title] == "词0：逐年命中"
    assert "2020 至 2021" in named[desc]
    assert "词0 2021，9" in named[desc]


def test_the_source_line_says_how_to_count_again() -> None:
    asked = Frequency(("虹桥",), Options(variants=True, within="page"), Period.year, ((counted("2020", 3, 2),),), 12)
    said = figure(asked, relative=False, language="en", date="2026-01-02").source
    assert "Query: 虹桥; Options: forms of a character are the same, within a page; Hits: 3; " in said
    assert "Corpus version 12" in said
    assert "2026-01-02" in said


def test_what_has_no_date_is_said_in_words_and_not_drawn() -> None:
    drawn = figure(
        frequency([counted("2020", 3, 2), counted("", 4, 6)]), relative=False, language="zh", date="2026-01-02"
    )
    assert drawn.periods == ("2020",)
    assert "6 页，其中命中 4 次" in drawn.notes[0]
    assert drawn.notes[0] in "".join(ElementTree.fromstring(draw(drawn)).itertext())
    issues = figure(
        frequency([counted("报 5", 3, 2), counted("", 4, 6)], by=Period.issue), relative=False, language="en", date="d"
    )
    assert issues.notes == ("Not drawn: pages of no known issue (6) with their hits (4).",)
    empty = figure(frequency([counted("", 4, 6)]), relative=False, language="en", date="2026-01-02")
    assert "There is no period to draw." in draw(empty)


def test_years_and_months_without_pages_stand_between_the_others() -> None:
    assert filled(["", "2021", "2018"], Period.year) == YEARS
    assert filled(["2019-11", "2020-02", "2020"], Period.month) == ("2019-11", "2019-12", "2020-01", "2020-02")
    assert filled(["三", "一", ""], Period.issue) == ("三", "一")
    assert filled(["0001", "2021"], Period.year) == ("0001", "2021")  # a wrong date does not make it a long one
    assert len(filled(["0822", "2021"], Period.year)) == MOST


def test_the_table_tells_what_was_not_found_from_what_could_not_be() -> None:
    table = rows(frequency([counted("2018", 2, 1), counted("2020", 0, 1), counted("", 1, 1)]))
    assert [(one["period"], one["hits"], one["pages"]) for one in table] == [
        ("2018", 2, 1), ("2019", None, 0), ("2020", 0, 1), ("", 1, 1),
    ]  # fmt: skip
    assert all(set(one) == set(COLUMNS) for one in table)


@given(top=some.floats(1e-4, 1e7), whole=some.booleans())
@settings(deadline=None)
def test_ticks_are_round_few_and_reach_the_top(top: float, whole: bool) -> None:
    ticks = value_ticks(top, whole=whole)
    assert ticks[0] == 0
    assert ticks[-2] < top * (1 + 1e-9) <= ticks[-1] * (1 + 1e-6)
    assert 2 <= len(ticks) <= 7
    assert len(set(value_labels(ticks))) == len(ticks)
    if whole:
        assert all(tick == int(tick) for tick in ticks)


@pytest.mark.parametrize("by", list(Period))
@pytest.mark.parametrize("count", [1, 2, 13, 60, 400, 1_100])
def test_labels_of_time_never_overlap(by: Period, count: int) -> None:
    months = [f"{1930 + n // 12}-{n % 12 + 1:02d}" for n in range(5, count + 5)]
    periods = {
        Period.year: [str(900 + n).zfill(4) for n in range(count)],
        Period.month: months,
        Period.issue: [f"仙霞社区晨报 总第{n}期" for n in range(count)],
    }[by]
    slot, size = 760 / count, 11.5
    labels = period_ticks(periods, by, slot, size)
    assert labels
    for (a, first), (b, second) in itertools.pairwise(labels):
        assert (b - a) * slot >= (measure(first, size) + measure(second, size)) / 2 + 2


@given(text=some.text("虹桥 abc，。date:2019..", max_size=60))
def test_lines_have_room_and_lose_nothing(text: str) -> None:
    lines = wrapped(text, 10, 60)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line.rstrip("，。 "), 10) <= 60 for line in lines)
