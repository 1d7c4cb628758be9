"""Pixels of any kind that Pillow decodes, into grey or BGR with 8 bits: what a person sees on white paper.

Done in bands, so that the only large things in memory are the decoded image and the result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageChops

from pipeline.ingest import icc
from pipeline.model.sheet import Image

BAND_PIXELS = 4_000_000
"""Pixels converted at once: large enough to be fast, small enough (16 MB) not to matter."""

GREY_PROBE = 16
"""Every so many-th row and column is looked at before a whole image is compared channel by channel."""

SAMPLE_BITS = (8, 10, 12, 14, 16)
"""Depths that scanners deliver in 16-bit samples, filled up with zeros above."""

Band = Callable[[Pillow.Image], NDArray[Any]]


def to_pixels(image: Pillow.Image, *, tolerance: int, inverted: bool = False) -> tuple[Image, dict[str, Any]]:
    """Grey ``(h, w)`` or BGR ``(h, w, 3)`` of a loaded image, and what was done to get there.

    Transparency is laid on white, palettes are looked up, deep samples are scaled to the range they use, colour
    profiles that move a colour by more than ``tolerance`` (1/255) are converted to sRGB.  ``inverted``: deep samples
    or inks that Pillow gives the wrong way round.
    """
    facts: dict[str, Any] = {"colour": image.mode}
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _in_bands(image, _deep_samples(image, inverted, facts), 1), facts
    alpha = _has_alpha(image)
    if alpha:
        facts["transparency"] = "laid on white"
    profile = image.info.get("icc_profile")
    if image.mode in ("1", "L", "LA", "La"):
        table = _grey_table(icc.converter(profile, "L", tolerance, facts))
        return _in_bands(image, _grey(table, alpha), 1), facts
    if image.mode == "P" and not alpha:
        colours = _palette(image, icc.converter(profile, "RGB", tolerance, facts))
        grey = bool((colours == colours[:, :1]).all())
        table = np.ascontiguousarray(colours[:, 0]) if grey else colours
        return _in_bands(image, lambda band: table[np.asarray(band)], 1 if grey else 3), facts
    if image.mode == "LAB":
        transform: icc.Converter | None = icc.lab_converter()
    elif image.mode == "CMYK":
        transform = icc.converter(profile, "CMYK", tolerance, facts)
    else:
        transform = icc.converter(profile, "RGB", tolerance, facts)
    return _in_bands(image, _colour(transform, alpha, inverted), 3), facts


def collapse_grey(image: Image) -> Image:
    """One channel where all three are the same everywhere."""
    if image.ndim == 2:
        return image
    probe = image[::GREY_PROBE, ::GREY_PROBE]
    if (probe != probe[..., :1]).any():
        return image
    blue, green, red = cv2.split(image)
    if cv2.norm(blue, green, cv2.NORM_INF) == 0 and cv2.norm(blue, red, cv2.NORM_INF) == 0:
        return blue.astype(np.uint8, copy=False)
    return image


def is_two_valued(image: Image) -> bool:
    """Whether a grey image holds nothing but black and white."""
    return (
        image.ndim == 2
        and bool(np.isin(image[::GREY_PROBE], (0, 255)).all())
        and bool(
            cv2.countNonZero(cv2.inRange(image, 1, 254)) == 0  # type: ignore[call-overload]
        )
    )


def _in_bands(image: Pillow.Image, convert: Band, channels: int) -> Image:
    width, height = image.size
    result = np.empty((height, width) if channels == 1 else (height, width, channels), np.uint8)
    rows = max(1, BAND_PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        result[top:bottom] = convert(image.crop((0, top, width, bottom)))
    return result


def _has_alpha(image: Pillow.Image) -> bool:
    if image.mode == "RGBA" and image.format == "BMP" and image.getchannel("A").getextrema() == (0, 0):
        return False  # many programs leave the fourth byte of a BMP pixel zero and mean nothing by it
    return image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or (
        "transparency" in image.info and image.mode in ("1", "L", "P", "RGB")
    )


def _on_white(band: Pillow.Image) -> Pillow.Image:
    layer = (band.convert("LA") if band.mode == "La" else band).convert("RGBA")
    return Pillow.alpha_composite(Pillow.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _grey(table: NDArray[np.uint8] | None, alpha: bool) -> Band:
    def convert(band: Pillow.Image) -> NDArray[np.uint8]:
        if alpha:
            band = _on_white(band)
        pixels = np.asarray(band if band.mode == "L" else band.convert("L"))
        return pixels if table is None else table[pixels]

    return convert


def _grey_table(transform: icc.Converter | None) -> NDArray[np.uint8] | None:
    if transform is None:
        return None
    ramp = Pillow.fromarray(np.arange(256, dtype=np.uint8).reshape(1, 256))
    table: NDArray[np.uint8] = np.asarray(transform(ramp).convert("L"))[0]
    return table


def _colour(transform: icc.Converter | None, alpha: bool, inverted: bool) -> Band:
    def convert(band: Pillow.Image) -> NDArray[Any]:
        if alpha:
            band = _on_white(band)
        if inverted:
            band = ImageChops.invert(band)
        if transform is not None:
            band = transform(band)
        rgb = np.asarray(band if band.mode == "RGB" else band.convert("RGB"))
        return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)

    return convert


def _palette(image: Pillow.Image, transform: icc.Converter | None) -> NDArray[np.uint8]:
    """``(256, 3)`` BGR; entries that the file does not have are black."""
    colours = np.zeros((1, 256, 3), np.uint8)
    stored = np.array(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)[:256]
    colours[0, : len(stored)] = stored
    if transform is not None:
        colours = np.asarray(transform(Pillow.fromarray(colours)))
    return np.ascontiguousarray(colours[0, :, ::-1])


def _deep_samples(image: Pillow.Image, inverted: bool, facts: dict[str, Any]) -> Band:
    low, high = _extremes(image)
    if image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif low >= 0 and high < 2**16:
        bits = next(bits for bits in SAMPLE_BITS if high < 2**bits)
        facts["sample_bits"] = bits
        low, high = 0.0, float(2**bits - 1)
    else:
        facts["sample_range"] = [low, high]
    scale = 255.0 / (high - low) if high > low else 0.0

    def convert(band: Pillow.Image) -> NDArray[np.uint8]:
        values = (np.asarray(band).astype(np.float32) - low) * scale
        if inverted:
            values = 255 - values
        scaled: NDArray[np.uint8] = np.clip(np.nan_to_num(values, nan=255.0) + 0.5, 0, 255).astype(np.uint8)
        return scaled

    return convert


def _extremes(image: Pillow.Image) -> tuple[float, float]:
    width, height = image.size
    rows = max(1, BAND_PIXELS // width)
    lows, highs = [], []
    for top in range(0, height, rows):
        values = np.asarray(image.crop((0, top, width, min(height, top + rows))))
        finite = values[np.isfinite(values)]
        if finite.size:
            lows.append(float(finite.min()))
            highs.append(float(finite.max()))
    return (min(lows), max(highs)) if lows else (0.0, 0.0)
