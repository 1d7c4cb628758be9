"""The resolution comes from the file, or from the size of the text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_scans import frame_of

from pipeline.model.sheet import Image
from pipeline.straighten import straighten


@pytest.mark.parametrize(("factor", "dpi"), [(1.0, 150.0), (2.0, 300.0)])
def test_resolution_is_estimated_from_body_text(columns: Image, factor: float, dpi: float) -> None:
    scan = cv2.resize(columns, None, fx=factor * 0.87, fy=factor * 0.87, interpolation=cv2.INTER_AREA)
    (sheet,) = straighten(frame_of(np.asarray(scan, np.uint8), None), None)
    assert (sheet.page.dpi, sheet.page.dpi_origin) == (dpi, "estimated")


def test_a_stated_resolution_is_believed(columns: Image) -> None:
    (sheet,) = straighten(frame_of(columns, 204.0), None)
    assert (sheet.page.dpi, sheet.page.dpi_origin) == (204.0, "file")


def test_a_blank_page_without_resolution_gets_a_usual_one() -> None:
    (sheet,) = straighten(frame_of(np.full((900, 600), 250, np.uint8), None), None)
    assert (sheet.page.dpi, sheet.page.dpi_origin) == (300.0, "assumed")
