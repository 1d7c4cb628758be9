"""Files of one image: PNG, JPEG, WebP, BMP, JPEG 2000."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image as Pillow

from pipeline.ingest import jpeg, pillow
from pipeline.ingest.problems import check_pixels
from pipeline.ingest.raster import Raster
from pipeline.ingest.settings import IngestSettings
from pipeline.model.sheet import Image

FORMATS: dict[str, tuple[str, ...]] = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/webp": ("WEBP",),
    "image/bmp": ("BMP",),
    "image/jp2": ("JPEG2000",),
}
"""Media type -> names of Pillow's decoders; no other decoder ever sees the file."""

JPEG_SLACK_BYTES = 64 * 2**20
"""A JPEG may have this much beside three bytes a pixel (other images, previews) and still be read in one go."""


class StillReader:
    """A file of one image.  Of animations and multi-picture photographs the first image is the page."""

    def __init__(self, path: Path, media_type: str, settings: IngestSettings) -> None:
        """Look at the header.  Raises ``PageError``: too large, damaged."""
        self.path, self.settings, self._media_type = path, settings, media_type
        with pillow.opened(path, FORMATS[media_type], path, None) as image:
            check_pixels(path, *image.size, settings)

    frames = 1

    def read(self, number: int) -> Raster:
        """Decode the image.  Raises ``PageError``."""
        with pillow.opened(self.path, FORMATS[self._media_type], self.path, None) as image:
            check_pixels(self.path, *image.size, self.settings)
            bilevel = pillow.is_bilevel(image)
            how, tag = pillow.upright(image)
            resolution = pillow.stated_resolution(image)
            pixels, facts = self._pixels(image)
        if tag != 1:
            facts["orientation_tag"] = tag
        if resolution is not None and tag >= 5:
            resolution = resolution.turned()
        return Raster(pillow.turn(pixels, how), resolution, bilevel, facts)

    def close(self) -> None:
        """Nothing is held open between images."""

    def _pixels(self, image: Pillow.Image) -> tuple[Image, dict[str, Any]]:
        if self._media_type != "image/jpeg":
            return pillow.decode(image, self.settings)
        without_adobe = image.mode == "CMYK" and "adobe" not in image.info
        if self.path.stat().st_size > 3 * image.width * image.height + JPEG_SLACK_BYTES:
            return pillow.decode(image, self.settings, inverted=without_adobe)
        data = self.path.read_bytes()
        jpeg.check_jpeg(data, self.path, None, self.settings)
        fast = jpeg.decode_plain(image, data, self.settings)
        # Pillow takes every CMYK JPEG to be inverted, as Adobe writes it; one without Adobe's mark is not.
        return fast or pillow.decode(image, self.settings, inverted=without_adobe)
