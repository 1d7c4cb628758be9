"""Citations of an article: GB/T 7714—2015, BibTeX, RIS.  What is not known is left out, with its punctuation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date as Date

OPENING = 20
"""characters of the text that stand for a title where there is none."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""as BibTeX knows them."""
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{one: f"\\{one}" for one in "{}%&$#_"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What is cited, as far as it is known."""

    key: str
    """names it among all articles: document, page, number."""
    title: str
    """of the article; empty: it has none."""
    opening: str = ""
    """how its text begins."""
    publication: str | None = None
    """the bulletin."""
    issue: str | None = None
    """its number (期)."""
    date: str | None = None
    """of the issue, ISO 8601: 2021, 2021-03 or 2021-03-05."""
    label: str | None = None
    """of the page (版)."""
    address: str | None = None
    """where others find it; ``None``: nowhere, and then there is no day of access either."""
    accessed: Date | None = None

    @property
    def name(self) -> str:
        """The title, or how the text begins."""
        if self.title.strip():
            return " ".join(self.title.split())
        begun = " ".join(self.opening.split())
        return begun if len(begun) <= OPENING else f"{begun[:OPENING]}……"

    @property
    def seen(self) -> str | None:
        """The day of access, ISO 8601."""
        return self.accessed.isoformat() if self.address and self.accessed else None


def gb7714(cited: Cited) -> str:
    """As GB/T 7714—2015 wants an article of a newspaper: ``题名[N/OL]. 报名, 2021-03-05(2)[2026-01-02]. 地址.``

    An issue of which only the number is known is named as one of a periodical: ``题名[J]. 报名, (5): 2.``
    """
    serial = not cited.date and cited.issue
    mark = ("J" if serial else "N") + ("/OL" if cited.address else "")
    if serial:
        issued = _joined(", ", cited.publication, _joined(": ", f"({cited.issue})", cited.label))
    else:
        issued = _joined(", ", cited.publication, cited.date) + (f"({cited.label})" if cited.label else "")
    where = issued + (f"[{cited.seen}]" if cited.seen else "")
    return _joined(". ", f"{cited.name}[{mark}]", where, cited.address) + "."


def bibtex(cited: Cited) -> str:
    """An entry for BibTeX and biblatex, UTF-8, with a line feed at its end."""
    year, month, day = _parts(cited.date)
    fields = {
        "title": f"{{{_escaped(cited.name)}}}" if cited.name else None,  # its capitals stay as they are
        "journal": _text(cited.publication),
        "year": year,
        "month": MONTHS[int(month) - 1] if month else None,
        "day": str(int(day)) if day else None,
        "number": _text(cited.issue),
        "pages": _text(cited.label),
        "url": cited.address,  # stays as it is: percent signs of an address are no comments there
        "urldate": cited.seen,
        "language": "chinese",
    }
    lines = [f"  {name} = {_value(name, value)}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{key_of(cited.key)},", *lines, "}", ""])


def ris(cited: Cited) -> str:
    """A record for reference managers: lines end with CR and LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _tags(cited))


def key_of(text: str) -> str:
    """A name that BibTeX takes: ASCII letters, digits and hyphens; different ones for different texts."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    if text.isascii():
        return plain
    return _joined("-", plain, hashlib.sha256(text.encode()).hexdigest()[:8])


def _tags(cited: Cited) -> Iterator[tuple[str, str]]:
    year, month, day = _parts(cited.date)
    yield "TY", "NEWS"
    found = (
        ("TI", cited.name),
        ("T2", cited.publication),
        ("PY", year),
        ("DA", "/".join((year, month or "", day or "", "")) if year else None),
        ("IS", cited.issue),
        ("SP", cited.label),
        ("UR", cited.address),
        ("Y2", f"{cited.seen.replace('-', '/')}/" if cited.seen else None),
        ("LA", "zh"),
    )
    for tag, value in found:
        if value:
            yield tag, " ".join(value.split())
    yield "ER", ""


def _parts(date: str | None) -> tuple[str | None, str | None, str | None]:
    year, month, day = [*(date or "").split("-"), "", ""][:3]
    return year or None, month or None, day or None


def _text(value: str | None) -> str | None:
    return _escaped(value) if value else None


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(one, one) for one in text)


def _value(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


FORMATS: dict[str, tuple[Callable[[Cited], str], str]] = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
}
"""Ending of a file -> what writes it, its media type."""
