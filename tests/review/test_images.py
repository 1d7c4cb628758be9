"""Pictures: cut where the text says, kept by the browser, and no address that reaches a file of its own choice."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from helpers.made_pages import EM
from helpers.review import Site
from PIL import Image
from starlette.testclient import TestClient
from working import rows

from pipeline.database.schema import blocks, flags, pages
from pipeline.editing.requests import Decision
from pipeline.review.crop import LARGEST_EM, version_of
from pipeline.review.routes.images import ASK_AGAIN, FOR_GOOD


@pytest.fixture
def reader(works: Site) -> TestClient:
    return works.signed_in("读", "reader")


def version(works: Site) -> int:
    return version_of(rows(works, pages)[0].content)


def picture(answer: Any) -> Image.Image:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content))


def test_a_part_of_a_line_is_cut_out(reader: TestClient) -> None:
    whole = picture(reader.get("/images/line/1/1?first=0&last=9"))
    part = picture(reader.get("/images/line/1/1?first=2&last=3"))
    assert whole.size == (round(10.5 * EM), round(1.5 * EM))
    assert part.size == (round(2.5 * EM), round(1.5 * EM))
    where = np.asarray(whole.convert("L"), float)[:, round(2 * EM) : round(4.5 * EM)]
    assert np.abs(where - np.asarray(part.convert("L"), float)).mean() < 12


def test_a_flag_is_framed_in_its_line(works: Site, reader: TestClient) -> None:
    flag = rows(works, flags, flags.c.band == "flagged")[0]
    shown = np.asarray(picture(reader.get(f"/images/flag/{flag.id}")).convert("RGB"), int)
    red = (shown[:, :, 0] - shown[:, :, 1]) > 60
    columns = np.flatnonzero(red.any(axis=0))
    left, right = (2 + 0.25) * EM, (4 + 0.25) * EM  # 虹山 after two characters and the margin
    assert abs(columns[0] - left) <= 5
    assert abs(columns[-1] - right) <= 5


def test_a_found_text_and_a_past_decision_are_framed_too(works: Site, reader: TestClient) -> None:
    flag = rows(works, flags, flags.c.band == "flagged")[0]
    works.room.editing.decide("甲", [Decision(flag.id, flag.version, "accept")])
    for path in ("/images/text/1/1?start=2&end=4", "/images/place/1/1"):
        shown = np.asarray(picture(reader.get(path)).convert("RGB"), int)
        assert ((shown[:, :, 0] - shown[:, :, 1]) > 60).any()


def test_a_page_is_given_whole_and_small(works: Site, reader: TestClient) -> None:
    assert reader.get("/images/page/1").content == (works.results / "报一" / "page-0001.jpg").read_bytes()
    small = picture(reader.get("/images/page/1/small"))
    assert max(small.size) == 720
    assert small.size[0] / small.size[1] == pytest.approx(1200 / 1600, abs=0.01)


def test_a_browser_keeps_a_picture_as_long_as_its_page_is_the_same(works: Site, reader: TestClient) -> None:
    paths = ["/images/line/1/1?first=0&last=2&", "/images/page/1?", "/images/page/1/small?", "/images/flag/1?"]
    for path in paths:
        fresh = reader.get(f"{path}v={version(works)}")
        assert fresh.headers["cache-control"] == FOR_GOOD
        assert reader.get(path).headers["cache-control"] == ASK_AGAIN
        again = reader.get(path, headers={"If-None-Match": fresh.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_changed_text_has_another_address(works: Site, reader: TestClient) -> None:
    before = rows(works, blocks, blocks.c.page == 1, blocks.c.number == 1)[0].version
    tag = reader.get("/images/text/1/1?start=2&end=4").headers["etag"]
    flag = rows(works, flags, flags.c.band == "flagged")[0]
    works.room.editing.decide("甲", [Decision(flag.id, flag.version, "accept")])
    answer = reader.get(f"/images/text/1/1?start=2&end=4&v={before}", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, ASK_AGAIN)


@pytest.mark.parametrize(
    "path",
    [
        "/images/line/9/1?first=0&last=1",
        "/images/line/1/99?first=0&last=1",
        "/images/line/1/1?first=3&last=2",
        "/images/line/1/1?first=0&last=99",
        "/images/page/9",
        "/images/page/9/small",
        "/images/flag/999",
        "/images/text/1/99?start=0&end=1",
        "/images/text/1/1?start=5&end=5",
        "/images/text/1/1?start=900&end=901",
        "/images/place/1/99",
        "/images/place/9/1",
        "/images/page/1/../../../../etc/passwd",
        "/images/page/..%2f..%2fbaokan.db",
        "/images/page/%2e%2e/baokan.db",
    ],
)
def test_what_is_not_there_is_not_found(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code in (404, 422)


@pytest.mark.parametrize(
    "path", ["/images/line/1/1", "/images/line/1/1?first=-1&last=1", "/images/line/x/1?first=0&last=1"]
)
def test_what_makes_no_sense_is_refused(reader: TestClient, path: str) -> None:
    assert reader.get(path).status_code == 422


def test_without_an_image_there_is_no_picture(works: Site, reader: TestClient) -> None:
    (works.results / "报一" / "page-0001.jpg").unlink()
    for path in ("/images/line/1/1?first=0&last=1", "/images/page/1", "/images/page/1/small", "/images/flag/1"):
        assert reader.get(path).status_code == 404


def test_large_print_is_not_shown_larger_than_it_is_of_use(works: Site) -> None:
    from pipeline.model.geometry import quad_of
    from pipeline.model.text import Line
    from pipeline.review.crop import window

    em = 3 * LARGEST_EM
    line = Line(id=0, text="大字", quad=quad_of((0, 0, 2 * em, em)), cuts=(0.0, em, 2 * em), ink_height=em)
    assert window(line, 0, 1)[1] == (round(2.5 * LARGEST_EM), round(1.5 * LARGEST_EM))
