"""GeoJSON (RFC 7946) -> entries and problems: points, lines and areas with a name among their properties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import GazetteerError
from pipeline.gazetteer.entry import COLUMNS, Entry, Key, Problem
from pipeline.gazetteer.fields import clean, entry_of
from pipeline.gazetteer.reader import COLUMN_OF, decode, file_bytes

PROPERTIES: dict[str, tuple[str, ...]] = {
    "name": ("name:zh-hans", "name:zh", "name", "名称", "标准名称", "地名", "name_zh", "name_chn", "title"),
    "kind": ("kind", "类别", "类型"),
    "parent": ("parent", "上级", "所属"),
    "aliases": ("aliases", "别名", "简称", "alt_name:zh", "alt_name", "short_name:zh", "short_name"),
    "former": ("former", "曾用名", "old_name:zh", "old_name"),
    "variants": ("variants", "异写"),
    "code": ("code", "代码", "adcode", "ref"),
    "valid_from": ("valid_from", "start_date"),
    "valid_to": ("valid_to", "end_date"),
    "source": ("source", "来源"),
}
"""Column -> properties that hold it, the first that has a value counts (compared in lower case); the names of
OpenStreetMap are among them."""
_LIST_SIGNS = ";；、"
"""what stands between several names in one property, beside the bar."""


def read(path: Path, properties: Mapping[str, str] | None = None) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Entries of one file.  ``properties``: property -> column, before the known ones.

    An area or a line is placed at its middle.  Raises ``GazetteerError`` when the file is no GeoJSON or names nothing.
    """
    features = _features(path)
    given = {column: text for text, column in (properties or {}).items()}
    problems: list[Problem] = []
    entries: dict[Key, Entry] = {}
    for number, feature in enumerate(features, 1):

        def complain(code: str, message: str, lost: bool, number: int = number) -> None:
            problems.append(Problem(path, number, message, code, lost, "feature"))

        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            complain("no-feature", "this is no GeoJSON feature; it is left out.", True)
            continue
        row = _row(feature.get("properties") or {}, given)
        row.update(_place(feature.get("geometry"), row.get("name", ""), complain))
        entry = entry_of(row, complain, path.name, number)
        if entry is not None and entries.setdefault(entry.key, entry) is not entry:
            first = entries[entry.key].line
            complain("duplicate", f"{entry.name} repeats feature {first}; this feature is left out.", True)
    if not entries:
        detail = f" First problem: {problems[0]}" if problems else ""
        raise GazetteerError(
            f"{path}: no feature has a usable name. Say with --column which property holds it.{detail}"
        )
    return tuple(entries.values()), tuple(problems)


def _features(path: Path) -> Sequence[Any]:
    text, _ = decode(path, file_bytes(path))
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GazetteerError(f"{path}: this is no valid JSON ({error}).") from error
    kind = tree.get("type") if isinstance(tree, dict) else None
    if kind == "Feature":
        return [tree]
    if kind != "FeatureCollection" or not isinstance(tree.get("features"), list):
        raise GazetteerError(f"{path}: this is no GeoJSON FeatureCollection (its type is {kind!r}).")
    features: list[Any] = tree["features"]
    return features


def _row(properties: Any, given: Mapping[str, str]) -> dict[str, str]:
    """Column -> text."""
    if not isinstance(properties, dict):
        return {}
    lower = {str(key).casefold(): value for key, value in properties.items()}
    row = {}
    for column in (c for c in COLUMNS if c in PROPERTIES):
        chosen = given.get(column)
        candidates = (chosen.casefold(),) if chosen else PROPERTIES[column]
        several = column in ("aliases", "former", "variants")
        values = [text for key in candidates if (text := _text(lower.get(key), several=several))]
        if values:
            row[column] = "|".join(values) if several else values[0]
    for key, value in lower.items():  # coordinates and the like under the headers of our CSV files
        if COLUMN_OF.get(key) in ("latitude", "longitude"):
            row.setdefault(COLUMN_OF[key], _text(value, several=False))
    return row


def _text(value: Any, *, several: bool) -> str:
    if isinstance(value, list):
        return "|".join(filter(None, (_text(item, several=several) for item in value)))
    if value is None or isinstance(value, bool | dict):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    for sign in _LIST_SIGNS if several else "":
        text = text.replace(sign, "|")
    return clean(text)


def _place(geometry: Any, name: str, complain: Any) -> dict[str, str]:
    """The middle of a geometry as columns; empty when it has none."""
    if not geometry:
        return {}
    try:
        middle = _middle(geometry)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, RecursionError):
        complain("bad-coordinates", f"the geometry of {name} is not understood and is left out.", False)
        return {}
    if middle is None:
        return {}
    return {"longitude": repr(round(middle[0], 7)), "latitude": repr(round(middle[1], 7))}


Point = tuple[float, float]


def _middle(geometry: Mapping[str, Any]) -> Point | None:
    """Longitude and latitude of the middle: of an area its centre of mass, of a line the middle of its points."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return next((m for part in geometry["geometries"] if (m := _middle(part)) is not None), None)
    coordinates = geometry["coordinates"]
    if not coordinates:
        return None
    if kind == "Point":
        return float(coordinates[0]), float(coordinates[1])
    if kind in ("Polygon", "MultiPolygon"):
        polygons = [coordinates] if kind == "Polygon" else coordinates
        rings = [list(_points(polygon[0])) for polygon in polygons]
        return _centroid(max(rings, key=lambda ring: abs(_area(ring))))
    if kind in ("LineString", "MultiPoint"):
        return _mean(list(_points(coordinates)))
    if kind == "MultiLineString":
        return _mean([point for line in coordinates for point in _points(line)])
    raise ValueError(kind)


def _points(coordinates: Sequence[Sequence[float]]) -> Iterator[Point]:
    for point in coordinates:
        yield float(point[0]), float(point[1])


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _area(ring: Sequence[Point]) -> float:
    """Twice the signed area of a closed ring, in square degrees."""
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _centroid(ring: Sequence[Point]) -> Point:
    area = _area(ring)
    if not area:
        return _mean(ring)
    # measured from the first corner: differences of large numbers would cost digits
    x0, y0 = ring[0]
    local = [(x - x0, y - y0) for x, y in ring]
    sides = list(zip(local, [*local[1:], local[0]], strict=True))
    x = sum((a + c) * (a * d - c * b) for (a, b), (c, d) in sides) / (3 * area)
    y = sum((b + d) * (a * d - c * b) for (a, b), (c, d) in sides) / (3 * area)
    return x0 + x, y0 + y
