"""JPEG: whether the file is whole, and the short way to its pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as Pillow

from pipeline.errors import PageError
from pipeline.ingest import icc
from pipeline.ingest.problems import truncated
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Image

END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length behind them."""

STUFFED, FILL = 0x00, 0xFF
"""What follows 0xFF where it is a coded pixel, or the first of several 0xFF before a marker."""

RESTARTS = range(0xD0, 0xD8)


def check_jpeg(data: bytes, path: Path, frame: int | None, settings: IngestSettings) -> None:
    """Refuse a JPEG that ends before its image does, or that was made to stall decoders.  Raises ``PageError``.

    Decoders fill what is missing with grey and say nothing, so the marker at the end has to be there.
    """
    scans = _count_scans(data, settings.max_jpeg_scans)
    if scans is None:
        raise truncated(path, frame)
    if scans > settings.max_jpeg_scans:
        raise PageError(
            path,
            "decompression-bomb",
            f"The JPEG passes more than {settings.max_jpeg_scans} times over its image, which no scanner does; it may "
            "be made to stall programs.",
            "Open it in an image program and save it anew, or raise ingest.max_jpeg_scans if it is to be trusted.",
            frame=frame,
        )


def decode_plain(image: Pillow.Image, data: bytes, settings: IngestSettings) -> tuple[Image, dict[str, Any]] | None:
    """Decode a grey or colour JPEG with OpenCV, straight into its final form: less time and half of Pillow's memory.

    ``image``: the same file opened by Pillow, of which only the header is read.  ``None`` for what needs more care:
    inks, colour profiles that matter.
    """
    if image.mode not in ("L", "RGB"):
        return None
    facts: dict[str, Any] = {"colour": image.mode}
    mode: icc.Mode = "L" if image.mode == "L" else "RGB"
    if icc.converter(image.info.get("icc_profile"), mode, settings.icc_tolerance, facts) is not None:
        return None
    kind = cv2.IMREAD_GRAYSCALE if mode == "L" else cv2.IMREAD_COLOR
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), kind | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None or pixels.shape[1::-1] != image.size:
        return None
    return pixels.astype(np.uint8, copy=False), facts


def _count_scans(data: bytes, limit: int) -> int | None:
    """Scans of the first image up to its end, or ``limit`` + 1; ``None`` when the data ends before the image."""
    values = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(values[:-1] == FILL)
    codes = values[places + 1]
    markers = (codes != STUFFED) & (codes != FILL) & ((codes < RESTARTS.start) | (codes >= RESTARTS.stop))
    position, scans = 0, 0
    for place, code in zip(places[markers].tolist(), codes[markers].tolist(), strict=True):
        if place < position:  # inside a segment: a preview, a profile
            continue
        if code == END_OF_IMAGE:
            return scans
        position = place + 2
        if code not in ALONE:
            scans += code == START_OF_SCAN
            position += int.from_bytes(data[position : position + 2], "big")
        if scans > limit:
            return scans
    return None
