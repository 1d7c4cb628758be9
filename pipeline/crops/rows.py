"""JPEG files of which a strip of rows can be read without the rest.

A JPEG is decoded from its beginning, except where it has restart markers (ITU-T T.81, E.1.4).  ``with_rows`` takes
one that has such a marker behind every row of blocks and enters in its head where each row begins, in an application
segment that other programs pass over.  ``strip`` makes of the head and some of the rows a small JPEG of its own: the
bytes of the rows are copied, nothing is decoded or encoded anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

NAME = b"BaokanRows\0"
"""What the segment begins with.  Behind it: where the data of each row begin and, last, where the marker of the image's
end stands: offsets from the beginning of the file, four bytes each, big-endian."""
SEGMENT = 0xE9
"""APP9: no standard uses it."""
HEAD_BYTES = 16_384
"""What is read first of a file: the head of a page of 20,000 rows of pixels."""
BLOCK = 8
"""px: height and width of a block of coefficients."""
HEAD_MOST = 262_144
"""What is read of a file whose head is longer: a profile of colours, and the rows of the largest JPEG there can be."""
_START, _END, _SCAN, _INTERVAL, _RESTART, _JFIF = 0xD8, 0xD9, 0xDA, 0xDD, 0xD0, 0xE0
"""Kinds of markers: of the image, its end, the data, the restart interval, the first of eight restarts, JFIF."""
_BASELINE = (0xC0, 0xC1)
"""Frame headers of sequential Huffman coding; in all other kinds rows do not stand together."""


_UNMARKED = "the JPEG has not one restart marker behind every row of blocks"
_CHANGED = "the JPEG was changed after its rows were entered"


class NoRowsError(ValueError):
    """The file is no JPEG of which rows can be read alone; it may well be one that can be read as a whole."""


class _ShortError(NoRowsError):
    """There is more of the head than was read."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the head of such a file says."""

    head: bytes
    """from the beginning of the file to the first row, without the segment of the rows."""
    size: tuple[int, int]
    """(width, height), px."""
    height_at: int
    """where in ``head`` the height stands."""
    row: int
    """height of a row of blocks, px."""
    offsets: tuple[int, ...]
    """where the data of each row begin in the file and, last, the end marker."""

    def around(self, top: int, bottom: int) -> tuple[int, int]:
        """First row and row behind the last that the pixels ``top`` to ``bottom`` (exclusive) need, clipped.

        One more on either side: where colours are stored in half the resolution, pixels at the edge of a row take
        part of their colour from the next.  Raises ``ValueError`` for an empty strip.
        """
        top, bottom = max(0, top), min(self.size[1], bottom)
        if top >= bottom:
            raise ValueError(f"no pixels between the rows {top} and {bottom} of an image of {self.size[1]} px height")
        return max(0, top // self.row - 1), min(len(self.offsets) - 1, (bottom - 1) // self.row + 2)


def with_rows(data: bytes) -> bytes:
    """A JPEG with a restart marker behind every row of blocks, and with a head that says where the rows are.

    Raises ``NoRowsError`` when it is no such JPEG.
    """
    head = _Head(data)
    rows = -(-head.size[1] // head.row)
    # in the data of the rows a byte FF is a marker where no 00 follows
    coded = np.frombuffer(data, np.uint8, offset=head.end)
    marks = np.flatnonzero((coded[:-1] == 0xFF) & (coded[1:] != 0)) + head.end
    found = coded[marks - head.end + 1]
    if len(marks) != rows or found[-1] != _END or (found[:-1] != _RESTART + np.arange(rows - 1) % 8).any():
        raise NoRowsError(_UNMARKED)
    added = 2 + 2 + len(NAME) + 4 * (rows + 1)
    offsets = [head.end + added, *(int(mark) + 2 + added for mark in marks[:-1]), int(marks[-1]) + added]
    segment = NAME + struct.pack(f">{rows + 1}I", *offsets)
    # JFIF wants its own segment first
    at = 4 + int.from_bytes(data[4:6], "big") if data[3] == _JFIF else 2
    return b"".join((data[:at], struct.pack(">BBH", 0xFF, SEGMENT, len(segment) + 2), segment, data[at:]))


def read_rows(file: BinaryIO) -> Rows:
    """The head of a JPEG file.  Raises ``NoRowsError`` when it does not say where its rows are."""
    file.seek(0)
    data = file.read(HEAD_BYTES)
    try:
        head = _Head(data)
    except _ShortError:
        data += file.read(HEAD_MOST - HEAD_BYTES)
        head = _Head(data)
    if head.rows_at is None:
        raise NoRowsError("the JPEG does not say where its rows are")
    start, end = head.rows_at
    numbers = data[start + 4 + len(NAME) : end]
    offsets = struct.unpack(f">{len(numbers) // 4}I", numbers)
    if len(offsets) != -(-head.size[1] // head.row) + 1 or offsets[0] != head.end:
        raise NoRowsError(_CHANGED)
    kept = data[:start] + data[end : head.end]
    return Rows(kept, head.size, head.height_at - (end - start), head.row, offsets)


def strip(file: BinaryIO, rows: Rows, first: int, last: int) -> bytes:
    """A JPEG of the rows of blocks from ``first`` to ``last`` (exclusive) of the file that ``rows`` was read from.

    Raises ``NoRowsError`` when the file is not the one that its head describes.
    """
    start, end = rows.offsets[first], rows.offsets[last]
    file.seek(start)
    data = bytearray(file.read(end - start))
    if last < len(rows.offsets) - 1:
        data = data[:-2]
    for n, offset in enumerate(rows.offsets[first + 1 : last]):
        place = offset - start - 2
        if data[place : place + 2] != bytes((0xFF, _RESTART + (first + n) % 8)):
            raise NoRowsError(_CHANGED)
        data[place + 1] = _RESTART + n % 8
    head = bytearray(rows.head)
    height = min(last * rows.row, rows.size[1]) - first * rows.row
    head[rows.height_at : rows.height_at + 2] = height.to_bytes(2, "big")
    return bytes(head + data + bytes((0xFF, _END)))


class _Head:
    """What stands before the data of a JPEG.  Raises ``NoRowsError``."""

    def __init__(self, data: bytes) -> None:
        self.rows_at: tuple[int, int] | None = None
        self.size, self.row, self.height_at = (0, 0), 0, 0
        across, interval = 0, 0
        for kind, start, end in _segments(data):
            body = data[start + 4 : end]
            if kind in _BASELINE:
                self.height_at = start + 5
                self.size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
                shares = body[7::3] if body[5] > 1 else b"\x11"  # a single component is not interleaved
                self.row = BLOCK * max(share & 15 for share in shares)
                across = -(-self.size[0] // (BLOCK * max(share >> 4 for share in shares)))
            elif kind == _INTERVAL:
                interval = int.from_bytes(body[:2], "big")
            elif kind == SEGMENT and body.startswith(NAME):
                self.rows_at = (start, end)
            self.end = end
        if not self.row or interval != across:
            raise NoRowsError(_UNMARKED)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, where it begins, where it ends) of the segments up to the header of the scan."""
    if data[:2] != bytes((0xFF, _START)):
        raise NoRowsError("this is no JPEG")
    place, kind = 2, _START
    while kind != _SCAN:
        if len(data) < place + 4:
            raise _ShortError("the head of the JPEG does not end")
        kind, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place] != 0xFF or length < 2:
            raise NoRowsError("the head of the JPEG is damaged")
        if len(data) < place + 2 + length:
            raise _ShortError("the head of the JPEG does not end")
        yield kind, place, place + 2 + length
        place += 2 + length
