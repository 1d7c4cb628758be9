"""``baokan export ofd``: one double-layer OFD of a document, page by page to the disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pipeline.formats.facsimile import Facsimile, facsimiles
from pipeline.formats.material import Material
from pipeline.formats.ofd.layers import MM, page_xml
from pipeline.formats.ofd.package import (
    FOLDER,
    FONT,
    Sheet,
    document_xml,
    entry_xml,
    page_file,
    public_xml,
    resources_xml,
)
from pipeline.formats.provenance import provenance
from pipeline.model.geometry import Matrix, compose
from pipeline.model.page import Page

_TIME = (1980, 1, 1, 0, 0, 0)
"""of every file in the archive, the earliest that ZIP knows: the same results give the same bytes."""
_READABLE = 0o644 << 16


def write_book(stream: BinaryIO, material: Material) -> int:
    """Write the pages that can be shown.  Returns their number."""
    numbers = count(FONT + 1)
    sheets: list[Sheet] = []
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:

        def written() -> Iterator[Page]:
            for shown in facsimiles(material):
                sheets.append(_page(archive, shown, material, len(sheets), numbers))
                yield from shown.pages

        origin = provenance(material.document, written(), material.layer)
        if sheets:
            _add(archive, f"{FOLDER}/PublicRes.xml", public_xml())
            _add(archive, f"{FOLDER}/DocumentRes.xml", resources_xml(sheets))
            _add(archive, f"{FOLDER}/Document.xml", document_xml(sheets, next(numbers) - 1))
            _add(archive, "OFD.xml", entry_xml(material.document, origin))
    return len(sheets)


def _page(archive: ZipFile, shown: Facsimile, material: Material, position: int, numbers: count[int]) -> Sheet:
    picture, scale = shown.picture, MM / shown.dpi
    size = shown.size[0] * scale, shown.size[1] * scale
    sheet = Sheet(next(numbers), next(numbers), f"{shown.name}.{picture.ending}", picture.kind, size)
    (width, height) = picture.size
    unit: Matrix = ((width, 0.0, 0.0), (0.0, height, 0.0), (0.0, 0.0, 1.0))
    paper: Matrix = ((scale, 0.0, 0.0), (0.0, scale, 0.0), (0.0, 0.0, 1.0))
    placed = compose(paper, compose(picture.placed, unit))
    parts = page_xml(shown.blocks(material.layer), size, shown.dpi, sheet.picture, placed, FONT, lambda: next(numbers))
    _add(archive, f"{FOLDER}/{page_file(position)}", "".join(parts))
    # a picture is packed already
    _add(archive, f"{FOLDER}/Res/{sheet.file}", picture.data, packed=True)
    return sheet


def _add(archive: ZipFile, name: str, content: str | bytes, *, packed: bool = False) -> None:
    info = ZipInfo(name, _TIME)
    info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    info.external_attr = _READABLE
    info.create_system = 3  # the same on every system
    archive.writestr(info, content)
