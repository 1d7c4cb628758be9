"""A PDF file written from front to back: each object goes to the disk as soon as it is known (ISO 32000, 7.5)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

_HEAD = b"%PDF-1.7\n%\xb5\xed\xae\xfb\n"
"""Version, and four bytes over 127: what follows is not text."""


class Name(str):
    """A PDF name, without its slash."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An indirect object."""

    number: int


Value = bool | int | float | str | bytes | Reference | Sequence["Value"] | Mapping[str, "Value"] | None
"""``str``: text string (``Name``: a name); ``bytes``: string of bytes."""


class PdfFile:
    """An open PDF.  The same calls give the same bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._offsets: list[int] = [0]
        self._digest = sha256()
        self._put(_HEAD)

    def reserve(self) -> Reference:
        """The number of an object that is written later."""
        self._offsets.append(0)
        return Reference(len(self._offsets) - 1)

    def add(self, value: Value, number: Reference | None = None) -> Reference:
        """Write an object, under a number that was reserved or a new one."""
        number = number or self.reserve()
        self._begin(number)
        self._put(serialised(value) + b"\nendobj\n")
        return number

    def add_stream(self, data: bytes, entries: Mapping[str, Value] | None = None, *, deflate: bool = True) -> Reference:
        """Write a stream; ``entries``: of its dictionary, beside length and (with ``deflate``) filter."""
        filtered: dict[str, Value] = {"Filter": Name("FlateDecode")} if deflate else {}
        packed = zlib.compress(data, 9) if deflate else data
        number = self.reserve()
        self._begin(number)
        self._put(serialised({**(entries or {}), **filtered, "Length": len(packed)}) + b"\nstream\n")
        self._put(packed)
        self._put(b"\nendstream\nendobj\n")
        return number

    def close(self, root: Reference, info: Reference) -> None:
        """Write the table of objects and the trailer.  The file's identifier is that of its content."""
        table = self._at
        rows = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])]
        self._put(b"xref\n0 %d\n" % len(rows) + b"".join(rows))
        identifier = self._digest.digest()[:16]
        trailer: Value = {"Size": len(rows), "Root": root, "Info": info, "ID": [identifier, identifier]}
        self._put(b"trailer\n" + serialised(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % table)

    def _begin(self, number: Reference) -> None:
        self._offsets[number.number] = self._at
        self._put(b"%d 0 obj\n" % number.number)

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self._at += len(data)


def serialised(value: Value) -> bytes:
    """A value in PDF's syntax."""
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case int():
            return b"%d" % value
        case float():
            return number(value).encode()
        case Reference():
            return b"%d 0 R" % value.number
        case Name():
            return b"/" + b"".join(
                bytes([byte]) if 33 <= byte <= 126 and byte not in b"#()<>[]{}/%" else b"#%02X" % byte
                for byte in value.encode()
            )
        case str():
            return _text(value)
        case bytes():
            return b"<" + value.hex().upper().encode() + b">"
        case Mapping():
            return b"<<" + b"".join(serialised(Name(k)) + b" " + serialised(v) for k, v in value.items()) + b">>"
        case _:
            return b"[" + b" ".join(serialised(item) for item in value) + b"]"


def number(value: float, digits: int = 2) -> str:
    """A number without needless zeros."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _text(value: str) -> bytes:
    """A text string: ASCII as it is, everything else in UTF-16."""
    if value.isascii() and value.isprintable():
        return b"(" + value.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode() + b")"
    return b"<FEFF" + value.encode("utf-16-be").hex().upper().encode() + b">"
