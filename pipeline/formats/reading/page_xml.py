"""PAGE: every version of its namespace, with points as an attribute or as elements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pipeline.formats.custom import read_custom
from pipeline.formats.page_xml import PLACE
from pipeline.formats.reading.found import FoundBlock, FoundGlyph, FoundLine, FoundPage, FoundRegion, FoundWord, Points
from pipeline.formats.reading.xml import Element, points, problem, share
from pipeline.model.block import BlockKind, Join, JoinKind
from pipeline.model.text import Alternative

KINDS: frozenset[BlockKind] = frozenset(get_args(BlockKind))
JOINS: frozenset[JoinKind] = frozenset(get_args(JoinKind))
DOWNWARDS = frozenset({"top-to-bottom", "bottom-to-top"})


def read_page(root: Element, path: Path) -> FoundPage:
    """The page of a PAGE file.  Raises ``PageError``."""
    page = root.child("Page")
    if page is None:
        raise problem(path, "no-page", "This PAGE file has no page.")
    metadata = root.child("Metadata")
    items = {item.get("name"): item.get("value") for item in (metadata.children("MetadataItem") if metadata else [])}
    place = _place(items)
    creator = metadata.child("Creator") if metadata else None
    width, height = page.number("imageWidth"), page.number("imageHeight")
    return FoundPage(
        format=f"PAGE {root.namespace.rpartition('/')[2]}".strip(),
        creator=creator.text.strip() if creator else "",
        image=page.get("imageFilename"),
        size=(width, height) if width and height else None,
        units_per_inch=None,
        number=1,
        regions=tuple(_region(one, False) for one in page.below("TextRegion")),
        dpi=page.number("imageXResolution") if page.get("imageResolutionUnit") == "PPI" else None,
        blocks=_blocks(page) if place else None,
        place=place,
        layer=items.get("layer", ""),
    )


def _place(items: Mapping[str, str]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for name, value in items.items():
        if name.startswith(f"{PLACE}:"):
            try:
                found[name.removeprefix(f"{PLACE}:")] = json.loads(value)
            except json.JSONDecodeError:
                return None
    return found or None


def _blocks(page: Element) -> tuple[FoundBlock, ...] | None:
    """Baokan's blocks; ``None`` when a region is none of them any more."""
    found: dict[int, FoundBlock] = {}
    for element in page.children("TextRegion", "TableRegion", "ImageRegion"):
        said = read_custom(element.get("custom"))
        own, kind = said.get("block", {}), said.get("structure", {}).get("type", "")
        if kind not in KINDS or not own.get("id", "").isdecimal():
            return None
        number = int(own["id"])
        block = found.setdefault(
            number,
            FoundBlock(
                id=number,
                kind=kind,
                article=int(own["article"]) if own.get("article", "").isdecimal() else None,
                points=_points(element),
                evidence=tuple(filter(None, own.get("evidence", "").split(","))),
                uncertain=own.get("uncertain") == "true",
            ),
        )
        inner = [element] if element.name == "TextRegion" else element.children("TextRegion")
        block.regions += [_region(one, True) for one in inner]
    return tuple(found[number] for number in sorted(found))


def _region(element: Element, own: bool) -> FoundRegion:
    role = next(iter(element.below("TableCellRole")), None) if element.child("Roles") else None
    row, column = (role.number("rowIndex"), role.number("columnIndex")) if role else (None, None)
    downwards = element.get("readingDirection") in DOWNWARDS
    return FoundRegion(
        name=element.get("id"),
        points=_points(element),
        lines=tuple(_line(one, downwards, own) for one in element.children("TextLine")),
        cell=(int(row), int(column)) if row is not None and column is not None else None,
    )


def _line(element: Element, downwards: bool, own: bool) -> FoundLine:
    words = tuple(_word(one, own) for one in element.children("Word"))
    equivalents = _equivalents(element)
    baseline, said = element.child("Baseline"), read_custom(element.get("custom")) if own else {}
    direction = element.get("readingDirection")
    text = equivalents[0][0] if equivalents else " ".join(word.text for word in words)
    return FoundLine(
        name=element.get("id"),
        text=text,
        points=_points(element),
        baseline=_points_of(baseline) if baseline else (),
        words=words,
        confidence=equivalents[0][1] if equivalents else None,
        vertical=(direction in DOWNWARDS if direction else downwards) or (False if own else None),
        join=_join(said.get("join")),
        read=said.get("read", {}),
        glue=said["glue"].get("text", "") if "glue" in said else None,
        ocr=next((one for one, _, details in equivalents[1:] if details == "ocr"), None) if own else None,
    )


def _join(said: Mapping[str, str] | None) -> Join | None:
    if said is None or said.get("kind") not in JOINS:
        return None
    return Join(
        kind=said["kind"],
        glue=said.get("glue", ""),
        evidence=tuple(filter(None, said.get("evidence", "").split(","))),
    )


def _word(element: Element, own: bool) -> FoundWord:
    """``own``: the glyphs are Baokan's, whatever became of the word since."""
    equivalents = _equivalents(element)
    glyphs = tuple(_glyphs(element))
    spelt = "".join(glyph.text for glyph in glyphs)
    text, sure, _ = equivalents[0] if equivalents else (spelt, None, "")
    if own and glyphs:
        text = spelt
    return FoundWord(text, _points(element), sure, glyphs)


def _glyphs(word: Element) -> Iterator[FoundGlyph]:
    for element in word.children("Glyph"):
        equivalents = _equivalents(element)
        if equivalents:
            (text, sure, _), *rest = equivalents
            others = tuple(Alternative(other, conf) for other, conf, _ in rest if conf is not None)
            yield FoundGlyph(text, _points(element), sure, others)


def _equivalents(element: Element) -> list[tuple[str, float | None, str]]:
    """(text, confidence, details) of the text equivalents, the main one first."""
    found = []
    for one in element.children("TextEquiv"):
        written = one.child("Unicode") or one.child("PlainText")
        index = one.number("index")
        if written is not None:
            found.append(
                (index is None, index or 0.0, written.text, share(one.get("conf")), one.get("dataTypeDetails"))
            )
    found.sort(key=lambda one: one[:2])
    return [one[2:] for one in found]


def _points(element: Element) -> Points:
    coords = element.child("Coords")
    return _points_of(coords) if coords else ()


def _points_of(element: Element) -> Points:
    if element.get("points"):
        return points(element.get("points"))
    listed = [(one.number("x"), one.number("y")) for one in element.children("Point")]  # before 2013
    return tuple((x, y) for x, y in listed if x is not None and y is not None)
