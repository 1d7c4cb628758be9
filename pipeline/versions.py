"""Versions of what took part.  Needs nothing but the standard library, so that the doctor can rely on it."""

from __future__ import annotations

from functools import cache
from importlib import metadata

SOFTWARE = ("baokan", "openvino", "rapidocr", "paddleocr", "paddlex", "opencv-python", "numpy", "pypdfium2", "pillow")
"""Packages whose version can change a result."""


@cache
def version(package: str) -> str | None:
    """The installed version; ``None`` when the package is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def versions() -> dict[str, str]:
    """Package -> version, of the packages that are installed and can change a result."""
    return {package: found for package in SOFTWARE if (found := version(package))}
