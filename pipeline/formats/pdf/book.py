"""``baokan export pdf``: one PDF/A-2u of a document, page by page to the disk."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

from pipeline.formats.facsimile import Facsimile, facsimiles
from pipeline.formats.material import Material
from pipeline.formats.pdf.glyphless import GlyphlessFont
from pipeline.formats.pdf.metadata import info, xmp
from pipeline.formats.pdf.objects import Name, PdfFile, Reference, Value, number
from pipeline.formats.pdf.textlayer import FONT, POINTS, text_layer
from pipeline.formats.picture import Picture
from pipeline.formats.provenance import provenance
from pipeline.model.geometry import Matrix, compose
from pipeline.model.page import Page

_PICTURE = "Im1"
_LONGEST_SIDE = 14_400.0
"""pt: no page of a PDF may be longer (ISO 32000, annex C); a larger one is shown smaller."""


def write_book(stream: BinaryIO, material: Material) -> int:
    """Write the pages that can be shown.  Returns their number."""
    file = PdfFile(stream)
    font, tree, resources = GlyphlessFont(), file.reserve(), file.reserve()
    kids: list[Reference] = []
    labels: list[str | None] = []

    def written() -> Iterator[Page]:
        for sheet in facsimiles(material):
            kids.append(_page(file, sheet, material, font, tree, resources))
            labels.append(sheet.label)
            yield from sheet.pages

    origin = provenance(material.document, written(), material.layer)
    file.add({"Type": Name("Pages"), "Kids": kids, "Count": len(kids)}, tree)
    font.write(file, resources)
    metadata = file.add_stream(
        xmp(material.document, origin), {"Type": Name("Metadata"), "Subtype": Name("XML")}, deflate=False
    )
    root = file.add(
        {
            "Type": Name("Catalog"),
            "Pages": tree,
            "Metadata": metadata,
            "Lang": "zh",
            "PageLabels": {"Nums": [item for n, text in enumerate(labels) for item in (n, _label(n, text))]},
            "ViewerPreferences": {"DisplayDocTitle": True},
            "OutputIntents": [_output_intent(file)],
        }
    )
    file.close(root, file.add(info(material.document, origin)))
    return len(kids)


def _label(position: int, printed: str | None) -> Value:
    """The label as printed; a page without one is counted."""
    return {"P": printed} if printed else {"S": Name("D"), "St": position + 1}


def _page(
    file: PdfFile, sheet: Facsimile, material: Material, font: GlyphlessFont, tree: Reference, shared: Reference
) -> Reference:
    dpi = max(sheet.dpi, max(sheet.size) * POINTS / _LONGEST_SIDE)
    width, height = (side * POINTS / dpi for side in sheet.size)
    text = text_layer(sheet.blocks(material.layer), font, sheet.size, dpi)
    content = f"q {_shown(sheet, dpi)} cm /{_PICTURE} Do Q\n".encode() + text
    return file.add(
        {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, width, height],
            "Resources": {
                "Font": {FONT: shared},
                "XObject": {_PICTURE: _image(file, sheet.picture)},
            },
            "Contents": file.add_stream(content),
        }
    )


def _shown(sheet: Facsimile, dpi: float) -> str:
    """The matrix that puts the picture on its page: from the unit square, upwards, to pt."""
    (width, height), scale = sheet.picture.size, POINTS / dpi
    stored: Matrix = ((width, 0.0, 0.0), (0.0, -height, height), (0.0, 0.0, 1.0))
    paper: Matrix = ((scale, 0.0, 0.0), (0.0, -scale, sheet.size[1] * scale), (0.0, 0.0, 1.0))
    whole = compose(paper, compose(sheet.picture.placed, stored))
    (a, c, e), (b, d, f), _ = whole
    return " ".join(number(value, 4) for value in (a, b, c, d, e, f))


def _image(file: PdfFile, picture: Picture) -> Reference:
    entries: dict[str, Value] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": picture.size[0],
        "Height": picture.size[1],
        "BitsPerComponent": picture.bits,
        "ColorSpace": _colours(file, picture),
    }
    if picture.kind == "JPEG":
        return file.add_stream(picture.data, {**entries, "Filter": Name("DCTDecode")}, deflate=False)
    rows: dict[str, Value] = {
        "Predictor": 15,
        "Colors": picture.channels,
        "BitsPerComponent": picture.bits,
        "Columns": picture.size[0],
    }
    packed: dict[str, Value] = {"Filter": Name("FlateDecode"), "DecodeParms": rows}
    return file.add_stream(b"".join(_png_data(picture.data)), {**entries, **packed}, deflate=False)


def _colours(file: PdfFile, picture: Picture) -> Value:
    plain = Name("DeviceGray" if picture.channels == 1 else "DeviceRGB")
    if picture.profile is None:
        return plain
    return [Name("ICCBased"), file.add_stream(picture.profile, {"N": picture.channels, "Alternate": plain})]


def _png_data(png: bytes) -> Iterator[bytes]:
    """The packed pixels of a PNG, which a PDF understands as they are."""
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += length + 12


def _output_intent(file: PdfFile) -> Value:
    """What plain colours mean: sRGB."""
    return {
        "Type": Name("OutputIntent"),
        "S": Name("GTS_PDFA1"),
        "OutputConditionIdentifier": "sRGB",
        "Info": "sRGB IEC61966-2.1",
        "DestOutputProfile": file.add_stream(_srgb(), {"N": 3}),
    }


@cache
def _srgb() -> bytes:
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # the moment at which it was made, and the checksum over it: a fixed date, none
    profile[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    profile[84:100] = bytes(16)
    return bytes(profile)
