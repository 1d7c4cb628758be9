"""A piece of a page is read by itself, and its lines stand where they stand on the page."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.engines import Reader
from helpers.fakes import FakeEngine

from pipeline.engine.protocol import Reading, Symbol
from pipeline.model.geometry import Box
from pipeline.model.sheet import Image
from pipeline.recognise.piece import read_piece
from pipeline.recognise.settings import RecogniseSettings

PAPER = np.full((1000, 800), 235, np.uint8)
BOX: Box = (300.0, 400.0, 600.0, 500.0)
EM = 30.0


def test_lines_stand_within_the_box_in_reading_order() -> None:
    engine = Reader("今天虹仙\n居委会里")
    lines = read_piece(PAPER, BOX, EM, engine, RecogniseSettings())
    assert [line.text for line in lines] == ["今天虹仙", "居委会里"]
    assert [line.id for line in lines] == [0, 1]
    for line in lines:
        left, top, right, bottom = line.box
        assert BOX[0] - EM < left < right < BOX[2] + EM
        assert BOX[1] - EM < top < bottom < BOX[3] + EM
        assert len(line.cuts) == len(line.text) + 1
    assert lines[0].box[1] < lines[1].box[1]


def test_the_box_is_shown_with_plain_paper_around_and_nothing_of_its_neighbours() -> None:
    page = np.full((1000, 800), 20, np.uint8)  # print all around
    page[400:500, 300:600] = 235
    seen: list[Image] = []

    class Looking(FakeEngine):
        def detect(self, image: Image, side: int) -> list:
            seen.append(image)
            return []

    read_piece(page, BOX, EM, Looking(), RecogniseSettings())
    assert seen[0].shape == (100 + 2 * 30, 300 + 2 * 30)
    assert int(seen[0].min()) == 235


@pytest.mark.parametrize(("box", "vertical"), [(BOX, False), ((300.0, 400.0, 340.0, 600.0), True)])
def test_a_box_in_which_no_line_is_found_is_read_as_one_line(box: Box, vertical: bool) -> None:
    class Blind(FakeEngine):
        def recognise(self, crops: list[Image]) -> list[Reading]:
            return [Reading(tuple(Symbol(one, 0.9, 20.0 * k, 20.0 * k + 20) for k, one in enumerate("号外号外")))]

    (line,) = read_piece(PAPER, box, EM, Blind(), RecogniseSettings())
    assert (line.text, line.vertical) == ("号外号外", vertical)


def test_nothing_is_made_up_where_nothing_can_be_read() -> None:
    assert read_piece(PAPER, BOX, EM, FakeEngine(), RecogniseSettings()) == []
