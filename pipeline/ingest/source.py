"""Open one source file and give its frames."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import PageError
from pipeline.ingest.colour import collapse_grey
from pipeline.ingest.filetypes import HEAD_SIZE, NAMES, describe, media_type
from pipeline.ingest.problems import READABLE, file_problem
from pipeline.ingest.raster import Reader
from pipeline.ingest.resolution import credible_dpi, square_pixels
from pipeline.ingest.settings import IngestSettings
from pipeline.model.page import Source
from pipeline.model.sheet import Frame, LayerCharacter

UNKNOWN_TYPE = "application/octet-stream"


class SourceReader:
    """An open source file; a context manager.  One frame is in memory at a time, the one that ``frame`` returns."""

    def __init__(self, path: Path, source: Source, reader: Reader, settings: IngestSettings) -> None:
        self.path, self.source = path, source
        self._reader, self._settings = reader, settings

    def __enter__(self) -> SourceReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def frame(self, number: int) -> Frame:
        """Decode frame ``number`` (1-based).

        Upright by the file's own tag, on white, 8 bits, square pixels; BGR, or one channel where there is no colour
        in it, however it is stored.  Raises ``PageError`` when this frame cannot be read; the others can be all the
        same.  Raises ``IndexError`` beyond the last frame.
        """
        if not 1 <= number <= self.source.frames:
            raise IndexError(f"{self.path} has {self.source.frames} frames, no frame {number}")
        try:
            raster = self._reader.read(number)
        except OSError as error:
            raise file_problem(self.path, error, number if self.source.frames > 1 else None) from error
        facts: dict[str, Any] = {"media_type": self.source.media_type, **raster.facts}
        pixels = collapse_grey(raster.image)
        image, resolution, stretched = square_pixels(pixels, raster.resolution, self._settings)
        facts |= stretched
        dpi = credible_dpi(resolution, (image.shape[1], image.shape[0]), self._settings)
        if dpi is None and resolution is not None and resolution.absolute:
            facts["dpi_ignored"] = [round(resolution.across, 2), round(resolution.down, 2)]
        text = raster.text_layer
        if text and stretched:
            text = _stretched(text, image.shape[1] / raster.image.shape[1], image.shape[0] / raster.image.shape[0])
        return Frame(
            source=self.source,
            path=self.path,
            number=number,
            image=image,
            dpi=dpi,
            text_layer=text,
            bilevel=raster.bilevel,
            warnings=raster.warnings,
            facts=facts,
        )


def open_source(path: Path, settings: IngestSettings) -> SourceReader:
    """Open an image, a TIFF or a PDF.

    What it is, is decided by its content, not by its ending.  Raises ``PageError``: missing, no permission, empty, of
    another type, too large, truncated, damaged, encrypted, too many pages.
    """
    head, size = _head(path)
    if not size:
        raise PageError(path, "empty", "The file is empty (0 bytes).", "Copy or scan it again.")
    kind = media_type(head)
    if kind is None:
        expected = f"its name says {path.suffix}, but" if path.suffix else "the file has no ending, and"
        raise PageError(
            path,
            "wrong-type",
            f"This is no scan that can be read: {expected} its content is {describe(head)}.",
            READABLE,
        )
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        reader = _reader(path, kind, settings)
    except OSError as error:
        raise file_problem(path, error) from error
    return SourceReader(
        path, Source(file=path.name, sha256=sha256, frames=reader.frames, media_type=kind), reader, settings
    )


def unreadable_source(path: Path) -> Source:
    """What can be said of a file that could not be opened: for the document that records its failure.

    Its checksum where it can be read at all (else empty), one frame, the media type that its beginning suggests.
    """
    sha256, kind = "", None
    try:
        if path.is_file():
            with path.open("rb") as file:
                kind = media_type(file.read(HEAD_SIZE))
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        sha256 = ""  # the failure itself is in the document's error
    return Source(file=path.name, sha256=sha256, frames=1, media_type=kind or UNKNOWN_TYPE)


def _reader(path: Path, kind: str, settings: IngestSettings) -> Reader:
    """Each kind brings its own libraries, imported only when such a file comes."""
    assert kind in NAMES
    if kind == "application/pdf":
        from pipeline.ingest.pdf import PdfReader

        return PdfReader(path, settings)
    if kind == "image/tiff":
        from pipeline.ingest.tiff import TiffReader

        return TiffReader(path, settings)
    from pipeline.ingest.stills import StillReader

    return StillReader(path, kind, settings)


def _head(path: Path) -> tuple[bytes, int]:
    """The first bytes and the size of a regular file."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PageError(path, "is-a-folder", "This is a folder, not a file.", "Give the files inside it.")
        if not stat.S_ISREG(status.st_mode):
            raise PageError(path, "not-a-file", "This is a device or a pipe, not a file.", "Save it to a file first.")
        with path.open("rb") as file:
            return file.read(HEAD_SIZE), status.st_size
    except OSError as error:
        raise file_problem(path, error) from error


def _stretched(text: tuple[LayerCharacter, ...], across: float, down: float) -> tuple[LayerCharacter, ...]:
    return tuple(
        LayerCharacter(c.text, (c.box[0] * across, c.box[1] * down, c.box[2] * across, c.box[3] * down)) for c in text
    )
