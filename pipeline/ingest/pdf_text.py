"""The text layer of a PDF page: its characters with their places."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.model.geometry import Box, Matrix, bounding_box, transform_point
from pipeline.model.sheet import LayerCharacter

LINE_END_HYPHEN = "\x02"
"""PDFium's mark for a hyphen at the end of a line."""

HIGH_SURROGATES = range(0xD800, 0xDC00)
LOW_SURROGATES = range(0xDC00, 0xE000)
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class PdfCharacter:
    """One character of a page."""

    text: str
    """one code point; ``UNREADABLE`` when the file does not say which character the glyph is."""
    box: Box
    """(left, bottom, right, top), pt, user space of the page; the em box, where the font has one."""
    visible: bool


def read_characters(textpage: Any, visible_objects: Mapping[int, bool]) -> tuple[PdfCharacter, ...]:
    """The characters of a page in the order of the file, line ends left out.

    ``visible_objects``: address of a text object -> whether a person sees it.  A space that PDFium adds between two
    words fills the gap between them.
    """
    raw = list(_raw_characters(textpage, visible_objects))
    characters: list[PdfCharacter] = []
    for index, (text, box, visible) in enumerate(raw):
        if text in "\r\n" or (text.isspace() and index in (0, len(raw) - 1)):
            continue
        if text == LINE_END_HYPHEN:
            text = "-"
        if text.isspace() and box[2] <= box[0]:
            before, after = raw[index - 1][1], raw[index + 1][1]
            if after[0] <= before[2]:  # the next word stands on another line
                continue
            box = (before[2], min(before[1], after[1]), after[0], max(before[3], after[3]))
        characters.append(PdfCharacter(" " if text.isspace() else text, box, visible))
    return tuple(characters)


def unreadable_share(characters: tuple[PdfCharacter, ...]) -> float:
    """Share of the characters whose code is not known, 0..1 (0 when there are none)."""
    return sum(c.text == UNREADABLE for c in characters) / len(characters) if characters else 0.0


def place(characters: tuple[PdfCharacter, ...], to_image: Matrix, size: tuple[int, int]) -> tuple[LayerCharacter, ...]:
    """Characters with their boxes in px of an image of ``size`` (width, height); those outside it are left out.

    ``to_image``: user space of the page -> px of the image.
    """
    placed = []
    for character in characters:
        left, bottom, right, top = character.box
        corners = ((left, bottom), (right, bottom), (right, top), (left, top))
        box = bounding_box(transform_point(to_image, corner) for corner in corners)
        if 0 <= (box[0] + box[2]) / 2 < size[0] and 0 <= (box[1] + box[3]) / 2 < size[1]:
            placed.append(LayerCharacter(character.text, box))
    return tuple(placed)


def _raw_characters(textpage: Any, visible_objects: Mapping[int, bool]) -> Iterator[tuple[str, Box, bool]]:
    count = textpage.count_chars()
    index = 0
    while index < count:
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        box = _box(textpage, index)
        holder = ctypes.cast(pdfium.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value
        visible = visible_objects.get(holder or 0, True)
        index += 1
        if code in HIGH_SURROGATES and index < count:
            low = pdfium.FPDFText_GetUnicode(textpage, index)
            if low in LOW_SURROGATES:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                index += 1
        yield _character(code, bool(pdfium.FPDFText_HasUnicodeMapError(textpage, index - 1) == 1)), box, visible


def _character(code: int, unmapped: bool) -> str:
    if code in (0x09, 0x0A, 0x0D) or chr(code) == LINE_END_HYPHEN:
        return chr(code)
    if unmapped or unicodedata.category(chr(code)) in ("Cc", "Cs", "Cn", "Co"):
        return UNREADABLE
    return chr(code)


def _box(textpage: Any, index: int) -> Box:
    em = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(textpage, index, em) and em.right > em.left and em.top > em.bottom:
        return em.left, em.bottom, em.right, em.top
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value
