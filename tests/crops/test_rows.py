"""Strips of page images, read without the rest of the file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage

from pipeline.crops.images import PageImages
from pipeline.crops.rows import NoRowsError, read_rows, strip, with_rows
from pipeline.errors import PageError
from pipeline.export.images import encode_jpeg, encode_page_jpeg
from pipeline.model.sheet import Image


def picture(width: int, height: int, colour: bool, seed: int = 0) -> Image:
    """Soft blobs with noise: neighbouring rows differ, in colour too."""
    random = np.random.default_rng(seed)
    shape = (-(-height // 5), -(-width // 5), 3) if colour else (-(-height // 5), -(-width // 5))
    small = random.integers(0, 256, shape, np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def decoded(data: bytes) -> Image:
    """By Pillow, channels as OpenCV orders them."""
    pixels = np.asarray(PillowImage.open(BytesIO(data)))
    return pixels[..., ::-1] if pixels.ndim == 3 else pixels


sizes = st.tuples(st.integers(1, 150), st.integers(1, 300))


@given(size=sizes, colour=st.booleans(), quality=st.integers(30, 95), data=st.data())
def test_a_strip_has_the_pixels_of_the_whole_image(
    size: tuple[int, int], colour: bool, quality: int, data: st.DataObject
) -> None:
    stored = encode_page_jpeg(picture(*size, colour), quality)
    top = data.draw(st.integers(0, size[1] - 1))
    bottom = data.draw(st.integers(top + 1, size[1]))
    file = BytesIO(stored)
    rows = read_rows(file)
    first, last = rows.around(top, bottom)
    part = decoded(strip(file, rows, first, last))
    assert rows.size == size
    start = top - first * rows.row
    assert (part[start : start + bottom - top] == decoded(stored)[top:bottom]).all()


@given(size=sizes, colour=st.booleans())
def test_the_pixels_are_those_of_an_ordinary_jpeg(size: tuple[int, int], colour: bool) -> None:
    image = picture(*size, colour)
    assert (decoded(encode_page_jpeg(image, 85)) == decoded(encode_jpeg(image, 85))).all()


@given(size=sizes, colour=st.booleans(), corners=st.tuples(*[st.floats(-40, 340)] * 4), marked=st.booleans())
def test_a_box_is_the_same_from_either_kind_of_file(
    tmp_path_factory: pytest.TempPathFactory,
    size: tuple[int, int],
    colour: bool,
    corners: tuple[float, float, float, float],
    marked: bool,
) -> None:
    path = tmp_path_factory.mktemp("page") / "page-0001.jpg"
    image = picture(*size, colour)
    path.write_bytes((encode_page_jpeg if marked else encode_jpeg)(image, 85))
    left, right = sorted(corners[:2])
    top, bottom = sorted(corners[2:])
    part, origin = PageImages().part(path, (left, top, right, bottom))
    assert origin == (max(0, int(np.floor(left))), max(0, int(np.floor(top))))
    whole = decoded(path.read_bytes())
    expected = whole[origin[1] : max(0, int(np.ceil(bottom))), origin[0] : max(0, int(np.ceil(right)))]
    assert part.size == expected.size
    assert not part.size or (part == expected).all()


def test_a_strip_reads_only_its_own_bytes_of_the_file(tmp_path: Path) -> None:
    stored = encode_page_jpeg(picture(800, 2000, True), 85)
    file = BytesIO(stored)
    rows = read_rows(file)
    assert len(strip(file, rows, 60, 63)) < len(stored) / 20
    for place in (rows.offsets[0] + 500, rows.offsets[100] + 500):  # damage elsewhere is none of its business
        stored = stored[:place] + b"\0\0" + stored[place + 2 :]
    again = BytesIO(stored)
    assert strip(again, read_rows(again), 60, 63) == strip(file, rows, 60, 63)


@pytest.mark.parametrize("colour", [False, True])
def test_an_older_image_is_read_as_a_whole_and_kept_within_bounds(tmp_path: Path, colour: bool) -> None:
    images = PageImages(whole_mb=1)
    paths = [tmp_path / f"{n}.jpg" for n in range(5)]
    for n, path in enumerate(paths):
        path.write_bytes(encode_jpeg(picture(500, 700, colour, n), 85))
    for path in paths * 2:
        part, _ = images.part(path, (10, 20, 110, 60))
        assert (part == decoded(path.read_bytes())[20:60, 10:110]).all()
    assert images._bytes <= 1_000_000
    assert images._bytes == sum(image.nbytes for image in images._whole.values())


def test_an_image_that_changed_is_read_anew(tmp_path: Path) -> None:
    path, images = tmp_path / "page-0001.jpg", PageImages()
    for seed in (1, 2):
        path.write_bytes(encode_jpeg(picture(60, 64 + seed, False, seed), 85))
        assert (images.part(path, (0, 0, 60, 60))[0] == decoded(path.read_bytes())[:60]).all()


def test_rows_moved_by_another_program_are_noticed(tmp_path: Path) -> None:
    stored = encode_page_jpeg(picture(200, 300, False), 85)
    rows = read_rows(BytesIO(stored))
    moved = stored[: rows.offsets[9]] + b"\1" + stored[rows.offsets[9] :]
    with pytest.raises(NoRowsError):
        strip(BytesIO(moved), read_rows(BytesIO(moved)), 8, 12)
    commented = stored[:2] + b"\xff\xfe\0\4hi" + stored[2:]
    with pytest.raises(NoRowsError):
        read_rows(BytesIO(commented))
    path = tmp_path / "page-0001.jpg"
    path.write_bytes(commented)
    assert (PageImages().part(path, (0, 100, 200, 130))[0] == decoded(stored)[100:130]).all()


def test_markers_that_do_not_end_rows_are_refused() -> None:
    image = picture(200, 100, False)
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_RST_INTERVAL, 7])[1].tobytes()
    for other in (data, encode_jpeg(image, 85), b"", b"\xff\xd8\xff", b"\x89PNG\r\n"):
        with pytest.raises(NoRowsError):
            with_rows(other)
        with pytest.raises(NoRowsError):
            read_rows(BytesIO(other))


def test_a_long_head_is_read_in_full() -> None:
    stored = encode_page_jpeg(picture(8, 60_000, False), 85)
    file = BytesIO(stored)
    rows = read_rows(file)
    assert len(rows.offsets) == 7501
    assert (decoded(strip(file, rows, 7499, 7500)) == decoded(stored)[59_992:]).all()


@pytest.mark.parametrize(
    ("content", "code"), [(None, "no-image"), (b"", "damaged-image"), (b"no image", "damaged-image")]
)
def test_a_missing_or_damaged_image_is_told(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "page-0001.jpg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PageError) as told:
        PageImages().part(path, (0, 0, 9, 9))
    assert told.value.code == code
    assert "baokan run" in str(told.value)
