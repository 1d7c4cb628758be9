"""A tiny writer of PDF files for the tests: pages made of pictures and text, nothing else."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image


@dataclass
class Picture:
    """An image XObject: its stream and the entries of its dictionary (``@MASK``: the picture of that name)."""

    data: bytes
    entries: str


def jpeg_picture(image: Image.Image, extra: str = "", quality: int = 90) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    space = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}[image.mode]
    return Picture(
        buffer.getvalue(),
        f"/Width {image.width} /Height {image.height} /BitsPerComponent 8 /ColorSpace {space} "
        f"/Filter /DCTDecode {extra}",
    )


def flate_picture(image: Image.Image, extra: str = "") -> Picture:
    space = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK", "1": "/DeviceGray"}[image.mode]
    bits = 1 if image.mode == "1" else 8
    return Picture(
        zlib.compress(image.tobytes()),
        f"/Width {image.width} /Height {image.height} /BitsPerComponent {bits} /ColorSpace {space} "
        f"/Filter /FlateDecode {extra}",
    )


def mask_picture(image: Image.Image) -> Picture:
    """A stencil: the black pixels of a 1-bit image are painted with the current colour."""
    assert image.mode == "1"
    return Picture(
        zlib.compress(image.tobytes()),
        f"/Width {image.width} /Height {image.height} /BitsPerComponent 1 /ImageMask true /Filter /FlateDecode",
    )


def indexed_picture(image: Image.Image) -> Picture:
    assert image.mode == "P"
    palette = bytes(image.getpalette("RGB") or [])
    return Picture(
        zlib.compress(image.tobytes()),
        f"/Width {image.width} /Height {image.height} /BitsPerComponent 8 "
        f"/ColorSpace [/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>] /Filter /FlateDecode",
    )


@dataclass
class Sheet:
    """One page: content stream operators, pictures by name, box and turn."""

    content: str
    pictures: dict[str, Picture] = field(default_factory=dict)
    size: tuple[float, float] = (200.0, 300.0)
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None


def text_operators(text: str, x: float, y: float, size: float = 10, mode: int = 0) -> str:
    """Latin text in Helvetica; ``mode`` 3 is invisible."""
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {mode} Tr /F1 {size} Tf {x} {y} Td ({safe}) Tj ET\n"


def chinese_operators(text: str, x: float, y: float, size: float = 10, mode: int = 0) -> str:
    """Chinese text in a font that is not embedded, encoded as UTF-16."""
    return f"BT {mode} Tr /F2 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def picture_operators(name: str, matrix: Sequence[float]) -> str:
    return "q " + " ".join(f"{value:g}" for value in matrix) + f" cm /{name} Do Q\n"


def write_pdf(path: Path, sheets: Sequence[Sheet], *, encrypt: bool = False) -> Path:
    """Write the pages as a PDF file; ``encrypt`` asks for a password that nobody knows."""
    objects: list[bytes] = []

    def add(body: str, stream: bytes | None = None) -> int:
        if stream is None:
            objects.append(body.encode("latin-1"))
        else:
            objects.append(f"<< {body} /Length {len(stream)} >>\nstream\n".encode("latin-1") + stream + b"\nendstream")
        return len(objects)

    catalog = add("<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(b"")
    helvetica = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    descriptor = add(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    descendant = add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor {descriptor} 0 R >>"
    )
    song = add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
        f"/DescendantFonts [{descendant} 0 R] >>"
    )
    pages = []
    for sheet in sheets:
        names: dict[str, int] = {}
        for name, picture in sheet.pictures.items():
            entries = picture.entries.replace("@MASK", f"{names.get('MASK', 0)} 0 R")
            names[name] = add(f"/Type /XObject /Subtype /Image {entries}", picture.data)
        content = add("", sheet.content.encode("latin-1"))
        xobjects = " ".join(f"/{name} {number} 0 R" for name, number in names.items())
        crop = f"/CropBox [{' '.join(f'{v:g}' for v in sheet.crop)}]" if sheet.crop else ""
        pages.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.size[0]:g} {sheet.size[1]:g}] {crop} "
                f"/Rotate {sheet.rotate} /Contents {content} 0 R /Resources << /XObject << {xobjects} >> "
                f"/Font << /F1 {helvetica} 0 R /F2 {song} 0 R >> >> >>"
            )
        )
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{p} 0 R' for p in pages)}] >>".encode()
    trailer_extra = ""
    if encrypt:
        key = "5a" * 32
        number = add(f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{key}> /U <{key}> >>")
        trailer_extra = f"/Encrypt {number} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"

    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root {catalog} 0 R {trailer_extra} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(bytes(out))
    return path
