"""The scan that a layout file belongs to, where it is at hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath

import cv2
import numpy as np

from pipeline.flow import open_source
from pipeline.formats.reading.found import FoundPage
from pipeline.ingest.filetypes import SCAN_ENDINGS
from pipeline.ingest.settings import IngestSettings
from pipeline.model.geometry import Matrix
from pipeline.model.page import Source
from pipeline.model.sheet import Image

SAME_SHAPE = 0.02
"""Share by which width to height may differ between a scan and what a file says of it: sizes are rounded."""
SUFFIXES = (".page", ".alto", ".ocr", ".gt", ".tif", ".tiff", ".jpg", ".jpeg", ".png")
"""Endings that layout files have before ``.xml``."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One image."""

    path: Path
    source: Source
    image: Image
    dpi: float | None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height), px."""
        return self.image.shape[1], self.image.shape[0]


class Scans:
    """Finds scans by the names that layout files give them."""

    def __init__(self, folder: Path | None, settings: IngestSettings) -> None:
        """``folder``: where they lie, in any depth; ``None``: beside the layout files."""
        self._folder, self._settings = folder, settings

    def of(self, found: FoundPage, path: Path) -> Scan | None:
        """The scan of a page of the file ``path``; ``None`` where there is none.  Raises ``PageError``."""
        scan = next((one for name in _names(found, path) if (one := self._named(name, path))), None)
        if scan is None:
            return None
        number = int(found.place["frame"]) if found.place else found.number
        with open_source(scan, self._settings) as reader:
            frame = reader.frame(number if number <= reader.source.frames else 1)
            return Scan(scan, reader.source, frame.image, frame.dpi)

    def _named(self, name: str, path: Path) -> Path | None:
        if self._folder is not None:
            return self._listed.get(_key(name))
        beside = path.parent / name
        return beside if beside.is_file() else None

    @cached_property
    def _listed(self) -> dict[str, Path]:
        assert self._folder is not None
        scans = (one for one in sorted(self._folder.rglob("*")) if one.suffix.lower() in SCAN_ENDINGS)
        return {_key(one.name): one for one in reversed(list(scans))}


def fits(scan: Scan, found: FoundPage) -> bool:
    """Whether a scan can be the one that the file speaks of."""
    if found.size is None:
        return True
    return abs(found.size[0] / found.size[1] * scan.size[1] / scan.size[0] - 1) <= SAME_SHAPE


def straightened(image: Image, matrix: Matrix, size: tuple[int, int]) -> Image:
    """The scan as the page lies: ``matrix``: scan -> page; ``size``: (width, height) of the page; paper around it."""
    done = cv2.warpPerspective(
        image, np.array(matrix), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,) * 3
    )
    return np.asarray(done, np.uint8)


def _names(found: FoundPage, path: Path) -> Iterator[str]:
    """File names that the scan may have."""
    if found.image:
        yield PureWindowsPath(PurePosixPath(found.image).name).name
    stem = plain_stem(path)
    yield from (f"{stem}{ending}" for ending in sorted(SCAN_ENDINGS))


def plain_stem(path: Path) -> str:
    """The name of a layout file without the endings that such files have."""
    stem = path.stem
    while (inner := PurePosixPath(stem)).suffix.lower() in SUFFIXES and inner.stem:
        stem = inner.stem
    return stem


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
