"""ALTO 2 to 4, in px, tenths of a millimetre, or 1200ths of an inch, with glyphs or without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.formats.alto import ARTICLE, JOIN, KIND, PLACE
from pipeline.formats.reading.found import FoundBlock, FoundGlyph, FoundLine, FoundPage, FoundRegion, FoundWord, Points
from pipeline.formats.reading.page_xml import JOINS, KINDS
from pipeline.formats.reading.widths import is_wide
from pipeline.formats.reading.xml import Element, points, problem, share
from pipeline.model.block import Join
from pipeline.model.text import Alternative

UNITS: Mapping[str, float | None] = {"pixel": None, "mm10": 254.0, "inch1200": 1200.0}
"""Unit -> how many are an inch; ``None``: a px."""
_NAME = re.compile(r"b(\d+)(?:_(\d+)|_r(\d+)c(\d+)|_[ti])?")


@dataclass(slots=True)
class _File:
    """What holds for all pages of a file."""

    own: bool
    spaced: bool
    """whether it writes the spaces between words down."""
    tags: dict[str, Element] = field(default_factory=dict)


def read_pages(root: Element, path: Path) -> Iterator[FoundPage]:
    """The pages of an ALTO file.  Raises ``PageError``."""
    description = root.child("Description")
    unit = description.child("MeasurementUnit") if description else None
    name = unit.text.strip() if unit else "pixel"
    if name not in UNITS:
        raise problem(path, "unknown-unit", f"Lengths are in '{name}'; ALTO knows {', '.join(UNITS)}.")
    place = _place(description)
    tags = root.child("Tags")
    known = _File(
        own=place is not None,
        spaced=any(True for _ in root.below("SP")),
        tags={tag.get("ID"): tag for tag in (tags or ())},
    )
    pages = list(root.below("Page"))
    if not pages:
        raise problem(path, "no-page", "This ALTO file has no page.")
    image = next((one.text.strip() for one in root.below("fileName")), "")
    creator = " ".join(
        one.text.strip()
        for software in list(root.below("processingSoftware"))[:1]
        for one in software.children("softwareName", "softwareVersion")
    )
    version = root.get("SCHEMAVERSION") or root.namespace.rpartition("ns-v")[2].rstrip("#")
    for number, page in enumerate(pages, start=1):
        width, height = page.number("WIDTH"), page.number("HEIGHT")
        yield FoundPage(
            format=f"ALTO {version}".strip(),
            creator=creator,
            image=image,
            size=(width, height) if width and height else None,
            units_per_inch=UNITS[name],
            number=number,
            regions=tuple(_region(one, known) for one in page.below("TextBlock")),
            blocks=_blocks(root, page, known) if place else None,
            place=place,
        )


def _place(description: Element | None) -> dict[str, Any] | None:
    for one in description.children("Processing") if description else ():
        settings = one.child("processingStepSettings")
        if one.get("ID") == PLACE and settings:
            try:
                found = json.loads(settings.text)
            except json.JSONDecodeError:
                return None
            return found if isinstance(found, dict) else None
    return None


def _blocks(root: Element, page: Element, known: _File) -> tuple[FoundBlock, ...] | None:
    """Baokan's blocks; ``None`` when a block is none of them any more."""
    articles = _articles(root, known)
    found: dict[int, FoundBlock] = {}
    for element in page.below("TextBlock", "Illustration", "ComposedBlock"):
        name = _NAME.fullmatch(element.get("ID"))
        tag = _tagged(element, KIND, known)
        if not name or tag is None or tag.get("LABEL") not in KINDS:
            return None
        number = int(name[1])
        words = tag.get("DESCRIPTION").split()
        if number not in found:
            found[number] = FoundBlock(
                id=number,
                kind=tag.get("LABEL"),  # type: ignore[arg-type]
                article=articles.get(number),
                points=_points(element),
                evidence=tuple(word for word in words if word != "uncertain"),
                uncertain="uncertain" in words,
            )
        if element.name == "TextBlock":
            region = _region(element, known)
            cell = (int(name[3]), int(name[4])) if name[3] else None
            found[number].regions.append(FoundRegion(region.name, region.points, region.lines, cell))
    return tuple(found[number] for number in sorted(found))


def _articles(root: Element, known: _File) -> dict[int, int]:
    """Block id -> article."""
    found: dict[int, int] = {}
    for group in root.below("OrderedGroup"):
        tag = _tagged(group, ARTICLE, known)
        if tag is None or not tag.get("DESCRIPTION").isdecimal():
            continue
        for ref in group.below("ElementRef"):
            name = _NAME.fullmatch(ref.get("REF"))
            if name:
                found[int(name[1])] = int(tag.get("DESCRIPTION"))
    return found


def _tagged(element: Element, kind: str, known: _File) -> Element | None:
    tags = (known.tags.get(name) for name in element.get("TAGREFS").split())
    return next((tag for tag in tags if tag is not None and tag.get("TYPE") == kind), None)


def _region(element: Element, known: _File) -> FoundRegion:
    direction = element.get("BASEDIRECTION")
    lines = tuple(_line(one, direction, known) for one in element.children("TextLine"))
    return FoundRegion(element.get("ID"), _points(element), lines)


def _line(element: Element, direction: str, known: _File) -> FoundLine:
    words: list[FoundWord] = []
    text, space = "", False
    for one in element:
        if one.name == "SP":
            space = True
        elif one.name in ("String", "HYP"):
            word = _word(one)
            apart = space if known.spaced else bool(words) and one.name == "String"
            if apart and text and word.text and (known.own or not (is_wide(text[-1]) or is_wide(word.text[0]))):
                text += " "
            text, space = text + word.text, False
            words.append(word)
    direction = element.get("BASEDIRECTION") or direction
    own_points = _points(element)
    return FoundLine(
        name=element.get("ID"),
        text=text,
        points=own_points or tuple(point for word in words for point in word.points),
        baseline=_baseline(element, own_points),
        words=tuple(words),
        vertical=direction in ("ttb", "btt") if direction or known.own else None,
        join=_join(element, known) if known.own else None,
    )


def _baseline(element: Element, outline: Points) -> Points:
    """A polyline; a single number (before 4.2) is the height of a level one."""
    value = element.get("BASELINE")
    level = element.number("BASELINE")
    if level is not None and outline:
        xs = [x for x, _ in outline]
        return (min(xs), level), (max(xs), level)
    return points(value)


def _join(element: Element, known: _File) -> Join | None:
    tag = _tagged(element, JOIN, known)
    if tag is None or tag.get("LABEL") not in JOINS:
        return None
    words = tag.get("DESCRIPTION").split()
    glue = next((unquote(word.removeprefix("glue=")) for word in words if word.startswith("glue=")), "")
    return Join(
        kind=tag.get("LABEL"),
        glue=glue,
        evidence=tuple(word for word in words if not word.startswith("glue=")),
    )


def _word(element: Element) -> FoundWord:
    glyphs = tuple(
        FoundGlyph(
            one.get("CONTENT"),
            _points(one),
            share(one.get("GC")),
            tuple(
                Alternative(variant.get("CONTENT"), sure)
                for variant in one.children("Variant")
                if (sure := share(variant.get("VC"))) is not None
            ),
        )
        for one in element.children("Glyph")
    )
    return FoundWord(element.get("CONTENT"), _points(element), share(element.get("WC")), glyphs)


def _points(element: Element) -> Points:
    """The polygon, or the corners of the box."""
    shape = element.child("Shape")
    polygon = shape.child("Polygon") if shape else None
    if polygon and (found := points(polygon.get("POINTS"))):
        return found
    x, y = element.number("HPOS"), element.number("VPOS")
    width, height = element.number("WIDTH"), element.number("HEIGHT")
    if x is None or y is None or width is None or height is None:
        return ()
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)
