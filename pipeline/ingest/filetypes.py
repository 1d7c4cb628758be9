"""What a file is: by its ending for a first sort, by its first bytes for the truth."""

from __future__ import annotations

from pathlib import Path

SCAN_ENDINGS = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".tif",
        ".tiff",
        ".webp",
        ".bmp",
        ".dib",
        ".jp2",
        ".j2k",
        ".j2c",
        ".jpc",
        ".jpx",
        ".jpf",
        ".pdf",
    }
)
"""Endings of the files that are taken from a folder; lower case."""

SEVERAL_ENDINGS = frozenset({".pdf", ".tif", ".tiff"})
"""Endings of those that may hold more than one page."""

OTHER_SCANS = {
    ".gif": "a GIF picture",
    ".heic": "a HEIC picture",
    ".heif": "a HEIF picture",
    ".avif": "an AVIF picture",
    ".jxl": "a JPEG XL picture",
    ".jxr": "a JPEG XR picture",
    ".psd": "a Photoshop file",
    ".djvu": "a DjVu file",
    ".djv": "a DjVu file",
    ".ofd": "an OFD document",
    ".caj": "a CAJ document",
    ".ceb": "a CEB document",
    ".nh": "a CAJ document",
    ".xps": "an XPS document",
    ".dng": "a raw photograph",
    ".cr2": "a raw photograph",
    ".nef": "a raw photograph",
    ".arw": "a raw photograph",
}
"""Endings of files that hold pages and that Baokan cannot read: passed over, but never in silence."""

HEAD_SIZE = 1024
"""Bytes from the start of a file that ``media_type`` and ``describe`` look at (a PDF header may stand that deep)."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
)

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"8BPS", "a Photoshop file"),
    (b"AT&TFORM", "a DjVu file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"II\xbc", "a JPEG XR picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"CAJ", "a CAJ document"),
    (b"HN\x00", "a CAJ document"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML file"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)

_BOX_BRANDS = {
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"mif1": "a HEIF picture",
    b"avif": "an AVIF picture",
}

NAMES = {
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/tiff": "TIFF",
    "image/webp": "WebP picture",
    "image/bmp": "BMP picture",
    "image/jp2": "JPEG 2000 picture",
    "application/pdf": "PDF",
}
"""Media types that Baokan reads -> what people call them."""


def is_scan_name(path: Path) -> bool:
    """Whether the ending is one of a file type that Baokan reads."""
    return path.suffix.lower() in SCAN_ENDINGS


def media_type(head: bytes) -> str | None:
    """The type of a file that Baokan reads, from its first ``HEAD_SIZE`` bytes; ``None`` when it is something else."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and len(head) >= 26 and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    if b"%PDF-" in head:
        return "application/pdf"
    return None


def describe(head: bytes) -> str:
    """In words, what a file that Baokan does not read seems to be."""
    for signature, words in _FOREIGN:
        if head.startswith(signature):
            return words
    if head[4:8] == b"ftyp":
        return _BOX_BRANDS.get(head[8:12], "a video or picture in an MP4 container")
    if not head.strip(b"\x00"):
        return "zeros only, as a broken copy leaves behind"
    if _is_text(head):
        return "plain text"
    return "of a type that is not known here"


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4:  # the last character is cut off by the end of the head
                return True
        else:
            return True
    return False
