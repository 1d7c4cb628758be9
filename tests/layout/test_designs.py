"""Designs of pages beyond the plain ones: vertical headlines, corner mastheads, long captions, small tables."""

from __future__ import annotations

from helpers.reading import FILL, FILL2, FILL3, kinds, read, texts
from helpers.typeset import Typesetter


def test_a_vertical_headline_heads_nothing_that_begins_above_it() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1210, 100, size=2.5, bold=True)
    page.flow([FILL, FILL2], [(100, 230, 650, 500), (730, 230, 1210, 500)])
    page.rule(100, 560, 1210, 560)
    page.vertical("便民服务", 100, 620, size=2.4, bold=True)
    page.flow([FILL3], [(230, 620, 680, 900), (760, 620, 1210, 900)])
    assert texts(read(page)) == ["花园里的四季", FILL, FILL2, "便民服务", FILL3]


def test_a_byline_with_a_square_before_it_is_no_list_item() -> None:
    page = Typesetter()
    page.centred("花园里的四季", 100, 1570, 100, size=2.5, bold=True)
    page.centred("□本报记者方雨桐", 100, 1570, 200)
    page.flow([FILL, FILL2, FILL3], [(100, 280, 550, 500), (610, 280, 1060, 500), (1120, 280, 1570, 700)])
    result = read(page)
    assert texts(result) == ["花园里的四季", "□本报记者方雨桐", FILL, FILL2, FILL3]
    assert kinds(result)["□本报记者方雨桐"] == "byline"
