"""A font without shapes: every character is an empty square of one em, so that no Chinese font has to be embedded.

Viewers take the place of a character from the font: how far it reaches above and below the base line, how wide it
is.  The glyph here draws nothing and still has the extent of the square: two contours of one point each, in opposite
corners.  Each character that is used gets a code; ``ToUnicode`` says which character a code stands for.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.formats.pdf.objects import Name, PdfFile, Reference, Value

EM = 1000
"""units of the font to an em."""
ASCENT, DESCENT = 880, -120
"""units above and below the base line, as in Chinese fonts.  Not 0: poppler takes a descent of 0 for an unknown one."""
NAME = "BaokanGlyphless"
_BLOCK = 100
"""entries that a block of a CMap may have."""
_MADE = 3_029_529_600
"""seconds from 1904 to 2000: when the font was made, the same in every file."""
_FIXED, _SYMBOLIC = 1, 4
"""flags of a font descriptor."""


class GlyphlessFont:
    """The characters of one file, in the order in which they first occur."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def encoded(self, text: str) -> str:
        """Characters as codes of two bytes, in hexadecimal."""
        return "".join(f"{self._codes.setdefault(character, len(self._codes) + 1):04X}" for character in text)

    def write(self, file: PdfFile, number: Reference | None = None) -> Reference:
        """Put the font into a file, when all text is known."""
        program = font_program()
        box: Value = [0, DESCENT, EM, ASCENT]
        descriptor = file.add(
            {
                "Type": Name("FontDescriptor"),
                "FontName": Name(NAME),
                "Flags": _FIXED | _SYMBOLIC,
                "FontBBox": box,
                "ItalicAngle": 0,
                "Ascent": ASCENT,
                "Descent": DESCENT,
                "CapHeight": ASCENT,
                "StemV": 0,
                "FontFile2": file.add_stream(program, {"Length1": len(program)}),
            }
        )
        descendant = file.add(
            {
                "Type": Name("Font"),
                "Subtype": Name("CIDFontType2"),
                "BaseFont": Name(NAME),
                "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
                "CIDToGIDMap": file.add_stream(b"\0\0" + b"\0\1" * len(self._codes)),
                "FontDescriptor": descriptor,
                "DW": EM,
            }
        )
        return file.add(
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": Name(NAME),
                "Encoding": Name("Identity-H"),
                "DescendantFonts": [descendant],
                "ToUnicode": file.add_stream(self._to_unicode().encode()),
            },
            number,
        )

    def _to_unicode(self) -> str:
        return "\n".join(
            (
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
                "/CMapName /Adobe-Identity-UCS def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<0000> <FFFF>",
                "endcodespacerange",
                *self._blocks(),
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            )
        )

    def _blocks(self) -> Iterator[str]:
        rows = [f"<{code:04X}> <{one.encode('utf-16-be').hex().upper()}>" for one, code in self._codes.items()]
        for start in range(0, len(rows), _BLOCK):
            part = rows[start : start + _BLOCK]
            yield "\n".join((f"{len(part)} beginbfchar", *part, "endbfchar"))


def font_program() -> bytes:
    """A TrueType font of two glyphs: the missing one, and the empty square."""
    box = struct.pack(">4h", 0, DESCENT, EM, ASCENT)
    on_curve, flags = 1, 2
    square = (
        struct.pack(">h", 2)  # contours
        + box
        + struct.pack(">HHH", 0, 1, 0)  # last points of the contours, no instructions
        + bytes([on_curve] * flags)
        + struct.pack(">hh", 0, EM)  # x: 0, then on to the right edge
        + struct.pack(">hh", DESCENT, ASCENT - DESCENT)  # y: the lower edge, then up to the upper one
    )
    square += bytes(-len(square) % 4)
    tables = {
        b"glyf": square,
        b"head": struct.pack(">IIIIHHQQ", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0b1011, EM, _MADE, _MADE)
        + box
        + struct.pack(">HHhhh", 0, 8, 2, 1, 0),  # upright, smallest size, direction, long offsets, format
        b"hhea": struct.pack(">IhhhH11hH", 0x00010000, ASCENT, DESCENT, 0, EM, 0, 0, EM, 1, 0, *[0] * 6, 2),
        b"hmtx": struct.pack(">HhHh", EM, 0, EM, 0),
        b"loca": struct.pack(">III", 0, 0, len(square)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, 2, 2, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    offset, directory, body = 12 + 16 * len(tables), b"", b""
    for tag, data in tables.items():
        directory += struct.pack(">4sIII", tag, _checksum(data), offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 64, 2, 16 * len(tables) - 64)
    whole = head + directory + body
    adjustment = (0xB1B0AFBA - _checksum(whole)) & 0xFFFFFFFF
    at = whole.index(tables[b"head"]) + 8
    return whole[:at] + struct.pack(">I", adjustment) + whole[at + 4 :]


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
