"""TIFF: pages of every make, and none that takes the others with it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from odd_files import encoded, noise, page, raw_tiff, with_tiff_tag, write
from PIL import Image, TiffImagePlugin

from pipeline.errors import PageError
from pipeline.ingest import open_source
from pipeline.ingest.settings import IngestSettings

SETTINGS = IngestSettings()
SUBFILE_TYPE, COMPRESSION, PHOTOMETRIC = 254, 259, 262


def pages(*images: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=list(images[1:]), **options)
    return buffer.getvalue()


def numbered(count: int) -> list[Image.Image]:
    return [Image.new("L", (40 + n, 30), 10 * n) for n in range(1, count + 1)]


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_deflate", "packbits", "jpeg"])
def test_all_pages_are_read_in_their_order(tmp_path: Path, compression: str | None) -> None:
    path = write(tmp_path / "a.tif", pages(*numbered(4), compression=compression))
    with open_source(path, SETTINGS) as reader:
        assert reader.source.frames == 4
        for number in (3, 1, 4, 2):  # in any order
            frame = reader.frame(number)
            assert frame.number == number
            assert frame.image.shape == (30, 40 + number)
            assert abs(int(frame.image[15, 15]) - 10 * number) <= 1


@pytest.mark.parametrize("compression", ["group3", "group4", "packbits", None])
@pytest.mark.parametrize("photometric", [0, 1], ids=["white is zero", "black is zero"])
def test_one_bit_pages_are_black_on_white(tmp_path: Path, compression: str | None, photometric: int) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[PHOTOMETRIC] = photometric
    image = page().convert("1")
    frame_data = pages(image, compression=compression, tiffinfo=tags)
    with open_source(write(tmp_path / "a.tif", frame_data), SETTINGS) as reader:
        frame = reader.frame(1)
    assert frame.bilevel
    assert (frame.image == np.asarray(image) * 255).all()


def test_deep_grey_with_white_at_zero_is_not_a_negative(tmp_path: Path) -> None:
    stored = np.linspace(0, 65535, 256).round().astype(np.uint16).reshape(16, 16)
    data = with_tiff_tag(encoded(Image.fromarray(stored), "TIFF"), PHOTOMETRIC, 0)
    with open_source(write(tmp_path / "a.tif", data), SETTINGS) as reader:
        frame = reader.frame(1)
    assert np.abs(frame.image.astype(int) - np.arange(255, -1, -1).reshape(16, 16)).max() <= 1


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
def test_byte_order_and_big_tiff_do_not_matter(tmp_path: Path, depth: int, order: str, big: bool) -> None:
    ramp = np.linspace(0, 2**depth - 1, 256).round().astype(f"u{depth // 8}")
    path = write(tmp_path / "a.tif", raw_tiff([ramp.reshape(16, 16), ramp[::-1].reshape(8, 32)], order, big))
    with open_source(path, SETTINGS) as reader:
        assert reader.source.frames == 2
        assert np.abs(reader.frame(1).image.astype(int) - np.arange(256).reshape(16, 16)).max() <= 1
        assert np.abs(reader.frame(2).image.astype(int) - np.arange(255, -1, -1).reshape(8, 32)).max() <= 1


@pytest.mark.parametrize("compression", [None, "tiff_lzw"])
def test_a_truncated_page_fails_alone(tmp_path: Path, compression: str | None) -> None:
    data = pages(noise(seed=1), noise(seed=2), noise(seed=3), compression=compression)
    path = write(tmp_path / "a.tif", data[: int(len(data) * 0.8)])
    with open_source(path, SETTINGS) as reader:
        assert reader.source.frames == 3
        for number in (1, 2):
            assert (reader.frame(number).image == np.asarray(noise(seed=number))).all()
        with pytest.raises(PageError) as caught:
            reader.frame(3)
    assert caught.value.code == "truncated"
    assert caught.value.frame == 3
    assert "page 3" in str(caught.value)


def test_a_page_that_is_missing_altogether_is_missed(tmp_path: Path) -> None:
    whole = pages(*numbered(3))
    (first,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, first)
    (second,) = struct.unpack_from("<I", whole, first + 2 + 12 * count)
    path = write(tmp_path / "a.tif", whole[: second + 1])
    with open_source(path, SETTINGS) as reader:
        assert reader.source.frames == 2  # the first, and the one that is promised
        assert reader.frame(1).image[0, 0] == 10
        with pytest.raises(PageError) as caught:
            reader.frame(2)
    assert caught.value.code == "truncated"


def test_a_broken_first_page_does_not_cost_the_others(tmp_path: Path) -> None:
    data = with_tiff_tag(pages(*numbered(3)), COMPRESSION, 60_000)
    with open_source(write(tmp_path / "a.tif", data), SETTINGS) as reader:
        with pytest.raises(PageError) as caught:
            reader.frame(1)
        assert caught.value.code == "damaged"
        assert reader.frame(2).image[0, 0] == 20
        assert reader.frame(3).image[0, 0] == 30


def test_small_copies_of_a_page_are_no_pages(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[SUBFILE_TYPE] = 0
    data = pages(*numbered(3), tiffinfo=tags)
    data = with_tiff_tag(data, SUBFILE_TYPE, 1, directory=1)
    with open_source(write(tmp_path / "a.tif", data), SETTINGS) as reader:
        assert reader.source.frames == 2
        assert [int(reader.frame(n).image[0, 0]) for n in (1, 2)] == [10, 30]


def test_directories_in_a_circle_end(tmp_path: Path) -> None:
    data = bytearray(pages(*numbered(2)))
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    (second,) = struct.unpack_from("<I", data, first + 2 + 12 * count)
    (count,) = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * count, first)
    with open_source(write(tmp_path / "a.tif", bytes(data)), SETTINGS) as reader:
        assert reader.source.frames == 2
        assert reader.frame(2).image[0, 0] == 20


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", pages(*numbered(4)))
    with pytest.raises(PageError) as caught:
        open_source(path, IngestSettings(max_pages=3))
    assert caught.value.code == "too-many-pages"
    with open_source(path, IngestSettings(max_pages=4)) as reader:
        assert reader.source.frames == 4


def test_one_page_above_the_pixel_limit_fails_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", pages(Image.new("L", (100, 100), 7), Image.new("L", (1000, 1000), 9)))
    with open_source(path, IngestSettings(max_megapixels=0.5)) as reader:
        assert reader.frame(1).image[0, 0] == 7
        with pytest.raises(PageError) as caught:
            reader.frame(2)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("length", [8, 9, 20, 40])
def test_a_header_alone_is_a_truncated_file(tmp_path: Path, length: int) -> None:
    data = pages(page())
    (first,) = struct.unpack_from("<I", data, 4)
    cut = data[:length] if first < length else data[: min(length, first)]
    with pytest.raises(PageError) as caught:
        open_source(write(tmp_path / "a.tif", cut), SETTINGS)
    assert caught.value.code == "truncated"
