"""TIFF: the chain of directories is walked here, each image is decoded for itself.

Pillow reads a TIFF from its first directory on, so one broken image would take the others with it.  Here every image
is given to Pillow as if it were the first one.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image as Pillow

from pipeline.errors import PageError
from pipeline.ingest import pillow
from pipeline.ingest.problems import check_pixels, truncated
from pipeline.ingest.raster import Raster
from pipeline.ingest.settings import IngestSettings

SUBFILE_TYPE, WIDTH, LENGTH, PHOTOMETRIC = 254, 256, 257, 262
STRIP_OFFSETS, STRIP_BYTES, TILE_OFFSETS, TILE_BYTES = 273, 279, 324, 325
REDUCED, MASK = 1, 4
"""Bits of the subfile type: a small copy of another image, a transparency mask of one."""

WHITE_IS_ZERO = 0
_VALUE_FORMATS = {1: "B", 3: "H", 4: "I", 16: "Q"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a TIFF stores numbers: classic or BigTIFF, either byte order."""

    order: str
    big: bool

    @property
    def header(self) -> tuple[int, str]:
        """(position, struct format) of the offset of the first directory."""
        return (8, self.order + "Q") if self.big else (4, self.order + "I")


@dataclass(frozen=True, slots=True)
class Directory:
    """One image of the file, as far as its directory could be read."""

    offset: int
    tags: dict[int, int]
    """first value of each tag that is stored in the directory itself."""


class TiffReader:
    """A TIFF of one or more images.  Small copies and masks of images are not counted."""

    def __init__(self, path: Path, settings: IngestSettings) -> None:
        """Walk the directories.  Raises ``PageError``: no image, too many; a broken image fails when it is read."""
        self._path, self._settings = path, settings
        with path.open("rb") as file:
            self._layout = read_layout(file)
            directories = list(self._walk(file))
        if not any(directory.tags for directory in directories):
            raise truncated(path)
        pages = [d for d in directories if not d.tags.get(SUBFILE_TYPE, 0) & (REDUCED | MASK)]
        self._directories = pages or directories

    @property
    def frames(self) -> int:
        """Number of images."""
        return len(self._directories)

    def read(self, number: int) -> Raster:
        """Decode one image.  Raises ``PageError``; the other images are not touched by what is wrong with it."""
        directory = self._directories[number - 1]
        frame = number if self.frames > 1 else None
        if not directory.tags:
            raise truncated(self._path, frame)
        check_pixels(self._path, directory.tags.get(WIDTH, 1), directory.tags.get(LENGTH, 1), self._settings, frame)
        with (
            _SingleImage(self._path, self._layout, directory.offset) as file,
            pillow.opened(file, ("TIFF",), self._path, frame) as image,
        ):
            check_pixels(self._path, *image.size, self._settings, frame)
            self._check_complete(image, frame)
            bilevel = pillow.is_bilevel(image)
            _, tag = pillow.upright(image)
            resolution = pillow.stated_resolution(image)
            deep_negative = image.mode.startswith("I;16") and directory.tags.get(PHOTOMETRIC) == WHITE_IS_ZERO
            pixels, facts = pillow.decode(image, self._settings, inverted=deep_negative)  # Pillow turns TIFFs itself
        if tag != 1:
            facts["orientation_tag"] = tag
        if resolution is not None and tag >= 5:
            resolution = resolution.turned()
        return Raster(pixels, resolution, bilevel, facts)

    def close(self) -> None:
        """Nothing is held open between images."""

    def _check_complete(self, image: Pillow.Image, frame: int | None) -> None:
        tags = getattr(image, "tag_v2", {})
        size = self._path.stat().st_size
        for offsets, counts in ((STRIP_OFFSETS, STRIP_BYTES), (TILE_OFFSETS, TILE_BYTES)):
            ends = (a + b for a, b in zip(tags.get(offsets, ()), tags.get(counts, ()), strict=False))
            if max(ends, default=0) > size:
                raise truncated(self._path, frame)

    def _walk(self, file: BinaryIO) -> Iterator[Directory]:
        offset = _number(file, *self._layout.header)
        seen: set[int] = set()
        while offset and offset not in seen:
            if len(seen) >= self._settings.max_pages:
                raise PageError(
                    self._path,
                    "too-many-pages",
                    f"The file has more than {self._settings.max_pages} images.",
                    "Split it, or raise ingest.max_pages.",
                )
            seen.add(offset)
            directory, offset = self._directory(file, offset)
            yield directory

    def _directory(self, file: BinaryIO, offset: int) -> tuple[Directory, int | None]:
        """The directory at ``offset`` and the offset of the next (``None`` when it could not be read)."""
        order, big = self._layout.order, self._layout.big
        count_form, entry_size, next_form = ("Q", 20, "Q") if big else ("H", 12, "I")
        tags: dict[int, int] = {}
        start = offset + struct.calcsize(order + count_form)
        count = _number(file, offset, order + count_form)
        if count is None or count * entry_size > file.seek(0, io.SEEK_END) - start:
            return Directory(offset, tags), None
        file.seek(start)
        entries = file.read(count * entry_size)
        following = _number(file, start + count * entry_size, order + next_form)
        for position in range(0, len(entries), entry_size):
            tag, kind = struct.unpack_from(order + "HH", entries, position)
            form = _VALUE_FORMATS.get(kind)
            if form is not None:
                tags[tag] = struct.unpack_from(order + form, entries, position + (12 if big else 8))[0]
        return Directory(offset, tags), following


def read_layout(file: BinaryIO) -> Layout:
    """Byte order and kind from the first four bytes, which must be a TIFF's."""
    file.seek(0)
    mark = file.read(4)
    order = "<" if mark[:2] == b"II" else ">"
    return Layout(order, big=mark[2:] in (b"+\x00", b"\x00+"))


def _number(file: BinaryIO, position: int, form: str) -> int | None:
    """The number at a position of the file; ``None`` beyond its end."""
    size = struct.calcsize(form)
    if position + size > file.seek(0, io.SEEK_END):
        return None
    file.seek(position)
    value: int = struct.unpack(form, file.read(size))[0]
    return value


class _SingleImage(io.FileIO):
    """A TIFF file whose header points to one chosen directory.

    ``libtiff`` reads through the file descriptor and gets the directory's offset from Pillow, so that only Pillow's
    own reading of the header has to be told.
    """

    def __init__(self, path: Path, layout: Layout, offset: int) -> None:
        super().__init__(os.fspath(path), "rb")
        self._position, form = layout.header
        self._pointer = struct.pack(form, offset)

    def read(self, size: int | None = -1, /) -> bytes:
        start = self.tell()
        data = super().read(-1 if size is None else size) or b""
        first, last = self._position, self._position + len(self._pointer)
        if start >= last or start + len(data) <= first:
            return data
        patched = bytearray(data)
        for index in range(max(first, start), min(last, start + len(data))):
            patched[index - start] = self._pointer[index - first]
        return bytes(patched)
