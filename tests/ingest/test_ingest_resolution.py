"""The resolution of a file: believed where it is possible, square pixels always."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from odd_files import encoded, write
from PIL import Image

from pipeline.ingest import open_source
from pipeline.ingest.resolution import Resolution, credible_dpi, square_pixels
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Frame

SETTINGS = IngestSettings()


def read(path: Path) -> Frame:
    with open_source(path, SETTINGS) as reader:
        return reader.frame(1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_plausible_resolution_is_taken_from_the_file(tmp_path: Path, kind: str) -> None:
    frame = read(write(tmp_path / "a", encoded(Image.new("L", (600, 800), 255), kind, dpi=(300, 300))))
    assert frame.dpi == pytest.approx(300, abs=0.05)


@pytest.mark.parametrize(
    ("dpi", "size", "believed"),
    [
        (300, (2480, 3508), True),
        (1200, (9921, 14031), True),
        (1, (2480, 3508), False),  # no scanner is so coarse
        (2400, (2480, 3508), False),
        (72, (595, 842), True),  # an A4 page on a screen
        (72, (2480, 3508), False),  # what a program writes that does not know
        (96, (2480, 3508), False),
        (100, (6000, 4000), False),  # a sheet of 1.5 m
        (150, (5000, 3500), True),  # an open broadsheet
    ],
)
def test_an_impossible_resolution_is_not_believed(dpi: float, size: tuple[int, int], believed: bool) -> None:
    assert credible_dpi(Resolution(dpi, dpi), size, SETTINGS) == (dpi if believed else None)


def test_a_ratio_without_a_unit_is_no_resolution() -> None:
    assert credible_dpi(Resolution(300, 300, absolute=False), (600, 800), SETTINGS) is None


def test_what_was_not_believed_is_said(tmp_path: Path) -> None:
    frame = read(write(tmp_path / "a.jpg", encoded(Image.new("L", (2000, 3000), 255), "JPEG", dpi=(72, 72))))
    assert frame.dpi is None
    assert frame.facts["dpi_ignored"] == [72.0, 72.0]


def test_a_fax_with_flat_pixels_gets_square_ones(tmp_path: Path) -> None:
    image = Image.new("1", (1728, 1100), 1)
    image.paste(0, (100, 100, 304, 198))  # one inch by one inch at 204 x 98 dpi
    path = write(tmp_path / "fax.tif", encoded(image, "TIFF", compression="group4", dpi=(204, 98)))
    frame = read(path)
    assert frame.image.shape == (round(1100 * 204 / 98), 1728)
    assert frame.dpi == 204
    assert frame.bilevel
    rows, columns = np.nonzero(frame.image < 128)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=3)
    assert frame.facts["square_pixels"] == {"stored_size": [1728, 1100], "stored_dpi": [204.0, 98.0]}


def test_nearly_square_pixels_are_left_alone() -> None:
    image = np.zeros((100, 100), np.uint8)
    same, stated, facts = square_pixels(image, Resolution(300, 298), SETTINGS)
    assert same is image
    assert stated == Resolution(300, 298)
    assert facts == {}


def test_an_absurd_ratio_is_left_alone() -> None:
    image = np.zeros((100, 100), np.uint8)
    same, stated, facts = square_pixels(image, Resolution(300, 3), SETTINGS)
    assert same is image
    assert stated is None
    assert "dpi_ignored" in facts


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_resolution_that_is_no_number_is_no_resolution(value: float) -> None:
    image = np.zeros((10, 10), np.uint8)
    assert square_pixels(image, Resolution(value, 300), SETTINGS)[1] is None


def test_stretching_never_exceeds_the_pixel_limit() -> None:
    image = np.zeros((1000, 1000), np.uint8)
    same, _, _ = square_pixels(image, Resolution(300, 100), IngestSettings(max_megapixels=2))
    assert same is image
