"""Broken, hostile and wrong files: each its own clear error, none a crash, none a guess."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_files import empty_png, encoded, jpeg_with_preview, noise, page, write
from pdf_maker import Sheet, flate_picture, jpeg_picture, picture_operators, text_operators, write_pdf
from PIL import Image

from pipeline.errors import PageError
from pipeline.ingest import open_source, unreadable_source
from pipeline.ingest.settings import IngestSettings

SETTINGS = IngestSettings()


def error_of(path: Path, limits: IngestSettings = SETTINGS) -> PageError:
    """The error that opening and reading a file of one frame gives."""
    with pytest.raises(PageError) as caught, open_source(path, limits) as reader:
        reader.frame(1)
    error = caught.value
    assert error.path == path
    assert str(path) in str(error)
    assert error.cause.endswith(".")
    assert error.remedy.endswith(".")
    return error


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert error_of(tmp_path / "gone.png").code == "missing"


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    assert error_of(write(tmp_path / "a.tif", b"")).code == "empty"


def test_a_folder_named_like_a_scan_is_no_scan(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").mkdir()
    assert error_of(tmp_path / "x.jpg").code == "is-a-folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX systems only")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    assert error_of(tmp_path / "x.jpg").code == "not-a-file"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.png", encoded(page(), "PNG"))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so that chmod would not do
    assert error_of(path).code == "no-permission"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("text.png", "这不是图片，只是文字。\n".encode() * 40, "plain text"),
        ("text.tif", "这不是图片，只是文字。\n".encode("gb18030") * 40, "plain text"),
        ("page.jpg", b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        ("archive.pdf", b"PK\x03\x04" + bytes(100), "a ZIP archive"),
        ("phone.jpg", b"\x00\x00\x00\x18ftypheic" + bytes(50), "a HEIC picture"),
        ("lost.tif", bytes(5000), "zeros only"),
        ("odd.bmp", b"\x01\x02\x03\x04" * 30, "not known"),
        ("noending", b"\x01\x02\x03\x04" * 30, "not known"),
    ],
)
def test_a_file_of_another_type_is_told_what_it_is(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    error = error_of(write(tmp_path / name, data))
    assert error.code == "wrong-type"
    assert words in error.cause


KINDS = {
    "png": ("PNG", {}),
    "jpg": ("JPEG", {"quality": 90}),
    "progressive.jpg": ("JPEG", {"quality": 90, "progressive": True}),
    "raw.tif": ("TIFF", {}),
    "lzw.tif": ("TIFF", {"compression": "tiff_lzw"}),
    "webp": ("WEBP", {"quality": 80}),
    "bmp": ("BMP", {}),
    "jp2": ("JPEG2000", {}),
}


@pytest.mark.parametrize("ending", list(KINDS))
@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_a_truncated_file_is_never_half_a_page(tmp_path: Path, ending: str, share: float) -> None:
    kind, options = KINDS[ending]
    data = encoded(noise(), kind, **options)
    error = error_of(write(tmp_path / f"a.{ending}", data[: int(len(data) * share)]))
    assert error.code in ("truncated", "damaged")
    if kind in ("JPEG", "PNG", "TIFF"):
        assert error.code == "truncated"


@pytest.mark.parametrize("ending", ["jpg", "progressive.jpg", "png"])
def test_a_file_whose_end_is_zeros_is_never_half_a_page(tmp_path: Path, ending: str) -> None:
    kind, options = KINDS[ending]
    data = encoded(noise(), kind, **options)
    half = len(data) // 2
    assert error_of(write(tmp_path / f"a.{ending}", data[:half] + bytes(len(data) - half))).code in (
        "truncated",
        "damaged",
    )


def test_the_preview_in_a_jpeg_does_not_hide_that_it_is_truncated(tmp_path: Path) -> None:
    data = jpeg_with_preview(noise())
    with open_source(write(tmp_path / "whole.jpg", data), SETTINGS) as reader:
        assert reader.frame(1).image.shape == (400, 300)
    assert error_of(write(tmp_path / "cut.jpg", data[: len(data) * 2 // 3])).code == "truncated"


def test_bytes_behind_the_end_of_a_jpeg_do_no_harm(tmp_path: Path) -> None:
    data = encoded(noise(), "JPEG") + b"\xff\xda\xff\xd8 camera's own notes" * 20
    with open_source(write(tmp_path / "a.jpg", data), SETTINGS) as reader:
        assert reader.frame(1).image.shape == (400, 300)


def test_broken_exif_does_not_cost_the_page(tmp_path: Path) -> None:
    data = encoded(page(), "JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff garbage")
    with open_source(write(tmp_path / "a.jpg", data), SETTINGS) as reader:
        assert reader.frame(1).image.shape == (320, 240)


@pytest.mark.parametrize("ending", list(KINDS))
def test_the_pixel_limit_holds_for_every_format(tmp_path: Path, ending: str) -> None:
    kind, options = KINDS[ending]
    path = write(tmp_path / f"a.{ending}", encoded(noise(), kind, **options))
    error = error_of(path, IngestSettings(max_megapixels=0.1))
    assert error.code == "too-large"
    assert "300 x 400" in error.cause
    with open_source(path, IngestSettings(max_megapixels=0.12)) as reader:
        assert reader.frame(1).image.size >= 120_000


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "bomb.png", empty_png(30_000, 30_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    assert error_of(path).code == "too-large"
    assert time.perf_counter() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_the_limit_is_ours_and_pillows_own_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    for kind in ("PNG", "TIFF", "JPEG"):
        with open_source(write(tmp_path / kind, encoded(page(), kind)), SETTINGS) as reader:
            assert reader.frame(1).image.shape == (320, 240)
    assert Image.MAX_IMAGE_PIXELS == 100


def test_a_jpeg_of_endless_passes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", encoded(noise(), "JPEG", progressive=True))
    assert error_of(path, IngestSettings(max_jpeg_scans=3)).code == "decompression-bomb"
    with open_source(path, SETTINGS) as reader:
        assert reader.frame(1).image.shape == (400, 300)


def test_a_file_that_goes_away_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    for kind in ("PNG", "TIFF"):
        path = write(tmp_path / kind, encoded(page(), kind))
        with open_source(path, SETTINGS) as reader:
            path.unlink()
            with pytest.raises(PageError) as caught:
                reader.frame(1)
            assert caught.value.code == "missing"


def test_a_reader_may_be_closed_twice(tmp_path: Path) -> None:
    write_pdf(tmp_path / "a.pdf", [Sheet("")])
    write(tmp_path / "a.tif", encoded(page(), "TIFF"))
    for name in ("a.pdf", "a.tif"):
        with open_source(tmp_path / name, SETTINGS) as reader:
            reader.close()


def test_what_is_known_of_a_file_that_failed_is_kept(tmp_path: Path) -> None:
    source = unreadable_source(write(tmp_path / "a.png", b"abc"))
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (source.file, source.frames, source.media_type) == ("a.png", 1, "application/octet-stream")
    assert unreadable_source(tmp_path / "gone.png").sha256 == ""


@cache
def samples() -> tuple[bytes, ...]:
    """One small file of every kind."""
    image = page((60, 80))
    files = [encoded(image, kind, **options) for kind, options in KINDS.values()]
    files.append(encoded(image.convert("1"), "TIFF", compression="group4"))
    files.append(encoded(image.convert("CMYK"), "JPEG"))
    files.append(encoded(image, "TIFF", save_all=True, append_images=[image, image], compression="jpeg"))
    pictures = {"A": jpeg_picture(image), "B": flate_picture(image)}
    content = picture_operators("A", (200, 0, 0, 300, 0, 0)) + text_operators("hidden", 20, 20, mode=3)
    with tempfile.TemporaryDirectory() as folder:
        sheets = [Sheet(content, pictures), Sheet(text_operators("seen " * 12, 10, 10))]
        files.append(write_pdf(Path(folder) / "a.pdf", sheets).read_bytes())
    return tuple(files)


def damaged(chance: random.Random) -> bytes:
    """A sample with a few bytes changed, taken out or put in, or its end cut off."""
    data = bytearray(chance.choice(samples()))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(20, max(21, len(data)))
        action = chance.randrange(4)
        if action == 0:
            data[place : place + 1] = chance.randbytes(1)
        elif action == 1:
            del data[place : place + chance.randint(1, 40)]
        elif action == 2:
            data[place:place] = chance.randbytes(chance.randint(1, 40))
        else:
            del data[max(place, len(data) // 3) :]
    return bytes(data)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_any_damage_gives_frames_or_page_errors_and_nothing_else(seed: int) -> None:
    limits = IngestSettings(max_megapixels=1)
    errors: list[PageError] = []
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "damaged", damaged(random.Random(seed)))
        try:
            with open_source(path, limits) as reader:
                for number in range(1, min(reader.source.frames, 5) + 1):
                    try:
                        frame = reader.frame(number)
                    except PageError as error:
                        errors.append(error)
                        continue
                    assert frame.image.dtype == np.uint8
                    assert frame.image.shape[0] * frame.image.shape[1] <= 1_050_000
        except PageError as error:
            errors.append(error)
    assert all(error.path == path and error.remedy for error in errors)


def test_importing_the_stage_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.ingest, pipeline.ingest.settings\n"
        "heavy = {'numpy', 'cv2', 'PIL', 'pypdfium2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from pipeline.ingest import find, assign_document_ids\n"
        "assert not {'cv2', 'PIL', 'pypdfium2'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
