"""Single-image files: what a person expects to see is what the pipeline gets."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from odd_files import (
    SRGB_BLUE,
    SRGB_GREEN,
    SRGB_RED,
    encoded,
    icc_profile,
    jpeg_without_adobe,
    page,
    write,
)
from PIL import Image, ImageCms

from pipeline.ingest import open_source
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Frame

SETTINGS = IngestSettings()
EXIF_ORIENTATION = 0x0112


def read(path: Path, settings: IngestSettings = SETTINGS) -> Frame:
    with open_source(path, settings) as reader:
        assert reader.source.frames == 1
        return reader.frame(1)


def distance(frame: Frame, expected: Image.Image) -> float:
    """Mean difference, grey levels; infinite when the shapes differ.  A page without colour has one channel."""
    want = np.asarray(expected)
    if want.ndim == 3:
        want = want[..., 0] if (want == want[..., :1]).all() else want[..., ::-1]
    if frame.image.shape != want.shape:
        return float("inf")
    return float(np.abs(frame.image.astype(int) - want).mean())


@pytest.mark.parametrize(
    ("ending", "kind", "options"),
    [
        ("png", "PNG", {}),
        ("jpg", "JPEG", {"quality": 92, "subsampling": 0}),
        ("tif", "TIFF", {"compression": "tiff_lzw"}),
        ("webp", "WEBP", {"lossless": True}),
        ("bmp", "BMP", {}),
        ("jp2", "JPEG2000", {}),
    ],
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_format_gives_the_same_page(tmp_path: Path, ending: str, kind: str, options: dict, mode: str) -> None:
    image = page()
    if mode == "RGB":
        image = Image.merge("RGB", [image, image.point(lambda v: v // 2), image.point(lambda v: 255 - v)])
    frame = read(write(tmp_path / f"a.{ending}", encoded(image, kind, **options)))
    assert distance(frame, image) < 1.5
    assert frame.image.dtype == np.uint8
    assert frame.image.flags["C_CONTIGUOUS"]


def test_source_is_identified(tmp_path: Path) -> None:
    import hashlib

    path = write(tmp_path / "第2版.png", encoded(page(), "PNG"))
    with open_source(path, SETTINGS) as reader:
        source = reader.source
        with pytest.raises(IndexError):
            reader.frame(2)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (source.file, source.frames, source.media_type) == ("第2版.png", 1, "image/png")


def test_content_counts_more_than_the_ending(tmp_path: Path) -> None:
    frame = read(write(tmp_path / "really-a-png.jpg", encoded(page(), "PNG")))
    assert frame.source.media_type == "image/png"
    assert distance(frame, page()) == 0


STORED_AS: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda i: i,
    2: lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda i: i.transpose(Image.Transpose.ROTATE_180),
    4: lambda i: i.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda i: i.transpose(Image.Transpose.TRANSPOSE),
    6: lambda i: i.transpose(Image.Transpose.ROTATE_90),
    7: lambda i: i.transpose(Image.Transpose.TRANSVERSE),
    8: lambda i: i.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("tag", list(STORED_AS))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_orientation_tag_turns_the_page_upright(tmp_path: Path, tag: int, kind: str) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = tag
    stored = STORED_AS[tag](page().convert("RGB"))
    options = {"lossless": True} if kind == "WEBP" else {"quality": 92} if kind == "JPEG" else {}
    frame = read(write(tmp_path / "turned", encoded(stored, kind, exif=exif, **options)))
    assert distance(frame, page().convert("RGB")) < 1.5
    assert frame.facts.get("orientation_tag") == (tag if tag != 1 else None)


def test_resolution_follows_the_orientation_tag(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    stored = STORED_AS[6](page())  # across and down change places
    frame = read(write(tmp_path / "a.jpg", encoded(stored, "JPEG", exif=exif, dpi=(100, 200))))
    # upright: 200 across, 100 down, so the height is doubled
    assert frame.image.shape == (640, 240)
    assert frame.dpi == 200


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    ink = np.zeros((40, 60, 4), np.uint8)
    ink[10:20, 10:20] = (0, 0, 0, 255)
    ink[20:30, 10:20] = (255, 0, 0, 128)
    frame = read(write(tmp_path / "a.png", encoded(Image.fromarray(ink, "RGBA"), "PNG")))
    assert frame.image[0, 0].tolist() == [255, 255, 255]
    assert frame.image[15, 15].tolist() == [0, 0, 0]
    assert np.abs(frame.image[25, 15].astype(int) - [127, 127, 255]).max() <= 1
    assert frame.facts["transparency"] == "laid on white"


def test_grey_with_transparency_stays_grey(tmp_path: Path) -> None:
    stored = np.zeros((40, 60, 2), np.uint8)
    stored[10:20, 10:20] = (30, 255)
    frame = read(write(tmp_path / "a.png", encoded(Image.fromarray(stored, "LA"), "PNG")))
    assert frame.image.ndim == 2
    assert (frame.image[0, 0], frame.image[15, 15]) == (255, 30)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_transparent_colour_is_laid_on_white(tmp_path: Path, mode: str) -> None:
    black = Image.new(mode, (20, 20), 0)
    if mode == "P":
        black.putpalette([0, 0, 0, 200, 10, 10])
    colour: object = (0, 0, 0) if mode == "RGB" else 0
    frame = read(write(tmp_path / "a.png", encoded(black, "PNG", transparency=colour)))
    assert (frame.image == 255).all()


def test_a_bitmap_with_an_unused_fourth_byte_is_not_transparent(tmp_path: Path) -> None:
    data = bytearray(encoded(page().convert("RGBA"), "BMP"))
    start = int.from_bytes(data[10:14], "little")
    data[start + 3 :: 4] = bytes(len(data[start + 3 :: 4]))
    frame = read(write(tmp_path / "a.bmp", bytes(data)))
    assert distance(frame, page().convert("RGB")) == 0


def test_palettes_are_looked_up(tmp_path: Path) -> None:
    stored = Image.fromarray(np.repeat(np.array([[0, 1, 2]], np.uint8), 10, axis=0), "P")
    stored.putpalette([255, 0, 0, 0, 255, 0, 10, 20, 30])
    frame = read(write(tmp_path / "a.png", encoded(stored, "PNG")))
    assert frame.image[0].tolist() == [[0, 0, 255], [0, 255, 0], [30, 20, 10]]


def test_a_grey_palette_gives_one_channel(tmp_path: Path) -> None:
    stored = Image.fromarray(np.repeat(np.array([[0, 1, 2]], np.uint8), 10, axis=0), "P")
    stored.putpalette([255, 255, 255, 0, 0, 0, 90, 90, 90])
    frame = read(write(tmp_path / "a.png", encoded(stored, "PNG")))
    assert frame.image[0].tolist() == [255, 0, 90]


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_deep_grey_is_scaled_to_the_range_it_uses(tmp_path: Path, bits: int, kind: str) -> None:
    top = 2**bits - 1
    stored = np.linspace(0, top, 256).round().astype(np.uint16).reshape(16, 16)
    frame = read(write(tmp_path / "a", encoded(Image.fromarray(stored), kind)))
    assert np.abs(frame.image.astype(int) - np.arange(256).reshape(16, 16)).max() <= 1
    assert frame.facts["sample_bits"] == bits


def test_floating_point_samples_are_scaled(tmp_path: Path) -> None:
    stored = np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16)
    frame = read(write(tmp_path / "a.tif", encoded(Image.fromarray(stored), "TIFF")))
    assert np.abs(frame.image.astype(int) - np.arange(256).reshape(16, 16)).max() <= 1


INKS = {"cyan": (255, 0, 0, 0), "black": (0, 0, 0, 255), "paper": (0, 0, 0, 0), "red": (0, 255, 255, 0)}
SEEN = {"cyan": (255, 255, 0), "black": (0, 0, 0), "paper": (255, 255, 255), "red": (0, 0, 255)}


@pytest.mark.parametrize("ink", list(INKS))
@pytest.mark.parametrize("how", ["tiff", "adobe jpeg", "plain jpeg"])
def test_inks_look_as_printed(tmp_path: Path, ink: str, how: str) -> None:
    image = Image.new("CMYK", (32, 32), INKS[ink])
    if how == "tiff":
        data = encoded(image, "TIFF", compression="tiff_deflate")
    elif how == "adobe jpeg":
        data = encoded(image, "JPEG", quality=95)
    else:
        data = jpeg_without_adobe(image)
    frame = read(write(tmp_path / "a", data))
    assert np.abs(frame.image[16, 16].astype(int) - SEEN[ink]).max() <= 3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_colour_profile_that_matters_is_applied(tmp_path: Path, kind: str) -> None:
    swapped = icc_profile((SRGB_BLUE, SRGB_GREEN, SRGB_RED), 2.2)
    red = Image.new("RGB", (32, 32), (255, 0, 0))
    frame = read(write(tmp_path / "a", encoded(red, kind, icc_profile=swapped)))
    blue, green, red_ = (int(v) for v in frame.image[16, 16])
    assert (blue, red_) > (200, -1)
    assert max(green, red_) < 60
    assert frame.facts["icc_profile"] == "converted to sRGB: test profile"


def test_a_profile_of_a_palette_is_applied(tmp_path: Path) -> None:
    swapped = icc_profile((SRGB_BLUE, SRGB_GREEN, SRGB_RED), 2.2)
    stored = Image.new("P", (8, 8), 0)
    stored.putpalette([255, 0, 0])
    frame = read(write(tmp_path / "a.png", encoded(stored, "PNG", icc_profile=swapped)))
    assert frame.image[0, 0, 0] > 200
    assert frame.image[0, 0, 2] < 60


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_grey_profile_is_applied_and_the_page_stays_grey(tmp_path: Path, kind: str) -> None:
    linear = icc_profile(None, 1.0)
    frame = read(write(tmp_path / "a", encoded(Image.new("L", (32, 32), 128), kind, icc_profile=linear)))
    assert frame.image.ndim == 2
    assert abs(int(frame.image[16, 16]) - 188) <= 3  # half the light of paper, as sRGB encodes it


def test_the_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (32, 32), (13, 101, 203))
    frame = read(write(tmp_path / "a.png", encoded(image, "PNG", icc_profile=profile)))
    assert frame.image[0, 0].tolist() == [203, 101, 13]
    assert frame.facts["icc_profile"].startswith("as good as sRGB")


@pytest.mark.parametrize("profile", [b"not a profile at all", icc_profile(None, 1.0)], ids=["broken", "for grey"])
def test_a_profile_that_cannot_be_right_is_ignored(tmp_path: Path, profile: bytes) -> None:
    image = Image.new("RGB", (32, 32), (13, 101, 203))
    frame = read(write(tmp_path / "a.png", encoded(image, "PNG", icc_profile=profile)))
    assert frame.image[0, 0].tolist() == [203, 101, 13]
    assert frame.facts["icc_profile"].startswith("ignored")


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_one_bit_images_are_grey_and_known_as_bilevel(tmp_path: Path, kind: str) -> None:
    image = page().convert("1")
    frame = read(write(tmp_path / "a", encoded(image, kind)))
    assert frame.bilevel
    assert (frame.image == np.asarray(image) * 255).all()
    assert not read(write(tmp_path / "b", encoded(page(), kind))).bilevel


def test_one_bit_with_a_palette_is_bilevel(tmp_path: Path) -> None:
    image = Image.fromarray((np.asarray(page().convert("1")) == 0).astype(np.uint8), "P")
    image.putpalette([255, 255, 255, 0, 0, 0])
    frame = read(write(tmp_path / "a.png", encoded(image, "PNG", bits=1)))
    assert frame.bilevel
    assert (frame.image == np.asarray(page().convert("1")) * 255).all()


def test_of_an_animation_the_first_picture_is_the_page(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    page().convert("RGB").save(
        buffer, "WEBP", save_all=True, append_images=[Image.new("RGB", page().size)], lossless=True
    )
    assert distance(read(write(tmp_path / "a.webp", buffer.getvalue())), page().convert("RGB")) < 1


def test_conversion_in_bands_leaves_no_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.colour.BAND_PIXELS", 240 * 7)
    assert distance(read(write(tmp_path / "a.png", encoded(page(), "PNG"))), page()) == 0


def test_a_blank_white_page_is_a_page(tmp_path: Path) -> None:
    frame = read(write(tmp_path / "white.jpg", encoded(Image.new("L", (2480, 3508), 255), "JPEG")))
    assert frame.image.shape == (3508, 2480)
    assert (frame.image == 255).all()
    assert frame.dpi is None
