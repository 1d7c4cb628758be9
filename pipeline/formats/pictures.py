"""Pictures that formats refer to; they lie beside the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.export.figures import figures
from pipeline.formats.material import Material
from pipeline.model.page import Page


class WithPictures(Mapping[str, bytes | str]):
    """A document's file and the pictures of its figures; a picture is read when it is asked for, so that those of a
    whole volume are never in memory together."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._written: dict[str, bytes | str] = {}
        self._pictures: dict[str, None] = {}

    def note(self, page: Page) -> None:
        """The figures of a page, where the run made them."""
        names = (figure.file_name(page) for figure in figures(page))
        self._pictures |= dict.fromkeys(name for name in names if (self._material.folder / name).is_file())

    def put(self, name: str, content: bytes | str) -> None:
        """The file itself."""
        self._written[name] = content

    def __getitem__(self, name: str) -> bytes | str:
        if name in self._written:
            return self._written[name]
        picture = self._material.picture(name) if name in self._pictures else None
        if picture is None:
            raise KeyError(name)
        return picture

    def __iter__(self) -> Iterator[str]:
        yield from self._written
        yield from self._pictures

    def __len__(self) -> int:
        return len(self._written) + len(self._pictures)
