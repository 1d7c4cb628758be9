"""Odd image files for the tests, made byte by byte where no program would write them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

Point = tuple[float, float, float]


def page(size: tuple[int, int] = (240, 320)) -> Image.Image:
    """A grey page on which no turn and no mirroring goes unseen: a dark block in one corner, a bar along one edge."""
    image = Image.new("L", size, 235)
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 80, 40), fill=20)
    draw.rectangle((8, 60, 24, size[1] - 20), fill=90)
    draw.line((30, 100, size[0] - 10, 100), fill=0, width=3)
    return image


def noise(size: tuple[int, int] = (300, 400), seed: int = 1) -> Image.Image:
    """A grey picture that does not compress, so that cutting its file cuts its pixels."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, size[::-1], dtype=np.uint8))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def empty_png(width: int, height: int) -> bytes:
    """A PNG that promises many pixels and brings none."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b""))
        + png_chunk(b"IEND", b"")
    )


def icc_profile(primaries: tuple[Point, Point, Point] | None, gamma: float) -> bytes:
    """A display profile with three primaries (XYZ, D50), or a grey profile when there are none."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(point: Point) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(s15(v) for v in point)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    name = b"test profile\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * (12 + 67)
    tags: list[tuple[bytes, bytes]] = [
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0none\0\0\0\0"),
        (b"wtpt", xyz((0.9642, 1.0, 0.8249))),
    ]
    if primaries is None:
        tags.append((b"kTRC", curve))
    else:
        tags += [(name, xyz(point)) for name, point in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)]
        tags += [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")]
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data
    space = b"GRAY" if primaries is None else b"RGB "
    header = bytearray(128)
    header[0:4] = struct.pack(">I", offset + len(body))
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"mntr" + space + b"XYZ "
    header[36:40] = b"acsp"
    header[68:80] = s15(0.9642) + s15(1.0) + s15(0.8249)
    return bytes(header) + struct.pack(">I", len(tags)) + table + body


SRGB_RED, SRGB_GREEN, SRGB_BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)


def jpeg_without_adobe(image: Image.Image) -> bytes:
    """A CMYK JPEG with its inks as they are: not inverted, and without the mark that says it is."""
    inverted = Image.merge("CMYK", [band.point(lambda v: 255 - v) for band in image.split()])
    data = encoded(inverted, "JPEG", quality=95)
    start = data.index(b"\xff\xee")
    length = struct.unpack(">H", data[start + 2 : start + 4])[0]
    return data[:start] + data[start + 2 + length :]


def jpeg_with_preview(image: Image.Image) -> bytes:
    """A JPEG whose header holds another whole JPEG, as cameras write it."""
    preview = encoded(image.resize((40, 50)), "JPEG")
    data = encoded(image, "JPEG", quality=90)
    segment = b"\xff\xe5" + struct.pack(">H", len(preview) + 2) + preview
    return data[:2] + segment + data[2:]


def raw_tiff(pages: list[np.ndarray], order: str = "<", big: bool = False) -> bytes:
    """A TIFF of uncompressed grey pages in either byte order, classic or BigTIFF; pixels first, directories last."""
    count_form, number_form, entry_form = ("Q", "Q", "HHQ") if big else ("H", "I", "HHI")
    magic = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42)
    header = magic + (struct.pack(order + "HH", 8, 0) if big else b"")
    pixels, places, position = b"", [], len(header) + struct.calcsize(order + number_form)
    for values in pages:
        places.append(position + len(pixels))
        pixels += values.astype(values.dtype.newbyteorder(order)).tobytes()
    directories, start = b"", position + len(pixels)
    for index, (values, place) in enumerate(zip(pages, places, strict=True)):
        height, width = values.shape
        numbers = {256: width, 257: height, 258: values.itemsize * 8, 259: 1, 262: 1, 273: place, 277: 1, 278: height}
        numbers[279] = values.nbytes
        directory = struct.pack(order + count_form, len(numbers))
        for tag, number in numbers.items():
            value = struct.pack(order + "I", number)
            directory += struct.pack(order + entry_form, tag, 4, 1) + value.ljust(8 if big else 4, b"\0")
        size = len(directory) + struct.calcsize(order + number_form)
        last = index == len(pages) - 1
        following = 0 if last else start + len(directories) + size
        directories += directory + struct.pack(order + number_form, following)
    return header + struct.pack(order + number_form, start) + pixels + directories


def with_tiff_tag(data: bytes, tag: int, value: int, directory: int = 0) -> bytes:
    """A little-endian classic TIFF with the value of a one-number tag replaced in one of its directories."""
    out = bytearray(data)
    (offset,) = struct.unpack_from("<I", out, 4)
    for _ in range(directory):
        (count,) = struct.unpack_from("<H", out, offset)
        (offset,) = struct.unpack_from("<I", out, offset + 2 + 12 * count)
    (count,) = struct.unpack_from("<H", out, offset)
    for position in range(offset + 2, offset + 2 + 12 * count, 12):
        if struct.unpack_from("<H", out, position)[0] == tag:
            struct.pack_into("<I" if out[position + 2] == 4 else "<H", out, position + 8, value)
            return bytes(out)
    raise KeyError(tag)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
