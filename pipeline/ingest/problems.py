"""What can be wrong with a file, in words: one sentence on the cause, one on what to do."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import PageError
from pipeline.ingest.settings import IngestSettings

RESCAN = "Scan the page again, or copy the file again from where it came."
READABLE = "Give PNG, JPEG, TIFF, WebP, BMP, JPEG 2000 or PDF files."


def file_problem(path: Path, error: OSError, frame: int | None = None) -> PageError:
    """A file or folder that the system does not give."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return PageError(path, "missing", "There is no such file or folder.", "Check the name.", frame=frame)
    if isinstance(error, PermissionError):
        return PageError(
            path,
            "no-permission",
            "The current user may not read this.",
            "Change its permissions, or its owner.",
            frame=frame,
        )
    return PageError(
        path,
        "unreadable",
        f"This cannot be read ({error.strerror or error}).",
        "Check the disk or the network share, then run again.",
        frame=frame,
    )


def truncated(path: Path, frame: int | None = None) -> PageError:
    """A file that was cut off."""
    return PageError(path, "truncated", "The file ends before the image is complete.", RESCAN, frame=frame)


def out_of_memory(path: Path, frame: int | None = None) -> PageError:
    """An image for which there is no room."""
    cause = "There is not enough memory to decode the image."
    return PageError(path, "out-of-memory", cause, "Close other programs, or use fewer workers.", frame=frame)


def check_pixels(path: Path, width: int, height: int, settings: IngestSettings, frame: int | None = None) -> None:
    """Refuse an image that is empty or larger than ``max_megapixels``.  Raises ``PageError``."""
    if width < 1 or height < 1:
        raise PageError(path, "damaged", "The image has no pixels.", RESCAN, frame=frame)
    if width * height > settings.max_megapixels * 1e6:
        raise PageError(
            path,
            "too-large",
            f"The image has {width} x {height} pixels ({width * height / 1e6:.0f} megapixels), and the limit is "
            f"{settings.max_megapixels:g}.",
            "Scan it at a lower resolution, or raise ingest.max_megapixels if the file is to be trusted.",
            frame=frame,
        )
