"""Colour profiles: applied where they change what a person sees, left alone where they do not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms

Mode = Literal["L", "RGB", "CMYK"]
Converter = Callable[[Pillow.Image], Pillow.Image]
"""Takes an image of the mode that it was made for to RGB."""

PROBE_LEVELS = 6
"""Levels a channel at which a profile is compared with sRGB: 6 x 6 x 6 colours."""

_SPACES: dict[Mode, str] = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def converter(profile: bytes | None, mode: Mode, tolerance: int, facts: dict[str, Any]) -> Converter | None:
    """What takes images of ``mode`` to sRGB; ``None`` when there is nothing to convert, with the reason in ``facts``.

    A profile that moves no colour by more than ``tolerance`` (1/255) is not applied.
    """
    if not profile:
        return None
    try:
        parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = parsed.profile.xcolor_space.strip()
        if space != _SPACES[mode]:
            facts["icc_profile"] = f"ignored: it is for {space}, the image is {_SPACES[mode]}"
            return None
        convert = _to_srgb(parsed, mode)
        name = ImageCms.getProfileDescription(parsed).strip()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        facts["icc_profile"] = f"ignored: it cannot be used ({error})"
        return None
    if mode != "CMYK" and _changes_little(convert, mode, tolerance):
        facts["icc_profile"] = f"as good as sRGB: {name}"
        return None
    facts["icc_profile"] = f"converted to sRGB: {name}"
    return convert


def lab_converter() -> Converter:
    """Takes images of mode LAB to RGB."""
    return _to_srgb(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")


def _to_srgb(profile: ImageCms.ImageCmsProfile, mode: str) -> Converter:
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def convert(image: Pillow.Image) -> Pillow.Image:
        converted = ImageCms.applyTransform(image, transform)
        assert converted is not None  # it is None only when asked to work in place
        return converted

    return convert


def _changes_little(convert: Converter, mode: Mode, tolerance: int) -> bool:
    if mode == "L":
        ramp = np.arange(256, dtype=np.uint8).reshape(1, -1)
        before: NDArray[np.uint8] = np.stack([ramp] * 3, axis=-1)
        after = convert(Pillow.fromarray(ramp))
    else:
        steps = np.linspace(0, 255, PROBE_LEVELS).round().astype(np.uint8)
        before = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
        after = convert(Pillow.fromarray(before))
    return int(np.abs(before.astype(int) - np.asarray(after).astype(int)).max()) <= tolerance
